"""What a scan has left of its rules, put together again by what a grid is.

A rule that meets other rules ends *at* one of them, so an end in the open is a damaged place: it is carried on to the
next piece of the same line, to the next rule across, to the corner where another open end wants to go, or to the
level at which the rules beside it end. A gap whose two sides both end at rules across is left alone: that is how a
cell that spans rows or columns looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from extractor.geometry import overlap_1d
from extractor.page import Pixels

FAINT = 10
"""Greys below the paper that a worn stretch of a rule still has."""
WALL = 0.32
"""Inches from which a piece is a rule by itself; shorter ones may be strokes of characters."""
SIDEWAYS = 0.022
"""Inches by which pieces of one line may lie apart at the place where they meet."""
MEETS = 0.03
"""Inches between the end of a rule and the rule across at which it ends."""
ANCHORED = 0.01
"""Inches by which a short run may fall short of the middle of a rule that it ends at."""
TOUCHING = 0.016
"""Inches of white in one line that are no gap."""
BREAK = 0.05
"""Inches of white that are bridged wherever both ends are in the open."""
WORN = 0.50
"""Inches of white that are bridged within a grid."""
SPOT = 0.30
"""Inches across a damaged spot that hides the whole wall of a low row; two tables stand further apart."""
ALONG = 0.6
"""Of a wider gap, how much another rule must go along."""
LEVEL = 0.02
"""Inches by which open ends that stop at one level may differ: the table is cut there by the page."""
FEWEST_LEVEL = 3
DOUBLE = 0.045
"""Inches (3.2 points) between the two lines of a double rule, which becomes one."""
DOUBLE_OVERLAP = 0.8

Course = NDArray[np.float64]
"""(n, 5): start, end, first and last of n pieces, as in `Piece`, and half their thickness."""
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight run of ink along one axis, in pixels.

    Attributes:
        start, end: Along the line.
        first, last: Position across the line, at its start and at its end.
        position: Mean position across the line.
    """

    start: float
    end: float
    first: float
    last: float
    position: float
    thickness: float

    @property
    def length(self) -> float:
        """Extent along the line."""
        return self.end - self.start

    def across_at(self, along: float) -> float:
        """Position across the line at `along`, between the positions of its ends and no further."""
        share = (along - self.start) / max(self.length, 1.0)
        return self.first + min(max(share, 0.0), 1.0) * (self.last - self.first)


def mend(pieces: Iterable[Piece], across: Sequence[Piece], darkness: Pixels, dpi: float) -> list[Piece]:
    """Each line once: pieces of one line that touch, or between which it is worn away, are one.

    `across` are the rules of the other direction, `darkness` shows the lines running along its rows.
    """
    pieces = sorted(pieces, key=lambda p: (p.start, p.position))
    spans = course_of(pieces)
    crossing = _stretched(course_of(across), spans, dpi)
    lines: list[Piece] = []
    for piece in pieces:
        near = [i for i, line in enumerate(lines) if _in_line(line, piece, dpi)]
        candidates = [
            i
            for i in near
            if _continues(lines[i], piece, crossing, darkness, dpi)
            and (_is_accompanied(lines[i].end, piece.start, spans, dpi) or _is_beside_twin(lines[i], piece, spans, dpi))
        ]
        if candidates:
            nearest = max(candidates, key=lambda i: lines[i].end)
            lines[nearest] = _joined(lines[nearest], piece)
        else:
            lines.append(piece)
    rules_across = course_of([rule for rule in across if rule.length >= WALL * dpi])
    lines = [line for line in lines if line.length >= WALL * dpi or _has_hold(line, rules_across, dpi)]
    crossing = _stretched(course_of(across), course_of(lines), dpi)
    ends = _open_ends(lines, crossing, dpi).tolist()
    lines = [_carried_on(line, at, crossing, spans, dpi) for line, at in zip(lines, ends, strict=True)]
    return _levelled(lines, crossing, dpi)


def merge_doubles(lines: Iterable[Piece], dpi: float) -> list[Piece]:
    """The lines with the two strokes of every double rule as one, in the middle between them."""
    merged: list[Piece] = []
    for line in sorted(lines, key=lambda p: p.position):
        twin = next((i for i, other in enumerate(merged) if _is_double(other, line, dpi)), None)
        if twin is None:
            merged.append(line)
        else:
            merged[twin] = _one_of_double(merged[twin], line)
    return merged


