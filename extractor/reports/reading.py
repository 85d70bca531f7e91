"""What a table of a document holds of a table of a model: its cells by row and column, never by their sequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from extractor.document import Cell, Table
from extractor.reports.catalogue import CODES, Address, chain, table_addresses
from extractor.reports.column_headers import (
    SCANNED,
    ColumnGuess,
    Grid,
    HeaderReader,
    Run,
    Sheet,
    is_number,
    is_numeric,
    labels_in,
    sheet_over,
)
from extractor.reports.format import Key, Labelled, TableSpec, walk
from extractor.reports.label_index import LabelIndex
from extractor.reports.years import PLACE, with_relative_years

_ORDINAL_LABELS = frozenset({"栏次", "行次", "序号", "栏 次", "行 次"})
_FEWEST_ORDINALS = 4
"""Columns whose numbers 1, 2, 3, 4 are ordinals, where no label says so; counts hardly ever run like that."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table that bears a label.

    Attributes:
        row: Its number in the table.
        label: Its own label, the last before its numbers.
        key: The row of the model; None where the model has none.
        is_guess: Whether its label, or one above it, is that of the model but for misread characters.
    """

    row: int
    label: str
    key: Key | None
    has_numbers: bool
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A line and the columns of its numbers.

    Attributes:
        guessed: The columns of the table whose labels were misread.
    """

    line: Line
    columns: Mapping[int, Key]
    guessed: frozenset[int]


