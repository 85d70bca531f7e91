"""Labels of column headers: the printed lines of each gathered, and labels that stand above others told from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.geometry import overlap_1d
from extractor.page import Word
from extractor.tables.unruled_columns import Span

LABEL_GAP = 0.8
"""White space in text heights that always divides two labels."""
NARROW = 0.33
"""The same between words over different columns; a blank between words is 0.22 to 0.32."""
BLANK = 0.15
"""White space in text heights that divides the labels of two columns in the lowest line."""
WRAPPED = 1.42
"""Distance in text heights up to which two header lines may be one wrapped label; rows stand farther apart."""
TOUCHING = 0.75
"""Distance in text heights below which two lines are one row, with labels centred to it."""
ALIGNED = 0.35
"""Text heights by which the lines of a wrapped label differ in their left edge, middle or right edge, at most."""


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


def label_of(words: Sequence[Word], y: float) -> Label:
    """The label of words that stand together on one line, whose middle is at `y`, from left to right."""
    return Label(tuple(words), words[0].bbox.x0, max(w.bbox.x1 for w in words), y, y)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is known of a column when labels above it are placed: its body, and its lowest label, where it has one."""

    body: Span
    label: Span | None
    box: Span

    @property
    def x_mid(self) -> float:
        """Middle of the body."""
        return sum(self.body) / 2

    @property
    def content(self) -> Span:
        """What its body and its own label take up."""
        label = self.label or self.body
        return min(label[0], self.body[0]), max(label[1], self.body[1])

    @property
    def extents(self) -> tuple[Span, ...]:
        """Where a label above may be centred: over the lowest label, the body, or both."""
        if self.label is None:
            return (self.body,)
        return (self.label, self.body, self.content)

    @property
    def cell_extents(self) -> tuple[Span, Span, Span, Span]:
        """What the cells of the column may take up: the label, the body, both, or both sides of a centred label alike.

        A body that is set flush right or left shows one edge of its cells, and the middle of its label the other.
        """
        label = self.label or self.body
        middle = sum(label) / 2
        half = max(label[1] - middle, self.body[1] - middle, middle - self.body[0])
        return label, self.body, self.content, (middle - half, middle + half)


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


def header_levels(labels: Sequence[Label], size: float) -> list[int]:
    """For each label the row it stands in, from the top: one that stands wholly above others is in a row above them."""
    heights: dict[int, int] = {}
    for i in sorted(range(len(labels)), key=lambda i: -labels[i].first):
        below = [heights[k] for k in heights if labels[k].first - labels[i].last >= TOUCHING * size]
        heights[i] = 1 + max(below, default=-1)
    top = max(heights.values(), default=0)
    return [top - heights[i] for i in range(len(labels))]


def row_edges(rows: Sequence[Sequence[Label]]) -> list[float]:
    """The y between header rows; a label that reaches up into the row above does not move it."""
    edges = []
    for upper, lower in pairwise(rows):
        foot = max(w.bbox.bottom for label in upper for w in label.words)
        tops = [w.bbox.top for label in lower for w in label.words if w.bbox.y_mid > foot]
        edges.append((foot + min(tops, default=foot)) / 2)
    return edges
