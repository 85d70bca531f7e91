"""Painted lines and areas to ruling lines and fills: what a person sees of the paths on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from extractor.page import BBox, Fill, Orientation, Ruling

Colour = tuple[int, int, int]
Outline = list[tuple[float, float]]
"""Points of a run of straight pieces, in points of length; a closed one ends where it begins."""

WHITE: Colour = (255, 255, 255)
PATTERN_COLOUR: Colour = (200, 200, 200)
"""Stands for a pattern, whose colour is not one."""
_PICTURE_COLOUR: Colour = (0, 0, 0)
"""Stands for a picture so thin that it is a line."""
_ANY_COLOUR: Colour = (-255, -255, -255)
"""Colour of a picture as a ground: every other colour shows on it."""
_HAIRLINE = 0.1
"""Thickness in points of a stroke of width 0."""
_THIN = 2.5
"""Points up to which a filled rectangle is a line; borders drawn as boxes are up to 2.25 pt thick in Office."""
_THICK_STROKE = 6.0
"""Points from which a stroke is an area: bars are drawn as short, very wide strokes."""
_LEVEL_SLOPE = 0.02
"""Rise over run up to which a stroke is level; hand-drawn charts and diagonal header lines are steeper."""
_CONTRAST = 12
"""Difference in one channel from which one colour shows on another: 243 grey on white does not in print."""
_AFTER_OWN_FILL = 0.5
"""A path is filled first and stroked after that, within one number of the sequence."""
_BAND = 12.0
"""Height in points of the bands by which areas are looked up."""
_SAME_LINE = 0.75
"""Points by which the positions of two pieces of one line may differ."""
_TOUCHING = 1.0
"""Gap in points between pieces of one line: the line's own thickness, left open where cells' borders meet."""
_DASH, _DASH_GAP = 8.0, 4.0
"""Points up to which a piece may be a dash, and the gap that may follow it."""
_SHORTEST = 2.0
"""Points; shorter lines are dots and the corners of borders. The ticks of small charts have 2.5."""


class StrokePiece(NamedTuple):
    """A stroked straight piece between two points; `order` is its place in the sequence of painting."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float
    colour: Colour
    order: int


class FilledBox(NamedTuple):
    """A filled rectangle; `opaque` where it hides what was painted before."""

    box: BBox
    colour: Colour
    order: int
    opaque: bool


@dataclass(slots=True)
class Painted:
    """All that is painted on a page and is not text, in one frame, cut to what the clip boxes let through."""

    strokes: list[StrokePiece] = field(default_factory=list)
    fills: list[FilledBox] = field(default_factory=list)
    images: list[FilledBox] = field(default_factory=list)

    def add_fill(self, outlines: Iterable[Outline], clip: BBox, colour: Colour, order: int, *, opaque: bool) -> None:
        """Take in the rectangles among `outlines`, painted as number `order`."""
        for outline in outlines:
            box = _as_rectangle(outline)
            if box is not None and _meets(box, clip):
                self.fills.append(FilledBox(_cut(box, clip), colour, order, opaque))

    def add_stroke(self, outlines: Iterable[Outline], clip: BBox, thickness: float, colour: Colour, order: int) -> None:
        """Take in the straight pieces of `outlines`, stroked as number `order`."""
        thickness = max(_HAIRLINE, thickness)
        reach = clip.grown(thickness / 2)
        for outline in outlines:
            for (x0, y0), (x1, y1) in pairwise(outline):
                box = BBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if not _meets(box, reach):
                    continue
                if not holds(clip, box):
                    x0, x1 = (min(max(x, clip.x0), clip.x1) for x in (x0, x1))
                    y0, y1 = (min(max(y, clip.top), clip.bottom) for y in (y0, y1))
                self.strokes.append(StrokePiece(x0, y0, x1, y1, thickness, colour, order))

    def add_image(self, box: BBox, clip: BBox, order: int, *, opaque: bool = False) -> None:
        """Take in a picture, painted as number `order`; `opaque` where it is known to hide what lies under it."""
        if _meets(box, clip):
            self.images.append(FilledBox(_cut(box, clip), _PICTURE_COLOUR, order, opaque))

    def covers(self) -> tuple[FilledBox, ...]:
        """What hides what was painted before it, and is the ground of what is painted after it."""
        pictures = (image._replace(colour=_ANY_COLOUR) for image in self.images if image.opaque)
        return (*(fill for fill in self.fills if fill.opaque), *pictures)


