"""Table fragments from ruled grids: words put into cells, empty strips beyond the rules taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from extractor.geometry import share_inside
from extractor.page import BBox, FragmentCell, TableFragment, Word
from extractor.script import join_words
from extractor.tables.cell_text import assign_words
from extractor.tables.grids import Grid, GridCell
from extractor.tables.rule_rests import divide_at_rests
from extractor.tables.under_ruled import cuts_running_text, is_under_ruled

FILLED = 0.15
"""Share of filled cells from which a grid is a table whatever stands where."""
UNREAD_INSIDE = 0.3
"""Share of a box of unexplained ink that lies in a cell for the cell not to be proven blank."""


def fragment_of(grid: Grid, words: Sequence[Word], page: int, unread: Sequence[BBox] = ()) -> TableFragment | None:
    """The fragment that `grid` and `words` make.

    None where it holds too little text to be a table (the gridlines of a chart), or where its rules do not divide the
    text into rows and columns.
    """
    grid = without_gaps(without_empty_edges(grid, words), words)
    grid, rests = divide_at_rests(grid, words)
    held = assign_words(grid, [word for word in words if word not in rests])
    if len(grid.columns) < 3 or _is_sparse(grid, held) or is_under_ruled(grid, held) or cuts_running_text(grid, words):
        return None
    cells = tuple(_cell(cell, inside, unread) for cell, inside in zip(grid.cells, held, strict=True))
    return TableFragment(
        page=page,
        bbox=grid.bbox,
        columns=grid.columns,
        rows=grid.rows,
        cells=cells,
        ruled=True,
        top_closed=grid.closed[1],
        bottom_closed=grid.closed[3],
    )


def _is_sparse(grid: Grid, held: Sequence[tuple[Word, ...]]) -> bool:
    """Whether the grid holds less text than even a form that nobody filled in: no row and no column of labels."""
    filled = [cell for cell, words in zip(grid.cells, held, strict=True) if words]
    if len(filled) >= FILLED * len(grid.cells):
        return len(filled) < 2
    rows = {cell.row for cell in filled}
    in_a_row = max((sum(cell.row == row for cell in filled) for row in rows), default=0)
    return in_a_row < 2 and len(rows) < 3


def _cell(cell: GridCell, words: tuple[Word, ...], unread: Sequence[BBox]) -> FragmentCell:
    proven = not any(share_inside(ink, cell.bbox) >= UNREAD_INSIDE for ink in unread)
    return FragmentCell(
        cell.row, cell.col, cell.rowspan, cell.colspan, cell.bbox, words, join_words(words), blank_proven=proven
    )


def without_gaps(grid: Grid, words: Sequence[Word]) -> Grid:
    """Take out blank columns too narrow for a character: the white between the two lines of a double rule."""
    inside = [w for w in words if grid.bbox.contains_point(w.bbox.x_mid, w.bbox.y_mid)]
    if not inside:
        return grid
    size = median(w.size for w in inside)
    col = 0
    while col < len(grid.columns) - 1 and len(grid.columns) > 3:
        left, right = grid.columns[col], grid.columns[col + 1]
        if right - left < size and not any(left <= w.bbox.x_mid < right for w in inside):
            grid = _without_column(grid, col)
        else:
            col += 1
    return grid


def _without_column(grid: Grid, col: int) -> Grid:
    """`grid` with the space of column `col` given to the column before it; of the first, to the one after."""
    gone = max(col, 1)
    cells = [
        replace(
            cell,
            col=cell.col - (cell.col > col),
            colspan=cell.colspan - (cell.col <= col < cell.col + cell.colspan),
        )
        for cell in grid.cells
    ]
    columns = grid.columns[:gone] + grid.columns[gone + 1 :]
    kept = [
        replace(cell, bbox=replace(cell.bbox, x0=columns[cell.col], x1=columns[cell.col + cell.colspan]))
        for cell in cells
        if cell.colspan > 0
    ]
    return replace(grid, columns=columns, cells=tuple(kept))


def without_empty_edges(grid: Grid, words: Sequence[Word]) -> Grid:
    """Take off outer columns and rows that no rule closes and that hold no word.

    They come of lines that run past the table: a rule of the page, an axis, a border drawn beyond the last column.
    """
    for edge in range(4):
        while not grid.closed[edge]:
            trimmed = _without_edge(grid, edge, words)
            if trimmed is grid:
                break
            grid = trimmed
    return grid


def _without_edge(grid: Grid, edge: int, words: Sequence[Word]) -> Grid:
    left, top, right, bottom = grid.bbox.x0, grid.bbox.top, grid.bbox.x1, grid.bbox.bottom
    vertical = edge in (0, 2)
    boundaries = grid.columns if vertical else grid.rows
    if len(boundaries) < 3:
        return grid
    inner = boundaries[1] if edge < 2 else boundaries[-2]
    strip = (
        BBox(left, top, inner, bottom),
        BBox(left, top, right, inner),
        BBox(inner, top, right, bottom),
        BBox(left, inner, right, bottom),
    )[edge]
    first = 0 if edge < 2 else len(boundaries) - 2
    spanning = [c for c in grid.cells if _covers(c, first, vertical) and (c.colspan if vertical else c.rowspan) > 1]
    if spanning or any(strip.contains_point(w.bbox.x_mid, w.bbox.y_mid) for w in words):
        return grid
    shift = 1 if edge < 2 else 0
    cells = tuple(_shifted(c, shift, vertical) for c in grid.cells if not _covers(c, first, vertical))
    kept = boundaries[1:] if edge < 2 else boundaries[:-1]
    closed = tuple(True if i == edge else flag for i, flag in enumerate(grid.closed))
    return replace(
        grid,
        columns=kept if vertical else grid.columns,
        rows=grid.rows if vertical else kept,
        cells=cells,
        closed=(closed[0], closed[1], closed[2], closed[3]),
    )


def _covers(cell: GridCell, index: int, vertical: bool) -> bool:
    start, span = (cell.col, cell.colspan) if vertical else (cell.row, cell.rowspan)
    return start <= index < start + span


def _shifted(cell: GridCell, by: int, vertical: bool) -> GridCell:
    return replace(cell, col=cell.col - by) if vertical else replace(cell, row=cell.row - by)
