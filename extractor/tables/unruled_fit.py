"""What speaks for and against a label of a column header standing where it may: lower is better, in text heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from extractor.geometry import overlap_1d
from extractor.page import Ruling
from extractor.script import join_line
from extractor.tables.unruled_columns import Span
from extractor.tables.unruled_labels import ALIGNED, TOUCHING, WRAPPED, Label, Leaf
from extractor.tables.unruled_lines import TextLine, is_year, without_marks

SPANNING = 0.3
"""A label over several columns: where in doubt, a label heads one."""
EACH = 0.01
"""For each column of several: where the middles of a few columns and of many are one, a label heads the few."""
ABOVE_ONE = 0.4
"""A label of its own row above the label of one column: where in doubt, it is the first line of that label."""
BARE = 2.0
"""For each column without a label of its own below one over several."""
OVER_STUB = 4.0
"""A label over the stub and columns beside it."""
NOT_FLUSH = 0.7
"""A label over several columns that is set flush with their outer edge, and not over their middle."""
SMALL_LETTER = 0.5
"""For each label that begins with a small letter, and so goes on from above, where the label above is another one."""
CAPITAL = 0.15
"""A line that begins with a capital where it would go on from above."""
SENTENCE = 0.6
"""The same where only the first words of labels have capitals."""
SENTENCES = 0.8
"""Share of the later words that have small letters where only the first ones have capitals."""
PARTICLE = 3
"""Words of so many letters have small ones everywhere."""
SET = 0.15
"""Text heights by which labels miss the edge or the middle that they are set to, at most."""
ALIKE = 2.0
"""For each text height by which the lines of one label are not set alike: they follow no unknown cell."""
YEAR_APART = 1.0
"""A year above another, or above a label that it would have fitted beside: it heads several columns."""
CROOKED = 0.5
"""Lines of one label that are set alike in no way."""
LOOSE = 1.25
"""Distance of the lines of one label, in text heights, from which on it speaks against their being one."""
BESIDE = 0.3
"""Words nearly on one line as parts of one label."""
OVERPRINTED = 2.0
"""The same where one stands above the other."""
OUTSIDE = 0.5
"""For each text height by which a label reaches over the white space around its columns."""
INTRUDING = 1.5
"""The same where it stands above what the columns beside them hold."""
BETWEEN = 0.25
"""A blank between two words in text heights."""
LEVEL = 0.5
"""Points by which the edges of labels that are set flush may differ: letters have unlike white beside them."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What labels are judged by.

    Attributes:
        size: Text height in points.
        in_sentences: Whether only the first word of a label has a capital.
    """

    leaves: tuple[Leaf, ...]
    rules: tuple[Ruling, ...]
    size: float
    in_sentences: bool = False

    def flush_cost(self, edge: int) -> float:
        """What speaks against a label that is set flush with an edge of its columns, the left (0) or the right (1).

        Nothing where the labels of single columns are.
        """
        named = [(leaf.label, leaf.body) for leaf in self.leaves[1:] if leaf.label is not None]
        flush = all(abs(label[edge] - body[edge]) <= SET * self.size for label, body in named)
        centred = all(abs(sum(label) - sum(body)) <= 2 * SET * self.size for label, body in named)
        return 0.0 if len(named) > 1 and flush and not centred else NOT_FLUSH


def is_in_sentences(lines: Sequence[TextLine]) -> bool:
    """Whether the words of labels, but for the first, have small letters: a capital begins another label."""
    later = [w.text for line in lines for s in line.segments for w in s.words[1:] if len(w.text) > PARTICLE]
    cased = [text for text in later if text[:1].islower() or text[:1].isupper()]
    return len(cased) > 1 and sum(text[:1].islower() for text in cased) >= SENTENCES * len(cased)


@dataclass(frozen=True, slots=True)
class Top:
    """What stands uppermost over the columns from `first` to before `end`: a label, or none yet over one column."""

    first: int
    end: int
    label: Label | None = None

    def opens_small(self) -> bool:
        """Whether its label begins with a small letter."""
        return self.label is not None and self.label.words[0].text[:1].islower()


def begins(piece: Label, top: Top, ground: Ground) -> float:
    """Against `piece` being the lowest line of the label of the bare column under it."""
    return _miss_one(piece, ground.leaves[top.first], ground) + _outside(piece, top.first, top.end, ground)


def stands_over(piece: Label, col: int, ground: Ground) -> float:
    """Against `piece` heading the one column `col`, whatever white space is around it."""
    return _miss_one(piece, ground.leaves[col], ground) + _intruding(piece, col, col + 1, ground)


def goes_on(piece: Label, top: Top, ground: Ground) -> float:
    """Against the label of `top` going on from `piece`, the line above it."""
    label = top.label
    if label is None:
        return inf
    distance = (label.first - piece.last) / ground.size
    if distance < TOUCHING:
        beside = overlap_1d(piece.x0, piece.x1, label.x0, label.x1) <= 0
        return BESIDE if beside else OVERPRINTED
    if distance > WRAPPED or _is_divided(piece, label, ground.rules):
        return inf
    miss = min(abs(piece.x0 - label.x0), abs(piece.x_mid - label.x_mid), abs(piece.x1 - label.x1)) / ground.size
    cost = ALIKE * miss + max(0.0, distance - LOOSE) + (CROOKED if miss > ALIGNED else 0.0)
    if label.words[0].text[:1].isupper():
        cost += SENTENCE if ground.in_sentences else CAPITAL
    if _is_year_apart(piece, label, ground.size):
        cost += YEAR_APART
    return cost + _intruding(piece, top.first, top.end, ground)


def stands_above_one(piece: Label, top: Top, ground: Ground) -> float:
    """Against `piece` being a label of its own above that of `top`."""
    if top.label is None or top.label.first - piece.last < TOUCHING * ground.size:
        return inf
    span = miss_several(piece, top.first, top.end, ground)
    miss = min(span, _miss_one(piece, ground.leaves[top.first], ground)) if top.end - top.first == 1 else span
    return ABOVE_ONE + miss + SMALL_LETTER * top.opens_small() + _outside(piece, top.first, top.end, ground)


def spans(piece: Label, tops: Sequence[Top], ground: Ground) -> float:
    """Against `piece` standing over all of `tops`."""
    a, b = tops[0].first, tops[-1].end
    if any(t.label is not None and t.label.first - piece.last < TOUCHING * ground.size for t in tops):
        return inf
    bare = sum(t.label is None for t in tops)
    small = sum(t.opens_small() for t in tops)
    cost = SPANNING + EACH * (b - a) + BARE * bare + SMALL_LETTER * small + (OVER_STUB if a == 0 else 0.0)
    return cost + miss_several(piece, a, b, ground) + _outside(piece, a, b, ground)


def _outside(piece: Label, a: int, b: int, ground: Ground) -> float:
    """Against `piece` heading the columns from `a` to before `b` for what of it stands beside them."""
    x0, x1 = ground.leaves[a].box[0], ground.leaves[b - 1].box[1]
    beyond = max(0.0, x0 - piece.x0) + max(0.0, piece.x1 - x1)
    return OUTSIDE * beyond / ground.size + _intruding(piece, a, b, ground)


def _intruding(piece: Label, a: int, b: int, ground: Ground) -> float:
    left = ground.leaves[a - 1].content[1] - piece.x0 if a > 0 else 0.0
    right = piece.x1 - ground.leaves[b].content[0] if b < len(ground.leaves) else 0.0
    return INTRUDING * (max(0.0, left) + max(0.0, right)) / ground.size


def _miss_one(piece: Label, leaf: Leaf, ground: Ground) -> float:
    return min(_steps(piece, span) for span in leaf.extents) / ground.size


def _steps(piece: Label, span: Span) -> float:
    return min(abs(piece.x_mid - sum(span) / 2), abs(piece.x0 - span[0]), abs(piece.x1 - span[1]))


def miss_several(piece: Label, a: int, b: int, ground: Ground) -> float:
    """Distance of the piece from the middle of the columns from `a` to before `b`, or from their edge."""
    pairs = list(zip(ground.leaves[a].cell_extents, ground.leaves[b - 1].cell_extents, strict=True))
    centred = min(abs(piece.x_mid - (p[0] + q[1]) / 2) for p, q in pairs)
    left = min(abs(piece.x0 - p[0]) for p, _ in pairs)
    right = min(abs(piece.x1 - q[1]) for _, q in pairs)
    flush = min(left / ground.size + ground.flush_cost(0), right / ground.size + ground.flush_cost(1))
    return min(centred / ground.size, flush)


def _is_divided(piece: Label, label: Label, rules: Sequence[Ruling]) -> bool:
    return any(piece.last < r.position < label.first and r.start < piece.x_mid < r.end for r in rules)


def _is_year_apart(piece: Label, label: Label, size: float) -> bool:
    """Whether `piece` is a year that `label` does not go on from."""
    if not is_year(join_line(without_marks(piece.words))):
        return False
    inside = label.x0 - LEVEL <= piece.x0 and piece.x1 <= label.x1 + LEVEL
    return is_year(label.words[0].text) or (inside and _would_fit(piece, label, size))


def _would_fit(label: Label, below: Label, size: float) -> bool:
    """Whether the first word of the lower line has room beside the upper one, so that no wrapping parts the two."""
    return label.x1 - label.x0 + BETWEEN * size + below.words[0].bbox.width <= below.x1 - below.x0
