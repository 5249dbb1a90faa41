# SPDX-License-Identifier: Apache-2.0
"""Reads the files of a release as others do: sdmx1 the SDMX-CSV, jsonschema the JSON. Questions on standard input, answers on standard output."""

import csv
import io
import json
import pathlib
import sys

import jsonschema
import sdmx
from sdmx.model import common, v30

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXED = {"STRUCTURE", "STRUCTURE_ID", "ACTION", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS"}


def read_sdmx(text):
    """Every observation: its key, its value and its two statuses, as sdmx1 has them."""
    header = next(csv.reader(io.StringIO(text)))
    structure = v30.DataStructureDefinition(id="TABLE")
    structure.dimensions = v30.DimensionDescriptor(components=[v30.Dimension(id=name) for name in header if name not in FIXED])
    structure.measures = v30.MeasureDescriptor(components=[v30.Measure(id="OBS_VALUE")])
    structure.attributes = v30.AttributeDescriptor(components=[v30.DataAttribute(id=name) for name in ("OBS_STATUS", "CONF_STATUS")])
    flow = v30.Dataflow(id="FLOW", structure=structure)
    message = sdmx.reader.csv.Reader().convert(io.BytesIO(text.encode()), structure=flow)
    lines = []
    for observation in message.data[0].obs:
        key = "/".join(str(value.value) for value in observation.dimension.values.values())
        marks = [str(observation.attached_attribute[name].value) for name in ("OBS_STATUS", "CONF_STATUS")]
        lines.append(f"{key} {observation.value} {' '.join(marks)}")
    return f"{len(lines)}\n" + "\n".join(lines)


def check_json(text):
    schema = json.loads((ROOT / "docs/protocol/release.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text), schema)
    return "sound"


def answer(question):
    try:
        return {"value": read_sdmx(question["text"]) if question["do"] == "sdmx" else check_json(question["text"])}
    except (ValueError, KeyError, jsonschema.ValidationError) as error:
        return {"refused": str(error).split("\n")[0][:200]}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
