"""The labels printed around the cells of a table, asked for the unit of each cell.

What holds for a whole column is worked out once for each run of header rows, so that a table of thousands of rows
costs the same for each of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.document import Cell, Stub, Table, Value
from extractor.normalise.header_rows import header_runs, ordinals_in
from extractor.normalise.unit_labels import (
    names_identifier,
    names_unit_column,
    unit_for,
    unit_in_caption,
    unit_in_label,
    units_in_line,
)
from extractor.normalise.units import Unit, parse_unit


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands above the cells of one column below one run of header rows.

    Attributes:
        path: Its labels from the top; no blanks, a spanning cell once.
        unit: That the labels of the run name.
        names_identifiers: Whether codes, telephone numbers or dates stand below it, which are no amounts. The lowest
            label says so, or one over a part of the table, as 科目编码 over 类, 款, 项.
    """

    path: tuple[str, ...] = ()
    unit: Unit | None = None
    names_identifiers: bool = False

    @property
    def nearest(self) -> str:
        """The lowest label; "" where all are blank."""
        return self.path[-1] if self.path else ""


class Labels:
    """What is printed around the cells of one table."""

    def __init__(self, table: Table, values: Sequence[Value]) -> None:
        """`values` are those of the cells of `table`, in their order."""
        self._table = table
        self._grid = table.grid()
        self._table_units = _table_units(table)
        self.runs = header_runs(table, self._grid, values)
        self._ordinals = frozenset[int]().union(*(ordinals_in(self._grid, run) for run in self.runs))
        self._label_rows = frozenset[int]().union(*self.runs)
        self._columns: dict[int, tuple[_Header, ...]] = {}
        self._stub_of: dict[int, Stub | None] = {}
        self._rows: dict[int, list[tuple[str, ...]]] = {}

    def is_label(self, cell: Cell) -> bool:
        """Whether `cell` stands among the headers or in a stub, and names others."""
        return cell.row in self._label_rows or cell.col in self._stub_columns

    def column_path(self, cell: Cell) -> tuple[str, ...]:
        """The labels over the first column of `cell`, from the top: of the header of its part of the table."""
        return self._header(cell.row, cell.col).path

    def row_path(self, cell: Cell) -> tuple[str, ...]:
        """The labels of the first row of `cell`, from the top of the hierarchy, in the stub that names its column.

        The unit that a column 计量单位 gives is no label.
        """
        if cell.col not in self._stub_of:
            self._stub_of[cell.col] = self._table.stub_of(cell.col)
        stub = self._stub_of[cell.col]
        if stub is None:
            return ()
        if stub.col not in self._rows:
            self._rows[stub.col] = self._table.row_paths(stub.col)
        path = self._rows[stub.col][cell.row]
        own = self._unit_columns and self._unit_column(cell)
        return path[:-1] if own and len(path) > 1 and parse_unit(path[-1]) == own else path

    def around(self, cell: Cell) -> tuple[str, ...]:
        """All labels of `cell`, from the top: of its row, then of its column."""
        return (*self.row_path(cell), *self.column_path(cell))

    def names_identifiers(self, cell: Cell) -> bool:
        """Whether the column of `cell` holds codes, telephone numbers or dates, which are no amounts."""
        return self._header(cell.row, cell.col).names_identifiers

    def unit_of(self, cell: Cell) -> Unit | None:
        """The unit that the labels of `cell` name; None where there is none, or where they contradict each other."""
        header = self._header(cell.row, cell.col)
        stub = self.row_path(cell)[::-1]
        from_row = self._unit_column(cell) or _first_unit(stub)
        for unit in (header.unit, from_row):
            if unit is not None and unit.kind == "percent":
                return unit
        if header.unit is not None and from_row is not None and header.unit.text != from_row.text:
            return None
        return from_row or header.unit or unit_for((*header.path, *stub), self._table_units)

    def _header(self, row: int, col: int) -> _Header:
        """What stands above the cell at (row, col): the lowest run of header rows that begins above it."""
        if col not in self._columns:
            self._columns[col] = tuple(self._headers_of(col))
        above = bisect_left(self.runs, row, key=lambda run: run.start)
        return self._columns[col][above - 1] if above else _Header()

    def _headers_of(self, col: int) -> Iterable[_Header]:
        """For each run of header rows what it says of column `col`."""
        for run in self.runs:
            over = {id(cell): cell for cell in (self._grid[r][col] for r in run)}
            labels = [cell for key, cell in over.items() if cell.text and key not in self._ordinals]
            path = tuple(cell.text for cell in labels)
            unit = _first_unit(reversed(path))
            # One over the whole table is no label of columns.
            naming = [cell.text for cell in labels if cell is labels[-1] or cell.colspan < self._table.column_count]
            yield _Header(path, unit, unit is None and any(map(names_identifier, naming)))

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
    def _stub_columns(self) -> frozenset[int]:
        stubs = self._table.stubs or [stub for stub in [self._table.stub_of()] if stub is not None]
        return frozenset(col for stub in stubs for col in range(stub.col, stub.col + stub.columns))

    @cached_property
    def _unit_columns(self) -> tuple[int, ...]:
        """The columns that a run of header rows says hold units."""
        width = len(self._grid[0]) if self._grid else 0
        ends = [run[-1] + 1 for run in self.runs]
        return tuple(c for c in range(width) if any(names_unit_column(self._header(end, c).nearest) for end in ends))


def _first_unit(labels: Iterable[str]) -> Unit | None:
    return next((unit for unit in map(unit_in_label, labels) if unit is not None), None)


def _table_units(table: Table) -> tuple[Unit, ...]:
    """The units of the table as a whole: of its unit line, else of its caption."""
    if table.unit:
        return units_in_line(table.unit)
    unit = unit_in_caption(table.caption) if table.caption else None
    return () if unit is None else (unit,)
