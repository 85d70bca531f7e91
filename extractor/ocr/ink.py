"""What is printed on a scan besides its ruling lines: the ink, and the connected pieces it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import find_areas
from extractor.ocr.paper import Mask, darker_than_paper, paper_of
from extractor.page import BBox, Pixels, Ruling, Scan

RULE_REACH = 0.03
"""Inches by which a printed rule may stray from the straight line it was measured as."""
SHORTEST_RULE_RUN = 0.15
"""Inches; a run of ink along a rule that is shorter belongs to a character that touches it."""
SEGMENT = 0.75
"""Inches of a rule that are looked at together; over so short a way a curled sheet is level."""
THIN_RULE = 0.025
"""Inches; strokes run through thinner rules only."""
DARK_GROUND = 110
"""Grey under which most pixels of a cell lie that is printed light on dark."""
FRINGE = 0.01
"""Inches that the ragged edge of a rule stands out from its straight core."""
SMALLEST_MARK = 0.009
"""Inches, the side of a square; less ink is a speck. A full stop in 8-point print has 0.012."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A connected piece of ink, in pixels; x1 and bottom are the first outside."""

    label: int
    x0: int
    top: int
    x1: int
    bottom: int
    area: int

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return self.bottom - self.top

    @property
    def x_mid(self) -> float:
        """The x of the centre."""
        return (self.x0 + self.x1) / 2

    @property
    def y_mid(self) -> float:
        """The y of the centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of a page without its ruling lines.

    Attributes:
        printed: The page in grey, light-on-dark cells turned dark-on-light. Not to be written to.
        grey: The same with the rules painted over.
        paper: The grey of the paper around each pixel.
        labels: For each pixel the label of its piece, 0 for none.
        pieces: In order of their labels; specks are left out.
        em: Height of the usual line of text, in pixels.
        scale: Pixels per point.
        piece_labels: The labels of `pieces`.
        cut_labels: Those of them that are parts of a piece that ran over the border of a cell.
    """

    printed: Pixels
    grey: Pixels
    paper: Pixels
    labels: NDArray[np.int32]
    pieces: tuple[Piece, ...]
    em: float
    scale: float
    piece_labels: frozenset[int] = frozenset()
    cut_labels: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of pixels; x1 and bottom are the first outside."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """For indexing a picture."""
        return slice(self.top, self.bottom), slice(self.x0, self.x1)

    def holds(self, x: float, y: float) -> bool:
        """Whether (x, y) lies inside."""
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom


def find_ink(scan: Scan, cells: Sequence[BBox], rulings: Sequence[Ruling]) -> Ink:
    """The ink of `scan` without `rulings`, cut where it runs over the border of one of `cells`."""
    inch = scan.dpi
    windows = [window_of(cell, scan) for cell in cells]
    grey = _dark_on_light(as_grey(scan.pixels), windows)
    paper = paper_of(grey, inch)
    mask = darker_than_paper(grey, paper)
    rules, kept = _find_rules(mask, rulings, scan)
    printed, grey = grey, _painted_over(grey, paper, rules, kept)
    mask = mask & ~(rules & ~kept)
    labels, pieces = _pieces_of(mask, inch)
    cut: frozenset[int] = frozenset()
    over = _cut_at_borders(mask, pieces, windows, reach=round(0.06 * inch)) if windows else set()
    if over:
        parted = np.isin(labels, list(over))
        labels, pieces = _pieces_of(mask, inch)
        cut = frozenset(np.unique(labels[parted]).tolist()) - {0}
    known = frozenset(p.label for p in pieces)
    return Ink(printed, grey, paper, labels, pieces, _usual_height(pieces, inch), scan.scale, known, cut)


def without_pieces(ink: Ink, labels: frozenset[int]) -> Ink:
    """`ink` with the pieces of those `labels` painted over; itself where there are none."""
    if not labels:
        return ink
    left = ink.labels.copy()
    gone = np.zeros(left.shape, np.uint8)
    for piece in (p for p in ink.pieces if p.label in labels):
        box = slice(piece.top, piece.bottom), slice(piece.x0, piece.x1)
        own = left[box] == piece.label
        gone[box][own] = 1
        left[box][own] = 0
    kept, near = _grown((left > 0).view(np.uint8), 1), _grown(gone, 2)
    return replace(
        ink,
        grey=np.asarray(cv2.copyTo(ink.paper, near & ~kept, ink.grey.copy()), np.uint8),
        labels=left,
        pieces=tuple(p for p in ink.pieces if p.label not in labels),
        piece_labels=ink.piece_labels - labels,
    )


def as_grey(pixels: Pixels) -> Pixels:
    """The picture in grey."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def window_of(box: BBox, scan: Scan) -> Window:
    """The pixels whose centres `box` holds, within the scan."""
    x0, top = max(0, round(box.x0 * scan.scale)), max(0, round(box.top * scan.scale))
    x1, bottom = min(scan.width, round(box.x1 * scan.scale)), min(scan.height, round(box.bottom * scan.scale))
    return Window(x0, top, max(x0, x1), max(top, bottom))


