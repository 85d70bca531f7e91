"""Charts and pictures that lines and marks make look like tables.

Gridlines and axes of a chart divide it as rules divide a table. What stands between them tells the two apart: ink that
is no text, marks that OCR reads as doubtful words, and the scale of an axis, a column of numbers in equal steps within
what would be one cell. Each sign has a weight as log-odds; the sum decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.geometry import share_inside
from extractor.numerals import is_number
from extractor.page import BBox, TableFragment, Word
from extractor.tables.cell_text import lines_of

PRIOR = -2.5
"""Most of what is divided by lines is a table."""
DOUBTFUL = 0.7
"""Confidence under which a word is doubtful; on poor scans of tables up to 10 % of the words are."""
SOME_DOUBTFUL, MANY_DOUBTFUL = 0.15, 0.3
FEWEST_WORDS = 6
"""Fewer words tell nothing by their share."""
LITTLE_INK, MUCH_INK = 0.004, 0.02
"""Share of the area under ink that no reading explains; dirt on poor scans of tables reaches 0.01."""
SCALE = 5
"""Numbers below one another in equal steps that make a scale."""
IN_STEP = 0.75
"""Share of the steps of a scale that must be equal: OCR misreads some of its numbers."""
MERGED = 0.6
"""Cells as a share of the places of the grid: lines that end anywhere leave cells over many rows and columns."""
SCATTERED, MOSTLY_BLANK = 0.42, 0.35
"""The same where hardly a line goes through, which no table of 1,100 does (0.53 the least), but a form may; of that at
least half the cells hold labels."""
TICKS = "-–—_一→~|"
"""What the tick mark beside a number of a scale is read as."""


def is_chart(fragment: TableFragment, unread: Sequence[BBox]) -> bool:
    """Whether `fragment` is a chart or another picture; `unread` are boxes of ink that no reading explains."""
    signs = (_doubtful_words(fragment), _unexplained_ink(fragment, unread), _scale(fragment), _merged_cells(fragment))
    return PRIOR + sum(signs) > 0


def _doubtful_words(fragment: TableFragment) -> float:
    confidences = [word.confidence for cell in fragment.cells for word in cell.words]
    if len(confidences) < FEWEST_WORDS:
        return 0.0
    share = sum(c < DOUBTFUL for c in confidences) / len(confidences)
    return 4.0 if share >= MANY_DOUBTFUL else 2.0 if share >= SOME_DOUBTFUL else 0.0


def _unexplained_ink(fragment: TableFragment, unread: Sequence[BBox]) -> float:
    area = sum(box.area for box in unread if share_inside(box, fragment.bbox) > 0.5)
    share = area / fragment.bbox.area if fragment.bbox.area else 0.0
    return 4.0 if share >= MUCH_INK else 1.0 if share >= LITTLE_INK else 0.0


def _scale(fragment: TableFragment) -> float:
    """A column of numbers in equal steps, several of them within what would be one cell: gridlines divide a scale.

    Years and counted rows (1, 2, 3) are no scale.
    """
    for col in range(fragment.column_count):
        cells = [lines_of(cell.words) for cell in fragment.cells if cell.col == col and cell.colspan == 1]
        if any(len(_numbers(lines)) > 1 for lines in cells):
            lines = [line for lines in cells for line in lines]
            numbers = _numbers(lines)
            if len(numbers) >= SCALE and len(numbers) * 2 > len(lines) and _in_steps(numbers):
                return 3.0
    return 0.0


def _numbers(lines: Sequence[Sequence[Word]]) -> list[float]:
    """What lines that hold a plain number come to."""
    texts = ["".join(word.text for word in line).strip(TICKS) for line in lines]
    return [float(t.rstrip("%").replace(",", "")) for t in texts if is_number(t) and _is_plain(t)]


def _is_plain(text: str) -> bool:
    return text.rstrip("%").replace(",", "").replace(".", "", 1).isdecimal()


def _in_steps(numbers: Sequence[float]) -> bool:
    """Whether most of the steps from number to number are the same."""
    steps = [round(b - a, 6) for a, b in pairwise(numbers)]
    usual = max(set(steps), key=steps.count)
    return abs(usual) not in (0.0, 1.0) and steps.count(usual) >= IN_STEP * len(steps)


def _merged_cells(fragment: TableFragment) -> float:
    share = len(fragment.cells) / (fragment.row_count * fragment.column_count)
    filled = sum(bool(cell.words) for cell in fragment.cells) / len(fragment.cells)
    if share <= SCATTERED and filled <= MOSTLY_BLANK:
        return 3.0
    return 1.0 if share <= MERGED else 0.0
