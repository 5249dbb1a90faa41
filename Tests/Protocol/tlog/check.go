// SPDX-License-Identifier: Apache-2.0

// Checks a published log, a proof and a consistency proof with Go's own packages for transparency logs: a peer that shares no line with the program.
//
// Built together with notes.go.
//
// usage: check FOLDER PROOF ENTRY CONSISTENCY OLD-CHECKPOINT NEW-CHECKPOINT
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

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
	key := verifier(filepath.Join(folder, "key"))
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
	_, err := fmt.Sscanf(lines[1], "index %d", &index)
	need(err)
	proofSize, proofRoot := checkpoint([]byte(parts[1]), key)
	entry := read(os.Args[3])
	need(tlog.CheckRecord(hashes(lines[2:]), proofSize, proofRoot, index, tlog.RecordHash(entry)))
	if tlog.CheckRecord(hashes(lines[2:]), proofSize, proofRoot, index, tlog.RecordHash(append(entry, 'x'))) == nil {
		need(fmt.Errorf("an altered entry was proved"))
	}
	fmt.Println("inclusion ok: entry", index, "of", proofSize)

	var consistency continuation
	need(json.Unmarshal(read(os.Args[4]), &consistency))
	oldSize, oldRoot := checkpoint(read(os.Args[5]), key)
	newSize, newRoot := checkpoint(read(os.Args[6]), key)
	if consistency.Old != oldSize || consistency.New != newSize {
		need(fmt.Errorf("a proof from %d to %d", consistency.Old, consistency.New))
	}
	consistency.holds(oldRoot, newRoot)
	fmt.Println("consistency ok:", oldSize, "->", newSize)
}
