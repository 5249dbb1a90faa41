# SPDX-License-Identifier: Apache-2.0
"""An official paper in one language as a DOCX file."""

import re

from docx.shared import Mm

from docx_letter import Letter, put

HEADINGS = {1: 15, 2: 12.5, 3: 11, 4: 10.5}
WIDTH = 162


class Paper(Letter):
    """The hand of the letter - runs with their language, tables of fixed widths, fields - on a page of one column."""

    def __init__(self, paper):
        title = {"primary": paper["title"]["text"], "secondary": paper["title"]["text"]}
        super().__init__({"primary": paper["language"], "secondary": paper["language"], "title": title})
        self.paper = paper
        section = self.document.sections[0]
        section.left_margin = section.right_margin = Mm(24)

    def say(self, piece, paragraph=None, **style):
        paragraph = paragraph if paragraph is not None else self.document.add_paragraph()
        self.write(paragraph, piece["text"], piece["language"], **style)
        return paragraph

    def own(self, text, paragraph=None, **style):
        return self.say({"text": text, "language": self.one}, paragraph, **style)

    def top(self, piece, level):
        self.say(piece, self.document.add_heading(level=min(level, 4)), bold=True, size=HEADINGS[min(level, 4)])

    def masthead(self):
        head = self.paper["masthead"]
        cells = self.lines(self.table([WIDTH * 0.7, WIDTH * 0.3], 1))[0]
        if head.get("organ"):
            self.say(head["organ"], cells[0].paragraphs[0], bold=True, size=13)
        for index, line in enumerate(head["lines"]):
            self.say(line, cells[1].paragraphs[0] if index == 0 else cells[1].add_paragraph(), size=9)
        for name, bold in (("body", True), ("occasion", False)):
            if head.get(name):
                self.say(head[name], bold=bold)
        self.top(self.paper["title"], 1)

    def block_of(self, block):
        if "heading" in block:
            self.top(block["heading"]["_0"], block["heading"]["level"] + 1)
        elif "entry" in block:
            entry = block["entry"]
            paragraph = self.document.add_paragraph()
            side = paragraph.paragraph_format
            # The number hangs before the words; in Arabic the same indents count from the right.
            side.left_indent, side.first_line_indent = Mm(25 if entry["level"] > 1 else 15), Mm(-9)
            self.own(entry["number"] + "\t", paragraph)
            self.say(entry["_1"], paragraph)
        elif "paragraph" in block:
            self.say(block["paragraph"]["_0"])
        elif "clause" in block:
            clause = block["clause"]
            for index, line in enumerate(clause["lines"]):
                paragraph = self.document.add_paragraph()
                paragraph.paragraph_format.left_indent = Mm(14)
                if index == 0:
                    paragraph.paragraph_format.first_line_indent = Mm(-14)
                    self.own(clause["number"] + "\t", paragraph)
                self.say(line, paragraph, bold=clause["isBold"])
        elif "table" in block:
            self.table_of(block["table"])
        elif "annex" in block:
            self.document.add_page_break()
            self.top(block["annex"]["_0"], 2)
            self.top(block["annex"]["title"], 3)
        elif "timetable" in block:
            self.timetable(block["timetable"])

    def table_of(self, content):
        shares = [column["share"] for column in content["columns"]]
        table = self.table([WIDTH * share / sum(shares) for share in shares], 1 + len(content["rows"]))
        rows = iter(self.lines(table))
        for cell, column in zip(next(rows), content["columns"]):
            self.own(column["heading"], cell.paragraphs[0], bold=True, size=9.5)
        put(table._tbl.tr_lst[0].get_or_add_trPr(), "tblHeader")
        for line, cells in zip(rows, content["rows"]):
            for cell, said in zip(line, cells):
                for index, piece in enumerate(said["lines"]):
                    self.say(piece, cell.paragraphs[0] if index == 0 else cell.add_paragraph(), size=9.5)

    def timetable(self, timetable):
        count = 1 + sum(1 + len(day["lines"]) for day in timetable["days"])
        table = self.table([WIDTH * 0.3, WIDTH * 0.14, WIDTH * 0.56], count)
        rows = iter(self.lines(table))
        for cell, heading in zip(next(rows), timetable["columns"]):
            self.own(heading, cell.paragraphs[0], bold=True, size=9.5)
        put(table._tbl.tr_lst[0].get_or_add_trPr(), "tblHeader")
        for day in timetable["days"]:
            first, *others = next(rows)
            for cell in others:
                cell._tc.getparent().remove(cell._tc)
            first.width = Mm(WIDTH)
            put(first._tc.get_or_add_tcPr(), "gridSpan", val=3)
            self.own(day["heading"], first.paragraphs[0], bold=True)
            for line in day["lines"]:
                time, number, title = next(rows)
                self.own(line.get("time") or "", time.paragraphs[0])
                self.own(line["number"], number.paragraphs[0])
                self.say(line["title"], title.paragraphs[0])

    def edges(self):
        section = self.document.sections[0]
        if self.paper.get("runningHead"):
            self.write(section.header.paragraphs[0], self.paper["runningHead"], None, bold=True, size=9)
        line = section.footer.paragraphs[0]
        for words in re.split(r"(\{number\}|\{count\})", self.paper["pagePattern"]):
            if words in ("{number}", "{count}"):
                self.field(line, "PAGE" if words == "{number}" else "NUMPAGES", 8.5)
            elif words:
                self.own(words, line, size=8.5)

    def build(self):
        self.masthead()
        for block in self.paper["blocks"]:
            self.block_of(block)
        for line in self.paper.get("closing", []):
            self.say(line, size=8)
        self.edges()
        return self.document


def save(paper, path):
    Paper(paper).build().save(path)
