"""Logical tables while they are put together from fragments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.document import Join
from extractor.page import BBox, FragmentCell, TableFragment, Word
from extractor.script import join_lines
from extractor.stitch.sums import ColumnSums, column_sums

HEAD_ROWS, FOOT_ROWS = 3, 60
"""Rows below the header, and rows at the end, that evidence is taken from: a page shows what the columns hold."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one page shows of a cell."""

    page: int
    bbox: BBox
    words: tuple[Word, ...]
    text: str
    blank_proven: bool


@dataclass(frozen=True, slots=True)
class LogicalCell:
    """A cell of a logical table; two pieces or more where pages broke it."""

    row: int
    col: int
    rowspan: int
    colspan: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text of all pieces, as if no page had broken it."""
        return join_lines([piece.text for piece in self.pieces])

    @property
    def end_row(self) -> int:
        """The row after the last one covered."""
        return self.row + self.rowspan

    @property
    def end_col(self) -> int:
        """The column after the last one covered."""
        return self.col + self.colspan


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment within a logical table: the rows it holds (inclusive), and how it was joined."""

    fragment: TableFragment
    first_row: int
    last_row: int
    join: Join | None = None


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """A table over one page or more.

    Attributes:
        columns: Column boundaries, in points of the first fragment's page.
        cells: In row-major order; with those that are settled, every grid position belongs to exactly one.
        sums: Of the rows below the header.
        settled: Cells of earlier pages that no later page can change, put aside so that a page costs the same however
            long the table has become. `whole` puts them back.
    """

    columns: tuple[float, ...]
    row_count: int
    header_rows: int
    stub_columns: int
    cells: tuple[LogicalCell, ...]
    parts: tuple[Part, ...]
    sums: ColumnSums
    settled: tuple[tuple[LogicalCell, ...], ...] = ()

    @property
    def column_count(self) -> int:
        """Number of columns."""
        return len(self.columns) - 1

    @property
    def last(self) -> TableFragment:
        """The lowest fragment so far."""
        return self.parts[-1].fragment


def single(fragment: TableFragment) -> LogicalTable:
    """The logical table that `fragment` is on its own."""
    cells = tuple(logical_cell(cell, fragment.page) for cell in fragment.cells)
    return LogicalTable(
        columns=fragment.columns,
        row_count=fragment.row_count,
        header_rows=fragment.header_rows,
        stub_columns=fragment.stub_columns,
        cells=cells,
        parts=(Part(fragment, 0, fragment.row_count - 1),),
        sums=column_sums(cells, fragment.header_rows),
    )


def with_settled(table: LogicalTable) -> LogicalTable:
    """`table` with the cells settled that are neither at its head nor at its foot."""
    head, foot = table.header_rows + HEAD_ROWS, table.row_count - FOOT_ROWS
    done = tuple(c for c in table.cells if c.row >= head and c.end_row <= foot)
    if not done:
        return table
    still_open = tuple(c for c in table.cells if c.row < head or c.end_row > foot)
    return replace(table, cells=still_open, settled=(*table.settled, done))


def whole(table: LogicalTable) -> LogicalTable:
    """`table` with all its cells, none of them settled."""
    settled = [cell for chunk in table.settled for cell in chunk]
    return replace(table, cells=row_major([*settled, *table.cells]), settled=()) if settled else table


def logical_cell(cell: FragmentCell, page: int) -> LogicalCell:
    """A cell of a fragment as a cell with one piece, at the same place."""
    piece = Piece(page, cell.bbox, cell.words, cell.text, cell.blank_proven)
    return LogicalCell(cell.row, cell.col, cell.rowspan, cell.colspan, (piece,))


def cells_by_row(cells: Iterable[LogicalCell], row: int) -> list[LogicalCell]:
    """The cells that cover `row`, from left to right."""
    return sorted((c for c in cells if c.row <= row < c.end_row), key=lambda c: c.col)


def relaid(cells: Iterable[LogicalCell], places: Sequence[int]) -> tuple[LogicalCell, ...]:
    """The cells on other columns: boundary i of their layout is boundary `places[i]` of the new one."""
    return tuple(replace(c, col=places[c.col], colspan=places[c.end_col] - places[c.col]) for c in cells)


def moved_down(cells: Iterable[LogicalCell], by: int) -> tuple[LogicalCell, ...]:
    """The cells `by` rows further down."""
    return tuple(replace(c, row=c.row + by) for c in cells)


def row_major(cells: Iterable[LogicalCell]) -> tuple[LogicalCell, ...]:
    """The cells in the order of their first position."""
    return tuple(sorted(cells, key=lambda c: (c.row, c.col)))
