// SPDX-License-Identifier: Apache-2.0

// Checks a published log, a proof and a consistency proof with Go's own packages for transparency logs: a peer that shares no line with the program.
//
// usage: check FOLDER PROOF ENTRY CONSISTENCY OLD-CHECKPOINT NEW-CHECKPOINT
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

func read(path string) []byte {
	data, err := os.ReadFile(path)
	need(err)
	return data
}

// checkpoint gives size and root of a note that the key has signed.
func checkpoint(data []byte, key note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open(data, note.VerifierList(key))
	need(err)
	lines := strings.Split(opened.Text, "\n")
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
		raw, err := base64.StdEncoding.DecodeString(line)
		need(err)
		var hash tlog.Hash
		if copy(hash[:], raw) != len(hash) {
			need(fmt.Errorf("a hash of %d bytes", len(raw)))
		}
		all = append(all, hash)
	}
	return all
}

// tiles reads the hashes of the published tiles; tiles of C2SP are those of Go with height 8, in another folder.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.folder, "tile", path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	folder := os.Args[1]
	key, err := note.NewVerifier(strings.TrimSpace(string(read(filepath.Join(folder, "key")))))
	need(err)
	size, root := checkpoint(read(filepath.Join(folder, "checkpoint")), key)
	published := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles{folder})
	for index := int64(0); index < size; index++ {
		found, err := published.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		need(err)
		proof, err := tlog.ProveRecord(size, index, published)
		need(err)
		need(tlog.CheckRecord(proof, size, root, index, found[0]))
	}
	fmt.Println("tiles ok:", size, "entries, each proved")

	parts := strings.SplitN(string(read(os.Args[2])), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	var index int64
	_, err = fmt.Sscanf(lines[1], "index %d", &index)
	need(err)
	proofSize, proofRoot := checkpoint([]byte(parts[1]), key)
	entry := read(os.Args[3])
	need(tlog.CheckRecord(hashes(lines[2:]), proofSize, proofRoot, index, tlog.RecordHash(entry)))
	if tlog.CheckRecord(hashes(lines[2:]), proofSize, proofRoot, index, tlog.RecordHash(append(entry, 'x'))) == nil {
		need(fmt.Errorf("an altered entry was proved"))
	}
	fmt.Println("inclusion ok: entry", index, "of", proofSize)

	var consistency struct {
		Old, New int64
		Proof    []string
	}
	need(json.Unmarshal(read(os.Args[4]), &consistency))
	oldSize, oldRoot := checkpoint(read(os.Args[5]), key)
	newSize, newRoot := checkpoint(read(os.Args[6]), key)
	need(tlog.CheckTree(hashes(consistency.Proof), newSize, newRoot, oldSize, oldRoot))
	fmt.Println("consistency ok:", oldSize, "->", newSize)
}
