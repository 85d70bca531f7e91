"""What a workbook looks like: a colour for each status, which its legend explains, and borders, headers and links."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractor.errors import ExtraMissingError
from extractor.facts import CellStatus

try:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink
except ImportError as error:
    raise ExtraMissingError("The format xlsx", "xlsx") from error

Sheet = Any
"""Of openpyxl, which has no types of its own; so are its cells."""

_THIN = Side(style="thin", color="8C959F")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEADER = PatternFill("solid", fgColor="E8ECF0")
_FONT, _SIZE = "Calibri", 11
"""Of all cells that have no style of their own."""
BOLD = Font(name=_FONT, size=_SIZE, bold=True)
LINKED = Font(name=_FONT, size=_SIZE, color="0563C1", underline="single")
WRAPPED = Alignment(wrap_text=True, vertical="center")
RIGHT = Alignment(wrap_text=True, vertical="center", horizontal="right")
TOP = Alignment(wrap_text=True, vertical="top", horizontal="left")
_LINE_POINTS, _HIGHEST_POINTS = 15.0, 409.0
"""Height of a line, and of the highest row that there is."""


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How cells of a status look, and what that means; `fill` is None where they look as any."""

    fill: PatternFill | None
    meaning: str


STATUSES: Mapping[CellStatus, StatusStyle] = {
    "verified": StatusStyle(
        PatternFill("solid", fgColor="E2F3E6"), "independent evidence agrees: a second reader, or a sum that holds"
    ),
    "read": StatusStyle(None, "one good reading"),
    "suspect": StatusStyle(
        PatternFill("solid", fgColor="FFE3A3"), "look at it: the note on the cell says why, where there is a reason"
    ),
    "repaired": StatusStyle(
        PatternFill("solid", fgColor="D3ECF7"), "changed on demand to what its sums ask for; the note has what was read"
    ),
}


def link(at: Any, sheet: str, row: int, col: int) -> None:
    """Lead from the cell `at` to another one, in the same workbook; row and column count from 0."""
    quoted = sheet.replace("'", "''")
    at.hyperlink = Hyperlink(ref=at.coordinate, location=f"'{quoted}'!{coordinate(row, col)}")
    at.font = LINKED


def coordinate(row: int, col: int) -> str:
    """As a spreadsheet names a cell; row and column count from 0."""
    return f"{get_column_letter(col + 1)}{row + 1}"


def print_width(text: str) -> int:
    """Characters that the longest line of a text takes; wide ones, from U+2E80 on (Chinese), count twice."""
    return max((sum(1 + (c > "\u2e7f") for c in line) for line in text.splitlines()), default=0)


def line_count(text: str, width: float) -> int:
    """Lines that a text takes in a cell that is so many characters wide."""
    return sum(max(1, math.ceil(print_width(line) / width)) for line in text.splitlines())


def set_heights(sheet: Sheet, lines: Mapping[int, int]) -> None:
    """Make rows, which count from 0, high enough for so many lines; not all programs do so by themselves."""
    for row, count in lines.items():
        if count > 1:
            sheet.row_dimensions[row + 1].height = min(count * _LINE_POINTS, _HIGHEST_POINTS)


def prepare_for_print(sheet: Sheet, header_rows: int = 0) -> None:
    """All columns on one page, and the header on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    if header_rows:
        sheet.print_title_rows = f"1:{header_rows}"


def set_widths(sheet: Sheet, widths: Mapping[int, float]) -> None:
    """Make columns, which count from 0, so many characters wide."""
    for col, width in widths.items():
        sheet.column_dimensions[get_column_letter(col + 1)].width = width
