# SPDX-License-Identifier: Apache-2.0
"""The event log of a node, published by the program and checked by two peers that share no line with it: scripts/verify-log, and Go's sumdb packages.

Then the published files, a proof and a checkpoint are altered one by one, and both peers must refuse each.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/debug/comity"
NODE = ["--node", str(ROOT / "nodes/arcadia.yaml")]


class Log:
    """A node of its own with two checkpoints, 300 events apart and more."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = os.environ | {"COMITY_DATABASE": f"sqlite:{folder}/node.sqlite", "COMITY_DATA": str(folder)}
        self.take(0, 3)
        self.old = self.keep("old", self.run("checkpoint"))
        self.take(3, 320)
        self.new = self.keep("new", self.run("checkpoint"))
        self.published = folder / "published"
        self.run("export", str(self.published))
        self.size = int(self.new.read_text(encoding="utf-8").split("\n")[1])
        self.old_size = int(self.old.read_text(encoding="utf-8").split("\n")[1])
        self.proof = self.keep("event.tlog-proof", self.run("prove", "260"))
        self.consistency = self.keep("consistency.json", self.run("consistency", str(self.old_size), str(self.size)))
        self.key = (self.published / "key").read_text(encoding="utf-8").strip()
        assert self.run("key").strip() == self.key
        self.entry = folder / "entry"
        bundle = next((self.published / "tile/entries/001.p").iterdir()).read_bytes()
        place = 0
        for _ in range(260 - 256):
            place += 2 + int.from_bytes(bundle[place : place + 2], "big")
        self.entry.write_bytes(bundle[place + 2 : place + 2 + int.from_bytes(bundle[place : place + 2], "big")])
        assert json.loads(self.entry.read_bytes())["index"] == 260

    def take(self, first, count):
        """Directory entries, each of which is an event."""
        sample = json.loads((ROOT / "Sources/Modules/Directory/Service/Data/fictional-directory.json").read_text(encoding="utf-8"))
        entries = []
        for number in range(first, first + count):
            entry = dict(sample["authorities"][0])
            entry["id"] = f"00000000-0000-4000-8000-{number + 0x100000:012x}"
            entries.append(entry)
        file = self.folder / "directory.json"
        file.write_text(json.dumps(sample | {"authorities": entries}), encoding="utf-8")
        subprocess.run([PROGRAM, "directory", "take", file, *NODE], env=self.environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)

    def run(self, *arguments):
        command = [PROGRAM, "audit", *arguments, *NODE]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, cwd=ROOT).stdout.decode()

    def keep(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name


def answers(*command):
    done = subprocess.run(command, capture_output=True, check=False, env=os.environ | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode"})
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def peers(log, go):
    """What both peers say: exit codes of the folder, the proof and the consistency proof, then Go's of all."""
    script = str(ROOT / "scripts/verify-log")
    key = ["--key", log.key]
    return [
        answers(script, str(log.published), *key, "--against", str(log.old)),
        answers(script, "--proof", str(log.proof), "--entry", str(log.entry), *key),
        answers(script, "--consistency", str(log.consistency), "--old", str(log.old), "--new", str(log.new), *key),
        answers(go, str(log.published), str(log.proof), str(log.entry), str(log.consistency), str(log.old), str(log.new)),
    ]


def refused(log, go, path, change, by):
    """Alters one file and puts it back; each of the peers named must say that it does not fit."""
    before = path.read_bytes()
    altered = change(before)
    assert altered != before, path
    path.write_bytes(altered)
    said = peers(log, go)
    path.write_bytes(before)
    for peer in by:
        assert said[peer][0] == 1, (path, peer, said[peer])


def flipped(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def other_root(data):
    lines = data.split(b"\n")
    lines[2] = (b"A" if lines[2][:1] != b"A" else b"B") + lines[2][1:]
    return b"\n".join(lines)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        go = str(folder / "check")
        code, said = answers("go", "build", "-o", go, str(ROOT / "Tests/Protocol/tlog/check.go"), str(ROOT / "Tests/Protocol/tlog/notes.go"))
        assert code == 0, said
        log = Log(folder)
        for code, said in peers(log, go):
            assert code == 0, said
            print(said.strip())
        tile = next((log.published / "tile/0/001.p").iterdir())
        refused(log, go, log.entry, lambda data: data.replace(b'"index":260', b'"index":261'), by=(1, 3))
        refused(log, go, log.published / "checkpoint", other_root, by=(0, 3))
        refused(log, go, log.old, other_root, by=(0, 2, 3))
        refused(log, go, tile, flipped, by=(0, 3))
        refused(log, go, log.published / "tile/entries/000", lambda data: data.replace(b'"index":7', b'"index":8'), by=(0,))
        refused(log, go, log.published / f"checkpoints/{log.old_size}", other_root, by=(0,))
        refused(log, go, log.proof, lambda data: data.replace(b"index 260", b"index 261"), by=(1, 3))
        refused(log, go, log.consistency, lambda data: json.dumps(json.loads(data) | {"proof": json.loads(data)["proof"][::-1]}).encode(), by=(2, 3))
        # A copy of an earlier time does not reach the checkpoint that somebody has kept.
        shutil.copy(log.new, folder / "kept")
        (folder / "old-log").mkdir()
        earlier = Log.__new__(Log)
        earlier.folder = folder / "old-log"
        shutil.copy(folder / "log.key", earlier.folder / "log.key")
        earlier.environment = os.environ | {"COMITY_DATABASE": f"sqlite:{earlier.folder}/node.sqlite", "COMITY_DATA": str(earlier.folder)}
        earlier.take(0, 3)
        earlier.run("checkpoint")
        earlier.run("export", str(earlier.folder / "published"))
        code, said = answers(
            str(ROOT / "scripts/verify-log"), str(earlier.folder / "published"), "--key", log.key, "--against", str(folder / "kept"))
        assert code == 1 and "older copy" in said, said
        print("every altered file was refused by the peers that read it")


main()
