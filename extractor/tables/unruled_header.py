"""Column headers above an unruled body: lines grouped to rows, labels spread over the columns that they head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

from extractor.page import Ruling, Word
from extractor.tables.unruled_columns import Column
from extractor.tables.unruled_fit import SPANNING, Ground, Top, goes_on, miss_several
from extractor.tables.unruled_labels import (
    LABEL_GAP,
    WRAPPED,
    Label,
    Leaf,
    header_levels,
    label_of,
    label_parts,
    row_edges,
)
from extractor.tables.unruled_lines import TextLine, make_line, split
from extractor.tables.unruled_placing import Placed, place_lines

UNIT = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]"
    r"|(in )?(per ?cent|percentages?|numbers?|(\w+ )?(thousands|millions|billions)( of .*)?|dollars( in .*)?)",
    re.IGNORECASE,
)
"""What columns are counted in."""
COMMON = 3.0
"""Text heights by which a unit may miss the middle of the columns: they are set flush, it is centred."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A label and the columns it heads; `row` counts from the top of the header."""

    row: int
    rowspan: int
    col: int
    colspan: int
    words: tuple[Word, ...]


def header_cells(
    lines: Sequence[TextLine], columns: Sequence[Column], bounds: Sequence[float], rules: Sequence[Ruling]
) -> tuple[list[HeaderCell], list[float], tuple[Leaf, ...]]:
    """The labels of header `lines`, the y of the boundaries between header rows, and the columns with their labels."""
    leaves = tuple(Leaf((c.x0, c.x1), None, box) for c, box in zip(columns, pairwise(bounds), strict=True))
    if not lines:
        return [], [], leaves
    size = median(line.size for line in lines)
    stub, beside = _without_stub(lines, leaves)
    heads = beside or lines
    placed, leaves = _placed(heads, leaves, rules, size)
    rows = _in_rows(placed, size)
    edges = row_edges([[p.label for p in row] for row in rows])
    cells = _spread(rows, edges)
    if beside:
        cells += _stub_cells(stub, [[p.label for p in row] for row in rows], size)
    return cells, edges, leaves


def _in_rows(placed: Sequence[Placed], size: float) -> list[list[Placed]]:
    """The labels by header row, top to bottom."""
    levels = header_levels([p.label for p in placed], size)
    rows: list[list[Placed]] = [[] for _ in range(max(levels, default=-1) + 1)]
    for level, label in zip(levels, placed, strict=True):
        rows[level].append(label)
    return [sorted(row, key=lambda p: p.first) for row in rows]


def _spread(rows: Sequence[Sequence[Placed]], edges: Sequence[float]) -> list[HeaderCell]:
    """The cells of placed labels: one that begins beside a row above, where that row has nothing, spans it too."""
    taken = {(i, col) for i, row in enumerate(rows) for p in row for col in range(p.first, p.end)}
    cells = []
    for i, row in enumerate(rows):
        for p in row:
            top = i
            columns = range(p.first, p.end)
            while top > 0 and p.label.first < edges[top - 1] and not any((top - 1, col) in taken for col in columns):
                top -= 1
            cells.append(HeaderCell(top, i - top + 1, p.first, p.end - p.first, p.label.words))
    return cells


def _without_stub(
    lines: Sequence[TextLine], leaves: Sequence[Leaf]
) -> tuple[list[tuple[float, tuple[Word, ...]]], list[TextLine]]:
    """What stands over the stub, as (y, words) of each line, and the lines without it."""
    stub: list[tuple[float, tuple[Word, ...]]] = []
    beside: list[TextLine] = []
    for line in lines:
        parts = [
            words
            for s in split(line.words, LABEL_GAP * line.size)
            for words in label_parts(s.words, leaves, line.size, lowest=True)
        ]
        over = [p for p in parts if (p[0].bbox.x0 + p[-1].bbox.x1) / 2 < leaves[0].box[1]]
        words = tuple(w for p in over for w in p)
        if words:
            stub.append((line.y, words))
        rest = [w for p in parts if p not in over for w in p]
        if rest:
            beside.append(make_line(rest))
    return stub, beside


def _stub_cells(
    stub: Sequence[tuple[float, tuple[Word, ...]]], rows: Sequence[Sequence[Label]], size: float
) -> list[HeaderCell]:
    """The head of the stub in the header rows at whose common middle it stands, in one row where that fits as well."""
    groups: list[list[tuple[float, tuple[Word, ...]]]] = []
    for part in stub:
        if groups and part[0] - groups[-1][-1][0] <= WRAPPED * size:
            groups[-1].append(part)
        else:
            groups.append([part])
    ys = [median(label.y for label in row) for row in rows]
    cells: list[HeaderCell] = []
    low = 0
    for group in groups:
        y = (group[0][0] + group[-1][0]) / 2
        choices = [
            (abs((ys[a] + ys[b]) / 2 - y) + 0.3 * size * (b > a), a, b)
            for a in range(low, len(ys))
            for b in range(a, len(ys))
        ]
        words = tuple(w for _, part in group for w in part)
        if not choices:
            cells[-1] = replace(cells[-1], words=cells[-1].words + words)
            continue
        _, a, b = min(choices)
        cells.append(HeaderCell(a, b - a + 1, 0, 1, words))
        low = b + 1
    return cells


def _placed(
    lines: Sequence[TextLine], leaves: Sequence[Leaf], rules: Sequence[Ruling], size: float
) -> tuple[list[Placed], tuple[Leaf, ...]]:
    """The labels on `lines` with their columns; a unit below the others may head all columns beside the stub."""
    last = lines[-1].segments
    if len(lines) > 1 and len(last) == 1 and UNIT.fullmatch(last[0].text) is not None:
        unit = label_of(lines[-1].words, lines[-1].y)
        placed, named = place_lines(lines[:-1], leaves, rules, size)
        if _is_common(unit, placed, Ground(named, tuple(rules), size)):
            return [*placed, Placed(unit, 1, len(leaves))], named
    return place_lines(lines, leaves, rules, size)


def _is_common(unit: Label, placed: Sequence[Placed], ground: Ground) -> bool:
    """Whether the unit stands under the middle of all columns beside the stub, rather than under one label."""
    if len(ground.leaves) < 3:
        return False
    miss = miss_several(unit, 1, len(ground.leaves), ground)
    singles = [
        goes_on(p.label, Top(p.first, p.end, unit), ground)
        for p in placed
        if p.end - p.first == 1 and p.label.last < unit.first
    ]
    return miss <= COMMON and miss + SPANNING < min(singles, default=inf)


def refined_bounds(bounds: Sequence[float], leaves: Sequence[Leaf]) -> tuple[float, ...]:
    """`bounds` moved to stand between the labels of neighbouring columns too, where there is room."""
    moved = list(bounds)
    for i, (a, b) in enumerate(pairwise(leaves)):
        left, right = max(x1 for _, x1 in a.extents), min(x0 for x0, _ in b.extents)
        if left < right and not left <= moved[i + 1] <= right:
            moved[i + 1] = (left + right) / 2
    return tuple(moved)
