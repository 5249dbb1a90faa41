# SPDX-License-Identifier: Apache-2.0
"""An official letter as a DOCX file, for authorities that must go on editing it."""

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TAGS = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}


class Letter:
    def __init__(self, letter):
        self.letter = letter
        self.one, self.two = letter["primary"], letter["secondary"]
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin = section.bottom_margin = Mm(22)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Noto Serif", Pt(10)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
        fonts.set(qn("w:cs"), "Noto Naskh Arabic")
        self.document.core_properties.title = letter["title"]["primary"]
        self.document.core_properties.author = "Comity"
        self.document.core_properties.language = TAGS[self.one]

    def write(self, paragraph, text, code, bold=False, size=None):
        """A run in a language; Word needs direction and language said in so many words."""
        run = paragraph.add_run(text)
        run.bold = bold
        if size:
            run.font.size = Pt(size)
        properties = run._r.get_or_add_rPr()
        if code:
            lang = OxmlElement("w:lang")
            lang.set(qn("w:val"), TAGS[code])
            lang.set(qn("w:eastAsia"), TAGS[code])
            lang.set(qn("w:bidi"), TAGS[code])
            properties.append(lang)
        if code == "ar":
            properties.append(OxmlElement("w:rtl"))
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        return run

    def pair(self, cell, pair, bold=False, size=None):
        self.write(cell.paragraphs[0], pair["primary"], self.one, bold, size)
        if pair["secondary"] != pair["primary"]:
            self.write(cell.add_paragraph(), pair["secondary"], self.two, bold, size)

    def table(self, columns, rows):
        table = self.document.add_table(rows=rows, cols=columns)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        if self.one == "ar":
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
        return table

    def side_by_side(self, pair, bold=False, size=None):
        cells = self.table(2, 1).rows[0].cells
        self.write(cells[0].paragraphs[0], pair["primary"], self.one, bold, size)
        self.write(cells[1].paragraphs[0], pair["secondary"], self.two, bold, size)

    def heading(self, pair, level):
        paragraph = self.document.add_heading(level=level)
        self.write(paragraph, pair["primary"], self.one)
        below = self.document.add_paragraph()
        self.write(below, pair["secondary"], self.two, bold=True)

    def value(self, cell, value):
        if "pair" in value:
            self.pair(cell, value["pair"]["_0"])
        elif "text" in value:
            lines = value["text"]["_0"].split("\n")
            for index, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
                self.write(paragraph, line, value["text"].get("language"))
        else:
            self.write(cell.paragraphs[0], value["code"]["_0"], None, size=8).font.name = "DejaVu Sans Mono"

    def rows(self, rows):
        table = self.table(2, len(rows))
        for row, cells in zip(rows, table.rows):
            self.pair(cells.cells[0], row["label"])
            self.value(cells.cells[1], row["value"])

    def block(self, block):
        if "heading" in block:
            self.heading(block["heading"]["_0"], 3)
        elif "paragraph" in block:
            self.side_by_side(block["paragraph"]["_0"])
        elif "narrative" in block:
            cells = self.table(2, 1).rows[0].cells
            for line in block["narrative"]["_0"].split("\n"):
                if line.strip():
                    self.write(cells[0].add_paragraph(), line, block["narrative"].get("language"))
            self.pair(cells[1], self.letter["translationLabel"], size=8)
        elif "rows" in block:
            self.rows(block["rows"]["_0"])
        elif "table" in block:
            columns, rows = block["table"]["columns"], block["table"]["rows"]
            table = self.table(len(columns), len(rows) + 1)
            for cell, column in zip(table.rows[0].cells, columns):
                self.pair(cell, column, bold=True, size=9)
            repeat = OxmlElement("w:tblHeader")
            table.rows[0]._tr.get_or_add_trPr().append(repeat)
            for cells, row in zip(table.rows[1:], rows):
                for cell, value in zip(cells.cells, row):
                    self.value(cell, value)
        elif "signature" in block:
            signature = block["signature"]
            for text, code in ((signature["label"]["primary"], self.one), (signature["label"]["secondary"], self.two),
                               (signature["name"], None), (signature["function"], None)):
                self.write(self.document.add_paragraph(), text, code)

    def field(self, paragraph, name):
        for kind, text in (("begin", None), (None, name), ("end", None)):
            run = paragraph.add_run()
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)

    def edges(self):
        section = self.document.sections[0]
        mark = self.letter.get("classification")
        if mark:
            paragraph = section.header.paragraphs[0]
            self.write(paragraph, mark["primary"] + "   ", self.one, bold=True)
            self.write(section.header.add_paragraph(), mark["secondary"], self.two, bold=True)
        footer = section.footer.paragraphs[0]
        before, middle = self.letter["pagePattern"]["primary"].split("{number}")
        between, after = middle.split("{count}")
        self.write(footer, before, self.one, size=8)
        self.field(footer, "PAGE")
        self.write(footer, between, self.one, size=8)
        self.field(footer, "NUMPAGES")
        self.write(footer, after, self.one, size=8)
        digest = section.footer.add_paragraph()
        self.write(digest, f"{self.letter['digestLabel']['primary']} · {self.letter['digest']}", self.one, size=7)

    def build(self):
        if self.letter.get("banner"):
            self.side_by_side(self.letter["banner"], bold=True)
        self.heading(self.letter["title"], 1)
        self.side_by_side(self.letter["subtitle"])
        self.rows(self.letter["head"])
        for index, part in enumerate(self.letter["parts"], start=1):
            title = {name: f"{index}. {words}" for name, words in part["title"].items()}
            self.heading(title, 2)
            for block in part["blocks"]:
                self.block(block)
        self.edges()
        return self.document


def save(letter, path):
    Letter(letter).build().save(path)
