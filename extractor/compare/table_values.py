"""Values of documents without a report model, through the years: tables matched by caption and labels, cells by paths.

Never by position: a row that was put in between must not shift the rows below it. Where the labels of a cell stand in
several places, there is nothing to tell which of them is meant, and no change is given out. A label to which words were
added is the same one, and the result says so.

The column 2023年决算数 of the report of 2023 is the column 2024年决算数 of that of 2024: years in labels are relative
to the year of the document. In a table that runs over more than two years, 2023 is 2023.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extractor.compare.changed_labels import successors
from extractor.compare.changes import Entry, change
from extractor.compare.comparison import ComparedValue, YearValue
from extractor.compare.edition import YEAR, Edition, without_years
from extractor.document import Cell, Table, Value
from extractor.normalise.units import Unit, parse_unit
from extractor.places import CellRef
from extractor.reports.labels import bare
from extractor.reports.located import semantic_of

WEIGHT_OF_CAPTION = 0.4
"""Of an equal caption; columns and rows have the rest, half each. Where one has no caption, it does not count."""
ENOUGH = 0.5
"""Of a match: an equal caption with a few labels, or most labels without one."""
MOST_YEARS = 2
"""In the labels of a table about one year, and perhaps the one before."""

Path = tuple[tuple[str, ...], tuple[str, ...]]
"""Row path and column path, their labels as they are compared."""


@dataclass(frozen=True)
class _Sheet:
    """A table by the labels of its rows and columns, in a document of the year `year`."""

    table: Table
    year: int | None

    @cached_property
    def caption(self) -> str:
        return without_years(self.table.caption or "")

    @cached_property
    def columns(self) -> frozenset[tuple[str, ...]]:
        return frozenset(path.column for path in self._paths.values())

    @cached_property
    def rows(self) -> frozenset[tuple[str, ...]]:
        return frozenset(path.row for path in self._paths.values())

    @cached_property
    def entries(self) -> dict[Path, tuple[str, Entry]]:
        """The value at each path, with the path as printed."""
        found: dict[Path, tuple[str, Entry]] = {}
        for cell in self._data:
            path = self._paths[cell.row, cell.col]
            key = (path.row, path.column)
            entry = _entry(cell, self.table.id, is_ambiguous=key in found)
            found[key] = (path.printed, entry)
        return found

    @cached_property
    def _data(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.table.cells if cell.role == "data" and (cell.row, cell.col) in self._paths)

    @cached_property
    def _paths(self) -> dict[tuple[int, int], _Labels]:
        """Of each cell that is neither header nor stub."""
        columns = self.table.column_paths()
        row_paths: dict[int, list[tuple[str, ...]]] = {}
        found: dict[tuple[int, int], _Labels] = {}
        for cell in self.table.cells:
            stub = self.table.stub_of(cell.col)
            is_label = stub is not None and stub.col <= cell.col < stub.col + stub.columns
            if cell.role != "data" or is_label or cell.row < self.table.header_rows:
                continue
            start = stub.col if stub else -1
            if start not in row_paths:
                row_paths[start] = self.table.row_paths(cell.col)
            printed = (row_paths[start][cell.row], columns[cell.col])
            found[cell.row, cell.col] = _Labels(*printed, *(tuple(map(self._compared, path)) for path in printed))
        return found

    def _compared(self, label: str) -> str:
        return bare(YEAR.sub(self._relative, label) if self._is_of_its_year else label)

    def _relative(self, year: re.Match[str]) -> str:
        distance = int(year[0]) - (self.year or 0)
        return "本年" if distance == 0 else f"前{-distance}年" if distance < 0 else f"后{distance}年"

    @cached_property
    def _is_of_its_year(self) -> bool:
        """Whether it is about the year of its document and one other at most."""
        if self.year is None:
            return False
        paths = (*self.table.column_paths(), *self.table.row_paths())
        return len({year for path in paths for label in path for year in YEAR.findall(label)}) <= MOST_YEARS


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels of a cell, as printed and as compared."""

    printed_row: tuple[str, ...]
    printed_column: tuple[str, ...]
    row: tuple[str, ...]
    column: tuple[str, ...]

    @property
    def printed(self) -> str:
        return " / ".join((*self.printed_row, *self.printed_column))


