"""Years in column headers, told by how far they lie behind the latest: what a model can name in reports of any year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import Cell

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
PLACE = "{year"
"""How a label begins that speaks of a year: {year} is the latest of the header, {year-1} the one before."""
LATEST = PLACE + "}"


def with_relative_years(grid: Sequence[Sequence[Cell]], header_rows: int) -> list[list[Cell]]:
    """`grid` with {year} and {year-1} for the years in its column header; a cell over several places stays one."""
    header = {id(cell): cell for row in grid[:header_rows] for cell in row}
    years = {int(year) for cell in header.values() for year in _YEAR.findall(cell.text)}
    if not years:
        return [list(row) for row in grid]
    latest = max(years)
    renamed = {place: _renamed(cell, latest) for place, cell in header.items()}
    return [[renamed.get(id(cell), cell) for cell in row] for row in grid]


def _renamed(cell: Cell, latest: int) -> Cell:
    text = _YEAR.sub(lambda match: _relative(latest - int(match[0])), cell.text)
    return cell if text == cell.text else cell.model_copy(update={"text": text})


def _relative(behind: int) -> str:
    return f"{PLACE}-{behind}}}" if behind else LATEST
