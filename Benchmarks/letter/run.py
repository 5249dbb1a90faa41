# SPDX-License-Identifier: Apache-2.0
"""CPU time of one letter in the warm document worker: make bench, after make setup.

The document is the letter of a sample request in English and Chinese; a value changes in each round, so that nothing comes from a cache.
"""

import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKER = ROOT / "Sources/Platform/Documents/Worker/comity_documents.py"
ROUNDS = 30


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def main():
    document = json.loads((ROOT / "Benchmarks/letter/letter.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        worker = subprocess.Popen(
            [ROOT / ".comity/venv/bin/python", "-B", WORKER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        worker.stdout.readline()

        def render(number, kind):
            document["head"][0]["value"]["code"]["_0"] = f"XA-MLA-2026-{number:04d}"
            document["digest"] = f"{number:064x}"
            worker.stdin.write(json.dumps({"id": number, "kind": kind, "document": document}) + "\n")
            worker.stdin.flush()
            return json.loads(worker.stdout.readline())

        for kind in ("pdf", "docx"):
            render(0, kind)
            costs = []
            for number in range(1, ROUNDS + 1):
                before = cpu_seconds(worker.pid)
                answer = render(number, kind)
                assert "file" in answer, answer
                costs.append((cpu_seconds(worker.pid) - before) * 1000)
            pages = ""
            if kind == "pdf":
                info = subprocess.run(["pdfinfo", f"{folder}/{answer['file']}"], capture_output=True, text=True, check=False).stdout
                pages = next((line.split()[1] + " pages, " for line in info.splitlines() if line.startswith("Pages")), "")
            print(f"{kind}: {pages}{statistics.mean(costs):.0f} ms CPU a letter (mean of {ROUNDS}; worst {max(costs):.0f})")
        worker.stdin.close()
        worker.wait()


main()
