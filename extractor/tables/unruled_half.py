"""Grids that ruling lines only half make: whole rows or columns of text stand within one of their cells."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.page import FragmentCell, TableFragment
from extractor.tables.unruled_columns import gaps, merged, word_spans
from extractor.tables.unruled_lines import TextLine, is_value, text_lines

LANE = 0.8
"""White space in text heights that runs down through the lines of a cell where columns are hidden in it."""
HIDDEN_LINES = 2
"""Lines that must share that white space."""
STACKED = 3
"""Values below each other, in cells side by side, that are rows of their own."""
SAME_LINE = 0.4
"""Text heights by which the lines of two cells may differ and still be one row."""


def is_half_ruled(fragment: TableFragment) -> bool:
    """Whether the ruling lines of a grid leave out rows or columns that the text has.

    Such a table is better read by its text, with the ruling lines as evidence: a frame around the whole, a rule
    beside the stub, rules between groups of rows.
    """
    lines = {id(cell): text_lines(cell.words) for cell in fragment.cells if cell.words}
    columns: dict[tuple[int, int], list[TextLine]] = {}
    for cell in fragment.cells:
        if cell.words:
            columns.setdefault((cell.col, cell.colspan), []).extend(lines[id(cell)])
    if any(_hides_columns(held) for held in columns.values()):
        return True
    rows: dict[int, list[FragmentCell]] = {}
    for cell in fragment.cells:
        if cell.words:
            rows.setdefault(cell.row, []).append(cell)
    return any(_hides_rows([lines[id(cell)] for cell in row]) for row in rows.values())


def _hides_columns(lines: Sequence[TextLine]) -> bool:
    """Whether wide white space runs down between values and other text through most lines of the cells of a column."""
    divided = [line for line in lines if len(line.segments) > 1]
    if len(divided) < HIDDEN_LINES or 3 * len(divided) < 2 * len(lines):
        return False
    size = max(line.size for line in divided)
    ink = merged((span for line in divided for span in word_spans(line.words)), LANE * size)
    values = sum(any(is_value(s.text) for s in line.segments[1:]) for line in divided)
    return len(gaps(ink)) > 0 and 2 * values > len(divided)


def _hides_rows(row: Sequence[Sequence[TextLine]]) -> bool:
    """Whether cells side by side hold values line by line, on the same lines."""
    stacks = [lines for lines in row if len(lines) >= STACKED]
    if len(stacks) < 2:
        return False
    values = [lines for lines in stacks if all(is_value(line.text) for line in lines)]
    if not values:
        return False
    chosen = values[0]
    others = [lines for lines in stacks if lines is not chosen]
    return any(all(_has_line_at(lines, line) for line in chosen) for lines in others)


def _has_line_at(lines: Sequence[TextLine], line: TextLine) -> bool:
    return any(abs(k.y - line.y) <= SAME_LINE * line.size for k in lines)
