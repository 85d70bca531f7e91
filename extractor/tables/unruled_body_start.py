"""Where the body of a table without rules begins: labels of row groups may stand above its first numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractor.page import Ruling
from extractor.tables.unruled_columns import find_columns
from extractor.tables.unruled_flush import as_cells, with_last_cell
from extractor.tables.unruled_heads import Body, is_over_whole
from extractor.tables.unruled_line_kinds import is_tabular
from extractor.tables.unruled_lines import TextLine


def body_below(lines: Sequence[TextLine]) -> Body:
    """The columns of the rows among `lines`."""
    rows = [line for line in lines if is_tabular(line)]
    size = median(line.size for line in rows)
    columns = find_columns(rows, size)
    return Body.of(with_last_cell(columns, as_cells(columns, rows, size)))


def body_start(lines: Sequence[TextLine], start: int, seed: int, rules: Sequence[Ruling]) -> int:
    """`seed`, moved up over labels of row groups that stand between the column headers and the first data."""
    first = _first_of_row(lines, start, seed, rules)
    x0 = min(line.bbox.x0 for line in lines[seed : seed + 8])
    rows_ruled = any(a.y < r.position < b.y for a, b in pairwise(lines[seed : seed + 2]) for r in rules)
    while first > start and len(lines[first - 1].segments) == 1:
        line = lines[first - 1]
        parted = first - 1 > start and any(lines[first - 2].y < r.position < line.y for r in rules)
        ruled_below = any(line.y < r.position < lines[first].y for r in rules)
        at_stub = abs(line.bbox.x0 - x0) <= 3 * line.size
        labels = at_stub and (parted or not ruled_below)
        heads_page = first == 1 and at_stub and not ruled_below
        own_row = not ruled_below or (parted and rows_ruled)
        centred = first - 1 > start and own_row and is_over_whole(line, body_below(lines[seed : seed + 8]))
        if not heads_page and not centred and (first - 1 == start or not (labels or (parted and not ruled_below))):
            break
        first -= 1
    return first


def _first_of_row(lines: Sequence[TextLine], start: int, seed: int, rules: Sequence[Ruling]) -> int:
    """`seed`, or where its text goes on from above, the first line below the ruling line that closes the header."""
    if any(s.text[:1].islower() for s in lines[seed].segments):
        for i in range(seed, start, -1):
            if any(lines[i - 1].y < r.position < lines[i].y and r.length >= lines[seed].bbox.width for r in rules):
                return i
    return seed
