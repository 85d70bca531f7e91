"""Whether the rows of two pieces bear the same labels, in the columns that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.numerals import is_number
from extractor.stitch.logical import LogicalCell
from extractor.stitch.repeated_header import similarity

FEWEST_LABELS = 4
"""Row labels that differ; fewer are the same in two tables by chance."""
FIRST_ROWS = 3
"""Rows at the head of a table; a continuation does not begin with the names that its table began with."""
SAME_LABEL = 0.8
"""Similarity of two labels that are one; item numbers and neighbours of a list leave less."""

Labels = Mapping[tuple[int, int], str]
"""Texts of the stub by row, counted from the first row of the body, and column."""


def same_row_labels(
    upper: Sequence[LogicalCell], lower: Sequence[LogicalCell], header_rows: int, stub_columns: int
) -> bool:
    """Whether the rows below the header are named alike, one by one, and not all by one name."""
    above, below = (_labels(cells, header_rows, stub_columns) for cells in (upper, lower))
    if len(set(above.values())) < FEWEST_LABELS or any(is_number(text) for text in above.values()):
        return False
    return _are_alike(above, below)


def begin_alike(
    upper: Sequence[LogicalCell], lower: Sequence[LogicalCell], starts: tuple[int, int], stub_columns: int
) -> bool:
    """Whether the first rows of both pieces, from `starts` on, have the same names, each by words of its own.

    The names of a list are often alike (青溪村, 青溪新村), so that no misread character is allowed for.
    """
    above, below = (
        _labels(cells, start, stub_columns, FIRST_ROWS) for cells, start in zip((upper, lower), starts, strict=True)
    )
    words = {text for text in above.values() if text and not is_number(text)}
    return len(words) >= FIRST_ROWS and _are_alike(above, below, least=1.0)


def _labels(cells: Sequence[LogicalCell], start: int, stub_columns: int, rows: int | None = None) -> Labels:
    return {
        (c.row - start, c.col): c.text
        for c in cells
        if c.row >= start and c.col < stub_columns and (rows is None or c.row < start + rows)
    }


def _are_alike(above: Labels, below: Labels, least: float = SAME_LABEL) -> bool:
    return above.keys() == below.keys() and all(
        similarity(text, below[place]) >= least for place, text in above.items()
    )