def meet_any(pieces: Sequence[Piece], across: Course, dpi: float, reach: float = MEETS) -> NDArray[np.bool_]:
    """(n,): whether any rule across meets or crosses each piece, or would if it were `reach` inches longer."""
    extents = [(piece.position, piece.start, piece.end) for piece in pieces]
    position, start, end = np.array(extents, dtype=np.float64).reshape(-1, 3).T[..., None]
    places = positions_at(across, position[:, 0])
    by, slack = reach * dpi, MEETS * dpi
    meets = (start - by <= places) & (places <= end + by)
    meets &= (across[:, 0] - slack <= position) & (position <= across[:, 1] + slack)
    return np.asarray(meets.any(axis=1))


def course_of(pieces: Sequence[Piece]) -> Course:
    """Where the pieces run."""
    rows = [(p.start, p.end, p.first, p.last, p.thickness / 2) for p in pieces]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def positions_at(course: Course, along: Values) -> Values:
    """(n, pieces): position across every piece at each of n places along it."""
    start, end, first, last, _ = course.T
    share = np.minimum(np.maximum((along[:, None] - start) / np.maximum(end - start, 1.0), 0.0), 1.0)
    return np.asarray(first + share * (last - first), dtype=np.float64)


def stands_at(along: Values, position: Values, across: Course, dpi: float) -> NDArray[np.bool_]:
    """(n, pieces): whether each rule across lies, within the reach of `MEETS`, where each of n lines ends."""
    slack = MEETS * dpi
    near = np.abs(positions_at(across, position) - along[:, None]) <= slack + across[:, 4]
    near &= (across[:, 0] - slack <= position[:, None]) & (position[:, None] <= across[:, 1] + slack)
    return np.asarray(near)


def reaches_into(ends: Values, middles: Values, across: Course, side: int, dpi: float) -> NDArray[np.bool_]:
    """(n, rules across): whether a run goes on into the ink of a rule with its end (`side` 1) or start (-1).

    A run that belongs to a rule ends at or beyond the middle of the rule across, a character in front of it.
    """
    into = side * (ends[:, None] - positions_at(across, middles)) >= -ANCHORED * dpi
    return np.asarray(stands_at(ends, middles, across, dpi) & into)


def crosses(starts: Values, ends: Values, middles: Values, across: Course, dpi: float) -> NDArray[np.bool_]:
    """(n, rules across): whether a run goes through a rule and on beyond it, as no character does."""
    places = positions_at(across, middles)
    beyond = MEETS * dpi + across[:, 4]
    through = (starts[:, None] <= places - beyond) & (ends[:, None] >= places + beyond)
    through &= (across[:, 0] <= middles[:, None]) & (middles[:, None] <= across[:, 1])
    return np.asarray(through)


def lies_on(starts: Values, ends: Values, middles: Values, known: Course, dpi: float) -> NDArray[np.bool_]:
    """(n, pieces): whether each of n runs lies on the course of each known piece, beyond a worn stretch at most."""
    sideways = np.abs(positions_at(known, (starts + ends) / 2) - middles[:, None]) <= SIDEWAYS * dpi
    gap = np.maximum(known[:, 0] - ends[:, None], starts[:, None] - known[:, 1])
    return np.asarray(sideways & (gap <= WORN * dpi))


def belongs_to_course(
    starts: Values, ends: Values, middles: Values, known: Course, across: Course, dpi: float
) -> NDArray[np.bool_]:
    """(n,): whether each of n runs is a stretch of a worn rule, by its place on the course of known pieces.

    It lies between two of them, or beyond an end that is in the open. Beyond the rule across at which a rule ends,
    there is nothing of it left to find: what lies there on its course is the stroke of a character.
    """
    on_course = lies_on(starts, ends, middles, known, dpi)
    before, after = (known[:, 1] <= starts[:, None]), (known[:, 0] >= ends[:, None])
    closed_start, closed_end = (stands_at(known[:, end], known[:, 2 + end], across, dpi).any(axis=1) for end in (0, 1))
    sure = on_course & ~(before & closed_end) & ~(after & closed_start)
    between = (on_course & before).any(axis=1) & (on_course & after).any(axis=1)
    return np.asarray(sure.any(axis=1) | between)


def _is_open(along: float, position: float, across: Course, dpi: float) -> bool:
    """Whether a line ends in the open: no rule across lies there."""
    return not stands_at(np.array([along]), np.array([position]), across, dpi).any()


