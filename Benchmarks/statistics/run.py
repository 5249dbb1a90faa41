#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the full set of release tables from one register, with the program and with DuckDB, and compares every figure.

usage: run.py [--count N] [--runs N] [--program FILE] [--folder FOLDER]

Both are whole processes, their start and the reading of the file included, on two threads. Promised of a release build with 1,000,000
requests: at most 1.5 times DuckDB's time. One that misses it, and figures that differ, end with 1.
"""

import argparse
import csv
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import register  # noqa: E402

TABLES = ROOT / "Sources/Modules/Statistics/Service/Data/release-tables.json"
FIRST, LAST = "2016-01-01", "2025-12-31"
DUCKDB = "duckdb==2.0.1"


def duckdb_python(folder):
    """An environment of the benchmark's own: the program does not need DuckDB."""
    python = folder / "venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    if subprocess.run([python, "-c", "import duckdb"], capture_output=True).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "--quiet", DUCKDB], check=True)
    return python


def timed(command):
    before = os.times()
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    elapsed = time.monotonic() - start
    after = os.times()
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stderr[:2000]}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return done.stdout, elapsed, cpu


def figures(text):
    """The program's figures that are not zero; where there is none they have a mark and no value."""
    rows = csv.DictReader(io.StringIO(text))
    return {f"{row['table']}|{row['row']}|{row['column']}|{row['figure']}": float(row["value"]) for row in rows if row["value"]}


def differences(ours, theirs):
    keys = {key for key, value in ours.items() if value} | {key for key, value in theirs.items() if value}
    return [(key, ours.get(key, 0), theirs.get(key, 0)) for key in sorted(keys) if abs(ours.get(key, 0) - theirs.get(key, 0)) > 1e-6]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", type=Path)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "comity-statistics")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    release = ROOT / ".build/release/comity"
    program = options.program or (release if release.exists() else ROOT / ".build/debug/comity")
    python = duckdb_python(options.folder)
    path = options.folder / f"register-{options.count}.csv"
    if not path.exists():
        register.write(path, options.count)
    print(f"{options.count:,} requests, {path.stat().st_size / 1e6:.0f} MB, {len(json.loads(TABLES.read_text())['tables'])} tables; {program}")
    ours = [str(program), "statistics", "table", "release", "--from", str(path), "--period", f"{FIRST}/{LAST}"]
    theirs = [str(python), str(HERE / "duckdb_tables.py"), str(path), str(TABLES), FIRST, LAST, "2"]
    times = {"comity": [], "duckdb": []}
    for _ in range(options.runs):
        own, elapsed, cpu = timed(ours)
        times["comity"].append((elapsed, cpu))
        other, elapsed, cpu = timed(theirs)
        times["duckdb"].append((elapsed, cpu))
    for name, all_times in times.items():
        elapsed = [entry[0] for entry in all_times]
        print(f"{name:8} median {statistics.median(elapsed):.3f} s, best {min(elapsed):.3f} s, worst {max(elapsed):.3f} s, "
              f"CPU median {statistics.median(entry[1] for entry in all_times):.3f} s")
    found, expected = figures(own), json.loads(other)
    wrong = differences(found, expected)
    for key, mine, yours in wrong[:20]:
        print(f"  {key}: comity {mine}, duckdb {yours}")
    print(f"{len(found):,} figures compared, {len(wrong)} differ")
    ratio = statistics.median(entry[0] for entry in times["comity"]) / statistics.median(entry[0] for entry in times["duckdb"])
    print(f"comity takes {ratio:.2f} times DuckDB's time; promised are 1.5")
    if wrong or (ratio > 1.5 and "release" in str(program.resolve()) and options.count >= 1_000_000):
        sys.exit(1)


if __name__ == "__main__":
    main()
