# SPDX-License-Identifier: Apache-2.0
"""The paragraphs of a file that somebody uploaded: DOCX, HTML or plain text. The file is hostile until shown otherwise."""

import io
import lzma
import re
import unicodedata
import zipfile
import zlib

from lxml import etree, html

import docx_numbering

LARGEST_FILE = 20_000_000
# What one part of a DOCX may unfold to, and how many parts are looked at: a few kilobytes can hold gigabytes.
LARGEST_PART = 40_000_000
MOST_PARTS = 5_000
MOST_PARAGRAPHS = 20_000
MOST_CHARACTERS = 4_000_000
DEEPEST = 200

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HEADING_NAME = re.compile(r"(heading|title|subtitle)\b|_?\s*h\s*(ch|m|\d)", re.IGNORECASE)
MARK = re.compile(r"\s*(\(?\w{1,4}[.)、]|\w{1,3}-|[-•–—*#])(\s|$)|\s*[一二三四五六七八九十]+、")
BLOCKS = set("address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form header hr"
             " html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()) | {f"h{n}" for n in range(1, 7)}
UNSEEN = set("head iframe nav noscript object script style svg template title".split())


class TooLarge(Exception):
    """More than a document has any business to be."""


class Unreadable(Exception):
    """Not the kind of file it is said to be, or one that asks for what no document needs."""


class Paragraphs:
    def __init__(self):
        self.all = []
        self.characters = 0

    def add(self, text, heading=False, number=None):
        text = "\t".join(" ".join(cell.split()) for cell in text.split("\t")).strip()
        if not text:
            return
        self.characters += len(text)
        if len(self.all) >= MOST_PARAGRAPHS or self.characters > MOST_CHARACTERS:
            raise TooLarge
        paragraph = {"text": text, "isHeading": bool(heading)}
        if number:
            paragraph["number"] = number
        self.all.append(paragraph)


def paragraphs(data, kind):
    """The paragraphs of a file; raises TooLarge or Unreadable."""
    if len(data) > LARGEST_FILE:
        raise TooLarge
    found = Paragraphs()
    {"docx": read_docx, "html": read_html, "text": read_text}[kind](data, found)
    return found.all


# DOCX


def part(archive, name):
    """One part as a tree; nothing when it is not there. A part with a document type is refused: it could name entities."""
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST_PART + 1)
    except KeyError:
        return None
    if len(data) > LARGEST_PART:
        raise TooLarge
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable
    tree = etree.fromstring(data, parser)
    if tree.getroottree().docinfo.doctype:
        raise Unreadable
    return tree


def read_docx(data, found):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise TooLarge
            document, styles, numbers = (part(archive, f"word/{name}.xml") for name in ("document", "styles", "numbering"))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable from error
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise Unreadable
    styles = docx_numbering.Styles(styles)
    numbering = docx_numbering.Numbering(numbers, styles)
    read_blocks(body, found, styles, numbering)


def read_blocks(parent, found, styles, numbering, depth=0):
    if depth > DEEPEST:
        raise Unreadable
    for element in parent:
        if element.tag == f"{W}p":
            found.add(run_text(element), is_heading(element, styles), numbering.next(element))
        elif element.tag == f"{W}tbl":
            for row in element.iter(f"{W}tr"):
                found.add("\t".join(cell_text(cell, numbering) for cell in row.iterfind(f"{W}tc")))
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"):
            read_blocks(element, found, styles, numbering, depth + 1)


def cell_text(cell, numbering):
    texts = []
    for paragraph in cell.iter(f"{W}p"):
        text = run_text(paragraph)
        number = numbering.next(paragraph) if text.strip() else None
        texts.append(f"{number} {text}" if number else text)
    return " ".join(text.replace("\t", " ") for text in texts)


def run_text(paragraph):
    """What is seen: no deleted text, no field codes, no text boxes, no marks of footnotes."""
    pieces = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag in (f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}txbxContent", FALLBACK) or not isinstance(element.tag, str):
            continue
        if element.tag == f"{W}t":
            pieces.append(element.text or "")
        elif element.tag == f"{W}tab":
            pieces.append(" ")
        elif element.tag in (f"{W}br", f"{W}cr"):
            pieces.append(" ")
        elif element.tag == f"{W}noBreakHyphen":
            pieces.append("-")
        elif element.tag == f"{W}r" and is_footnote_mark(element):
            continue
        else:
            stack.extend(reversed(element))
    return "".join(pieces)


