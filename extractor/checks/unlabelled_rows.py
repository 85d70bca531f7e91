"""Numbers in rows without a label where the other rows have one: they may belong to the row above or below."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Cell, Finding, Table
from extractor.findings import new_finding
from extractor.places import CellRef

FEWEST = 3
"""Rows of numbers with a label, at least; of fewer nothing can be said."""
LABELLED = 0.7
"""Share of the rows of numbers with a label, at least: elsewhere a blank one repeats the label above."""


def unlabelled_rows(table: Table) -> tuple[Finding, ...]:
    """A finding for every row of numbers, divided from others by white space alone, whose label is blank.

    Ruling lines leave no doubt which row a number is in.
    """
    grid = table.grid()
    numbers = {row: cells for row in _rows_without_rules(table) if (cells := _numbers(grid[row]))}
    unlabelled = {row: cells for row, cells in numbers.items() if not _has_label(table, grid[row], cells)}
    labelled = len(numbers) - len(unlabelled)
    if labelled < max(FEWEST, LABELLED * len(numbers)):
        return ()
    return tuple(_finding(table, row, cells) for row, cells in unlabelled.items())


def _rows_without_rules(table: Table) -> list[int]:
    rows = {r for f in table.fragments if not f.ruled for r in range(f.first_row, f.last_row + 1)}
    return sorted(row for row in rows if row >= table.header_rows)


def _numbers(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.value is not None and cell.value.kind == "number" and cell.role == "data"]


def _has_label(table: Table, row: Sequence[Cell], numbers: Sequence[Cell]) -> bool:
    """Whether any of the columns that name the `numbers` of the row, at the left of the first, holds text."""
    stub = [col for s in table.stubs for col in range(s.col, s.col + s.columns) if col < numbers[0].col]
    return not stub or any(row[col].text for col in stub)


def _finding(table: Table, row: int, numbers: Sequence[Cell]) -> Finding:
    return new_finding(
        "row.unlabelled",
        {"table": table.id, "row": str(row + 1)},
        cells=tuple(CellRef(table=table.id, row=cell.row, col=cell.col) for cell in numbers),
    )
