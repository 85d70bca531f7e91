"""The labels printed around the cells of a table, asked for the unit of each cell.

What holds for a whole column is worked out once for each run of header rows, so that a table of thousands of rows
costs the same for each of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from extractor.document import Cell, Table, Value
from extractor.normalise.units import (
    Unit,
    names_unit_column,
    parse_unit,
    parse_unit_line,
    takes_unit,
    unit_in_brackets,
    unit_in_label,
)


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands above the cells of one column below one run of header rows.

    Attributes:
        nearest: The lowest label; "" where all are blank.
        unit: That the labels of the run name.
        takes_table_unit: Whether these labels, and those of the runs above, allow the unit of the whole table. The
            runs above name the column no longer where the table starts anew; but a row of words may also be data.
    """

    nearest: str = ""
    unit: Unit | None = None
    takes_table_unit: bool = True


class Labels:
    """What is printed around the cells of one table."""

    def __init__(self, table: Table, values: Sequence[Value]) -> None:
        """`values` are those of the cells of `table`, in their order."""
        self._grid = table.grid()
        self._table_unit = _table_unit(table)
        self._stub_columns = table.stub_columns
        is_text = {id(cell): value.kind == "text" for cell, value in zip(table.cells, values, strict=True)}
        header_rows = [r for r, row in enumerate(self._grid) if r < table.header_rows or _is_inner_header(row, is_text)]
        self._runs = _runs(header_rows)
        self._columns: dict[int, tuple[_Header, ...]] = {}

    def unit_of(self, cell: Cell) -> Unit | None:
        """The unit that the labels of `cell` name; None where there is none, or where they contradict each other."""
        header = self._header(cell.row, cell.col)
        stub = self._stub_path(cell)
        from_row = self._unit_column(cell) or _first_unit(stub)
        for unit in (header.unit, from_row):
            if unit is not None and unit.kind == "percent":
                return unit
        if header.unit is not None and from_row is not None and header.unit.text != from_row.text:
            return None
        named = from_row or header.unit
        if named is not None:
            return named
        unit = self._table_unit
        if unit is None or not header.takes_table_unit or not all(takes_unit(label, unit) for label in stub):
            return None
        return unit

    def _header(self, row: int, col: int) -> _Header:
        """What stands above the cell at (row, col): the lowest run of header rows that begins above it."""
        if col not in self._columns:
            self._columns[col] = tuple(self._headers_of(col))
        above = bisect_left(self._runs, row, key=lambda run: run.start)
        return self._columns[col][above - 1] if above else _Header()

    def _headers_of(self, col: int) -> Iterable[_Header]:
        """For each run of header rows what it says of column `col`."""
        allowed = True
        for run in self._runs:
            texts = list(dict.fromkeys(text for r in reversed(run) if (text := self._grid[r][col].text)))
            unit = self._table_unit
            allowed = allowed and (unit is None or all(takes_unit(text, unit) for text in texts))
            yield _Header(next(iter(texts), ""), _first_unit(texts), allowed)

    def _stub_path(self, cell: Cell) -> list[str]:
        """Texts of the stub cells before it, the nearest first."""
        texts = [self._grid[cell.row][c].text for c in range(min(self._stub_columns, cell.col))]
        return list(dict.fromkeys(text for text in reversed(texts) if text))

    def _unit_column(self, cell: Cell) -> Unit | None:
        """The unit that a column 计量单位 gives for the row of `cell`."""
        for column in self._unit_columns:
            other = self._grid[cell.row][column]
            if column == cell.col or not other.text or other.role == "column_header":
                continue
            if names_unit_column(self._header(other.row, other.col).nearest):
                return parse_unit(other.text)
        return None

    @cached_property
    def _unit_columns(self) -> tuple[int, ...]:
        """The columns that a run of header rows says hold units."""
        width = len(self._grid[0]) if self._grid else 0
        ends = [run[-1] + 1 for run in self._runs]
        return tuple(c for c in range(width) if any(names_unit_column(self._header(end, c).nearest) for end in ends))


def _runs(rows: Sequence[int]) -> list[range]:
    """Ascending `rows` as runs of neighbours."""
    groups = groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])
    runs = [[row for _, row in group] for _, group in groups]
    return [range(run[0], run[-1] + 1) for run in runs]


def _is_inner_header(row: Sequence[Cell], is_text: dict[int, bool]) -> bool:
    """Whether a row below the header names columns anew: it is marked so, or it holds words alone, and several.

    A row of one cell is a section of the table, and names no column.
    """
    filled = {id(cell): cell for cell in row if cell.text}
    if any(cell.role == "column_header" for cell in filled.values()):
        return True
    return len(filled) > 1 and len(filled) >= len({id(cell) for cell in row}) / 2 and all(is_text[i] for i in filled)


def _first_unit(labels: Iterable[str]) -> Unit | None:
    return next((unit for unit in map(unit_in_label, labels) if unit is not None), None)


def _table_unit(table: Table) -> Unit | None:
    """The unit of the table as a whole: from its unit line, else in brackets in its caption."""
    if table.unit:
        return parse_unit_line(table.unit)
    return unit_in_brackets(table.caption) if table.caption else None