class Ground:
    """What a colour is painted on, and what is painted over it later.

    Areas are kept by horizontal bands of the page: a page of shaded cells has hundreds of them, and each of its
    thousands of characters asks.
    """

    def __init__(self, covers: Iterable[FilledBox]) -> None:
        areas = sorted((cover for cover in covers if not _is_thin(cover.box)), key=attrgetter("order"))
        self._papers = {area.colour for area in areas} | {WHITE} if areas else set()
        self._last = areas[-1].order if areas else -1
        self._known: dict[Colour, bool] = {}
        self._bands: dict[int, list[FilledBox]] = {}
        for area in areas:
            for band in range(int(area.box.top // _BAND), int(area.box.bottom // _BAND) + 1):
                self._bands.setdefault(band, []).append(area)

    def matters(self, colour: Colour, order: float) -> bool:
        """Whether any area of the page could hide something painted in `colour` as number `order`."""
        if order < self._last:
            return True
        if colour not in self._known:
            self._known[colour] = any(not _differ(colour, paper) for paper in self._papers)
        return self._known[colour]

    def leaves_visible(self, colour: Colour, probe: BBox, order: float) -> bool:
        """Whether `colour`, painted as number `order`, can be seen at `probe`.

        It must differ from its ground at the probe's top-left or bottom-right corner, and no area painted later may
        cover the whole probe.
        """
        if not self.matters(colour, order):
            return _differ(colour, WHITE)
        first = last = WHITE
        for box, ground, when, _ in self._bands.get(int(probe.top // _BAND), ()):
            holds_first = box.contains_point(probe.x0, probe.top)
            holds_last = box.contains_point(probe.x1, probe.bottom)
            if when < order:
                first, last = ground if holds_first else first, ground if holds_last else last
            elif when > order and holds_first and holds_last:
                return False
        if int(probe.bottom // _BAND) != int(probe.top // _BAND):
            for box, ground, when, _ in self._bands.get(int(probe.bottom // _BAND), ()):
                if when < order and box.contains_point(probe.x1, probe.bottom):
                    last = ground
        return _differ(colour, first) or _differ(colour, last)


def find_rulings(painted: Painted, ground: Ground) -> tuple[Ruling, ...]:
    """Ruling lines of strokes and of thin filled boxes, pieces of one line joined, invisible ones left out."""
    pieces: list[Ruling] = []
    for stroke in painted.strokes:
        ruling = _ruling_of_stroke(stroke)
        if ruling is not None and ground.leaves_visible(
            stroke.colour, _probe_line(ruling), stroke.order + _AFTER_OWN_FILL
        ):
            pieces.append(ruling)
    for box, colour, order, _ in (*painted.fills, *painted.images):
        if _is_thin(box):
            lines = _rulings_of_box(box)
            pieces.extend(line for line in lines if ground.leaves_visible(colour, _probe_line(line), order))
    return join_pieces(pieces)


def find_fills(painted: Painted, ground: Ground) -> tuple[Fill, ...]:
    """Filled areas that can be seen, in the order of painting; white ones are paper."""
    fills: list[tuple[int, Fill]] = []
    for box, colour, order, _ in painted.fills:
        if not _is_thin(box) and _differ(colour, WHITE) and ground.leaves_visible(colour, inner_box(box, 0.05), order):
            fills.append((order, Fill(box, colour)))
    for stroke in painted.strokes:
        if stroke.thickness > _THICK_STROKE and _differ(stroke.colour, WHITE):
            half = stroke.thickness / 2
            level = abs(stroke.x1 - stroke.x0) > abs(stroke.y1 - stroke.y0)
            grow_x, grow_y = (0.0, half) if level else (half, 0.0)
            box = BBox(
                min(stroke.x0, stroke.x1) - grow_x,
                min(stroke.y0, stroke.y1) - grow_y,
                max(stroke.x0, stroke.x1) + grow_x,
                max(stroke.y0, stroke.y1) + grow_y,
            )
            fills.append((stroke.order, Fill(box, stroke.colour)))
    fills.sort(key=lambda item: item[0])
    return tuple(fill for _, fill in fills)


def find_images(painted: Painted) -> tuple[BBox, ...]:
    """Boxes of the pictures, without those that are lines."""
    return tuple(image.box for image in painted.images if not _is_thin(image.box))


def join_pieces(pieces: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """Ruling lines with their pieces joined: touching ones, and the dashes of a broken line; too short ones dropped."""
    joined: list[Ruling] = []
    for orientation in ("horizontal", "vertical"):
        same = sorted((p for p in pieces if p.orientation == orientation), key=attrgetter("position"))
        start = 0
        for index in range(1, len(same) + 1):
            if index == len(same) or same[index].position - same[start].position > _SAME_LINE:
                joined.extend(_join_collinear(same[start:index]))
                start = index
    return tuple(ruling for ruling in joined if ruling.length >= _SHORTEST)


def _join_collinear(pieces: list[Ruling]) -> list[Ruling]:
    """The pieces of one course joined: first where they touch, then the dashes that are left."""
    return _joined_dashes(_joined_touching(sorted(pieces, key=attrgetter("start"))))


def _joined_touching(pieces: list[Ruling]) -> list[Ruling]:
    groups: list[list[Ruling]] = []
    end = 0.0
    for piece in pieces:
        if groups and piece.start - end <= _TOUCHING:
            groups[-1].append(piece)
            end = max(end, piece.end)
        else:
            groups.append([piece])
            end = piece.end
    return [group[0] if len(group) == 1 else _as_one(group) for group in groups]


def _joined_dashes(pieces: list[Ruling]) -> list[Ruling]:
    groups: list[list[Ruling]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and max(last.length, piece.length) <= _DASH and piece.start - last.end <= _DASH_GAP:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [group[0] if len(group) == 1 else _as_one(group) for group in groups]


def _as_one(group: list[Ruling]) -> Ruling:
    weight = sum(piece.length for piece in group) or 1.0
    position = sum(piece.position * piece.length for piece in group) / weight
    return Ruling(
        group[0].orientation,
        position if sum(piece.length for piece in group) else group[0].position,
        min(piece.start for piece in group),
        max(piece.end for piece in group),
        max(piece.thickness for piece in group),
    )


def _ruling_of_stroke(stroke: StrokePiece) -> Ruling | None:
    """The line that a stroke draws along an axis; None for a diagonal and for an area."""
    if stroke.thickness > _THICK_STROKE:
        return None
    run, rise = abs(stroke.x1 - stroke.x0), abs(stroke.y1 - stroke.y0)
    orientation: Orientation = "horizontal" if run >= rise else "vertical"
    if min(run, rise) > 0.3 + _LEVEL_SLOPE * max(run, rise):
        return None
    if orientation == "horizontal":
        position, ends = (stroke.y0 + stroke.y1) / 2, (stroke.x0, stroke.x1)
    else:
        position, ends = (stroke.x0 + stroke.x1) / 2, (stroke.y0, stroke.y1)
    return Ruling(orientation, position, min(ends), max(ends), stroke.thickness)


def _rulings_of_box(box: BBox) -> list[Ruling]:
    """The line that a thin box draws; a dot may be a piece of a line in either direction."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    rulings: list[Ruling] = []
    if height <= _THIN:
        rulings.append(Ruling("horizontal", box.y_mid, box.x0, box.x1, height))
    if width <= _THIN:
        rulings.append(Ruling("vertical", box.x_mid, box.top, box.bottom, width))
    return rulings


def _is_thin(box: BBox) -> bool:
    return min(box.x1 - box.x0, box.bottom - box.top) <= _THIN


def inner_box(box: BBox, share: float) -> BBox:
    """The box with every side moved inwards by `share` of its width or height."""
    dx, dy = share * (box.x1 - box.x0), share * (box.bottom - box.top)
    return BBox(box.x0 + dx, box.top + dy, box.x1 - dx, box.bottom - dy)


def _probe_line(ruling: Ruling) -> BBox:
    """A short piece of the line, and what lies beside it: a line at the edge of an area in its colour shows."""
    across = ruling.thickness / 2 + 0.5
    middle = (ruling.start + ruling.end) / 2
    if ruling.orientation == "horizontal":
        return BBox(middle, ruling.position - across, middle, ruling.position + across)
    return BBox(ruling.position - across, middle, ruling.position + across, middle)


def _differ(one: Colour, other: Colour) -> bool:
    return (
        abs(one[0] - other[0]) >= _CONTRAST
        or abs(one[1] - other[1]) >= _CONTRAST
        or abs(one[2] - other[2]) >= _CONTRAST
    )


def holds(outer: BBox, inner: BBox) -> bool:
    """Whether `inner` lies in `outer`, edges included."""
    return outer.x0 <= inner.x0 and outer.top <= inner.top and inner.x1 <= outer.x1 and inner.bottom <= outer.bottom


def _meets(box: BBox, clip: BBox) -> bool:
    return box.x0 <= clip.x1 and clip.x0 <= box.x1 and box.top <= clip.bottom and clip.top <= box.bottom


def _cut(box: BBox, clip: BBox) -> BBox:
    return box if holds(clip, box) else box.intersection(clip)


def _as_rectangle(outline: Outline) -> BBox | None:
    """The rectangle along the axes that an outline encloses; None where it is of another form."""
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    box = BBox(min(xs), min(ys), max(xs), max(ys))
    corners = set()
    for x, y in outline:
        at_x = 0 if x - box.x0 < 0.05 else 1 if box.x1 - x < 0.05 else None
        at_y = 0 if y - box.top < 0.05 else 1 if box.bottom - y < 0.05 else None
        if at_x is None or at_y is None:
            return None
        corners.add((at_x, at_y))
    thin = min(box.width, box.height) < 0.1
    return box if len(corners) == 4 or thin else None