def _open_ends(lines: Sequence[Piece], across: Course, dpi: float) -> NDArray[np.bool_]:
    """(n, 2): whether each line starts, and whether it ends, in the open; a line that meets no rule has no such end."""
    course = course_of(lines)
    at_rules = [stands_at(course[:, end], course[:, 2 + end], across, dpi).any(axis=1) for end in (0, 1)]
    return np.asarray(~np.column_stack(at_rules) & meet_any(lines, across, dpi)[:, None])


def _in_line(line: Piece, piece: Piece, dpi: float) -> bool:
    """Whether `piece`, which begins no earlier, lies on the course of `line`, and near its end."""
    if piece.start - line.end > WORN * dpi:
        return False
    meeting = min(piece.start, line.end)
    return abs(line.across_at(meeting) - piece.across_at(max(piece.start, meeting))) <= SIDEWAYS * dpi


def _continues(line: Piece, piece: Piece, across: Course, darkness: Pixels, dpi: float) -> bool:
    """Whether `piece`, which lies on the course of `line`, belongs to the same printed rule."""
    gap = piece.start - line.end
    if gap <= TOUCHING * dpi:
        return True
    line_open = _is_open(line.end, line.last, across, dpi)
    piece_open = _is_open(piece.start, piece.first, across, dpi)
    if not (line_open or piece_open):
        return gap <= 2 * MEETS * dpi and _rules_between(line, piece, across, dpi) == 1
    # Between two rules across the line may never have been printed, unless damage reaches beyond both of them.
    damaged = line_open and piece_open and gap <= SPOT * dpi
    if not damaged and _rules_between(line, piece, across, dpi) >= 2:
        return False
    line_is_wall = _is_wall(line, line.start, line.first, -1, across, dpi)
    piece_is_wall = _is_wall(piece, piece.end, piece.last, 1, across, dpi)
    is_rule = (line_open and line_is_wall) or (piece_open and piece_is_wall)
    if line_open and piece_open and is_rule and (gap <= BREAK * dpi or _is_faint(line, piece, darkness)):
        return True
    return is_rule and bool(meet_any((line, piece), across, dpi, WORN).any())


def _is_accompanied(start: float, end: float, spans: Course, dpi: float) -> bool:
    """Whether some other rule goes along most of a gap, where that is wide: between two tables all of them stop."""
    along = np.minimum(spans[:, 1], end) - np.maximum(spans[:, 0], start)
    return end - start <= SPOT * dpi or bool((along >= ALONG * (end - start)).any())


def _is_beside_twin(line: Piece, piece: Piece, spans: Course, dpi: float) -> bool:
    """Whether the other line of a double rule has ink in the gap between two pieces, but for a spot in it."""
    start, end = line.end, piece.start
    beside = np.abs(positions_at(spans, np.array([(start + end) / 2]))[0] - (line.last + piece.first) / 2)
    twins = spans[(beside <= DOUBLE * dpi) & (spans[:, 0] < end) & (spans[:, 1] > start)]
    white = []
    for twin_start, twin_end in sorted(twins[:, :2].tolist()):
        white.append(twin_start - start)
        start = max(start, twin_end)
    return bool(white) and max(*white, end - start) <= SPOT * dpi


def _has_hold(line: Piece, across: Course, dpi: float) -> bool:
    """Whether a short line ends in, or goes through, a rule across: a stroke of a character does neither."""
    start, end, middle = (np.array([value]) for value in (line.start, line.end, line.position))
    holds = reaches_into(start, middle, across, -1, dpi) | reaches_into(end, middle, across, 1, dpi)
    return bool((holds | crosses(start, end, middle, across, dpi)).any())


def _rules_between(line: Piece, piece: Piece, across: Course, dpi: float) -> int:
    """Number of rules across in the gap between two pieces, those at its ends included."""
    places = crossings((line.last + piece.first) / 2, across, dpi)
    slack = MEETS * dpi
    return int(((places >= line.end - slack) & (places <= piece.start + slack)).sum())


def _is_wall(piece: Piece, far_end: float, position: float, side: int, across: Course, dpi: float) -> bool:
    """Whether a piece whose near end is in the open is a rule: long, or ending at a rule across on its far side.

    The stroke of a character in line with a rule beyond the next rule across is neither.
    """
    if piece.length >= WALL * dpi:
        return True
    return bool(reaches_into(np.array([far_end]), np.array([position]), across, side, dpi).any())


