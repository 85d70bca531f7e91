"""Labels of column headers put over columns, line by line from the lowest: the cheapest way to cut and place a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from extractor.geometry import overlap_1d
from extractor.page import Ruling, Word
from extractor.tables import unruled_fit as fit
from extractor.tables.unruled_columns import Span
from extractor.tables.unruled_fit import Ground, Top
from extractor.tables.unruled_labels import BLANK, LABEL_GAP, NARROW, TOUCHING, Label, Leaf, label_of
from extractor.tables.unruled_lines import TextLine

UNCOVERED = 0.25
"""Cost of columns that have no label in a line with labels over several columns, for each of them."""
INTERLEAVED = 0.95
"""Lines nearer to each other than so many text heights are of labels side by side, set to a common middle."""
UNNAMED = 0.4
"""Cost of a column that has no label yet, and gets none."""
UNDERLINED = 1.5
"""Cost of a column without label above a ruling line that ends with the columns that are headed in common."""
CUT_AT_BLANK = 0.5
"""Cost of parting two labels where no more than a blank is between them."""
CUT_WORD = 4.0
"""The same where less than a blank is."""
PER_GAP = 3.0
"""Cost of white space inside a label for each text height beyond a blank, and of a gap that should part labels."""
REACH = 6.0
"""Text heights from the middle of a label to the white space around the column it heads, at most."""
UNDER = 2.5
"""Text heights from a label to the ruling line under it, at most."""
NEAR_END = 2.0
"""Points by which a label may outreach the ruling line under it."""
IMPOSSIBLE = 20.0
"""Cost of what a ruling line speaks against."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with the first column it heads and the one after the last."""

    label: Label
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One piece of a line, over the tops from `first` to before `end`; `joins` where it is of the label there."""

    piece: Label
    first: int
    end: int
    joins: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to place the words of a line so far."""

    cost: float
    steps: tuple[_Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Underline:
    """A ruling line under part of a header line, and the columns whose bodies it runs over."""

    start: float
    end: float
    columns: range


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a line of labels is placed on.

    Attributes:
        tops: What stands below it.
        underlines: The ruling lines between.
        beside: What the words of lines nearly level with this one take up.
    """

    tops: tuple[Top, ...]
    ground: Ground
    underlines: tuple[_Underline, ...]
    beside: tuple[Span, ...]

    def is_underlined(self, top: Top) -> bool:
        """Whether a ruling line runs over all columns of `top`."""
        return any(set(range(top.first, top.end)) <= set(u.columns) for u in self.underlines)

    def left_out(self, top: Top, *, spanning: bool) -> float:
        """Cost of leaving `top` without a piece of the line."""
        cost = UNNAMED if top.label is None else 0.0
        if spanning and top.first > 0:
            cost += UNDERLINED if self.is_underlined(top) else UNCOVERED * (not self.has_beside(top))
        return cost

    def has_beside(self, top: Top) -> bool:
        """Whether a label on a line nearly level with this one stands over `top`."""
        box = (self.ground.leaves[top.first].box[0], self.ground.leaves[top.end - 1].box[1])
        return any(overlap_1d(*span, *box) > 0 for span in self.beside)


def place_lines(
    lines: Sequence[TextLine], leaves: Sequence[Leaf], rules: Sequence[Ruling], size: float
) -> tuple[list[Placed], tuple[Leaf, ...]]:
    """The labels on `lines` with the columns they head, and the columns with their own labels."""
    done: list[Placed] = []
    tops = tuple(Top(col, col + 1) for col in range(len(leaves)))
    known = tuple(leaves)
    ground = Ground(known, tuple(rules), size, fit.is_in_sentences(lines))
    for i in range(len(lines) - 1, -1, -1):
        here = replace(ground, leaves=known)
        scene = _Scene(tops, here, _underlines(lines, i, here), _beside(lines, i, size))
        steps = _place(lines[i], scene)
        tops, covered = _with_steps(tops, steps)
        done += [Placed(t.label, t.first, t.end) for t in covered if t.label is not None]
        known = _with_labels(known, tops)
    done += [Placed(t.label, t.first, t.end) for t in tops if t.label is not None]
    return done, known


def _beside(lines: Sequence[TextLine], i: int, size: float) -> tuple[Span, ...]:
    """What the words of the lines nearly level with line `i` take up."""
    level = [other for k, other in enumerate(lines) if k != i and abs(other.y - lines[i].y) < INTERLEAVED * size]
    return tuple((w.bbox.x0, w.bbox.x1) for other in level for w in other.words)


def _underlines(lines: Sequence[TextLine], i: int, ground: Ground) -> tuple[_Underline, ...]:
    """The ruling lines right under line `i` that run over some of the columns only."""
    line = lines[i]
    below = [other.y for other in lines[i + 1 :] if other.y - line.y >= TOUCHING * ground.size]
    if not below:
        return ()
    found = []
    for rule in ground.rules:
        if not line.y < rule.position < min(below[0], line.y + UNDER * ground.size):
            continue
        cols = [c for c, leaf in enumerate(ground.leaves) if rule.start - NEAR_END <= leaf.x_mid <= rule.end + NEAR_END]
        if cols and cols[0] > 0:
            found.append(_Underline(rule.start - NEAR_END, rule.end + NEAR_END, range(cols[0], cols[-1] + 1)))
    return tuple(found)


def _place(line: TextLine, scene: _Scene) -> tuple[_Step, ...]:
    """The pieces of the line with their places: with labels over several columns only where that is cheaper."""
    ways = [_cheapest(line, scene, spanning=spanning) for spanning in (False, True)]
    return min(ways, key=lambda way: way.cost).steps


def _cheapest(line: TextLine, scene: _Scene, *, spanning: bool) -> _Way:
    """Dynamic programming over the words of the line and the columns under it, both from left to right."""
    words, count = line.words, len(scene.tops)
    skip = [scene.left_out(top, spanning=spanning) for top in scene.tops]
    at: list[list[_Way | None]] = [[None] * (count + 1) for _ in range(len(words) + 1)]
    at[0][0] = _Way(0.0)
    for j in range(len(words)):
        reached = _skipping(at[j], skip)
        for k, piece, inner in _pieces(words, j, line):
            for first, end in _places(piece, scene, spanning=spanning):
                before = reached[first]
                if before is None:
                    continue
                cost, joins = _cost(piece, first, end, line, scene)
                total = before.cost + cost + inner
                known = at[k][end]
                if total < (inf if known is None else known.cost):
                    at[k][end] = _Way(total, (*before.steps, _Step(piece, first, end, joins)))
    last = _skipping(at[-1], skip)[count]
    return last if last is not None else _Way(inf)


def _skipping(ways: Sequence[_Way | None], skip: Sequence[float]) -> list[_Way | None]:
    """`ways` with those that leave out columns before the next piece."""
    reached: list[_Way | None] = [ways[0]]
    for way, cost in zip(ways[1:], skip, strict=True):
        before = reached[-1]
        if before is not None and (way is None or before.cost + cost < way.cost):
            way = replace(before, cost=before.cost + cost)
        reached.append(way)
    return reached


def _pieces(words: Sequence[Word], j: int, line: TextLine) -> Iterator[tuple[int, Label, float]]:
    """The pieces that begin with word `j`: the index after the last word, the piece, and the cost of its white."""
    inner = 0.0
    for k in range(j + 1, len(words) + 1):
        end = _gap(words, k, line.size) if k < len(words) else inf
        yield k, label_of(words[j:k], line.y), inner + _cutting(end)
        inner += _keeping(end)


def _gap(words: Sequence[Word], k: int, size: float) -> float:
    """White space in text heights before word `k`."""
    return (words[k].bbox.x0 - max(w.bbox.x1 for w in words[:k])) / size


def _cutting(gap: float) -> float:
    """Cost of parting two labels at white space of `gap` text heights."""
    if gap < BLANK:
        return CUT_WORD
    return CUT_AT_BLANK if gap < NARROW else 0.0


def _keeping(gap: float) -> float:
    """Cost of white space of `gap` text heights within one label."""
    return PER_GAP * (max(0.0, gap - NARROW) + (gap >= LABEL_GAP))


def _places(piece: Label, scene: _Scene, *, spanning: bool) -> Iterator[tuple[int, int]]:
    """The runs of tops over which the piece may stand."""
    boxes = [(scene.ground.leaves[t.first].box[0], scene.ground.leaves[t.end - 1].box[1]) for t in scene.tops]
    for i, (x0, x1) in enumerate(boxes):
        if x0 - REACH * scene.ground.size <= piece.x_mid <= x1 + REACH * scene.ground.size:
            yield i, i + 1
        if spanning and x0 <= piece.x_mid:
            yield from ((i, j + 1) for j in range(i + 1, len(boxes)) if piece.x_mid <= boxes[j][1])


def _cost(piece: Label, first: int, end: int, line: TextLine, scene: _Scene) -> tuple[float, bool]:
    """Cost of `piece` over the tops from `first` to before `end`, and whether it is of the label there."""
    ruled = _by_underline(piece, scene.tops[first].first, scene.tops[end - 1].end, line, scene)
    if end - first > 1:
        return fit.spans(piece, scene.tops[first:end], scene.ground) + ruled, False
    top = scene.tops[first]
    if top.label is None:
        return fit.begins(piece, top, scene.ground), True
    joined = fit.goes_on(piece, top, scene.ground)
    above = fit.stands_above_one(piece, top, scene.ground) + ruled
    return min((joined, True), (above, False))


def _by_underline(piece: Label, a: int, b: int, line: TextLine, scene: _Scene) -> float:
    """What ruling lines under the piece say of its heading the columns from `a` to before `b`."""
    for under in scene.underlines:
        held = [w for w in line.words if under.start <= w.bbox.x_mid <= under.end]
        if not any(w in piece.words for w in held):
            continue
        if set(held) == set(piece.words):
            return 0.0 if (a, b) == (under.columns.start, under.columns.stop) else IMPOSSIBLE
        return 0.0 if a >= under.columns.start and b <= under.columns.stop else IMPOSSIBLE
    return 0.0


def _with_steps(tops: Sequence[Top], steps: Sequence[_Step]) -> tuple[tuple[Top, ...], list[Top]]:
    """`tops` with the pieces of a line on them, and those that are covered now."""
    changed: list[Top] = []
    covered: list[Top] = []
    at = 0
    for step in steps:
        changed += tops[at : step.first]
        under = tops[step.first : step.end]
        label = under[0].label
        if step.joins:
            changed.append(replace(under[0], label=step.piece if label is None else step.piece.over(label)))
        else:
            changed.append(Top(under[0].first, under[-1].end, step.piece))
            covered += under
        at = step.end
    return (*changed, *tops[at:]), covered


def _with_labels(leaves: Sequence[Leaf], tops: Sequence[Top]) -> tuple[Leaf, ...]:
    """`leaves` with the labels that head one column; a label that is there already grows."""
    changed = list(leaves)
    for top in tops:
        if top.label is not None and top.end - top.first == 1:
            own = changed[top.first].label
            x0, x1 = top.label.x0, top.label.x1
            span = (x0, x1) if own is None else (min(own[0], x0), max(own[1], x1))
            changed[top.first] = replace(changed[top.first], label=span)
    return tuple(changed)
