"""Labels of column headers: the printed lines of each gathered, and labels that stand above others told from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractor.geometry import overlap_1d
from extractor.page import Ruling, Word
from extractor.script import join_line
from extractor.tables.unruled_columns import Span
from extractor.tables.unruled_lines import TextLine, is_year, split

LABEL_GAP = 0.8
"""White space in text heights that always divides two labels."""
NARROW = 0.33
"""The same between words over different columns; a blank between words is 0.22 to 0.32."""
BLANK = 0.15
"""White space in text heights that divides the labels of two columns in the lowest line."""
BETWEEN = 0.25
"""A blank between two words in text heights."""
WRAPPED = 1.42
"""Distance in text heights up to which two header lines may be one wrapped label; rows stand farther apart."""
TOUCHING = 0.75
"""Distance in text heights below which two lines are one row, with labels centred to it."""
ALIGNED = 0.35
"""Text heights by which the lines of a wrapped label differ in their left edge, middle or right edge, at most."""

LEVEL = 0.5
"""Points by which the edges of labels that are set flush may differ: letters have unlike white beside them."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words of one label, line by line, and its extent over all of them.

    Attributes:
        first, last: Middles of its first and its last line.
    """

    words: tuple[Word, ...]
    x0: float
    x1: float
    first: float
    last: float

    @property
    def x_mid(self) -> float:
        """Middle between the edges."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """Middle between its first and its last line."""
        return (self.first + self.last) / 2

    def over(self, below: Label) -> Label:
        """The label with the lines of `below` as its last."""
        words = tuple(sorted(self.words + below.words, key=lambda w: (round(w.bbox.y_mid, 0), w.bbox.x0)))
        x0, x1 = min(self.x0, below.x0), max(self.x1, below.x1)
        return Label(words, x0, x1, min(self.first, below.first), max(self.last, below.last))


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is known of a column when labels above it are placed: its body, and its lowest label, where it has one."""

    body: Span
    label: Span | None
    box: Span

    @property
    def extents(self) -> tuple[Span, ...]:
        """Where a label above may be centred: over the lowest label, the body, or both."""
        if self.label is None:
            return (self.body,)
        return (self.label, self.body, (min(self.label[0], self.body[0]), max(self.label[1], self.body[1])))


def labels_of(line: TextLine, leaves: Sequence[Leaf], *, lowest: bool, above: TextLine | None = None) -> list[Label]:
    """The pieces of labels on one header line, from left to right; what stands over one column is one piece.

    `above` is the line right above, whose labels may go on here.
    """
    parts = [
        words
        for segment in split(line.words, LABEL_GAP * line.size)
        for part in _cut_beneath(segment.words, above, line.size)
        for words in label_parts(part, leaves, line.size, lowest=lowest)
    ]
    pieces: list[Label] = []
    for words in parts:
        piece = Label(words, words[0].bbox.x0, max(w.bbox.x1 for w in words), line.y, line.y)
        if pieces and any(a <= pieces[-1].x_mid and piece.x_mid <= b for a, b in (leaf.box for leaf in leaves)):
            pieces[-1] = pieces[-1].over(piece)
        else:
            pieces.append(piece)
    return pieces


def _cut_beneath(words: Sequence[Word], above: TextLine | None, size: float) -> list[tuple[Word, ...]]:
    """`words` cut where two pieces of the line above part, and what stands below either is set flush with it."""
    if above is None:
        return [tuple(words)]
    pieces = [(s.x0, s.x1) for s in split(above.words, LABEL_GAP * size)]
    over = [_nearest(word, pieces) for word in words]
    runs = [list(run) for _, run in groupby(range(len(words)), over.__getitem__)]
    flush = [_is_flush(words[run[0]].bbox.x0, words[run[-1]].bbox.x1, pieces[over[run[0]]], size) for run in runs]
    cuts = [right[0] for right, both in zip(runs[1:], pairwise(flush), strict=True) if all(both)]
    return [tuple(words[a:b]) for a, b in pairwise([0, *cuts, len(words)])]


def _nearest(word: Word, pieces: Sequence[Span]) -> int:
    """The piece whose middle is nearest to that of the word."""
    return min(range(len(pieces)), key=lambda i: abs(sum(pieces[i]) / 2 - word.bbox.x_mid))


def _is_flush(x0: float, x1: float, piece: Span, size: float) -> bool:
    steps = (x0 - piece[0], (x0 + x1 - sum(piece)) / 2, x1 - piece[1])
    return min(map(abs, steps)) <= ALIGNED * size


def label_parts(words: Sequence[Word], leaves: Sequence[Leaf], size: float, *, lowest: bool) -> list[tuple[Word, ...]]:
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
            if new and (gap >= NARROW * size or (lowest and gap > BLANK * size)):
                parts.append([])
        if not parts:
            parts.append([])
        parts[-1].append(word)
        owner = here if here is not None else owner
    return [tuple(p) for p in parts if p]


