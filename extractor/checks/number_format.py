"""Numbers written unlike all others of their column: a decimal point lost in a scan, or a speck read as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from extractor.document import Cell, Finding, Table
from extractor.findings import cell_finding

FEWEST = 5
"""Other numbers in the column that must agree."""
AGREEING = 0.9
"""Share of them that must have the same number of decimals."""
FEWEST_IN_ROW = 2
"""Other numbers of the row that bear the odd one out: a row of percentages in a table of counts."""


def odd_formats(table: Table) -> tuple[Finding, ...]:
    """A finding for every number read by OCR whose decimals are those of neither its column nor its row.

    A text layer is believed: there a number printed without its decimals is a number printed without its decimals.
    """
    numbers = [c for c in table.cells if c.row >= table.header_rows and c.colspan == 1 and decimals(c) is not None]
    by_column = _grouped(numbers, lambda c: c.col)
    by_row = _grouped(numbers, lambda c: c.row)
    found = []
    for cell in numbers:
        if cell.source != "ocr":
            continue
        usual = _usual(cell, by_column[cell.col], FEWEST)
        in_row = _usual(cell, by_row[cell.row], FEWEST_IN_ROW)
        if usual is not None and usual != decimals(cell) and in_row != decimals(cell):
            found.append(_finding(table, cell, usual))
    return tuple(found)


def decimals(cell: Cell) -> int | None:
    """Decimals of the number in `cell`; None where it holds none."""
    if cell.value is None or cell.value.number is None:
        return None
    return len(cell.value.number.partition(".")[2])


def _grouped(cells: Sequence[Cell], place: Callable[[Cell], int]) -> dict[int, list[Cell]]:
    groups: dict[int, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(place(cell), []).append(cell)
    return groups


def _usual(cell: Cell, group: Sequence[Cell], fewest: int) -> int | None:
    """Decimals that the other cells of a column or row have; None where they are few or do not agree."""
    others = Counter(decimals(c) for c in group if c is not cell)
    if others.total() < fewest:
        return None
    usual, count = others.most_common(1)[0]
    return usual if count >= AGREEING * others.total() else None


def _finding(table: Table, cell: Cell, usual: int) -> Finding:
    params = {"text": cell.text, "decimals": str(decimals(cell)), "usual": str(usual)}
    return cell_finding("number.format", table, cell, params, found=cell.text)
