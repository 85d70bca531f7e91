"""Lines above a body whose few labels stand over its columns: wrapped labels of one column, labels of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from extractor.tables.unruled_columns import Column, boundaries
from extractor.tables.unruled_labels import WRAPPED
from extractor.tables.unruled_lines import Segment, TextLine

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


@dataclass(frozen=True, slots=True)
class Body:
    """The columns below a header, in points.

    Attributes:
        body: Of the text of the body alone.
        columns: Of that and the labels found so far.
        boxes: From the middle between a column and the one before it to the middle between it and the next.
    """

    body: tuple[tuple[float, float], ...]
    columns: tuple[tuple[float, float], ...]
    boxes: tuple[tuple[float, float], ...]

    @staticmethod
    def of(columns: Sequence[Column]) -> Body:
        """The body with `columns`, of which nothing above is known yet."""
        spans = tuple((c.x0, c.x1) for c in columns)
        bounds = boundaries(columns, spans[0][0], spans[-1][1])
        return Body(spans, spans, tuple(pairwise(bounds)))

    def with_labels(self, line: TextLine) -> Body:
        """The body with columns as wide as the labels of `line` that stand over one of them."""
        spans = list(self.columns)
        for segment in line.segments:
            over = [i for i, box in enumerate(self.boxes) if box[0] <= segment.x_mid <= box[1]]
            if over and _crosses(segment, spans) <= 1:
                x0, x1 = spans[over[0]]
                spans[over[0]] = (min(x0, segment.x0), max(x1, segment.x1))
        return Body(self.body, tuple(spans), self.boxes)


def heads_columns(line: TextLine, below: TextLine, body: Body) -> bool:
    """Whether every piece of `line` is a label over columns of `body` beside the stub; `below` is the next line."""
    if (
        len(body.columns) < 2
        or (is_over_whole(line, body) and not _is_over_label(line, below, body))
        or abs(line.size - below.size) > SAME_SIZE * below.size
        or _bolder(line, below)
    ):
        return False
    distance, size = below.y - line.y, line.size
    return all(
        _heads_one(s, distance, size, body) or _heads_several(s, below, distance, size, body) for s in line.segments
    )


def _is_over_label(line: TextLine, below: TextLine, body: Body) -> bool:
    """Whether `line` fits over one column beside the stub and over the middle of its label in the line below."""
    middle = line.segments[0].x_mid
    size = line.size
    boxed = any(x0 - size <= line.bbox.x0 and line.bbox.x1 <= x1 + size for x0, x1 in body.boxes[1:])
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


def _crosses(segment: Segment, spans: Sequence[tuple[float, float]]) -> int:
    return sum(segment.x0 < x1 and x0 < segment.x1 for x0, x1 in spans)


def _heads_one(segment: Segment, distance: float, size: float, body: Body) -> bool:
    """Whether the piece stands over one column, as near to the line below as the lines of a wrapped label are."""
    reach = FARTHEST if len(body.columns) == 2 else WRAPPED
    if distance > reach * size:
        return False
    for (x0, x1), box in list(zip(body.columns, body.boxes, strict=True))[1:]:
        left, right = min(x0, box[0]), inf if box is body.boxes[-1] else max(x1, box[1])
        if x0 - size <= segment.x_mid <= x1 + size and left - size / 2 <= segment.x0 and segment.x1 <= right + size / 2:
            return True
    return False


def _heads_several(segment: Segment, below: TextLine, distance: float, size: float, body: Body) -> bool:
    """Whether the piece stands over the middle of columns side by side, all beside the stub, or of their labels."""
    if distance > FARTHEST * size:
        return False
    labels = tuple((s.x0, s.x1) for s in below.segments if s.x0 > body.columns[0][1])
    return any(
        _is_centred(segment, x0, x1, size)
        for spans in (body.body[1:], body.columns[1:], labels)
        for i, (x0, _) in enumerate(spans)
        for _, x1 in spans[i + 1 :]
    )


def _is_centred(segment: Segment, x0: float, x1: float, size: float) -> bool:
    inside = x0 - size <= segment.x0 and segment.x1 <= x1 + size
    return inside and abs(segment.x_mid - (x0 + x1) / 2) <= CENTRED * size
