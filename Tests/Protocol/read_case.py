# SPDX-License-Identifier: Apache-2.0
"""Every case that the program writes is as the published schema says, and the schema refuses cases with one thing wrong."""

import copy
import json
import pathlib
import subprocess
import tempfile

from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/debug/comity"


def exported(folder):
    """The sample register, taken in by a node of its own and written out again."""
    members = {"database": f"sqlite:{folder}/node.sqlite", "data": folder}
    lines = [line for line in (ROOT / "nodes/arcadia.yaml").read_text().splitlines() if line.split(":")[0] not in members]
    node = pathlib.Path(folder) / "node.yaml"
    node.write_text("\n".join(lines + [f"{name}: {value}" for name, value in members.items()]) + "\n")
    subprocess.run([PROGRAM, "case", "import", ROOT / "Samples/register.csv", "--node", node], cwd=ROOT, check=True, capture_output=True)
    written = subprocess.run([PROGRAM, "case", "export", "--node", node], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    decoder, place, cases = json.JSONDecoder(), 0, []
    while place < len(written.rstrip()):
        case, place = decoder.raw_decode(written, place)
        cases.append(case)
        place += len(written[place:]) - len(written[place:].lstrip())
    return cases


def broken(case):
    yield {**case, "format": "comity.case/2"}
    yield {**case, "direction": "sideways"}
    yield {name: value for name, value in case.items() if name != "timeline"}
    for path, value in ((("timeline", 0, "at"), "yesterday"), (("timeline", 0, "by"), {"kind": "nobody"}), (("request", "head", "subject"), 1),
        (("request", "items", 0, "stage"), "done"), (("writtenOn",), "24.11.2026")):
        changed = copy.deepcopy(case)
        target = changed
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value
        yield changed


def check():
    """How many cases pass, and what is wrong."""
    schema = json.loads((ROOT / "docs/protocol/case.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    with tempfile.TemporaryDirectory() as folder:
        cases = exported(folder)
    rows = len((ROOT / "Samples/register.csv").read_text().strip().splitlines()) - 1
    faults = [] if len(cases) == rows else [f"{len(cases)} cases of {rows} rows"]
    for case in cases:
        faults += [f"{case['request']['head']['reference']}: {error.message}" for error in validator.iter_errors(case)]
        faults += [f"{case['id']}: taken though broken" for wrong in broken(case) if validator.is_valid(wrong)]
    return len(cases), faults
