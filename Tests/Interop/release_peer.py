# SPDX-License-Identifier: Apache-2.0
"""Reads the files of a release as others do: sdmx1 the SDMX-CSV, jsonschema the JSON, zipfile and ElementTree the XLSX. Questions on standard input, answers on standard output."""

import base64
import csv
import io
import json
import pathlib
import sys
import xml.etree.ElementTree
import zipfile

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


def read_xlsx(text):
    """The first sheet as the file has it, a line for each row: numbers with n before them, texts with s, formulas with f."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(text))) as file:
        names = file.namelist()
        sheet = xml.etree.ElementTree.fromstring(file.read(min(name for name in names if name.startswith("xl/worksheets/sheet"))))
        texts = []
        if "xl/sharedStrings.xml" in names:
            strings = xml.etree.ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
            texts = ["".join(piece.text or "" for piece in entry.iter(f"{main}t")) for entry in strings.iter(f"{main}si")]

    def said(cell):
        value = cell.find(f"{main}v")
        if cell.find(f"{main}f") is not None:
            return "f"
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "s" + "".join(piece.text or "" for piece in cell.iter(f"{main}t"))
        if value is None:
            return ""
        return "s" + texts[int(value.text)] if kind == "s" else "n" + value.text

    return "\n".join("\t".join(said(cell) for cell in row) for row in sheet.iter(f"{main}row"))


DEEDS = {"sdmx": read_sdmx, "json": check_json, "xlsx": read_xlsx}


def answer(question):
    try:
        return {"value": DEEDS[question["do"]](question["text"])}
    except (ValueError, KeyError, zipfile.BadZipFile, jsonschema.ValidationError) as error:
        return {"refused": str(error).split("\n")[0][:200]}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
