// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
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

// verifier reads the public key of a log.
func verifier(path string) note.Verifier {
	key, err := note.NewVerifier(strings.TrimSpace(string(read(path))))
	need(err)
	return key
}

// checkpoint gives size and root of a note that the key has signed for its own log.
func checkpoint(data []byte, key note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open(data, note.VerifierList(key))
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

// continuation is the proof that a log goes on from one size to another.
type continuation struct {
	Old, New int64
	Proof    []string
}

// holds checks that the tree of the one root goes on in that of the other.
func (c continuation) holds(old, new tlog.Hash) {
	need(tlog.CheckTree(hashes(c.Proof), c.New, new, c.Old, old))
}
