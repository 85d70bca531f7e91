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
from extractor.tables.unruled_labels import (
    LABEL_GAP,
    WRAPPED,
    Label,
    Leaf,
    in_rows,
    is_inside,
    label_parts,
    labels_of,
    row_edges,
    wrapped,
)
from extractor.tables.unruled_lines import TextLine, make_line, split

UNCOVERED = 0.4
"""Cost of a column that has no label in a row with labels over several columns."""
SPANNING = 0.3
"""Cost of a label over several columns: where in doubt, a label heads one."""
UNIT = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]"
    r"|(in )?(per ?cent|percentages?|numbers?|(\w+ )?(thousands|millions|billions)( of .*)?|dollars( in .*)?)",
    re.IGNORECASE,
)
"""What columns are counted in."""
COMMON = 3.0
"""Text heights by which a unit may miss the middle of the columns' bodies: these are set flush, it is centred."""
GROUPS_FIT = 0.8
"""Greatest mean miss, in text heights, of labels that stand over the middle of groups of columns."""


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
    rows = _rows(beside or lines, leaves, rules, size)
    leaf_row = max((i for i, row in enumerate(rows) if len(row) > 1), default=len(rows) - 1)
    placed: list[list[tuple[Label, int, int]]] = []
    for i in range(len(rows) - 1, -1, -1):
        lowest = i == leaf_row
        spans = place_labels(rows[i], leaves, _rules_under(rows, i, rules), size, lowest=lowest)
        placed.insert(0, [(k, a, b) for k, (a, b) in zip(rows[i], spans, strict=True)])
        leaves = _with_labels(leaves, placed[0])
    edges = row_edges(rows)
    cells = _spread(placed, edges)
    if beside:
        cells += _stub_cells(stub, rows, size)
    return cells, edges, leaves


def _spread(placed: Sequence[Sequence[tuple[Label, int, int]]], edges: Sequence[float]) -> list[HeaderCell]:
    """The cells of placed labels: one that begins beside a row above, where that row has nothing, spans it too."""
    taken = {(i, col) for i, row in enumerate(placed) for _, a, b in row for col in range(a, b)}
    cells = []
    for i, row in enumerate(placed):
        for label, a, b in row:
            top = i
            while top > 0 and label.first < edges[top - 1] and not any((top - 1, col) in taken for col in range(a, b)):
                top -= 1
            cells.append(HeaderCell(top, i - top + 1, a, b - a, label.words))
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


def _rows(lines: Sequence[TextLine], leaves: Sequence[Leaf], rules: Sequence[Ruling], size: float) -> list[list[Label]]:
    """The labels by header row, top to bottom."""
    lowest = len(lines) - 2 if _is_unit(lines[-1]) else len(lines) - 1
    pieces = [
        labels_of(line, leaves, lowest=i == lowest, above=lines[i - 1] if 0 < i <= lowest else None)
        for i, line in enumerate(lines)
    ]
    over_groups = [
        i for i, (a, b) in enumerate(zip(pieces, lines[1:], strict=False)) if _heads_groups(a, b, leaves, size)
    ]
    if lowest == len(lines) - 2 and _is_common(lines[-1], leaves):
        over_groups.append(lowest)
    return in_rows(wrapped(pieces, over_groups, leaves, rules, size), size)


def _is_unit(line: TextLine) -> bool:
    """Whether the line is a unit, which all columns beside the stub have in common where it is no part of a label."""
    return len(line.segments) == 1 and UNIT.fullmatch(line.segments[0].text) is not None


def _is_common(line: TextLine, leaves: Sequence[Leaf]) -> bool:
    """Whether the line stands over the middle of the columns beside the stub, and over more than one of them."""
    boxes = [leaf.box for leaf in leaves[1:]]
    if not boxes or sum(line.bbox.x0 < x1 and x0 < line.bbox.x1 for x0, x1 in boxes) < 2:
        return False
    return abs(line.segments[0].x_mid - (leaves[1].body[0] + leaves[-1].body[1]) / 2) <= COMMON * line.size


def _heads_groups(labels: Sequence[Label], below: TextLine, leaves: Sequence[Leaf], size: float) -> bool:
    """Whether `labels` stand over groups of columns that take up all columns beside the stub."""
    if len(labels) >= len(below.segments) or len(leaves) < 3:
        return False
    own = labels_of(below, leaves, lowest=True)
    spans = place_labels(own, leaves, (), size, lowest=True)
    headed = _with_labels(leaves, [(k, a, b) for k, (a, b) in zip(own, spans, strict=True)])
    groups = place_labels(labels, headed, (), size, lowest=False)
    covered = {c for a, b in groups for c in range(a, b)}
    misses = [_miss(k, a, b, headed, size) for k, (a, b) in zip(labels, groups, strict=True)]
    wide = [k for k, (a, b) in zip(labels, groups, strict=True) if b - a > 1]
    if any(is_inside(k, under) for k in wide for under in own):
        return False
    return bool(wide) and covered >= set(range(1, len(leaves))) and sum(misses) <= GROUPS_FIT * len(misses)


