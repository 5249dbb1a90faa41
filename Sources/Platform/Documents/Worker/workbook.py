# SPDX-License-Identifier: Apache-2.0
"""Sheets for a spreadsheet."""

import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter


def sheet_name(name, taken):
    """What spreadsheets allow as the name of a sheet, told from the others."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "1"
    while plain.lower() in taken:
        plain = f"{plain[:28]} {len(taken) + 1}"
    taken.add(plain.lower())
    return plain


def put(sheet, row, column, value, **style):
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, int):
        cell.value = value
        cell.number_format = "#,##0"
    else:
        cell.value = value
        # Words that begin like a formula are words.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@")
    if style.get("bold"):
        cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=not isinstance(value, int), vertical="top")


def save(content, path):
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "Comity"
    book.properties.language = content["language"]
    taken = set()
    for said in content["sheets"]:
        sheet = book.create_sheet(sheet_name(said["name"], taken))
        sheet.sheet_view.rightToLeft = content["isRightToLeft"]
        put(sheet, 1, 1, said["title"], bold=True)
        sheet.cell(row=1, column=1).alignment = Alignment(wrap_text=False)
        row = 2
        if said["columns"]:
            for number, heading in enumerate(said["columns"], 1):
                put(sheet, row, number, heading, bold=True)
            sheet.freeze_panes = "B3"
            row += 1
        for cells in said["rows"]:
            for number, cell in enumerate(cells, 1):
                value = cell["number"]["_0"] if "number" in cell else cell["text"]["_0"]
                put(sheet, row, number, value)
            row += 1
        widest = max([len(said["columns"])] + [len(cells) for cells in said["rows"]] + [1])
        for number in range(1, widest + 1):
            sheet.column_dimensions[get_column_letter(number)].width = 44 if number == 1 else 16
        if not said["columns"]:
            sheet.column_dimensions["B"].width = 90
    book.save(path)
