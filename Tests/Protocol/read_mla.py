# SPDX-License-Identifier: Apache-2.0
"""The documents of messages: every sample is as the published schema says, and the schema refuses it with one thing wrong.

The same samples and the same faults are read by the program in `DocumentFileTests`.
"""

import copy
import json
import pathlib

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = pathlib.Path(__file__).resolve().parents[2]


def broken(sample):
    """An unknown member, no such member, another type, null, and texts that say nothing or have controls in them."""
    yield {**sample, "unknownMember": 1}
    for name, value in sample.items():
        yield {**sample, name: None}
        yield {**sample, name: {"x": 1} if not isinstance(value, dict) else 7}
        if isinstance(value, str):
            for wrong in ("", "  ", "a\u0000b", "a\u2028b"):
                yield {**sample, name: wrong}
        if isinstance(value, list) and value and isinstance(value[0], (str, int)):
            yield {**sample, name: value + value[:1]}
    if sample.get("items") and isinstance(sample["items"][0], str):
        for wrong in ([], ["../a"], ["a" * 41]):
            yield {**sample, "items": wrong}
    if "parts" in sample:
        changed = copy.deepcopy(sample)
        changed["parts"][0]["result"] = "nothing"
        yield changed


def check():
    """How many documents are right, and what is wrong."""
    schema = json.loads((ROOT / "docs/protocol/mla.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    request = json.loads((ROOT / "docs/protocol/request.schema.json").read_text())
    registry = Registry().with_resources([
        ("mla.schema.json", Resource.from_contents(schema, default_specification=DRAFT202012)),
        ("request.schema.json", Resource.from_contents(request, default_specification=DRAFT202012)),
    ])
    samples = sorted((ROOT / "Samples/messages").glob("*.json"))
    faults, count = [] if len(samples) == 22 else [f"{len(samples)} samples of 22"], 0
    for file in samples:
        sample = json.loads(file.read_text())
        validator = Draft202012Validator({"$ref": f"mla.schema.json#/$defs/{file.stem}"}, registry=registry)
        faults += [f"{file.stem}: {error.message}" for error in validator.iter_errors(sample)]
        for wrong in broken(sample):
            count += 1
            if validator.is_valid(wrong):
                faults.append(f"{file.stem}: taken though broken: {json.dumps(wrong)}")
    return len(samples) + count, faults


if __name__ == "__main__":
    checked, wrong = check()
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{checked} documents of messages, {len(wrong)} faults")
    raise SystemExit(1 if wrong else 0)