def _rules_under(rows: Sequence[Sequence[Label]], i: int, rules: Sequence[Ruling]) -> list[Ruling]:
    """The ruling lines between the labels of a header row and the next."""
    if i + 1 >= len(rows):
        return []
    top, bottom = min(label.first for label in rows[i]), max(label.last for label in rows[i + 1])
    return [r for r in rules if top < r.position < bottom]


def place_labels(
    labels: Sequence[Label], leaves: Sequence[Leaf], rules: Sequence[Ruling], size: float, *, lowest: bool
) -> list[tuple[int, int]]:
    """For each label, from left to right, the first column it heads and the one after the last.

    The cheapest way to put the labels over columns in their order (dynamic programming over labels and columns).
    Where there are more labels than columns, those too many come out with the last column.
    """
    count = len(leaves)
    free = [0.0 if c == 0 else UNCOVERED for c in range(count)]
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for label in labels[:count]:
        ruled = _ruled_span(label, labels, leaves, rules)
        reached: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for done, (cost, spans) in best.items():
            for a in range(done, count):
                skipped = 0.0 if lowest else sum(free[done:a])
                for b in range(a + 1, count + 1):
                    step = _cost(label, a, b, leaves, size, ruled, lowest=lowest)
                    total = cost + skipped + step
                    if total < reached.get(b, (inf, []))[0]:
                        reached[b] = (total, [*spans, (a, b)])
        best = reached or best
    if not lowest:
        best = {b: (cost + sum(free[b:]), spans) for b, (cost, spans) in best.items()}
    spans = min(best.values(), key=lambda found: (len(labels) - len(found[1]), found[0]))[1]
    return spans + [(count - 1, count)] * (len(labels) - len(spans))


def _ruled_span(
    label: Label, labels: Sequence[Label], leaves: Sequence[Leaf], rules: Sequence[Ruling]
) -> tuple[int, int] | None:
    """The columns over which a short ruling line under this label alone runs; None where there is none."""
    for rule in rules:
        if [k for k in labels if rule.start - 2 <= k.x0 and k.x1 <= rule.end + 2] != [label]:
            continue
        heads = [i for i, leaf in enumerate(leaves) if rule.start - 2 <= sum(leaf.body) / 2 <= rule.end + 2]
        if heads and len(heads) < len(leaves) - 1:
            return heads[0], heads[-1] + 1
    return None


def _cost(
    label: Label,
    a: int,
    b: int,
    leaves: Sequence[Leaf],
    size: float,
    ruled: tuple[int, int] | None,
    *,
    lowest: bool,
) -> float:
    """What speaks against `label` heading the columns from `a` to before `b`."""
    if ruled is not None:
        return 0.0 if (a, b) == ruled else 20.0
    box = (leaves[a].box[0], leaves[b - 1].box[1])
    outside = max(0.0, box[0] - label.x0) + max(0.0, label.x1 - box[1])
    cost = _miss(label, a, b, leaves, size) + 0.5 * outside / size
    if b - a > 1:
        cost += SPANNING + (6.0 if lowest else 0.0) + (4.0 if a == 0 else 0.0)
    return cost


def _miss(label: Label, a: int, b: int, leaves: Sequence[Leaf], size: float) -> float:
    """Distance in text heights of the label from where it would stand over the columns."""
    if b - a == 1:
        return (
            min(
                min(abs(label.x_mid - (x0 + x1) / 2), abs(label.x0 - x0), abs(label.x1 - x1))
                for x0, x1 in leaves[a].extents
            )
            / size
        )
    pairs = zip(leaves[a].extents, leaves[b - 1].extents, strict=False)
    centred = min(abs(label.x_mid - (p[0] + q[1]) / 2) for p, q in pairs)
    left = min(abs(label.x0 - x0) for x0, _ in leaves[a].extents)
    return min(centred, left + 0.7 * size) / size


def _with_labels(leaves: Sequence[Leaf], placed: Sequence[tuple[Label, int, int]]) -> tuple[Leaf, ...]:
    """`leaves` with the labels that head one column; a label that is there already grows."""
    changed = list(leaves)
    for label, a, b in placed:
        if b - a == 1:
            own = changed[a].label
            x0, x1 = (label.x0, label.x1) if own is None else (min(own[0], label.x0), max(own[1], label.x1))
            changed[a] = replace(changed[a], label=(x0, x1))
    return tuple(changed)


def refined_bounds(bounds: Sequence[float], leaves: Sequence[Leaf]) -> tuple[float, ...]:
    """`bounds` moved to stand between the labels of neighbouring columns too, where there is room."""
    moved = list(bounds)
    for i, (a, b) in enumerate(pairwise(leaves)):
        left, right = max(x1 for _, x1 in a.extents), min(x0 for x0, _ in b.extents)
        if left < right and not left <= moved[i + 1] <= right:
            moved[i + 1] = (left + right) / 2
    return tuple(moved)
