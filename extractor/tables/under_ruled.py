"""Grids whose rules divide only part of a table: several printed rows or columns stand within single cells.

Such a table is half-ruled: its rows and columns follow from the alignment of its text, with the rules as evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.numerals import is_number
from extractor.page import BBox, Word
from extractor.tables.cell_text import lines_of
from extractor.tables.grids import Grid

ROWS = 3
"""Lines of numbers in one cell from which they are rows; two may be a number and its share below it."""
ALIGNED = 0.8
"""Share of those lines that have a counterpart at the same height in a cell beside."""
COLUMN_GAP = 1.2
"""Text heights of white between two columns within one cell."""
WORD_GAP = 0.5
"""Text heights of white between two words of running text, at most."""
CUT = 0.5
"""Share of the places at upright rules where running text must go on."""
MOST = 0.4
"""Share of the table's words in such cells from which the grid is not the table's."""


def is_under_ruled(grid: Grid, held: Sequence[tuple[Word, ...]]) -> bool:
    """Whether many of the words stand in cells that hold several rows or columns; `held` goes with `grid.cells`."""
    lines = [lines_of(words) for words in held]
    total = sum(map(len, held))
    several = [
        len(held[i])
        for i in range(len(held))
        if _holds_columns(lines[i]) or any(_share_rows(lines[i], lines[k]) for k in _beside(grid, i))
    ]
    return total > 0 and sum(several) >= MOST * total


def cuts_running_text(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether the upright rules stand between words of running text: underlines make rows of it, brackets walls.

    Nothing closes such a grid at its sides. In a table the rules keep their distance from the text of both cells.
    """
    if grid.closed[0] or grid.closed[2]:
        return False
    inside = [w for w in words if grid.bbox.contains_point(w.bbox.x_mid, w.bbox.y_mid)]
    walled = [cell for cell in grid.cells if cell.col > 0]
    gaps = [
        (word.bbox.x0 - before.bbox.x1) / max(word.size, before.size)
        for line in lines_of(inside)
        for before, word in pairwise(line)
        if any(_stands_between(cell.bbox, before, word) for cell in walled)
    ]
    return bool(gaps) and sum(gap < WORD_GAP for gap in gaps) >= CUT * len(gaps)


def _stands_between(cell: BBox, before: Word, word: Word) -> bool:
    """Whether the left wall of a cell stands between the middles of two words."""
    return cell.top <= word.bbox.y_mid < cell.bottom and before.bbox.x_mid < cell.x0 <= word.bbox.x_mid


def _beside(grid: Grid, index: int) -> list[int]:
    """The cells that cover the same rows as cell `index`."""
    cell = grid.cells[index]
    return [
        k for k, other in enumerate(grid.cells) if k != index and (other.row, other.rowspan) == (cell.row, cell.rowspan)
    ]


def _share_rows(lines: Sequence[Sequence[Word]], others: Sequence[Sequence[Word]]) -> bool:
    """Whether two cells side by side hold lines at the same heights, numbers in one of them."""
    if len(lines) < ROWS or len(others) < ROWS:
        return False
    if not (_is_numbers(lines) or _is_numbers(others)):
        return False
    heights = [line[0].bbox.y_mid for line in others]
    size = lines[0][0].size
    near = sum(min(abs(line[0].bbox.y_mid - y) for y in heights) <= 0.35 * size for line in lines)
    return near >= ALIGNED * len(lines)


def _is_numbers(lines: Sequence[Sequence[Word]]) -> bool:
    numbers = sum(is_number("".join(w.text for w in line)) for line in lines)
    return numbers >= ALIGNED * len(lines)


def _holds_columns(lines: Sequence[Sequence[Word]]) -> bool:
    """Whether a line of the cell falls into several pieces, two of them numbers or more."""
    for line in lines:
        pieces = _pieces(line)
        if len(pieces) >= 3 and sum(map(is_number, pieces)) >= 2:
            return True
    return False


def _pieces(line: Sequence[Word]) -> list[str]:
    """The texts between the wide gaps of a line."""
    pieces = [line[0].text]
    for before, word in pairwise(line):
        if word.bbox.x0 - before.bbox.x1 > COLUMN_GAP * max(word.size, before.size):
            pieces.append(word.text)
        else:
            pieces[-1] += word.text
    return pieces