def table_values(series: Sequence[Edition]) -> tuple[ComparedValue, ...]:
    """Every data cell of the tables that at least two documents have."""
    return tuple(value for line in _lines_of_tables(series) for value in _values(line))


def _lines_of_tables(series: Sequence[Edition]) -> list[list[_Sheet | None]]:
    """The same table through the documents: in each the one that is most like it, best pairs first."""
    lines: list[list[_Sheet | None]] = []
    for index, edition in enumerate(series):
        sheets = [_Sheet(table, edition.year) for table in edition.document.tables]
        matched = _match([next(sheet for sheet in reversed(line) if sheet) for line in lines], sheets)
        for at, line in enumerate(lines):
            line.append(sheets[matched[at]] if at in matched else None)
        new = (sheet for i, sheet in enumerate(sheets) if i not in matched.values())
        lines += [[*([None] * index), sheet] for sheet in new]
    return [line for line in lines if sum(sheet is not None for sheet in line) > 1]


def _match(known: Sequence[_Sheet], found: Sequence[_Sheet]) -> dict[int, int]:
    scores = [
        (_likeness(one, other), -abs(i - k), i, k) for i, one in enumerate(known) for k, other in enumerate(found)
    ]
    matched: dict[int, int] = {}
    for score, _, i, k in sorted(scores, reverse=True):
        if score >= ENOUGH and i not in matched and k not in matched.values():
            matched[i] = k
    return matched


def _likeness(one: _Sheet, other: _Sheet) -> float:
    labels = (_overlap(one.columns, other.columns) + _overlap(one.rows, other.rows)) / 2
    if not one.caption or not other.caption:
        return labels
    return WEIGHT_OF_CAPTION * (one.caption == other.caption) + (1 - WEIGHT_OF_CAPTION) * labels


def _overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _values(line: Sequence[_Sheet | None]) -> Iterator[ComparedValue]:
    latest = next(sheet for sheet in reversed(line) if sheet)
    title = latest.table.caption or latest.table.id
    entries_of = _in_latest_words(line)
    paths = dict.fromkeys(path for entries in reversed(entries_of) for path in entries)
    for path in paths:
        found = [entries.get(path) for entries in entries_of]
        entries = [pair and pair[1] for pair in found]
        if not any(entry and entry.value.number is not None for entry in entries):
            continue  # words alone
        printed = [pair and pair[0] for pair in found]
        labels = {text: None for text in printed if text}
        has_changed = any(sheet and pair and path not in sheet.entries for sheet, pair in zip(line, found, strict=True))
        yield ComparedValue(
            key=" / ".join((latest.caption or latest.table.id, *path[0], *path[1])),
            name=f"{title}: {list(labels)[-1]}",
            labels=tuple(printed) if has_changed else (),
            values=tuple(None if entry is None else entry.value for entry in entries),
            changes=tuple(change(one, other) for one, other in pairwise(entries)),
        )


def _in_latest_words(line: Sequence[_Sheet | None]) -> list[dict[Path, tuple[str, Entry]]]:
    """The values of each sheet by the labels that the latest sheet with such a row or column has for them."""
    rows: dict[tuple[str, ...], None] = {}
    columns: dict[tuple[str, ...], None] = {}
    found: list[dict[Path, tuple[str, Entry]]] = []
    for sheet in reversed(line):
        entries = sheet.entries if sheet else {}
        row_words = successors((row for row, _ in entries), rows)
        column_words = successors((column for _, column in entries), columns)
        renamed = {(row_words.get(row, row), column_words.get(col, col)): pair for (row, col), pair in entries.items()}
        rows |= dict.fromkeys(row for row, _ in renamed)
        columns |= dict.fromkeys(column for _, column in renamed)
        found.append(renamed)
    return found[::-1]


def _entry(cell: Cell, table: str, *, is_ambiguous: bool) -> Entry:
    value = cell.value or Value(kind="text")
    shown = YearValue(
        semantic=semantic_of(value),
        text=cell.text,
        number=value.number,
        unit=value.unit,
        status=cell.status,
        cell=CellRef(table=table, row=cell.row, col=cell.col),
    )
    return Entry(shown, _unit(value), is_ambiguous)


def _unit(value: Value) -> Unit | None:
    if value.unit is None:
        return Unit("", value.scale) if value.scale != 1 else None
    return parse_unit(value.unit) or Unit(value.unit, value.scale)
