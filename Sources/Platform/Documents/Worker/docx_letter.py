# SPDX-License-Identifier: Apache-2.0
"""An official letter as a DOCX file, for authorities that must go on editing it."""

import re

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

TAGS = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
SIZES = {1: 15, 2: 11.5, 3: 10}
WIDTH, LABEL = 174, 46
LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

# Word takes a file for corrupt whose properties stand in another order than the schema's; these are the parts of it that are used here.
ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u rtl cs lang",
    "pPr": "pStyle keepNext keepLines bidi spacing ind jc rPr sectPr",
    "tblPr": "tblStyle bidiVisual tblW jc tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "trPr": "cantSplit trHeight tblHeader",
}
# A row with more text than this may be broken over pages; any other stays with the signature that follows it.
LONG_ROW = 1500


def put(properties, name, **values):
    """A property in its place; one that is there already gets the values."""
    order = ORDER[properties.tag.split("}")[1]].split()
    element = properties.find(qn(f"w:{name}"))
    if element is None:
        element = OxmlElement(f"w:{name}")
        after = {qn(f"w:{later}") for later in order[order.index(name) + 1 :]}
        follower = next((child for child in properties if child.tag in after), None)
        if follower is None:
            properties.append(element)
        else:
            follower.addprevious(element)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


class Letter:
    def __init__(self, letter):
        self.letter = letter
        self.one, self.two = letter["primary"], letter["secondary"]
        self.versions = (("primary", self.one), ("secondary", self.two))[: 1 if self.one == self.two else 2]
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin = section.bottom_margin = Mm(22)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Noto Serif", Pt(10)
        properties = style.element.get_or_add_rPr()
        put(properties, "szCs", val=20)
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
        fonts.set(qn("w:cs"), "Noto Naskh Arabic")
        self.document.core_properties.title = letter["title"]["primary"]
        self.document.core_properties.author = "Comity"
        self.document.core_properties.language = TAGS[self.one]

    def write(self, paragraph, text, code, bold=False, size=None):
        """A run in a language; Word needs direction and language said in so many words, and weight and size once more for Arabic letters."""
        run = paragraph.add_run(text)
        properties = run._r.get_or_add_rPr()
        if bold:
            put(properties, "b")
            put(properties, "bCs")
        if size:
            put(properties, "sz", val=round(size * 2))
            put(properties, "szCs", val=round(size * 2))
        # Text whose language nobody told runs in the direction of its script.
        if code == "ar" or (code is None and LEFTWARD.search(text)):
            put(properties, "rtl")
            put(paragraph._p.get_or_add_pPr(), "bidi")
        if code:
            put(properties, "lang", val=TAGS[code], eastAsia=TAGS[code], bidi=TAGS[code])
        return run

    def code(self, paragraph, text, size=8):
        """A reference, a number or a digest: from left to right in every language."""
        self.write(paragraph, text, None, size=size).font.name = "DejaVu Sans Mono"

    def pair(self, cell, pair, bold=False, size=None):
        self.write(cell.paragraphs[0], pair["primary"], self.one, bold, size)
        if len(self.versions) > 1 and pair["secondary"] != pair["primary"]:
            self.write(cell.add_paragraph(), pair["secondary"], self.two, bold, size)

    def table(self, widths, rows):
        """A table of fixed widths, so that a long word is broken instead of pushing the other columns off the page."""
        table = self.document.add_table(rows=rows, cols=len(widths))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths):
            column.w = Mm(width)
        for row in table._tbl.tr_lst:
            for cell, width in zip(row.tc_lst, widths):
                cell.width = Mm(width)
        if self.one == "ar":
            put(table._tbl.tblPr, "bidiVisual")
        return table

    def lines(self, table):
        """The cells of each row; python-docx's own way to them takes the square of their number."""
        return [[_Cell(cell, table) for cell in row.tc_lst] for row in table._tbl.tr_lst]

    def side_by_side(self, pair, bold=False, size=None):
        if len(self.versions) == 1:
            self.write(self.document.add_paragraph(), pair["primary"], self.one, bold, size)
            return
        cells = self.lines(self.table([WIDTH / 2] * 2, 1))[0]
        self.write(cells[0].paragraphs[0], pair["primary"], self.one, bold, size)
        self.write(cells[1].paragraphs[0], pair["secondary"], self.two, bold, size)

    def heading(self, pair, level):
        paragraph = self.document.add_heading(level=level)
        self.write(paragraph, pair["primary"], self.one, bold=True, size=SIZES[level])
        if len(self.versions) == 1:
            return
        below = self.document.add_paragraph()
        put(below._p.get_or_add_pPr(), "keepNext")
        self.write(below, pair["secondary"], self.two, bold=True, size=SIZES[level])

    def text(self, cell, typed, bold=False):
        lines = [line for line in typed["_0"].split("\n") if line.strip()] or [""]
        for index, line in enumerate(lines):
            self.write(cell.paragraphs[0] if index == 0 else cell.add_paragraph(), line, typed.get("language"), bold)

    def translation(self, cell):
        """Space for a translation: as high as the text beside it, and it grows with what is written into it."""
        put(cell._tc.getparent().get_or_add_trPr(), "trHeight", val=900, hRule="atLeast")
        borders = put(cell._tc.get_or_add_tcPr(), "tcBorders")
        for side in ("top", "left", "bottom", "right"):
            border = OxmlElement(f"w:{side}")
            for key, value in (("val", "dashed"), ("sz", "4"), ("space", "0"), ("color", "6F7D89")):
                border.set(qn(f"w:{key}"), value)
            borders.append(border)
        self.pair(cell, self.letter["translationLabel"], size=8)

    def value(self, cell, value):
        if "pair" in value:
            self.pair(cell, value["pair"]["_0"])
        elif "code" in value:
            self.code(cell.paragraphs[0], value["code"]["_0"])
        else:
            self.text(cell, value.get("text") or value["narrative"])

    def rows(self, rows):
        half = (WIDTH - LABEL) / 2
        table = self.table([LABEL, half, half], len(rows))
        for row, cells in zip(rows, self.lines(table)):
            self.pair(cells[0], row["label"])
            if "narrative" in row["value"] and self.letter.get("translationLabel"):
                self.text(cells[1], row["value"]["narrative"])
                self.translation(cells[2])
            else:
                cells[2]._tc.getparent().remove(cells[2]._tc)
                cells[1].width = Mm(2 * half)
                put(cells[1]._tc.get_or_add_tcPr(), "gridSpan", val=2)
                self.value(cells[1], row["value"])

    def block(self, block):
        if "heading" in block:
            self.heading(block["heading"]["_0"], 3)
        elif "paragraph" in block:
            self.side_by_side(block["paragraph"]["_0"])
        elif "narrative" in block:
            has_space = bool(self.letter.get("translationLabel"))
            cells = self.lines(self.table([WIDTH / 2] * 2 if has_space else [WIDTH], 1))[0]
            self.text(cells[0], block["narrative"])
            if has_space:
                self.translation(cells[1])
        elif "rows" in block:
            self.rows(block["rows"]["_0"])
        elif "table" in block:
            columns, rows = block["table"]["columns"], block["table"]["rows"]
            shares = sum(column["share"] for column in columns)
            table = self.table([WIDTH * column["share"] / shares for column in columns], len(rows) + 1)
            head, *lines = self.lines(table)
            for cell, column in zip(head, columns):
                self.pair(cell, column["heading"], bold=True, size=9)
            put(table._tbl.tr_lst[0].get_or_add_trPr(), "tblHeader")
            for cells, row in zip(lines, rows):
                for cell, value in zip(cells, row):
                    self.value(cell, value)
        elif "signature" in block:
            signature = block["signature"]
            labels = [(signature["label"][name], code) for name, code in self.versions]
            for text, code in (*labels, (signature["name"], None), (signature["function"], None)):
                self.write(self.document.add_paragraph(), text, code)

    def keep_with_signature(self, count):
        """The closing stays together, and with the last paragraph or row before it: no signature stands on a page alone.

        `count` tells how many elements of the body stand before the closing.
        """
        elements = [element for element in self.document.element.body if element.tag in (qn("w:p"), qn("w:tbl"))]
        *kept, last = elements[max(count - 1, 0) :]
        for element in kept:
            if element.tag == qn("w:tbl"):
                row = element.tr_lst[-1]
                if element is kept[0] and sum(len(text.text or "") for text in row.iter(qn("w:t"))) > LONG_ROW:
                    continue
                put(row.get_or_add_trPr(), "cantSplit")
                element = row
            for paragraph in element.iter(qn("w:p")):
                put(paragraph.get_or_add_pPr(), "keepNext")
        for paragraph in last.iter(qn("w:p")):
            put(paragraph.get_or_add_pPr(), "keepLines")

    def field(self, paragraph, name, size):
        for kind, text in (("begin", None), (None, name), ("end", None)):
            run = self.write(paragraph, "", None, size=size)
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)

    def edges(self):
        section = self.document.sections[0]
        lines = iter([section.header.paragraphs[0]])
        if self.letter.get("runningHead"):
            self.code(next(lines), self.letter["runningHead"])
        if mark := self.letter.get("classification"):
            for name, code in self.versions:
                self.write(next(lines, None) or section.header.add_paragraph(), mark[name], code, bold=True)
        footer = section.footer
        for index, (name, code) in enumerate(self.versions):
            line = footer.paragraphs[0] if index == 0 else footer.add_paragraph()
            for words in re.split(r"(\{number\}|\{count\})", self.letter["pagePattern"][name]):
                if words in ("{number}", "{count}"):
                    self.field(line, "PAGE" if words == "{number}" else "NUMPAGES", 8)
                elif words:
                    self.write(line, words, code, size=8)
        for name, code in self.versions:
            self.write(footer.add_paragraph(), self.letter["digestLabel"][name], code, size=7)
        self.code(footer.add_paragraph(), self.letter["digest"], size=7)

    def build(self):
        if self.letter.get("banner"):
            self.side_by_side(self.letter["banner"], bold=True)
        self.heading(self.letter["title"], 1)
        self.side_by_side(self.letter["subtitle"])
        self.rows(self.letter["head"])
        for index, part in enumerate(self.letter["parts"], start=1):
            title = {name: f"{index}. {words}" for name, words in part["title"].items()}
            self.heading(title, 2)
            if part.get("source"):
                self.code(self.document.add_paragraph(), part["source"])
            for block in part["blocks"]:
                self.block(block)
        count = sum(element.tag in (qn("w:p"), qn("w:tbl")) for element in self.document.element.body)
        for block in self.letter["closing"]:
            self.block(block)
        self.keep_with_signature(count)
        self.edges()
        return self.document


def save(letter, path):
    Letter(letter).build().save(path)
