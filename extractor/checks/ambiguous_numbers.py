"""Numbers that can be read in two ways, such as 1.234 where nothing shows whether the point parts thousands."""

from __future__ import annotations

from extractor.document import Cell, Finding, Table
from extractor.findings import cell_finding


def ambiguous_numbers(table: Table) -> tuple[Finding, ...]:
    """A finding for every data cell whose text has several readings as a number."""
    data = (cell for cell in table.cells if cell.role == "data" and cell.row >= table.header_rows)
    return tuple(_finding(table, cell) for cell in data if cell.value is not None and cell.value.readings)


def _finding(table: Table, cell: Cell) -> Finding:
    readings = cell.value.readings if cell.value else ()
    params = {"text": cell.text, "one": readings[0], "other": readings[1]}
    return cell_finding("number.ambiguous", table, cell, params, found=cell.text)
