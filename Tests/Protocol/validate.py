# SPDX-License-Identifier: Apache-2.0
"""The published schemas and the program agree: requests as samples and with one thing wrong, cases as the program writes them."""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import yaml
from jsonschema import Draft202012Validator

import read_case

ROOT = pathlib.Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "docs/protocol/request.schema.json"
PROGRAM = ROOT / ".build/debug/comity"


class PlainLoader(yaml.SafeLoader):
    """YAML as the program reads it: days stay text."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def objects(value, path=()):
    """The path of every object in a request."""
    if isinstance(value, dict):
        yield path
        for name, member in value.items():
            yield from objects(member, path + (name,))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from objects(element, path + (index,))


def broken(sample):
    """One unknown member in every object, and members of a wrong type."""
    for path in objects(sample):
        changed = copy.deepcopy(sample)
        target = changed
        for step in path:
            target = target[step]
        target["unknownMember"] = 1
        yield f"unknown member in {path}", changed
    for name, value in [("facts", 1), ("items", {}), ("requestedState", "xb"), ("format", 2), ("language", "de"), ("persons", [{}]),
        ("persons", [{"id": ""}]), ("persons", [{"id": "a/b"}])]:
        yield f"{name} = {value}", {**sample, name: value}


def read_by_program(request):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(request, file)
        file.flush()
        result = subprocess.run([PROGRAM, "request", "check", file.name, "--on", "2026-11-24"], capture_output=True, check=False)
    return result.returncode != 2


def main():
    schema = json.loads(PUBLISHED.read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    passed = failed = 0
    printed = subprocess.run([PROGRAM, "request", "schema"], capture_output=True, check=True).stdout
    if printed == PUBLISHED.read_bytes():
        passed += 1
    else:
        failed += 1
        print(f"{PUBLISHED.name} is stale: publish what `comity request schema` prints")
    for sample_file in sorted((ROOT / "Samples").glob("*.yaml")):
        sample = yaml.load(sample_file.read_text(), Loader=PlainLoader)
        cases = [("as it is", sample, True)]
        if sample_file.stem == "freezing":
            cases += [(what, request, False) for what, request in broken(sample)]
        for what, request, expected in cases:
            verdicts = (validator.is_valid(request), read_by_program(request))
            if verdicts == (expected, expected):
                passed += 1
            else:
                failed += 1
                print(f"{sample_file.name}, {what}: schema {verdicts[0]}, program {verdicts[1]}, expected {expected}")
    cases, faults = read_case.check()
    passed, failed = passed + cases, failed + len(faults)
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
