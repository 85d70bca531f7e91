"""Numbers in brackets of which one bracket is missing: cut off at the edge of the page, or in the cell beside."""

from __future__ import annotations

import re

from extractor.document import Cell, Finding, Table
from extractor.findings import cell_finding

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
    return cell_finding("number.cut", table, cell, {"text": cell.text}, found=cell.text)
