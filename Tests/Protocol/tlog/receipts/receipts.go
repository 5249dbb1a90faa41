// SPDX-License-Identifier: Apache-2.0

// Checks the proofs, checkpoints and continuations of an unpacked bundle of evidence with Go's own packages for transparency logs.
//
// usage: receipts FOLDER
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func need(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "does not fit:", err)
		os.Exit(1)
	}
}

func read(path string) string {
	data, err := os.ReadFile(path)
	need(err)
	return string(data)
}

func files(folder, pattern string) []string {
	found, err := filepath.Glob(filepath.Join(folder, pattern))
	need(err)
	return found
}

// checkpoint gives size and root of a note that the key has signed.
func checkpoint(text string, key note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(text), note.VerifierList(key))
	need(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != key.Name() {
		need(fmt.Errorf("a checkpoint of %s under the key of %s", lines[0], key.Name()))
	}
	var size int64
	_, err = fmt.Sscan(lines[1], &size)
	need(err)
	root, err := tlog.ParseHash(lines[2])
	need(err)
	return size, root
}

func hashes(lines []string) []tlog.Hash {
	var all []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		need(err)
		all = append(all, hash)
	}
	return all
}

// authority is the part of a member's name before the sizes.
func authority(name string, parts int) string {
	pieces := strings.Split(name, "-")
	return strings.Join(pieces[:len(pieces)-parts], "-")
}

func main() {
	folder := os.Args[1]
	keys := map[string]note.Verifier{}
	for _, path := range files(folder, "checkpoints/*.key") {
		key, err := note.NewVerifier(strings.TrimSpace(read(path)))
		need(err)
		keys[strings.TrimSuffix(filepath.Base(path), ".key")] = key
	}
	proofs := files(folder, "proofs/*.tlog-proof")
	for _, path := range proofs {
		parts := strings.SplitN(read(path), "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
		need(err)
		var told struct{ Event, Key string }
		need(json.Unmarshal(extra, &told))
		base := strings.TrimSuffix(path, ".tlog-proof")
		key := keys[strings.SplitN(filepath.Base(base), "-", 2)[1]]
		event := read(base + ".event.json")
		if told.Event != event || key == nil || !strings.HasPrefix(told.Key, key.Name()+"+") {
			need(fmt.Errorf("%s: another event or key than the proof tells", path))
		}
		var index int64
		_, err = fmt.Sscanf(lines[2], "index %d", &index)
		need(err)
		size, root := checkpoint(parts[1], key)
		need(tlog.CheckRecord(hashes(lines[3:]), size, root, index, tlog.RecordHash([]byte(event))))
	}
	kept := map[string]tlog.Hash{}
	notes := files(folder, "checkpoints/*.note")
	for _, path := range notes {
		name := authority(filepath.Base(path), 2)
		size, root := checkpoint(read(path), keys[name])
		place := fmt.Sprintf("%s %d", name, size)
		if before, known := kept[place]; known && before != root {
			need(fmt.Errorf("%s: two stories", path))
		}
		kept[place] = root
	}
	continued := files(folder, "consistency/*.json")
	for _, path := range continued {
		var said struct {
			Old, New int64
			Proof    []string
		}
		need(json.Unmarshal([]byte(read(path)), &said))
		name := authority(filepath.Base(path), 2)
		old, new := kept[fmt.Sprintf("%s %d", name, said.Old)], kept[fmt.Sprintf("%s %d", name, said.New)]
		need(tlog.CheckTree(hashes(said.Proof), said.New, new, said.Old, old))
	}
	if len(proofs) == 0 || len(notes) == 0 || len(continued) == 0 {
		need(fmt.Errorf("nothing to check: %d proofs, %d checkpoints, %d continuations", len(proofs), len(notes), len(continued)))
	}
	fmt.Println("Go: proofs", len(proofs), "checkpoints", len(notes), "continuations", len(continued))
}
