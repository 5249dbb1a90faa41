# SPDX-License-Identifier: Apache-2.0
"""Cost of the transparency tree on logs of 100,000 and 1,000,000 events: a checkpoint after none, one and 1,000 new events, a proof, a verification.

Each line is one run of the program on the command line, its start included; the first line of a size, without new events, is what the start alone costs.
It tells figures and judges none. The argument `--small` leaves the million out.
"""

import hashlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = "release" if (ROOT / ".build/release/comity").exists() else "debug"
PROGRAM = ROOT / f".build/{BUILD}/comity"
NODE = ["--node", str(ROOT / "nodes/arcadia.yaml")]
ROW = "INSERT INTO event (eventIndex, at, kind, byType, byId, subjectType, subjectId, bytes, leafHash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def event(index):
    """An event as the program writes it: canonical bytes, the columns that repeat them, the hash of the leaf."""
    at, officer, draft = 1_795_000_000_000_000 + index, f"officer-{index % 40}", f"00000000-0000-4000-8000-{index // 30:012x}"
    members = {
        "index": index, "at": at, "kind": "writing.draftChanged", "by": {"type": "officer", "id": officer},
        "subject": {"type": "draft", "id": draft}, "facts": {"section": "facts", "version": index % 90},
    }
    data = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return index, at, members["kind"], "officer", officer, "draft", draft, data, hashlib.sha256(b"\0" + data).digest()


class Log:
    def __init__(self, folder):
        self.file = f"{folder}/node.sqlite"
        self.environment = os.environ | {"COMITY_DATABASE": f"sqlite:{self.file}", "COMITY_DATA": folder}
        self.size = 0
        # Makes the tables; without events there is nothing to sign.
        subprocess.run([PROGRAM, "audit", "checkpoint", *NODE], env=self.environment, cwd=ROOT, check=False, capture_output=True)

    def grow(self, count):
        with sqlite3.connect(self.file) as database:
            database.executemany(ROW, (event(index) for index in range(self.size, self.size + count)))
            database.execute("UPDATE eventHead SET next = next + ?", (count,))
        self.size += count

    def measure(self, name, *arguments):
        begun = time.perf_counter()
        process = subprocess.Popen(
            [PROGRAM, "audit", *arguments, *NODE], env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = (time.perf_counter() - begun) * 1000
        cpu = (usage.ru_utime + usage.ru_stime) * 1000
        print(f"{self.size:>9,} {name:36} {cpu:9.0f} ms CPU  {elapsed:9.0f} ms elapsed  {usage.ru_maxrss / 1024:5.0f} MB  exit {status >> 8}", flush=True)


def main():
    print(f"{BUILD} build")
    for size in (100_000,) if "--small" in sys.argv else (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            log = Log(folder)
            log.grow(size)
            log.measure("first checkpoint, over all events", "checkpoint")
            log.measure("checkpoint without new events", "checkpoint")
            log.grow(1)
            log.measure("checkpoint after 1 event", "checkpoint")
            log.grow(1000)
            log.measure("checkpoint after 1,000 events", "checkpoint")
            log.measure("proof of one event", "prove", str(size // 3))
            log.measure("consistency proof", "consistency", str(size // 3), str(size))
            log.measure("verification", "verify")
            with sqlite3.connect(log.file) as database:
                print("           rows kept for the tree:", database.execute("SELECT count(*) FROM auditNode").fetchone()[0])


try:
    main()
except Exception:
    traceback.print_exc(file=sys.stdout)