def _dark_on_light(grey: Pixels, windows: Sequence[Window]) -> Pixels:
    """`grey` with every window turned to its negative that is mostly dark."""
    dark = [w for w in windows if 2 * np.count_nonzero(grey[w.slices] < DARK_GROUND) > grey[w.slices].size]
    if not dark:
        return grey
    grey = grey.copy()
    for window in dark:
        grey[window.slices] = 255 - grey[window.slices]
    return grey


def _find_rules(mask: Mask, rulings: Sequence[Ruling], scan: Scan) -> tuple[Mask, Mask]:
    """The pixels of the printed rules; and those among them that belong to strokes too.

    A rule is a long run of ink near where it was measured, with its ragged edge of at most `FRINGE`. A stroke that
    goes on through the rule keeps what it shares with it, and one that only touches keeps what it has of the edge.
    """
    rules, cores, kept = np.zeros_like(mask), np.zeros_like(mask), np.zeros_like(mask)
    reach, run, fringe = RULE_REACH * scan.dpi, round(SHORTEST_RULE_RUN * scan.dpi), max(1, round(FRINGE * scan.dpi))
    bands = []
    for ruling in rulings:
        flat = ruling.orientation == "horizontal"
        thick = ruling.thickness * scan.scale
        # More than the rule and its straying, so that strokes at its sides are seen.
        band = window_of(ruling.bbox.grown((reach + thick / 2 + fringe + 1) / scan.scale), scan).slices
        runs = _runs_along(mask[band], max(3, min(run, round(0.6 * ruling.length * scan.scale))), flat=flat)
        core = _one_track(runs if flat else runs.T, round(SEGMENT * scan.dpi), thick / 2 + fringe)
        core = core if flat else core.T
        if thick > 2:
            # A double rule comes as one; what is between its lines belongs to it.
            core = _across(cv2.MORPH_CLOSE, core, round(thick) + 1, flat=flat)
        cores[band] |= core
        rules[band] |= _across(cv2.MORPH_DILATE, core, 2 * fringe + 1, flat=flat) & mask[band]
        bands.append((band, flat, thick))
    rest = mask & ~rules
    for band, flat, thick in bands:
        side = {before: _beside(rest[band], fringe, flat=flat, before=before) for before in (True, False)}
        keep = (side[True] | side[False]) & (1 - cores[band])
        if thick <= THIN_RULE * scan.dpi:
            reach_through = round(thick) + 2 * fringe + 2
            touch = {before: _beside(rest[band], 1, flat=flat, before=before) & rules[band] for before in (True, False)}
            keep |= _beside(touch[True], reach_through, flat=flat, before=True) & _beside(
                touch[False], reach_through, flat=flat, before=False
            )
        kept[band] |= rules[band] & keep
    return rules, kept


def _across(operation: int, mask: Mask, length: int, *, flat: bool) -> Mask:
    """A morphological operation over `length` pixels across a rule."""
    kernel = np.ones((length, 1) if flat else (1, length), np.uint8)
    return np.asarray(cv2.morphologyEx(mask, operation, kernel), np.uint8)


