"""What a table of a document holds of a table of a model: its cells by row and column, never by their sequence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, takewhile

from extractor.document import Cell, Table
from extractor.normalise.units import parse_unit
from extractor.reports.catalogue import CODES, Address, chain, table_addresses
from extractor.reports.format import Key, Labelled, TableSpec, walk
from extractor.reports.label_index import LabelIndex
from extractor.reports.years import PLACE, with_relative_years

MOST_HEADER_ROWS = 20
"""More than any form has in one header."""
_ORDINAL_LABELS = frozenset({"栏次", "行次", "序号", "栏 次", "行 次"})
_SUBTOTAL = "小计"
_FEWEST_ORDINALS = 4
"""Columns whose numbers 1, 2, 3, 4 are ordinals, where no label says so; counts hardly ever run like that."""
Grid = list[list[Cell]]
_NUMERIC = re.compile(r"[\d\s.,()+-]*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a table by row and column, and what all models ask of them.

    Attributes:
        wordy: Ascending the rows that hold words and no number: only these can name columns.
    """

    grid: Grid
    wordy: tuple[int, ...]


def sheet_of(table: Table) -> Sheet:
    """The sheet of `table`."""
    return sheet_over(table.grid())


def sheet_over(grid: Grid) -> Sheet:
    """The sheet of cells by row and column."""
    return Sheet(grid, tuple(r for r, row in enumerate(grid) if not any(map(_is_number, row))))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table that bears a label.

    Attributes:
        row: Its number in the table.
        label: Its own label, the last before its numbers.
        key: The row of the model; None where the model has none.
        is_scanned: Whether the label was read from a picture, where a character may be misread.
        is_guess: Whether the label was only nearly that of the model.
    """

    row: int
    label: str
    key: Key | None
    has_numbers: bool
    is_scanned: bool = False
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table of a document, read as one of the model.

    Attributes:
        cells: For each field the cells that can be meant; several where a row or a column stands there twice.
        columns: The columns of the model that were found.
        names: What is printed beside the codes of rows.
    """

    spec_name: str
    table: Table
    grid: Grid
    cells: dict[Address, tuple[Cell, ...]]
    lines: tuple[Line, ...]
    columns: frozenset[Key]
    names: dict[Key, str] = field(default_factory=dict)

    @property
    def rows(self) -> frozenset[Key]:
        """The rows of the model that were found."""
        return frozenset(line.key for line in self.lines if line.key is not None)


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows of column headers, and the rows below them up to the next such run.

    Attributes:
        columns: For each column of the table that the model knows, its key.
    """

    header: range
    body: range
    columns: dict[int, Key]


class TableReader:
    """Reads tables as one table of a model; made once for each, for it keeps an index of the labels."""

    def __init__(self, name: str, spec: TableSpec) -> None:
        self.name, self.spec = name, spec
        self._rows, self._columns = LabelIndex(spec.rows), LabelIndex(spec.columns)
        self._row_entries: dict[Key, Labelled] = dict(walk(spec.rows))
        self._addresses = frozenset(table_addresses(name, spec))
        self._column_keys = frozenset(self._columns.values)
        labels = (label for _, entry in walk(spec.columns) for label in entry.label)
        self._names_years = any(PLACE in label.replace("\\", "") for label in labels)

    @property
    def expected(self) -> frozenset[Address]:
        """The fields that the model names itself."""
        return self._addresses

    @cached_property
    def expected_columns(self) -> tuple[Key, ...]:
        """The columns of the model, in its order."""
        return self._columns.values

    @cached_property
    def expected_rows(self) -> tuple[Key, ...]:
        """The rows of the model, in its order."""
        return self._rows.values

    @cached_property
    def required(self) -> tuple[frozenset[Key], frozenset[Key]]:
        """Its rows and its columns that no report of the kind lacks; all of them where each may be absent."""
        rows, columns = _required(self.spec.rows), _required(self.spec.columns)
        return rows or frozenset(self.expected_rows), columns or frozenset(self.expected_columns)

    def rows_called(self, label: str) -> frozenset[Key]:
        """The rows of the model with this label, whatever stands above them."""
        return self._rows.find(label).intersection(self._rows.values)

    def read(self, table: Table, sheet: Sheet) -> TableReading:
        """What `table` holds of the table of the model."""
        grid = sheet.grid
        cells: dict[Address, list[Cell]] = {}
        lines: list[Line] = []
        names: dict[Key, str] = {}
        columns: set[Key] = set()
        named = sheet_over(with_relative_years(grid, table.header_rows)) if self._names_years else sheet
        for run in self._runs(named, table.header_rows):
            columns |= set(run.columns.values())
            for stub, data in self._halves(grid, run):
                for line in self._lines(table, grid, run, stub, data):
                    lines.append(line)
                    if line.key is not None:
                        self._collect(cells, grid[line.row], line.key, {c: run.columns[c] for c in data})
                        if line.key[:1] == (CODES,):
                            names.setdefault(line.key, line.label)
        found = {address: tuple({id(c): c for c in several}.values()) for address, several in cells.items()}
        return TableReading(self.name, table, grid, found, tuple(lines), frozenset(columns), names)

    def _collect(
        self, cells: dict[Address, list[Cell]], row: Sequence[Cell], key: Key, columns: dict[int, Key]
    ) -> None:
        for column in dict.fromkeys(columns.values()):
            address = Address(self.name, key, column)
            if address in self._addresses or address.is_coded:
                here = [row[col] for col, other in columns.items() if other == column]
                filled = [cell for cell in here if cell.text]
                # A header over several columns, of which one is filled, names the number that is there.
                cells.setdefault(address, []).extend(filled or here[:1])

    # --- column headers ---

    def _runs(self, sheet: Sheet, header_rows: int) -> Iterator[_Run]:
        grid, starts, columns, end = sheet.grid, [], dict[int, Key](), 0
        for r in sheet.wordy:
            if r < end:
                continue  # within the header that was just read
            end = self._end_of_header(sheet, r, header_rows, columns)
            if end > r and (found := self._columns_of(grid[r:end])):
                columns = found
                starts.append((r, end, columns))
        for i, ((start, end, found), (following, *_)) in enumerate(pairwise([*starts, (len(grid), 0, {})])):
            # What stands above the first names of columns is header too: 收入 and 支出 over the halves.
            yield _Run(range(start if i else 0, end), range(end, following), found)

    def _end_of_header(self, sheet: Sheet, start: int, header_rows: int, above: dict[int, Key]) -> int:
        """The row after the header that begins at row `start`; `start` itself where none does."""
        end = start
        wordy = set(sheet.wordy[bisect_left(sheet.wordy, start) :][:MOST_HEADER_ROWS])
        while end in wordy and self._is_header(sheet.grid[end], end < header_rows, above):
            end += 1
        return end

    def _is_header(self, row: Sequence[Cell], is_detected: bool, above: dict[int, Key]) -> bool:
        """Whether a row without numbers names columns: more of its cells are columns of the model than rows.

        Where as many are (合计 is often both), it does if the table's own header says so. Only there can a label at
        the left edge name a column; and below a header, whose columns are `above`, only what stands in one of these.
        """
        cells = {id(cell): cell for cell in row if cell.text}.values()
        over = [
            cell for cell in cells if (is_detected or cell.col > 0 or not self._names_rows) and _is_over(cell, above)
        ]
        named = sum(bool(self._columns.find(cell.text)) for cell in over)
        as_rows = sum(self._names_row(cell.text) for cell in cells)
        return named > as_rows or (named > 0 and is_detected) or (named > 0 and not self._names_rows)

    @property
    def _names_rows(self) -> bool:
        """Whether rows of the table have labels or codes in the model."""
        return bool(self._row_entries) or self.spec.codes is not None

    def _names_row(self, text: str) -> bool:
        return any(key in self._rows.values for key in self._rows.find(text))

    def _columns_of(self, header: Sequence[Sequence[Cell]]) -> dict[int, Key]:
        columns = {}
        for col in range(len(header[0])):
            path = list({id(row[col]): row[col].text for row in header if row[col].text}.values())
            key = self._column_key(_labels(path))
            if key is not None:
                columns[col] = key
        return columns

    def _column(self, labels: Sequence[str]) -> Key | None:
        """The column below `labels`; 决算数 over 合计 is 合计 over 决算数, and 小计 below 基本支出 is 基本支出."""
        if not labels:
            return None
        key = self._columns.best(labels[-1], labels[:-1])
        if key is None and self._columns.names_groups_only(labels[-1]):
            turned = (self._columns.best(leaf, [other for other in labels if other != leaf]) for leaf in labels[:-1])
            key = next((found for found in turned if found is not None), None)
        if key is None and labels[-1] == _SUBTOTAL:
            key = self._column(labels[:-1])
        return key

    def _column_key(self, labels: Sequence[str]) -> Key | None:
        """The column that the last of the labels names; below a year, remarks such as “restated” name nothing."""
        for i in range(len(labels) - 1, -1, -1):
            key = self._column(labels[: i + 1])
            if key is not None or not self._names_years:
                return key
        return None

    # --- row labels ---

    def _halves(self, grid: Grid, run: _Run) -> Iterator[tuple[range, list[int]]]:
        """The columns of numbers that share a stub, and the stub: the columns before them that hold labels."""
        stub, data = range(0), list[int]()
        col, width = 0, len(grid[0])
        while col < width:
            if col in run.columns:
                data.append(col)
                col += 1
                continue
            end = next((c for c in range(col, width) if c in run.columns), width)
            if end < width and (not data or self._holds_labels(grid, run.body, range(col, end))):
                if data:
                    yield stub, data
                stub, data = range(col, end), []
            col = end
        if data:
            yield stub, data

    def _holds_labels(self, grid: Grid, body: range, columns: range) -> bool:
        return any(
            any(map(self._rows.find, texts)) or (self._code(texts) is not None and not _NUMERIC.fullmatch(texts[-1]))
            for r in body
            if (texts := [cell.text for cell in _distinct(grid[r], columns)])
        )

    def _lines(self, table: Table, grid: Grid, run: _Run, stub: range, data: Sequence[int]) -> Iterator[Line]:
        if not self._names_rows:
            yield from self._unnamed_line(grid, run.body, data)
            return
        heads = [cell.text for r in run.header for cell in _distinct(grid[r], stub)]
        known: list[Line] = []
        printed: list[Key] = []
        for r in run.body:
            line = self._line(table, grid, r, stub, data, heads, printed)
            if line is not None:
                known.append(line)
                printed.extend([line.key] if line.key is not None else [])
        missing = set(self._rows.values) - {line.key for line in known}
        unknown = [line for line in known if line.key is None and line.has_numbers and line.is_scanned]
        if len(unknown) > len(self._row_entries):
            missing = set()  # a table with rows of its own, not one with misread labels
        for line in known:
            key = self._rows.alike(line.label, missing, self._row_entries) if line in unknown else None
            yield line if key is None else replace(line, key=key, is_guess=True)

    def _unnamed_line(self, grid: Grid, body: range, data: Sequence[int]) -> Iterator[Line]:
        """The rows of a table whose model names columns alone: those that hold anything but the columns' ordinals."""
        for r in body:
            texts = [cell.text for cell in _distinct(grid[r], data)]
            if texts and (len(data) < _FEWEST_ORDINALS or texts != [str(i + 1) for i in range(len(data))]):
                yield Line(r, "", (), has_numbers=True)

    def _line(
        self,
        table: Table,
        grid: Grid,
        r: int,
        stub: range,
        data: Sequence[int],
        heads: Sequence[str],
        printed: Sequence[Key],
    ) -> Line | None:
        """The row `r`; `heads` are the column headers over its stub, `printed` the rows found above it."""
        cells = _distinct(grid[r], stub)
        own = [cell.text for cell in cells if cell.row == r] or [cell.text for cell in cells][-1:]
        spanning = [cell.text for cell in cells if cell.row < r]
        labels = _labels(own)
        if not labels or labels[-1] in _ORDINAL_LABELS:
            return None
        if all(grid[r][c].col in stub for c in data):
            return None  # the label goes on over these numbers: it names those farther right
        key = self._code(own)
        if key is None:
            hinted = [*heads, *_inferred_above(table, grid, r, stub)]
            key = self._rows.best(labels[-1], spanning + labels[:-1], hinted, printed)
        has_numbers = any(_is_number(grid[r][c]) for c in data)
        is_scanned = any(cell.source in ("ocr", "mixed") for cell in cells)
        return Line(r, labels[-1], key, has_numbers, is_scanned)

    def _code(self, own: Sequence[str]) -> Key | None:
        """The key of a row that a code names, in one cell or in one for each level."""
        if self.spec.codes is None:
            return None
        texts = [text.strip() for text in own]
        digits = ""
        for text in takewhile(lambda text: text.isascii() and text.isdigit(), texts):
            digits = text if text.startswith(digits) else digits + text  # 201 | 06, or 201 | 20106
        parts, at = [], 0
        for length in self.spec.codes.digits:
            if at == len(digits):
                break
            parts.append(digits[at : at + length])
            at += length
        return (CODES, *parts) if parts and at == len(digits) else None