@dataclass(frozen=True, eq=False)
class TableReading:
    """A table of a document, read as one of the model; its cells are looked up when they are asked for.

    Attributes:
        found: The rows that bear labels.
        known: The fields that the model names itself.
        columns: The columns of the model that were found.
        guesses: Of these, those whose labels were misread.
    """

    spec_name: str
    table: Table
    grid: Grid
    found: tuple[_Row, ...]
    known: frozenset[Address]
    columns: frozenset[Key]
    guesses: tuple[ColumnGuess, ...] = ()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows that bear labels, by themselves."""
        return tuple(row.line for row in self.found)

    @cached_property
    def rows(self) -> frozenset[Key]:
        """The rows of the model that were found."""
        return frozenset(line.key for line in self.lines if line.key is not None)

    @cached_property
    def cells(self) -> Mapping[Address, tuple[Cell, ...]]:
        """For each field the cells that can be meant; several where a row or a column stands there twice."""
        cells: dict[Address, dict[int, Cell]] = {}
        for address, here, _ in self._fields:
            cells.setdefault(address, {}).update((id(cell), cell) for cell in here)
        return {address: tuple(several.values()) for address, several in cells.items()}

    @property
    def unsure(self) -> frozenset[Address]:
        """The fields of rows and columns whose labels were misread."""
        return frozenset(address for address, _, is_guess in self._fields if is_guess)

    @property
    def names(self) -> dict[Key, str]:
        """What is printed beside the codes of rows; where a code stands there twice, the first time."""
        coded = [line for line in self.lines if line.key is not None and line.key[:1] == (CODES,)]
        return {line.key: line.label for line in reversed(coded) if line.key is not None}

    @cached_property
    def _fields(self) -> tuple[tuple[Address, Sequence[Cell], bool], ...]:
        return tuple(one for row in self.found for one in self._fields_of(row))

    def _fields_of(self, row: _Row) -> Iterator[tuple[Address, Sequence[Cell], bool]]:
        """The fields of a row with their cells, and whether it is only nearly sure that they are these."""
        for column in dict.fromkeys(row.columns.values()) if row.line.key is not None else ():
            address = Address(self.spec_name, row.line.key or (), column)
            if address in self.known or address.is_coded:
                below = [col for col, other in row.columns.items() if other == column]
                here = [self.grid[row.line.row][col] for col in below]
                filled = [cell for cell in here if cell.text]
                is_guess = row.line.is_guess or not row.guessed.isdisjoint(below)
                # A header over several columns, of which one is filled, names the number that is there.
                yield address, filled or here[:1], is_guess


class TableReader:
    """Reads tables as one table of a model; made once for each, for it keeps an index of the labels."""

    def __init__(self, name: str, spec: TableSpec) -> None:
        self.name, self.spec = name, spec
        self._rows, self._columns = LabelIndex(spec.rows), LabelIndex(spec.columns)
        self._has_rows = bool(spec.rows) or spec.codes is not None
        self._addresses = frozenset(table_addresses(name, spec))
        labels = (label for _, entry in walk(spec.columns) for label in entry.label)
        self._names_years = any(PLACE in label.replace("\\", "") for label in labels)
        self._headers = HeaderReader(self._columns, self._rows, has_rows=self._has_rows, names_years=self._names_years)

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
        named = sheet_over(with_relative_years(grid, table.header_rows)) if self._names_years else sheet
        runs = list(self._headers.runs(named, table.header_rows))
        rows = _without_rivals([row for run in runs for row in self._rows_of(table, grid, run)])
        return TableReading(
            spec_name=self.name,
            table=table,
            grid=grid,
            found=tuple(rows),
            known=self._addresses,
            columns=frozenset(key for run in runs for key in run.columns.values()),
            guesses=tuple(dict.fromkeys(guess for run in runs for guess in run.guesses.values())),
        )

    def _rows_of(self, table: Table, grid: Grid, run: Run) -> Iterator[_Row]:
        """The rows below one run of column headers, those of each half by themselves."""
        starts = [stub.col for stub in table.stubs]
        for before, data in self._halves(grid, run):
            stub = _behind_other_numbers(grid, run.body, before, starts)
            columns = {col: run.columns[col] for col in data}
            for line in self._lines(table, grid, run, stub, data):
                yield _Row(line, columns, frozenset(run.guesses))

    def _halves(self, grid: Grid, run: Run) -> Iterator[tuple[range, list[int]]]:
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
            any(map(self._rows.find, texts)) or (self._code(texts) is not None and not is_numeric(texts[-1]))
            for r in body
            if (texts := [cell.text for cell in _distinct(grid[r], columns)])
        )

    def _lines(self, table: Table, grid: Grid, run: Run, stub: range, data: Sequence[int]) -> Iterator[Line]:
        if not self._has_rows:
            yield from self._unnamed_line(grid, run.body, data)
            return
        heads = [cell.text for r in run.header for cell in _distinct(grid[r], stub)]
        printed: list[Key | None] = []
        for r in run.body:
            line = self._line(table, grid, r, stub, data, heads, printed)
            if line is not None:
                may_be_any = line.key is None and any(cell.source in SCANNED for cell in _distinct(grid[r], stub))
                printed.extend([line.key] if line.key is not None or may_be_any else [])
                yield line

    def _unnamed_line(self, grid: Grid, body: range, data: Sequence[int]) -> Iterator[Line]:
        """The rows of a table whose model names columns alone: those that hold anything but the columns' ordinals.

        Where none does, it is the first that is blank: in an empty table the values are blank, and not absent.
        """
        ordinals = [str(i + 1) for i in range(len(data))]
        texts = {r: [cell.text for cell in _distinct(grid[r], data)] for r in body}
        rows = [r for r in body if len(data) < _FEWEST_ORDINALS or texts[r] != ordinals]
        filled = [r for r in rows if texts[r]]
        yield from (Line(r, "", (), has_numbers=bool(filled)) for r in filled or rows[:1])

    def _line(
        self,
        table: Table,
        grid: Grid,
        r: int,
        stub: range,
        data: Sequence[int],
        heads: Sequence[str],
        printed: Sequence[Key | None],
    ) -> Line | None:
        """The row `r`; `heads` are the column headers over its stub, `printed` the rows above it (see `best`)."""
        cells = _distinct(grid[r], stub)
        own = [cell.text for cell in cells if cell.row == r] or [cell.text for cell in cells][-1:]
        spanning = [cell.text for cell in cells if cell.row < r]
        labels = labels_in(own)
        if not labels or labels[-1] in _ORDINAL_LABELS:
            return None
        if all(grid[r][c].col in stub for c in data):
            return None  # the label goes on over these numbers: it names those farther right
        key, is_guess = self._code(own), False
        if key is None:
            above, hinted = spanning + labels[:-1], [*heads, *_inferred_above(table, grid, r, stub)]
            key = self._rows.best(labels[-1], above, hinted, printed)
            if key is None and any(cell.source in SCANNED for cell in cells):
                key = self._rows.best(labels[-1], above, hinted, printed, is_misread=True)
                is_guess = key is not None
        return Line(r, labels[-1], key, any(is_number(grid[r][c]) for c in data), is_guess)

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


def _behind_other_numbers(grid: Grid, body: range, stub: range, starts: Iterable[int]) -> range:
    """The part of `stub` that names the numbers after it: labels before a half whose numbers got no name name those.

    `starts` are the columns at which the stubs of the table's halves begin.
    """
    inner = max((col for col in starts if col in stub), default=stub.start)
    numbers = (grid[r][c] for r in body for c in range(stub.start, inner))
    return range(inner, stub.stop) if any(is_number(one) and one.role == "data" for one in numbers) else stub


def _without_rivals(rows: Sequence[_Row]) -> list[_Row]:
    """The rows without guesses at what another row is too: a label that fits as it stands goes before, of two none."""
    times = Counter(row.line.key for row in rows)
    return [
        replace(row, line=replace(row.line, key=None, is_guess=False))
        if row.line.is_guess and times[row.line.key] > 1
        else row
        for row in rows
    ]


def _required(entries: Mapping[str, Labelled]) -> frozenset[Key]:
    return frozenset(
        key
        for key, entry in walk(entries)
        if entry.holds_values and not any(one.optional for one in chain(entries, key))
    )


def _inferred_above(table: Table, grid: Grid, row: int, stub: range) -> list[str]:
    """Labels of the rows that stand above `row` in the hierarchy that was found in the stub."""
    found = next((s for s in table.stubs if s.col == stub.start and s.parents), None) if stub else None
    labels: list[str] = []
    at: int | None = row
    while found is not None and at is not None and len(labels) < len(grid):
        at = found.parents[at] if at < len(found.parents) else None
        if at is not None:
            labels.extend(labels_in([grid[at][c].text for c in stub if grid[at][c].text])[-1:])
    return labels