def _column_over(word: Word, leaves: Sequence[Leaf]) -> int | None:
    """The column whose body the word stands over; None where it is over none."""
    lengths = [overlap_1d(word.bbox.x0, word.bbox.x1, *leaf.body) for leaf in leaves]
    best = max(range(len(lengths)), key=lengths.__getitem__)
    return best if lengths[best] > 0 else None


def wrapped(
    rows: Sequence[Sequence[Label]],
    apart: Iterable[int],
    leaves: Sequence[Leaf],
    rules: Sequence[Ruling],
    size: float,
) -> list[Label]:
    """The labels whose lines stand in `rows` of pieces, top to bottom; no label goes on below a row in `apart`."""
    done: list[Label] = []
    growing: list[Label] = []
    closed = set(apart)
    for i, row in enumerate(rows):
        above = [] if i - 1 in closed else growing
        joined = [_upper_line(piece, above, row, leaves, rules, size) for piece in row]
        done += [label for label in growing if label not in joined]
        growing = [piece if upper is None else upper.over(piece) for piece, upper in zip(row, joined, strict=True)]
        # A row of a few pieces may stand between the lines of labels beside it.
        kept = [k for k in done if i not in closed and row[0].first - k.last < TOUCHING * size]
        done = [label for label in done if label not in kept]
        growing += kept
    return done + growing


def _upper_line(
    piece: Label,
    above: Sequence[Label],
    row: Sequence[Label],
    leaves: Sequence[Leaf],
    rules: Sequence[Ruling],
    size: float,
) -> Label | None:
    """The label among `above` that goes on with `piece`, a part of `row`: each stands over or under no other."""
    upper = [label for label in above if _overlap(label, piece) > 0]
    if len(upper) != 1:
        return None
    label = upper[0]
    alone = sum(_overlap(label, other) > 0 for other in row) == 1
    near = TOUCHING * size <= piece.first - label.last <= WRAPPED * size
    divided = any(label.last < r.position < piece.first and r.start < label.x_mid < r.end for r in rules)
    return label if alone and near and not divided and _reads_on(label, piece, leaves, size) else None


def _reads_on(label: Label, below: Label, leaves: Sequence[Leaf], size: float) -> bool:
    """Whether two lines one below the other can be of one label: set alike, or both within one column.

    A year over a label that it would have fitted beside heads several.
    """
    if is_inside(label, below) and is_year(join_line(label.words)) and _would_fit(label, below, size):
        return False
    steps = (label.x0 - below.x0, label.x_mid - below.x_mid, label.x1 - below.x1)
    if min(map(abs, steps)) <= ALIGNED * size:
        return True
    x0, x1 = min(label.x0, below.x0), max(label.x1, below.x1)
    return any(leaf.box[0] <= x0 and x1 <= leaf.box[1] for leaf in leaves)


def _would_fit(label: Label, below: Label, size: float) -> bool:
    """Whether the first word of the lower line has room beside the upper one, so that no wrapping parts the two."""
    return label.x1 - label.x0 + BETWEEN * size + below.words[0].bbox.width <= below.x1 - below.x0


def is_inside(label: Label, below: Label) -> bool:
    """Whether the upper label reaches beyond the lower one on neither side."""
    return below.x0 - LEVEL <= label.x0 and label.x1 <= below.x1 + LEVEL


def _overlap(a: Label, b: Label) -> float:
    return overlap_1d(a.x0, a.x1, b.x0, b.x1)


def in_rows(labels: Sequence[Label], size: float) -> list[list[Label]]:
    """The labels by header row, top to bottom: one that stands wholly above others is in a row above them."""
    levels: dict[int, int] = {}
    for i in sorted(range(len(labels)), key=lambda i: -labels[i].first):
        below = [levels[k] for k in levels if labels[k].first - labels[i].last >= TOUCHING * size]
        levels[i] = 1 + max(below, default=-1)
    rows: list[list[Label]] = [[] for _ in range(max(levels.values(), default=-1) + 1)]
    for i, level in levels.items():
        rows[-1 - level].append(labels[i])
    return [stacked(row) for row in rows]


def stacked(labels: Sequence[Label]) -> list[Label]:
    """Labels of one row from left to right; those that overlap sideways, as the lines of a wrapped one do, are one."""
    kept: list[Label] = []
    for label in sorted(labels, key=lambda k: k.x0):
        if kept and _overlap(kept[-1], label) > 0:
            kept[-1] = kept[-1].over(label)
        else:
            kept.append(label)
    return kept


def row_edges(rows: Sequence[Sequence[Label]]) -> list[float]:
    """The y between header rows; a label that reaches up into the row above does not move it."""
    edges = []
    for upper, lower in pairwise(rows):
        foot = max(w.bbox.bottom for label in upper for w in label.words)
        tops = [w.bbox.top for label in lower for w in label.words if w.bbox.y_mid > foot]
        edges.append((foot + min(tops, default=foot)) / 2)
    return edges
