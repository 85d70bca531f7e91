"""Text that leaves its cell: it runs over a rule into blank neighbours, and belongs to one cell all the same.

Only a text layer tells: the words were set as one text, and a rule goes through the middle of a word, or stands in a
space that is as wide as the other spaces of that text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from extractor.page import Word
from extractor.tables.grids import Grid, GridCell

SPACE = 0.6
"""Widest space within one text, in font sizes."""
INK = 0.12
"""Font sizes of a word's ink on either side of a rule that goes through it."""
SAME_SPACE = 0.03
"""Font sizes by which the spaces of one text may differ."""
FLUSH = 1.0
"""Font sizes between a side of a cell and the text that is set against it."""


def homes_of_overflow(grid: Grid, owner: dict[tuple[int, int], int], words: Iterable[Word]) -> dict[int, int]:
    """For the words (by id) of texts that leave their cell: the index of that cell. `owner` goes with `grid.cells`."""
    homes: dict[int, int] = {}
    texts = list(_texts(words))
    for text in texts:
        size, y = text[0].size, text[0].bbox.y_mid
        row = bisect_right(grid.rows, y) - 1
        if not 0 <= row < len(grid.rows) - 1:
            continue
        places = [_column(grid, x) for x in (text[0].bbox.x0 + INK * size, text[-1].bbox.x1 - INK * size)]
        first, last = owner.get((row, places[0])), owner.get((row, places[1]))
        if first is None or last is None or first == last:
            continue
        walls = [grid.columns[c] for c in range(places[0] + 1, places[1] + 1) if owner[row, c - 1] != owner[row, c]]
        if _is_one_text(text, walls):
            middle = owner[row, _column(grid, (text[0].bbox.x0 + text[-1].bbox.x1) / 2)]
            home = _home(grid.cells, (first, middle, last), text)
            homes.update((id(word), home) for word in text)
    return homes


def _texts(words: Iterable[Word]) -> Iterable[list[Word]]:
    """Words of one text object on one line without a wide gap, from left to right."""
    known = [word for word in words if word.run >= 0]
    ordered = sorted(known, key=lambda w: (w.run, w.line, w.bbox.x0))
    for _, group in groupby(ordered, key=lambda w: (w.run, w.line)):
        text: list[Word] = []
        for word in group:
            if text and word.bbox.x0 - text[-1].bbox.x1 > SPACE * word.size:
                yield text
                text = []
            text.append(word)
        yield text


def _column(grid: Grid, x: float) -> int:
    return bisect_right(grid.columns, x) - 1


def _is_one_text(text: Sequence[Word], walls: Sequence[float]) -> bool:
    """Whether a rule goes through a word of the text, or each stands in a space like the others."""
    size = text[0].size
    if any(w.bbox.x0 + INK * size < wall < w.bbox.x1 - INK * size for w in text for wall in walls):
        return True
    spaces = [(a.bbox.x1, b.bbox.x0) for a, b in pairwise(text)]
    at_walls = [(a, b) for a, b in spaces if any(a - INK * size <= wall <= b + INK * size for wall in walls)]
    others = [b - a for a, b in spaces if (a, b) not in at_walls]
    return bool(others) and all(min(abs(b - a - o) for o in others) <= SAME_SPACE * size for a, b in at_walls)


def _home(cells: Sequence[GridCell], candidates: tuple[int, int, int], text: Sequence[Word]) -> int:
    """The cell among the (first, middle, last) one covered, against one of whose sides the text is set."""
    first, middle, last = candidates
    reach = FLUSH * text[0].size
    if text[0].bbox.x0 - cells[first].bbox.x0 <= reach:
        return first
    return last if cells[last].bbox.x1 - text[-1].bbox.x1 <= reach else middle
