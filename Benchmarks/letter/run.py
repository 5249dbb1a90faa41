# SPDX-License-Identifier: Apache-2.0
"""CPU time of one letter in the warm document worker: make bench, after make setup and a build.

The letters are those that the program itself writes of its samples in English and Chinese, taken on their way to the worker: the longest
sample whole, and as many parts of the shortest as fill the four pages for which the design makes its promise. A value changes in each
round, so that nothing comes from a cache. Exits with 1 when a letter costs more than is promised.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKER = ROOT / "Sources/Platform/Documents/Worker/comity_documents.py"
PYTHON = ROOT / ".comity/venv/bin/python"
ROUNDS = 30
PROMISED = 100  # milliseconds of CPU time for one letter
PAGES = 4
# Stands in for the interpreter, keeps the document that the program sends and then is the worker.
KEEP = """#!{python}
import os, subprocess, sys
worker = subprocess.Popen(["{python}"] + sys.argv[1:], stdin=subprocess.PIPE)
for line in sys.stdin:
    open("{file}", "w").write(line)
    worker.stdin.write(line.encode())
    worker.stdin.flush()
"""


def program():
    for kind in ("release", "debug"):
        path = ROOT / ".build" / kind / "comity"
        if path.exists():
            return path
    sys.exit("Build first: scripts/build")


def letter_of(sample, folder):
    kept = folder / f"{sample}.json"
    keeper = folder / "keeper"
    keeper.write_text(KEEP.format(python=PYTHON, file=kept))
    keeper.chmod(0o755)
    command = [program(), "request", "letter", ROOT / f"Samples/{sample}.yaml", "--lang", "en", "--with", "zh", "--out", folder / "letter.pdf"]
    subprocess.run(command, env={**os.environ, "COMITY_PYTHON": str(keeper)}, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    return json.loads(kept.read_text())["document"]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Worker:
    """The document worker, spoken to as the program does."""

    def __init__(self, folder):
        self.folder = folder
        self.process = subprocess.Popen([PYTHON, "-B", WORKER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.number = 0

    def render(self, document, kind):
        """The file and what it cost, in milliseconds."""
        self.number += 1
        document["head"][0]["value"]["code"]["_0"] = f"XA-MLA-2026-{self.number:04d}"
        document["digest"] = f"{self.number:064x}"
        before = cpu_seconds(self.process.pid)
        self.process.stdin.write(json.dumps({"id": self.number, "kind": kind, "document": document}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "file" not in answer:
            sys.exit(f"The worker made no {kind}: {answer}")
        return self.folder / answer["file"], (cpu_seconds(self.process.pid) - before) * 1000

    def pages(self, document):
        file, _ = self.render(document, "pdf")
        info = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
        return next(int(line.split()[1]) for line in info.splitlines() if line.startswith("Pages"))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def shortened(document, worker):
    """The letter without the parts for which four pages have no room."""
    while worker.pages(document) > PAGES:
        document["parts"].pop()
    return document


def main():
    is_kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        worker = Worker(folder)
        for document in (shortened(letter_of("civil", folder), worker), letter_of("bank-records", folder)):
            pages = worker.pages(document)
            for kind in ("pdf", "docx"):
                worker.render(document, kind)
                costs = [worker.render(document, kind)[1] for _ in range(ROUNDS)]
                mean = statistics.mean(costs)
                is_kept = is_kept and mean <= PROMISED
                verdict = "within" if mean <= PROMISED else "NOT within"
                print(f"{pages} pages as {kind}: {mean:.0f} ms CPU (mean of {ROUNDS}; worst {max(costs):.0f}): {verdict} {PROMISED} ms")
        worker.close()
    sys.exit(0 if is_kept else 1)


main()
