"""The columns that name the rows: the stub at the left, and one in each half of a mirrored table (收入 | 支出)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.numerals import is_dash, is_number
from extractor.stitch.logical import LogicalCell, LogicalTable
from extractor.stitch.repeated_header import similarity

NUMERIC, WORDED = 0.6, 0.2
"""Shares of the filled cells of a column that are numbers: from the first it holds figures, up to the second labels."""
FEWEST_LABELS = 2
ALIKE = 0.6
"""Similarity of the header of a second stub to that of the first: 项目 and 支出项目."""


@dataclass(frozen=True, slots=True)
class StubColumns:
    """Columns that name the rows: the first one, and how many side by side."""

    col: int
    columns: int


def find_stubs(table: LogicalTable) -> tuple[StubColumns, ...]:
    """The stub at the left, if there is one, and those within the table, from left to right.

    A stub within the table has the headers of the first one again, or is a column of labels between columns of figures
    whose header is that of the first column again, or that begins a part of its own in the top row of the header.
    """
    if not table.stub_columns or _begins_with_figures(table):
        return ()
    first = StubColumns(0, table.stub_columns)
    shares = [_share_of_numbers(table, col) for col in range(table.column_count)]
    inner: list[StubColumns] = []
    col = table.stub_columns + 1
    while col < table.column_count - 1:
        columns = _stub_from(table, shares, col)
        if columns:
            inner.append(StubColumns(col, columns))
        col += max(1, columns)
    return (first, *inner)


def _begins_with_figures(table: LogicalTable) -> bool:
    """Whether the only column of the stub holds numbers, which the header groups with others: it is none."""
    if table.stub_columns > 1:
        return False
    texts = [c.text for c in table.cells if c.col == 0 and c.row >= table.header_rows and c.text]
    grouped = any(1 < c.colspan < table.column_count for c in _header_cells(table, 0))
    return grouped and bool(texts) and all(map(is_number, texts))


def _stub_from(table: LogicalTable, shares: Sequence[float | None], col: int) -> int:
    """How many columns of a stub within the table begin at `col`: as many as the first one has, or one, or none."""
    whole = table.stub_columns
    if whole > 1 and _repeats_first_stub(table, shares, col):
        return whole
    return int(_is_between_figures(shares, col) and (_is_named_alike(table, col, 0) or _begins_part(table, col)))


def _repeats_first_stub(table: LogicalTable, shares: Sequence[float | None], col: int) -> bool:
    """Whether columns named as those of the first stub begin at `col`, the last of them with words before figures."""
    label = col + table.stub_columns - 1
    if label >= table.column_count - 1 or not all(_is_named_alike(table, col + k, k) for k in range(label + 1 - col)):
        return False
    own, after = shares[label], shares[label + 1]
    return own is not None and own <= WORDED and (after is None or after >= NUMERIC)


def _share_of_numbers(table: LogicalTable, col: int) -> float | None:
    """Share of numbers among the body cells of a column that hold more than a dash; None where next to none does."""
    body = [c.text for c in table.cells if c.col == col and c.colspan == 1 and c.row >= table.header_rows]
    texts = [text for text in body if text and not is_dash(text)]
    return sum(map(is_number, texts)) / len(texts) if len(texts) >= FEWEST_LABELS else None


def _is_between_figures(shares: Sequence[float | None], col: int) -> bool:
    before, own, after = shares[col - 1], shares[col], shares[col + 1]
    if before is None or own is None or after is None:
        return False
    return before >= NUMERIC and own <= WORDED and after >= NUMERIC


def _header_cells(table: LogicalTable, col: int) -> list[LogicalCell]:
    """The header cells over a column, from the top."""
    over = [c for c in table.cells if c.row < table.header_rows and c.col <= col < c.end_col]
    return sorted(over, key=lambda c: c.row)


def _is_named_alike(table: LogicalTable, col: int, like: int) -> bool:
    own, first = (next((c.text for c in reversed(_header_cells(table, k)) if c.text), "") for k in (col, like))
    return bool(own) and bool(first) and (own.endswith(first) or similarity(own, first) >= ALIKE)


def _begins_part(table: LogicalTable, col: int) -> bool:
    """Whether a spanning cell of the top header row begins at `col`, as another does at the first column."""
    parts = [c for c in table.cells if c.row == 0 and c.row < table.header_rows and c.colspan > 1]
    return {0, col} <= {c.col for c in parts}
