"""Texts where a sum of a table needs a number: most are numbers with a separator misread or a speck beside them."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.checks.trials import Place, Trial
from extractor.document import Cell, Finding, Table
from extractor.findings import cell_finding

SCANNED = ("ocr", "mixed")


def unread_operands(table: Table, relations: Iterable[Trial]) -> tuple[Finding, ...]:
    """A finding for every text read by OCR that holds a digit, is not in doubt yet, and is an operand of a sum."""
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    operands = {place for trial in relations if trial.outcome == "open" for place in trial.places}
    return tuple(_finding(table, cells[place], place) for place in sorted(operands) if _is_unread(cells.get(place)))


def _is_unread(cell: Cell | None) -> bool:
    if cell is None or cell.status == "suspect" or cell.source not in SCANNED:
        return False
    return cell.value is not None and cell.value.kind == "text" and any(c.isdigit() for c in cell.text)


def _finding(table: Table, cell: Cell, place: Place) -> Finding:
    return cell_finding("number.odd_text", table, cell, {"what": "operand", "text": cell.text}, found=cell.text)