def _runs_along(mask: Mask, length: int, *, flat: bool) -> Mask:
    """The ink in runs of at least `length` pixels along a rule; breaks of a tenth of that are closed first."""
    gap = max(2, length // 10)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, gap) if flat else (gap, 1), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length) if flat else (length, 1), np.uint8))
    return np.asarray(runs, np.uint8)


def _one_track(runs: Mask, segment: int, half: float) -> Mask:
    """Of the level runs in a band only those of the rule: in every segment along it the rows around the fullest.

    Only a segment that the rule fills by half shows where it runs; in the others, where it is faded or the feet of a
    line of text are longer than it, it runs as between those.
    """
    track = np.zeros_like(runs)
    if not runs.any():
        return track
    parts = np.array_split(np.arange(runs.shape[1]), max(1, round(runs.shape[1] / max(1, segment))))
    fullest = [_middle_row(runs[:, p[0] : p[-1] + 1]) for p in parts]
    shares = [runs[_rows(f, half), p[0] : p[-1] + 1].any(axis=0).mean() for p, f in zip(parts, fullest, strict=True)]
    known = [i for i, share in enumerate(shares) if share >= 0.5]
    if not known:
        return track
    courses = np.interp(range(len(parts)), known, [fullest[i] for i in known])
    for part, course in zip(parts, courses, strict=True):
        here = _rows(float(course), half), slice(part[0], part[-1] + 1)
        track[here] = runs[here]
    return track


def _middle_row(runs: Mask) -> float:
    """The middle of the rows that are about as full as the fullest: a rule, or the two lines of a double one."""
    filled = runs.sum(axis=1, dtype=np.int64)
    return float(np.mean(np.flatnonzero(filled >= 0.6 * filled.max())))


def _rows(middle: float, half: float) -> slice:
    return slice(max(0, round(middle - half)), round(middle + half) + 1)


def _beside(ink: Mask, reach: int, *, flat: bool, before: bool) -> Mask:
    """1 where ink lies at most `reach` pixels before (above, left of) or after a pixel, across a rule."""
    return np.asarray(cv2.dilate(ink, _one_sided(reach, flat=flat, before=before)), np.uint8)


def _one_sided(length: int, *, flat: bool, before: bool) -> Mask:
    """A kernel that dilates ink by `length` pixels in one direction only, across a rule."""
    line = np.zeros(2 * length + 1, np.uint8)
    line[: length + 1] = before
    line[length:] |= np.uint8(not before)
    return line.reshape((-1, 1) if flat else (1, -1))


def _painted_over(grey: Pixels, paper: Pixels, rules: Mask, kept: Mask) -> Pixels:
    """`grey` with the rules and their blurred edges in the colour of the paper."""
    if not rules.any():
        return grey
    wide, stroke = _grown(rules, 1), _grown(kept, 1)
    return np.asarray(cv2.copyTo(paper, wide & ~stroke, grey.copy()), np.uint8)


def _grown(mask: Mask, by: int) -> Mask:
    """`mask` grown by that many pixels in every direction."""
    return np.asarray(cv2.dilate(mask, np.ones((2 * by + 1, 2 * by + 1), np.uint8)), np.uint8)


def _pieces_of(mask: Mask, inch: float) -> tuple[NDArray[np.int32], tuple[Piece, ...]]:
    """The label of each pixel, and all pieces that are more than specks."""
    areas = find_areas(mask)
    marks = np.flatnonzero(areas.sizes >= max(3.0, (SMALLEST_MARK * inch) ** 2))
    pieces = tuple(
        Piece(label, x, y, x + width, y + height, size)
        for label, (x, y, width, height), size in zip(
            marks.tolist(), areas.boxes[marks].tolist(), areas.sizes[marks].tolist(), strict=True
        )
    )
    return areas.labels, pieces


def _cut_at_borders(mask: Mask, pieces: Sequence[Piece], windows: Sequence[Window], reach: int) -> set[int]:
    """Cut in `mask` every piece that lies in a window and runs out of it by more than `reach`; the labels of those."""
    owner = window_map(mask.shape[0], mask.shape[1], windows)
    cut: set[int] = set()
    for piece in pieces:
        index = int(owner[int(piece.y_mid), int(piece.x_mid)]) - 1
        touched = {index} if index >= 0 else set(np.unique(owner[piece.top : piece.bottom, piece.x0 : piece.x1]) - 1)
        for i in touched - {-1}:
            w = windows[int(i)]
            over = max(w.x0 - piece.x0, piece.x1 - w.x1, w.top - piece.top, piece.bottom - w.bottom)
            if over > reach:
                rows, columns = slice(piece.top, piece.bottom), slice(piece.x0, piece.x1)
                for x in (w.x0, w.x1 - 1):
                    if piece.x0 <= x < piece.x1:
                        mask[rows, x] = 0
                for y in (w.top, w.bottom - 1):
                    if piece.top <= y < piece.bottom:
                        mask[y, columns] = 0
                cut.add(piece.label)
    return cut


def window_map(height: int, width: int, windows: Sequence[Window]) -> NDArray[np.int32]:
    """For each pixel the index of the window that holds it, from 1; 0 for none."""
    owner = np.zeros((height, width), np.int32)
    for i, window in enumerate(windows):
        owner[window.slices] = i + 1
    return owner


def _usual_height(pieces: Sequence[Piece], inch: float) -> float:
    """Height of a line of text in pixels: the upper quartile of the heights that characters can have."""
    heights = [p.height for p in pieces if 0.05 * inch <= p.height <= 0.35 * inch and p.width <= 1.5 * inch]
    return float(np.percentile(heights, 75)) if heights else 0.13 * inch