def _distinct(row: Sequence[Cell], columns: Iterable[int]) -> list[Cell]:
    """The cells of a row in `columns` that hold text, each once."""
    return list({id(row[c]): row[c] for c in columns if row[c].text}.values())


def _required(entries: Mapping[str, Labelled]) -> frozenset[Key]:
    return frozenset(
        key
        for key, entry in walk(entries)
        if entry.holds_values and not any(one.optional for one in chain(entries, key))
    )


def _labels(texts: Sequence[str]) -> list[str]:
    """Those of `texts` that name something: no ordinals and units, unless there is nothing else."""
    named = [text for text in texts if not _NUMERIC.fullmatch(text) and parse_unit(text.strip("()（）")) is None]
    return named or list(texts)


def _is_over(cell: Cell, columns: dict[int, Key]) -> bool:
    """Whether a cell stands in one of these columns; where there are none yet, in any."""
    return not columns or any(col in columns for col in range(cell.col, cell.col + cell.colspan))


def _is_number(cell: Cell) -> bool:
    return cell.value is not None and cell.value.kind == "number" and cell.role != "column_header"


def _inferred_above(table: Table, grid: Grid, row: int, stub: range) -> list[str]:
    """Labels of the rows that stand above `row` in the hierarchy that was found in the stub."""
    found = next((s for s in table.stubs if s.col == stub.start and s.parents), None) if stub else None
    labels: list[str] = []
    at: int | None = row
    while found is not None and at is not None and len(labels) < len(grid):
        at = found.parents[at] if at < len(found.parents) else None
        if at is not None:
            labels.extend(_labels([grid[at][c].text for c in stub if grid[at][c].text])[-1:])
    return labels
