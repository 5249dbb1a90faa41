// SPDX-License-Identifier: Apache-2.0

// Checks the proofs, checkpoints and continuations of an unpacked bundle of evidence with Go's own packages for transparency logs.
//
// Built together with notes.go.
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

func files(folder, pattern string) []string {
	found, err := filepath.Glob(filepath.Join(folder, pattern))
	need(err)
	return found
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
		keys[strings.TrimSuffix(filepath.Base(path), ".key")] = verifier(path)
	}
	proofs := files(folder, "proofs/*.tlog-proof")
	for _, path := range proofs {
		parts := strings.SplitN(string(read(path)), "\n\n", 2)
		lines := strings.Split(parts[0], "\n")
		extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
		need(err)
		var told struct{ Event, Key string }
		need(json.Unmarshal(extra, &told))
		base := strings.TrimSuffix(path, ".tlog-proof")
		key := keys[strings.SplitN(filepath.Base(base), "-", 2)[1]]
		event := string(read(base + ".event.json"))
		if key == nil {
			need(fmt.Errorf("%s: no key of its log", path))
		}
		if told.Event != event || !strings.HasPrefix(told.Key, key.Name()+"+") {
			need(fmt.Errorf("%s: another event or key than the proof tells", path))
		}
		var index int64
		_, err = fmt.Sscanf(lines[2], "index %d", &index)
		need(err)
		size, root := checkpoint([]byte(parts[1]), key)
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
		var said continuation
		need(json.Unmarshal(read(path), &said))
		name := authority(filepath.Base(path), 2)
		old, new := kept[fmt.Sprintf("%s %d", name, said.Old)], kept[fmt.Sprintf("%s %d", name, said.New)]
		said.holds(old, new)
	}
	if len(proofs) == 0 || len(notes) == 0 || len(continued) == 0 {
		need(fmt.Errorf("nothing to check: %d proofs, %d checkpoints, %d continuations", len(proofs), len(notes), len(continued)))
	}
	fmt.Println("Go: proofs", len(proofs), "checkpoints", len(notes), "continuations", len(continued))
}