def is_footnote_mark(run):
    align = run.find(f"{W}rPr/{W}vertAlign")
    if align is None or align.get(f"{W}val") != "superscript":
        return False
    text = "".join(piece.text or "" for piece in run.iterfind(f"{W}t")).strip()
    return text.isdigit() or set(text) <= set("*,")


def is_heading(paragraph, styles):
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return False
    level = properties.find(f"{W}outlineLvl")
    if level is not None:
        return level.get(f"{W}val", "9") < "9"
    style = properties.find(f"{W}pStyle")
    chain = styles.chain(style.get(f"{W}val")) if style is not None else []
    return any(HEADING_NAME.match(entry.name) or (entry.outline or "9") < "9" for entry in chain)


# HTML


def read_html(data, found):
    if not data.strip():
        return
    try:
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=html_encoding(data))
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError) as error:
        raise Unreadable from error
    Page(found).walk(tree, 0)


def html_encoding(data):
    """UTF-8 unless the file itself says otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    named = re.search(rb"""charset=["']?([A-Za-z0-9_-]{2,20})""", data[:2048])
    return named.group(1).decode() if named else "utf-8"


class Page:
    """Walks a page and collects a paragraph for each block that has text of its own."""

    def __init__(self, found):
        self.found = found
        self.text = []
        self.heading = False
        self.number = None

    def flush(self):
        text, self.text = "".join(self.text), []
        if text.strip():
            self.found.add(text.replace("\t", " "), self.heading, self.number)
            self.number = None

    def walk(self, element, depth):
        if depth > DEEPEST:
            raise Unreadable
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in UNSEEN or not tag or element.get("hidden") is not None:
            self.text.append(element.tail or "")
            return
        if tag == "tr":
            self.flush()
            self.found.add("\t".join(flat(cell) for cell in element if cell.tag in ("td", "th")))
        elif tag == "br":
            self.text.append(" ")
        elif tag == "sup" and (element.text_content().strip("[]() ").isdigit()):
            pass
        else:
            self.block(element, tag, depth)
        self.text.append(element.tail or "")

    def block(self, element, tag, depth):
        if tag in BLOCKS:
            self.flush()
        if re.fullmatch("h[1-6]", tag):
            self.heading = True
        self.text.append(element.text or "")
        position = first_number(element) if tag == "ol" else None
        for child in element:
            if child.tag == "li" and position is not None:
                self.flush()
                position = whole(child.get("value"), position)
                self.number = html_number(position, element.get("type", "1"))
                position += 1
            self.walk(child, depth + 1)
        if tag in BLOCKS:
            self.flush()
            self.heading = False
            if tag == "li":
                self.number = None


def flat(cell):
    return " ".join("".join(cell.itertext()).split())


def whole(text, otherwise):
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else otherwise


def first_number(element):
    return whole(element.get("start"), 1)


def html_number(position, kind):
    kinds = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    written = docx_numbering.written(position, kinds.get(kind, "decimal"))
    return f"({written})" if kind in ("a", "i") else f"{written}."


# Plain text


def read_text(data, found):
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable from error
    if "\0" in text:
        raise Unreadable
    pending, wrapped = "", False
    for line in text.splitlines() + [""]:
        if wrapped and line.strip() and not MARK.match(line):
            joint = "" if is_wide(pending[-1]) and is_wide(line.strip()[0]) else " "
            pending += joint + line.strip()
        else:
            add_line(pending, found)
            pending = line.strip()
        # A line about as long as lines are goes on in the next one.
        wrapped = bool(line.strip()) and 55 <= sum(2 if is_wide(letter) else 1 for letter in line.rstrip()[:200]) <= 100
    add_line(pending, found)


def add_line(line, found):
    heading = re.match(r"#{1,6}\s+", line)
    found.add(line[heading.end():] if heading else line, heading is not None)


def is_wide(letter):
    return unicodedata.east_asian_width(letter) in "WF"
