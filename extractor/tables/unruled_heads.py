"""Lines above a body whose few labels stand over its columns: wrapped labels of one column, labels of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from extractor.tables.unruled_columns import Column, Span, boundaries
from extractor.tables.unruled_fit import SET, Ground, stands_over
from extractor.tables.unruled_labels import WRAPPED, Leaf
from extractor.tables.unruled_lines import Segment, TextLine
from extractor.tables.unruled_placing import place_lines

CENTRED = 0.6
"""Text heights by which a label over several columns may miss their middle."""
FARTHEST = 2.2
"""Text heights between a label over several columns and the labels below it, at most."""
SAME_SIZE = 0.1
"""Share by which the text heights of column headers differ, at most: a caption is set larger."""
OVER_LABEL = 0.1
"""Text heights by which the middles of the lines of a wrapped label differ, at most."""
WHOLE = 1.0
"""Text heights by which a line may miss the middle of the table and still be centred on it."""
OVER_COLUMN = 0.4
"""Cost up to which a word stands right over a column, see `unruled_fit`."""


@dataclass(frozen=True, slots=True)
class Body:
    """The columns below a header, with the labels found so far.

    Attributes:
        leaves: The columns; the box of each reaches from the middle between it and the one before to the next.
    """

    leaves: tuple[Leaf, ...]

    @staticmethod
    def of(columns: Sequence[Column]) -> Body:
        """The body with `columns`, of which nothing above is known yet."""
        spans = tuple((c.x0, c.x1) for c in columns)
        boxes = pairwise(boundaries(columns, spans[0][0], spans[-1][1]))
        return Body(tuple(Leaf(span, None, box) for span, box in zip(spans, boxes, strict=True)))

    @property
    def columns(self) -> tuple[Span, ...]:
        """What the text of the body and the labels take up."""
        return tuple(leaf.content for leaf in self.leaves)

    def with_labels(self, line: TextLine) -> Body:
        """The body with the labels of `line` that stand over one column."""
        if any(self.count_under(s) > 1 for s in line.segments) and names_every_column(line, self):
            return Body(place_lines([line], self.leaves, (), line.size)[1])
        leaves = list(self.leaves)
        for segment in line.segments:
            over = [i for i in range(len(leaves)) if self.reach(i)[0] <= segment.x_mid <= self.reach(i)[1]]
            if over and self.count_under(segment) <= 1:
                x0, x1 = leaves[over[0]].label or (segment.x0, segment.x1)
                leaves[over[0]] = replace(leaves[over[0]], label=(min(x0, segment.x0), max(x1, segment.x1)))
        return Body(tuple(leaves))

    def count_under(self, segment: Segment) -> int:
        """How many columns `segment` stands over, in part at least."""
        return sum(segment.x0 < x1 and x0 < segment.x1 for x0, x1 in self.columns)

    def reach(self, i: int) -> Span:
        """The box of a column; nothing bounds that of the last at its right."""
        x0, x1 = self.leaves[i].box
        return x0, inf if i == len(self.leaves) - 1 else x1


def heads_columns(line: TextLine, below: TextLine, body: Body) -> bool:
    """Whether every piece of `line` is a label over columns of `body` beside the stub; `below` is the next line."""
    if len(body.leaves) < 2 or abs(line.size - below.size) > SAME_SIZE * below.size or _bolder(line, below):
        return False
    distance = below.y - line.y
    over_whole = is_over_whole(line, body) and not _is_over_label(line, below, body)
    if not over_whole and all(
        _heads_one(s, distance, line.size, body) or _heads_several(s, below, distance, body) for s in line.segments
    ):
        return True
    return distance <= FARTHEST * line.size and names_every_column(line, body)


def _is_over_label(line: TextLine, below: TextLine, body: Body) -> bool:
    """Whether `line` fits over one column beside the stub and over the middle of its label in the line below."""
    middle = line.segments[0].x_mid
    size = line.size
    boxed = any(
        x0 - size <= line.bbox.x0 and line.bbox.x1 <= x1 + size for x0, x1 in (leaf.box for leaf in body.leaves[1:])
    )
    return boxed and len(below.segments) > 1 and any(abs(middle - s.x_mid) <= OVER_LABEL * size for s in below.segments)


def is_in_stub(line: TextLine, body: Body) -> bool:
    """Whether all of `line` stands in the first column."""
    return line.bbox.x0 >= body.columns[0][0] - line.size and line.bbox.x1 <= body.columns[1][0]


def is_over_whole(line: TextLine, body: Body) -> bool:
    """Whether `line` is centred on the whole table, as the label of a group of rows may be."""
    middle = (body.columns[0][0] + body.columns[-1][1]) / 2
    return len(line.segments) == 1 and abs(line.segments[0].x_mid - middle) <= WHOLE * line.size


def _bolder(line: TextLine, below: TextLine) -> bool:
    """Whether `line` is bold and nothing of `below` is: a heading or a caption."""
    return all(w.bold for w in line.words) and not any(w.bold for w in below.words)


def names_every_column(line: TextLine, body: Body) -> bool:
    """Whether the words of `line`, however near to each other, are labels right over each column beside the stub."""
    placed, _ = place_lines([line], body.leaves, (), line.size)
    ground = Ground(body.leaves, (), line.size)
    fits = all(stands_over(p.label, p.first, ground) <= OVER_COLUMN for p in placed)
    return fits and {p.first for p in placed} >= set(range(1, len(body.leaves)))


def _heads_one(segment: Segment, distance: float, size: float, body: Body) -> bool:
    """Whether the piece stands over one column, as near to the line below as the lines of a wrapped label are."""
    reach = FARTHEST if len(body.columns) == 2 else WRAPPED
    if distance > reach * size:
        return False
    for i, (x0, x1) in list(enumerate(body.columns))[1:]:
        box = body.reach(i)
        left, right = min(x0, box[0]), max(x1, box[1])
        if x0 - size <= segment.x_mid <= x1 + size and left - size / 2 <= segment.x0 and segment.x1 <= right + size / 2:
            return True
    return False


def _heads_several(segment: Segment, below: TextLine, distance: float, body: Body) -> bool:
    """Whether the piece stands over the middle of columns side by side, all beside the stub, or of their labels.

    Or flush with an edge of them, where labels are.
    """
    size = below.size
    if distance > FARTHEST * size:
        return False
    labels = tuple((s.x0, s.x1) for s in below.segments if s.x0 > body.columns[0][1])
    pairs = [(x0, x1) for i, (x0, _) in enumerate(labels) for _, x1 in labels[i + 1 :]]
    if any(_is_centred(segment, x0, x1, size) for x0, x1 in (*_runs(body), *pairs)):
        return True
    ground = Ground(body.leaves, (), size)
    return any(
        ground.flush_cost(edge) == 0 and abs((segment.x0, segment.x1)[edge] - leaf.content[edge]) <= SET * size
        for edge in (0, 1)
        for leaf in body.leaves[1:]
    )


def _runs(body: Body) -> list[Span]:
    """What each run of two columns and more beside the stub may take up."""
    cells = [leaf.cell_extents for leaf in body.leaves[1:]]
    return [
        (p[0], q[1])
        for i, left in enumerate(cells)
        for right in cells[i + 1 :]
        for p, q in zip(left, right, strict=True)
    ]


def _is_centred(segment: Segment, x0: float, x1: float, size: float) -> bool:
    inside = x0 - size <= segment.x0 and segment.x1 <= x1 + size
    return inside and abs(segment.x_mid - (x0 + x1) / 2) <= CENTRED * size
