# SPDX-License-Identifier: Apache-2.0
"""Renders official documents and reads uploaded ones. One line of JSON in, one line of JSON out; files stand in the folder given as the only argument.

{"id": 1, "kind": "pdf" | "docx", "document": {...}} -> {"id": 1, "file": "1.pdf"} or {"id": 1, "error": "too-large" | "failed"}
or {"id": 1, "error": "unset", "cause": "U+0378"}: what in the text cannot be set
{"id": 1, "kind": "xlsx", "document": {...}} has the sheets of a workbook.
A document that is a "paper" has one language, any other is a letter in two: {"id": 1, "kind": "pdf", "form": "paper", "document": {...}}
{"id": 2, "kind": "paragraphs", "format": "docx" | "html" | "text", "input": "2.input"} -> {"id": 2, "file": "2.paragraphs"} or the same
errors and "unreadable"
"""

import json
import pathlib
import re
import resource
import sys

import typst

import docx_letter
import docx_paper
import extract_text
import workbook

FOLDER = pathlib.Path(sys.argv[1])
HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 4_000_000
# Marks that turn the direction of what follows around: a name with one in it could make a sentence read otherwise than it is.
TURNING = {chr(code) for code in range(0x202A, 0x202F)}
# Marks that set a value apart in a right-to-left sentence: each value is set with its own direction here, so that they are not needed.
ISOLATING = {chr(code) for code in range(0x2066, 0x206A)}


# Code points that no standard gives a meaning: private use, and those that are no characters. PDF/A and XML forbid them.
PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0x110000))


def is_shown(letter):
    code = ord(letter)
    if code < 32:
        return letter in "\n\t"
    return not (
        0x7F <= code <= 0x9F
        or letter in TURNING
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
        or any(code in area for area in PRIVATE)
    )


def plain(value):
    """Text as it can be shown: control characters, turning marks and code points without meaning become visible."""
    if isinstance(value, str):
        return "".join(letter if is_shown(letter) else "\ufffd" for letter in value if letter not in ISOLATING)
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return value


def cause(error):
    """What the engine cannot set: code points where it shows a text, else its own words; never the text itself."""
    message = str(error)
    shown = re.search(r'text `"(.*)"` could not be displayed', message, re.DOTALL)
    if not shown:
        return re.sub(r'[`"].*[`"]', "…", message.split("\n")[0], flags=re.DOTALL)[:200]
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), shown[1])
    letters = dict.fromkeys(letter for letter in text if ord(letter) > 0x7F)
    return ", ".join(f"U+{ord(letter):04X}" for letter in list(letters)[:8])


# How much shorter the pages of a letter may get, in millimetres, until the end of the text stands on one page with the signature.
SHORTER = (0, 7, 14, 21, 28, 35, 42, 49)


def letter_pdf(compiler, inputs, path):
    """A letter whose closing stands on no page alone, where shorter pages can bring that about; else as it comes."""
    for shorter in (*SHORTER, 0):
        compiler.compile(output=str(path), format="pdf", sys_inputs={**inputs, "shorter": str(shorter)}, pdf_standards="a-2a")
        # Asking after compiling costs nothing: the engine has the pages at hand.
        if json.loads(compiler.query("<closing-has-company>", field="value"))[0]:
            return


def render(compilers, request):
    form = "paper" if request.get("form") == "paper" else "letter"
    document = plain(request["document"])
    name = f"{request['id']}.{request['kind']}"
    if request["kind"] == "xlsx":
        workbook.save(document, FOLDER / name)
    elif request["kind"] == "pdf":
        inputs = {"document": json.dumps(document, ensure_ascii=False)}
        if form == "letter":
            letter_pdf(compilers[form], inputs, FOLDER / name)
        else:
            compilers[form].compile(output=str(FOLDER / name), format="pdf", sys_inputs=inputs, pdf_standards="a-2a")
    else:
        (docx_paper if form == "paper" else docx_letter).save(document, FOLDER / name)
    return name


def extract(request):
    source = FOLDER / pathlib.PurePath(request["input"]).name
    name = f"{request['id']}.paragraphs"
    found = extract_text.paragraphs(source.read_bytes(), request["format"])
    (FOLDER / name).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return name


def main():
    # A document that grows without end must not take the machine with it.
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
    compilers = {form: typst.Compiler(str(HERE / f"{form}.typ")) for form in ("letter", "paper")}
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        answer = {}
        try:
            request = json.loads(line)
            answer["id"] = request["id"]
            if len(line) > LIMIT:
                answer["error"] = "too-large"
            elif request["kind"] == "paragraphs":
                answer["file"] = extract(request)
            else:
                answer["file"] = render(compilers, request)
        except typst.TypstError as error:
            answer["error"] = "unset"
            answer["cause"] = cause(error)
        except extract_text.TooLarge:
            answer["error"] = "too-large"
        except extract_text.Unreadable:
            answer["error"] = "unreadable"
        except Exception as error:  # The next document must still be rendered, whatever this one did.
            answer["error"] = "failed"
            print(type(error).__name__, file=sys.stderr, flush=True)
        print(json.dumps(answer), flush=True)


main()
