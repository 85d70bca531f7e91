"""Column headers above an unruled body: lines grouped to rows, labels spread over the columns that they head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

from extractor.geometry import overlap_1d
from extractor.page import Ruling, Word
from extractor.tables.unruled_columns import RIVER, Column, Span
from extractor.tables.unruled_lines import TextLine, make_line, split

LABEL_GAP = 0.8
"""White space in text heights that always divides two labels."""
WRAPPED = 1.42
"""Distance in text heights up to which two header lines may be one wrapped label; rows stand farther apart."""
TOUCHING = 0.75
"""Distance in text heights below which two lines are one row, with labels centred to it."""
UNCOVERED = 0.4
"""Cost of a column that has no label in a row with labels over several columns."""
SPANNING = 0.3
"""Cost of a label over several columns: where in doubt, a label heads one."""
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


@dataclass(frozen=True, slots=True)
class _Label:
    """Words of one label, line by line, and its extent over all of them."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    y: float

    @property
    def x_mid(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is known of a column when labels above it are placed: its body, and its lowest label, where it has one."""

    body: Span
    label: Span | None
    box: Span

    @property
    def extents(self) -> tuple[Span, ...]:
        if self.label is None:
            return (self.body,)
        return (self.label, self.body, (min(self.label[0], self.body[0]), max(self.label[1], self.body[1])))


def header_cells(
    lines: Sequence[TextLine], columns: Sequence[Column], bounds: Sequence[float], rules: Sequence[Ruling]
) -> tuple[list[HeaderCell], list[float], tuple[_Leaf, ...]]:
    """The labels of header `lines`, the y of the boundaries between header rows, and the columns with their labels."""
    leaves = tuple(_Leaf((c.x0, c.x1), None, box) for c, box in zip(columns, pairwise(bounds), strict=True))
    if not lines:
        return [], [], leaves
    size = median(line.size for line in lines)
    stub, beside = _without_stub(lines, leaves)
    bands = _bands(beside or lines, leaves, rules, size)
    placed: list[list[tuple[_Label, int, int]]] = []
    for i in range(len(bands) - 1, -1, -1):
        lowest = i == len(bands) - 1
        labels = _labels(bands[i], leaves, size, lowest=lowest)
        spans = place_labels(labels, leaves, _rules_under(bands, i, rules), size, lowest=lowest)
        placed.insert(0, [(k, a, b) for k, (a, b) in zip(labels, spans, strict=True)])
        leaves = _with_labels(leaves, placed[0])
    cells = [HeaderCell(i, 1, a, b - a, k.words) for i, row in enumerate(placed) for k, a, b in row]
    if beside:
        cells += _stub_cells(stub, bands, size)
    edges = [(max(n.bbox.bottom for n in a) + min(n.bbox.top for n in b)) / 2 for a, b in pairwise(bands)]
    return cells, edges, leaves


def _without_stub(
    lines: Sequence[TextLine], leaves: Sequence[_Leaf]
) -> tuple[list[tuple[float, tuple[Word, ...]]], list[TextLine]]:
    """What stands over the stub, as (y, words) of each line, and the lines without it."""
    stub: list[tuple[float, tuple[Word, ...]]] = []
    beside: list[TextLine] = []
    for line in lines:
        parts = [
            words
            for s in split(line.words, LABEL_GAP * line.size)
            for words in _parts(s.words, leaves, line.size, lowest=True)
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
    stub: Sequence[tuple[float, tuple[Word, ...]]], bands: Sequence[Sequence[TextLine]], size: float
) -> list[HeaderCell]:
    """The head of the stub in the header rows at whose common middle it stands, in one row where that fits as well."""
    groups: list[list[tuple[float, tuple[Word, ...]]]] = []
    for part in stub:
        if groups and part[0] - groups[-1][-1][0] <= WRAPPED * size:
            groups[-1].append(part)
        else:
            groups.append([part])
    ys = [sum(line.y for line in band) / len(band) for band in bands]
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


def _bands(
    lines: Sequence[TextLine], leaves: Sequence[_Leaf], rules: Sequence[Ruling], size: float
) -> list[list[TextLine]]:
    """Header rows, top to bottom: lines gathered where they are parts of wrapped labels."""
    bands = [[lines[-1]]]
    for line in reversed(lines[:-1]):
        if _is_row_of_own(line, bands[0][0], leaves, rules, size):
            bands.insert(0, [line])
        else:
            bands[0].insert(0, line)
    return bands


def _is_row_of_own(
    line: TextLine, below: TextLine, leaves: Sequence[_Leaf], rules: Sequence[Ruling], size: float
) -> bool:
    distance = below.y - line.y
    if distance < TOUCHING * size:
        return False
    divided = any(
        line.y < r.position < below.y and any(r.start < s.x_mid < r.end for s in line.segments) for r in rules
    )
    return divided or distance > WRAPPED * size or _heads_groups(line, below, leaves, size)


def _heads_groups(line: TextLine, below: TextLine, leaves: Sequence[_Leaf], size: float) -> bool:
    """Whether the labels of `line` stand over groups of columns that take up all columns beside the stub."""
    if len(line.segments) >= len(below.segments) or len(leaves) < 3:
        return False
    own = _labels([below], leaves, size, lowest=True)
    spans = place_labels(own, leaves, (), size, lowest=True)
    headed = _with_labels(leaves, [(k, a, b) for k, (a, b) in zip(own, spans, strict=True)])
    labels = _labels([line], leaves, size, lowest=False)
    groups = place_labels(labels, headed, (), size, lowest=False)
    covered = {c for a, b in groups for c in range(a, b)}
    misses = [_miss(k, a, b, headed, size) for k, (a, b) in zip(labels, groups, strict=True)]
    wide = any(b - a > 1 for a, b in groups)
    return wide and covered >= set(range(1, len(leaves))) and sum(misses) <= GROUPS_FIT * len(misses)


def _rules_under(bands: Sequence[Sequence[TextLine]], i: int, rules: Sequence[Ruling]) -> list[Ruling]:
    """The ruling lines between a header row and the next."""
    if i + 1 >= len(bands):
        return []
    return [r for r in rules if bands[i][0].y < r.position < bands[i + 1][0].y]


def _labels(band: Sequence[TextLine], leaves: Sequence[_Leaf], size: float, *, lowest: bool) -> list[_Label]:
    """The labels of a header row from left to right; pieces that stand below each other are one."""
    labels: list[_Label] = []
    for line in band:
        for segment in split(line.words, LABEL_GAP * line.size):
            for words in _parts(segment.words, leaves, size, lowest=lowest):
                labels.append(_Label(words, words[0].bbox.x0, max(w.bbox.x1 for w in words), line.y))
    return _stacked(labels)


def _parts(words: Sequence[Word], leaves: Sequence[_Leaf], size: float, *, lowest: bool) -> list[tuple[Word, ...]]:
    """`words` cut where they go over from one column to the next.

    A narrow space divides labels where both sides have a column of their own; in the lowest row, whose labels head
    one column each, a blank does.
    """
    parts: list[list[Word]] = []
    owner = -1
    for word in words:
        here = _column_over(word, leaves)
        if parts:
            gap = word.bbox.x0 - parts[-1][-1].bbox.x1
            new = here is not None and here != owner and owner >= 0
            if new and (gap >= RIVER * size or (lowest and gap > 0.15 * size)):
                parts.append([])
        if not parts:
            parts.append([])
        parts[-1].append(word)
        owner = here if here is not None else owner
    return [tuple(p) for p in parts if p]


def _column_over(word: Word, leaves: Sequence[_Leaf]) -> int | None:
    """The column whose body the word stands over; None where it is over none."""
    lengths = [overlap_1d(word.bbox.x0, word.bbox.x1, *leaf.body) for leaf in leaves]
    best = max(range(len(lengths)), key=lengths.__getitem__)
    return best if lengths[best] > 0 else None


def _stacked(labels: Sequence[_Label]) -> list[_Label]:
    """Labels joined that overlap sideways, as the lines of a wrapped one do."""
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda k: k.x0):
        before = kept[-1] if kept else None
        if before is not None and overlap_1d(before.x0, before.x1, label.x0, label.x1) > 0:
            words = tuple(sorted(before.words + label.words, key=lambda w: (round(w.bbox.y_mid, 0), w.bbox.x0)))
            kept[-1] = _Label(words, before.x0, max(before.x1, label.x1), (before.y + label.y) / 2)
        else:
            kept.append(label)
    return kept


def place_labels(
    labels: Sequence[_Label], leaves: Sequence[_Leaf], rules: Sequence[Ruling], size: float, *, lowest: bool
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
    label: _Label, labels: Sequence[_Label], leaves: Sequence[_Leaf], rules: Sequence[Ruling]
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
    label: _Label,
    a: int,
    b: int,
    leaves: Sequence[_Leaf],
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


def _miss(label: _Label, a: int, b: int, leaves: Sequence[_Leaf], size: float) -> float:
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


def _with_labels(leaves: Sequence[_Leaf], placed: Sequence[tuple[_Label, int, int]]) -> tuple[_Leaf, ...]:
    """`leaves` with the labels that head one column; a label that is there already grows."""
    changed = list(leaves)
    for label, a, b in placed:
        if b - a == 1:
            own = changed[a].label
            x0, x1 = (label.x0, label.x1) if own is None else (min(own[0], label.x0), max(own[1], label.x1))
            changed[a] = replace(changed[a], label=(x0, x1))
    return tuple(changed)


def refined_bounds(bounds: Sequence[float], leaves: Sequence[_Leaf]) -> tuple[float, ...]:
    """`bounds` moved to stand between the labels of neighbouring columns too, where there is room."""
    moved = list(bounds)
    for i, (a, b) in enumerate(pairwise(leaves)):
        left, right = max(x1 for _, x1 in a.extents), min(x0 for x0, _ in b.extents)
        if left < right and not left <= moved[i + 1] <= right:
            moved[i + 1] = (left + right) / 2
    return tuple(moved)
