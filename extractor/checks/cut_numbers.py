"""Numbers in brackets of which one bracket is missing: cut off at the edge of the page, or in the cell beside."""

from __future__ import annotations

import re

from extractor.document import Cell, Finding, Table
from extractor.places import CellRef

HALF_BRACKETED = re.compile(r"[$€£¥]?[(（][$€£¥]?[\d,.]*\d%?|[$€£¥]?\d[\d,.]{2,}%?[)）]")
"""A number behind a bracket that nothing closes, or before one that nothing opens; `1)` numbers an item."""


def cut_numbers(table: Table) -> tuple[Finding, ...]:
    """A finding for every data cell that holds half of a number in brackets."""
    return tuple(
        _finding(table, cell)
        for cell in table.cells
        if cell.row >= table.header_rows and cell.role == "data" and HALF_BRACKETED.fullmatch(cell.text)
    )


def _finding(table: Table, cell: Cell) -> Finding:
    return Finding(
        code="number.cut",
        severity="warning",
        message=f"table {table.id}, row {cell.row + 1}, column {cell.col + 1}: “{cell.text}” lacks a bracket",
        cells=(CellRef(table=table.id, row=cell.row, col=cell.col),),
        found=cell.text,
    )
