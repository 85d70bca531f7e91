"""Which rows of a table name columns, and which columns of a model they name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractor.document import Cell, Table
from extractor.normalise.units import parse_unit
from extractor.reports.format import Key
from extractor.reports.label_index import LabelIndex
from extractor.reports.years import LATEST

MOST_HEADER_ROWS = 20
"""More than any form has in one header."""
SCANNED = ("ocr", "mixed")
"""Cells whose characters may be misread."""
Grid = list[list[Cell]]
_SUBTOTALS = frozenset({"小计", "合计"})
_REFERENCE = re.compile(r"(?:附注|注释|注|Notes?)?[\s\d一二三四五六七八九十、.,，．()（）+-]+")
"""A place in the notes, such as 五、1 or 附注七（12）: it stands beside a label and names nothing."""
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
    return Sheet(grid, tuple(r for r, row in enumerate(grid) if not any(map(is_number, row))))


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column whose label, or one above it, is that of the model but for misread characters.

    Attributes:
        cell: The label right above the column's cells.
    """

    key: Key
    cell: Cell


@dataclass(frozen=True, slots=True)
class Run:
    """Rows of column headers, and the rows below them up to the next such run.

    Attributes:
        columns: For each column of the table that the model knows, its key.
        guesses: Of these, by the number of the column, those whose label was misread.
    """

    header: range
    body: range
    columns: Mapping[int, Key]
    guesses: Mapping[int, ColumnGuess]


class HeaderReader:
    """Finds the columns of one table of a model.

    Attributes:
        has_rows: Whether rows of the table have labels or codes in the model.
        names_years: Whether the model speaks of years, so that a remark below one names nothing.
    """

    def __init__(self, columns: LabelIndex, rows: LabelIndex, *, has_rows: bool, names_years: bool) -> None:
        self._columns, self._rows = columns, rows
        self._has_rows, self._names_years = has_rows, names_years

    def runs(self, sheet: Sheet, header_rows: int) -> Iterator[Run]:
        """The headers of a table, of which its first `header_rows` are known to belong to one."""
        grid, end = sheet.grid, 0
        starts: list[tuple[int, int, dict[int, Key], dict[int, ColumnGuess]]] = []
        columns: dict[int, Key] = {}
        for r in sheet.wordy:
            if r < end:
                continue  # within the header that was just read
            end = self._end_of_header(sheet, r, header_rows, columns)
            if end > r:
                found, guesses = self._columns_of(grid[r:end])
                if found:
                    columns = found
                    starts.append((r, end, found, guesses))
        for i, ((start, end, found, guesses), (following, *_)) in enumerate(
            pairwise([*starts, (len(grid), 0, {}, {})])
        ):
            # What stands above the first names of columns is header too: 收入 and 支出 over the halves.
            yield Run(range(start if i else 0, end), range(end, following), found, guesses)

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
        Where rows have no labels, a single one in a row that no header is known to reach is the label of a row.
        """
        cells = {id(cell): cell for cell in row if cell.text}.values()
        over = [cell for cell in cells if (is_detected or cell.col > 0 or not self._has_rows) and _is_over(cell, above)]
        named = sum(bool(self._columns.find(cell.text, is_misread=self._may_be_misread(cell))) for cell in over)
        as_rows = sum(self._names_row(cell.text) for cell in cells)
        if not self._has_rows and not is_detected:
            return named > 1
        return named > as_rows or (named > 0 and is_detected)

    def _may_be_misread(self, cell: Cell) -> bool:
        """Whether a label may be a column's though it is not read so: it comes from a picture, and names no row."""
        return cell.source in SCANNED and not self._rows.find(cell.text)

    def _names_row(self, text: str) -> bool:
        return any(key in self._rows.values for key in self._rows.find(text))

    def _columns_of(self, header: Sequence[Sequence[Cell]]) -> tuple[dict[int, Key], dict[int, ColumnGuess]]:
        """The columns below a header, and those of them whose labels were misread."""
        paths = [_path(header, col) for col in range(len(header[0]))]
        columns = {col: key for col, path in enumerate(paths) if (key := self._column_key(path)) is not None}
        guesses: dict[int, ColumnGuess] = {}
        for col, path in enumerate(paths):
            if col in columns or not any(cell.source in SCANNED for cell in path):
                continue
            key = self._column_key(path, is_misread=True)
            if key is not None and key not in columns.values():
                guesses[col] = ColumnGuess(key, path[-1])
        guesses = {col: guess for col, guess in guesses.items() if _is_claimed_once(guess, guesses.values())}
        return columns | {col: guess.key for col, guess in guesses.items()}, guesses

    def _column(self, labels: Sequence[str], is_misread: bool = False) -> Key | None:
        """The column below `labels`; 决算数 over 合计 is 合计 over 决算数, and 小计 below 基本支出 is 基本支出."""
        if not labels:
            return None
        find = self._columns.best
        key = find(labels[-1], labels[:-1], is_misread=is_misread)
        if key is None and self._columns.names_groups_only(labels[-1], is_misread=is_misread):
            turned = (
                find(leaf, [other for other in labels if other != leaf], is_misread=is_misread) for leaf in labels[:-1]
            )
            key = next((found for found in turned if found is not None), None)
        if key is None and labels[-1] in _SUBTOTALS:
            key = self._column(labels[:-1], is_misread)
        return key

    def _column_key(self, path: Sequence[Cell], is_misread: bool = False) -> Key | None:
        """The column below the labels of `path`; where these speak of years, without what names nothing at its end."""
        named = _naming(path)
        for end in range(len(named), 0, -1):
            key = self._column([cell.text for cell in named[:end]], is_misread)
            if key is not None or not self._names_years or not _names_nothing(named[:end]):
                return key
        return None


def labels_in(texts: Sequence[str]) -> list[str]:
    """Those of `texts` that name something: no ordinals, places in notes or units, unless there is nothing else."""
    return [text for text in texts if _names_something(text)] or list(texts)


@lru_cache(maxsize=32768)
def _names_something(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is None and parse_unit(text.strip("()（）")) is None


def is_numeric(text: str) -> bool:
    """Whether a text has digits and signs alone."""
    return _NUMERIC.fullmatch(text) is not None


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number that is no column header."""
    return cell.value is not None and cell.value.kind == "number" and cell.role != "column_header"


def _path(header: Sequence[Sequence[Cell]], col: int) -> list[Cell]:
    """The cells of a header over a column, from above, each once."""
    return list({id(row[col]): row[col] for row in header if row[col].text}.values())


def _naming(path: Sequence[Cell]) -> list[Cell]:
    """The cells of a path whose texts are labels."""
    labels = labels_in([cell.text for cell in path])
    return [cell for cell in path if cell.text in labels]


def _names_nothing(path: Sequence[Cell]) -> bool:
    """Whether the last label says no more than those above: the latest year, or a remark such as “restated”.

    A remark stands below a label of the same column; labels below one that spans several tell these apart.
    """
    return LATEST in path[-1].text or (len(path) > 1 and path[-2].colspan == 1)


def _is_claimed_once(guess: ColumnGuess, guesses: Iterable[ColumnGuess]) -> bool:
    """Whether no other label is taken for the same column."""
    return all(other.key != guess.key or other.cell is guess.cell for other in guesses)


def _is_over(cell: Cell, columns: Mapping[int, Key]) -> bool:
    """Whether a cell stands in one of these columns; where there are none yet, in any."""
    return not columns or any(col in columns for col in range(cell.col, cell.col + cell.colspan))
