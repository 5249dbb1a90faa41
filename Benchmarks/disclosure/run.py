# SPDX-License-Identifier: Apache-2.0
"""Time to protect tables and to audit them as readers do: make bench, after make setup and a build.

One table of 30 States with 6 outcomes from 1,500 requests, twelve tables of one register of 1,200 requests that share margins and cells, and three tables of the same
register by codes of which a request can have several, all made up with a fixed seed. Each is protected (`comity statistics audit --protect`, which audits what it writes) and then audited from the files written; CPU time of the process,
its start included, which is told beside it.
"""

import csv
import itertools
import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS = 5
SIZES = {"state": 30, "outcome": 6, "basis": 4, "measure": 8, "ground": 5, "proceeding": 3, "instrument": 4}
# Each pair is one table of the release.
PAIRS = [
    ("state", "outcome"), ("state", "basis"), ("state", "proceeding"), ("state", "instrument"), ("outcome", "basis"), ("outcome", "measure"),
    ("outcome", "ground"), ("outcome", "proceeding"), ("basis", "measure"), ("measure", "proceeding"), ("measure", "instrument"),
    ("ground", "basis"),
]


# Codes of which a request can have several, beside what else it has.
SEVERAL = [("offence", 13, "outcome"), ("offence", 13, "state"), ("delay", 17, "proceeding")]


def program():
    for kind in ("release", "debug"):
        path = ROOT / ".build" / kind / "comity"
        if path.exists():
            return path, kind
    sys.exit("Build first: scripts/build")


def requests(count, seed):
    draw = random.Random(seed)
    weights = {name: [1 / (number + 2) for number in range(size)] for name, size in SIZES.items()}
    return [{name: draw.choices(range(size), weights[name])[0] for name, size in SIZES.items()} for _ in range(count)]


def write(path, rows, names):
    counts = {}
    for row in rows:
        for place in itertools.product(*[("total", f"{name}{row[name]}") for name in names]):
            counts[place] = counts.get(place, 0) + 1
    codes = [["total"] + [f"{name}{number}" for number in range(SIZES[name])] for name in names]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"{name}:plain" if name == "state" else name for name in names] + ["count"])
        writer.writerows([*place, counts.get(place, 0)] for place in itertools.product(*codes))


def write_several(path, rows, name, size, other):
    """A table by several codes: each request has one to three of them, one in ten has none."""
    counts = {}
    for row in rows:
        # The same request has the same codes in every table.
        codes = random.Random(f"{name} {row['number']}")
        some = set(codes.choices(range(size), [1 / (number + 1) for number in range(size)], k=codes.randint(1, 3)))
        held = ["notRecorded"] if codes.random() < 0.1 else [f"{name}{number}" for number in some]
        for first in ["total", *held]:
            for second in ("total", f"{other}{row[other]}"):
                counts[first, second] = counts.get((first, second), 0) + 1
    codes = [["total", *(f"{name}{number}" for number in range(size)), "notRecorded"], ["total", *(f"{other}{number}" for number in range(SIZES[other]))]]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"{name}:several", f"{other}:plain" if other == "state" else other, "count"])
        writer.writerows([*place, counts.get(place, 0)] for place in itertools.product(*codes))


def cost(command):
    """CPU seconds, elapsed seconds and output of a command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=False, cwd=ROOT, text=True)
    after, elapsed = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
    if ran.returncode:
        sys.exit(f"{command} ended with {ran.returncode}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, elapsed, ran.stdout


def measure(name, command, rounds=ROUNDS):
    costs = sorted(cost([str(part) for part in command(number)]) for number in range(rounds))
    cpu, elapsed, output = costs[len(costs) // 2]
    print(f"{name}: {cpu * 1000:.0f} ms CPU, {elapsed * 1000:.0f} ms elapsed (median of {rounds}; worst {costs[-1][0] * 1000:.0f} ms CPU)")
    return output


def main():
    comity, kind = program()
    print(f"{kind} build")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        measure("start of the program alone", lambda _: [comity, "statistics", "audit", "--help"])
        one = [folder / "table.csv"]
        write(one[0], requests(1500, 46), ("state", "outcome"))
        rows = requests(1200, 12)
        several = [folder / f"{first}-{second}.csv" for first, second in PAIRS]
        for path, names in zip(several, PAIRS):
            write(path, rows, names)
        labelled = [folder / f"{name}-by-{other}.csv" for name, _, other in SEVERAL]
        for number, row in enumerate(rows):
            row["number"] = number
        for path, (name, size, other) in zip(labelled, SEVERAL):
            write_several(path, rows, name, size, other)
        sets = (("30 x 6", one), (f"{len(PAIRS)} linked tables", several), (f"{len(SEVERAL)} tables of several codes", labelled))
        for title, files in sets:
            days = ["--period", "2025-01-01/2025-12-31", "--on", "2026-02-01"]
            protect = [comity, "statistics", "audit", *files, "--protect", *days, "--format", "json", "--out"]
            measure(f"{title}: protect", lambda number, start=protect, into=title: [*start, folder / f"{into}-{number}"])
            written = [folder / f"{title}-0" / file.name for file in files]
            audit = [comity, "statistics", "audit", *written, "--format", "json"]
            report = json.loads(measure(f"{title}: audit", lambda _, command=audit: command))
            cells = sum(len(file.read_text().splitlines()) - 1 for file in files)
            print(f"{title}: {cells} cells in tables, {len(report['findings'])} withheld, safe: {report['safe']}")


main()