def _is_faint(line: Piece, piece: Piece, darkness: Pixels) -> bool:
    """Whether a trace of ink is left all along the gap between two pieces."""
    y = int((line.last + piece.first) / 2)
    band = darkness[max(0, y - 2) : y + 3, int(line.end) : int(piece.start)]
    return bool(band.size and (band.max(axis=0) > FAINT).mean() > 0.9)


def _joined(line: Piece, piece: Piece) -> Piece:
    """One piece over the extent of both."""
    total = line.length + piece.length
    return Piece(
        start=line.start,
        end=max(line.end, piece.end),
        first=line.first,
        last=piece.last if piece.end >= line.end else line.last,
        position=(line.position * line.length + piece.position * piece.length) / total,
        thickness=(line.thickness * line.length + piece.thickness * piece.length) / total,
    )


def _stretched(across: Course, lines: Course, dpi: float) -> Course:
    """The rules across, those ends that are in the open carried on as far as a rule can be worn away."""
    longer = across.copy()
    for end, step in ((0, -1), (1, 1)):
        is_open = ~stands_at(across[:, end], across[:, 2 + end], lines, dpi).any(axis=1)
        longer[is_open, end] += step * WORN * dpi
    return longer


def _carried_on(line: Piece, is_open: tuple[bool, bool], across: Course, spans: Course, dpi: float) -> Piece:
    """`line` with its ends in the open (its start, its end) carried on to the next rule across, where one is near."""
    if is_open[0]:
        places = crossings(line.first, across, dpi)
        nearest = places[(places < line.start) & (places >= line.start - WORN * dpi)].max(initial=-np.inf)
        if np.isfinite(nearest) and _is_accompanied(nearest, line.start, spans, dpi):
            line = replace(line, start=float(nearest))
    if is_open[1]:
        places = crossings(line.last, across, dpi)
        nearest = places[(places > line.end) & (places <= line.end + WORN * dpi)].min(initial=np.inf)
        if np.isfinite(nearest) and _is_accompanied(line.end, nearest, spans, dpi):
            line = replace(line, end=float(nearest))
    return line


def crossings(position: float, across: Course, dpi: float) -> Values:
    """Where the rules across that reach `position` stand there."""
    reach = MEETS * dpi
    reaching = across[(across[:, 0] - reach <= position) & (position <= across[:, 1] + reach)]
    places: Values = positions_at(reaching, np.array([position]))[0]
    return places


def _levelled(lines: list[Piece], across: Course, dpi: float) -> list[Piece]:
    """The lines, open ends that stop a little short of the level of the open ends beside them carried on to it."""
    ends = [(i, bool(at_end)) for i, at_end in np.argwhere(_open_ends(lines, across, dpi)).tolist()]
    for i, at_end in ends:
        here = _end_of(lines[i], at_end)[0]
        others = sorted(_end_of(lines[j], at_end)[0] for j, side in ends if side == at_end and j != i)
        beyond = [o for o in others if 0 < (o - here if at_end else here - o) <= WORN * dpi]
        level = float(np.median(beyond)) if len(beyond) >= FEWEST_LEVEL else here
        if len([o for o in beyond if abs(o - level) <= LEVEL * dpi]) >= FEWEST_LEVEL:
            lines[i] = replace(lines[i], end=level) if at_end else replace(lines[i], start=level)
    return lines


def _end_of(line: Piece, at_end: bool) -> tuple[float, float]:
    """Place along, and position across, of one end of a line."""
    return (line.end, line.last) if at_end else (line.start, line.first)


def _is_double(one: Piece, other: Piece, dpi: float) -> bool:
    """Whether two lines run side by side as the strokes of a double rule."""
    common = overlap_1d(one.start, one.end, other.start, other.end)
    return (
        abs(one.position - other.position) <= DOUBLE * dpi
        and common >= DOUBLE_OVERLAP * min(one.length, other.length)
    )  # fmt: skip


def _one_of_double(one: Piece, other: Piece) -> Piece:
    """The two strokes of a double rule as one line between them."""
    longer = max((one, other), key=lambda p: p.length)
    middle = (
        (one.position + other.position) / 2 if min(one.length, other.length) > longer.length / 2 else longer.position
    )
    return Piece(
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        first=middle + longer.first - longer.position,
        last=middle + longer.last - longer.position,
        position=middle,
        thickness=one.thickness + other.thickness,
    )
