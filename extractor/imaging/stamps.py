"""Seals taken off, with the black print under them kept.

A seal is told from coloured text by its frame: ink of one colour, or on a grey scan of a tone between paper and print,
that goes all the way round an ellipse (or, for a name seal, a small square). Anything else that is coloured (a title,
a red figure, a shaded heading) stays in the grey picture as dark as the eye sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import outlines
from extractor.imaging.morphology import Mask, closed, grown, opened, reduced
from extractor.imaging.warping import PAPER, as_grey, with_pixels
from extractor.page import BBox, Pixels, Scan

SEARCH_DPI = 100.0
COLOURED = 38
"""Greys by which the ink's own channel stands out over the next one; JPEG leaves up to 20 around black text."""
MIDDLE_TONES = (0.25, 0.75)
"""Of the way from the darkest print to the paper, where the ink of a seal on a grey scan lies."""
DARKEST = 20
"""Percentile of all that is darker than paper which is taken for the tone of full print."""
EDGE = 0.013
"""Inches; the edge of a stroke, which is of no full tone, is narrower."""
ROUND_SIZE = (0.55, 2.4)
"""Inches; public seals are 3.0 to 5.8 cm wide, oval ones 2 to 3 cm high."""
SQUARE_SIZE = (0.45, 1.1)
"""Inches; name seals. A larger coloured square may be a ruled cell and is kept, and so is any grey one."""
LONGEST_RATIO = 1.75
"""Long side to short side; a line of coloured text is longer."""
JOIN = 0.05
"""Inches between two pieces of ink that belong to one seal."""
FRAME_BAND = 0.13
"""Of the half width: how far within the outline the frame's ink may lie."""
FRAME_COVER = 0.72
"""Share of the directions from the middle in which the frame shows ink."""
OUTSIDE = 0.05
"""Share of its ink that a seal may have outside that frame: a shaded cell has 12 % of it in its corners."""
DIRECTIONS = 120
FRINGE = 0.025
"""Inches around a seal's ink in which its colour has bled, by blur and by JPEG, without being plain."""
CRUMB = 0.0125
"""Inches; what is left of a seal in pieces smaller than a square of this side is no print: a full stop is wider."""
STROKE = 0.045
"""Inches; strokes of print are narrower."""
WIDEST_LINE = 0.06
"""Inches; the lines of a seal's frame and of its lettering are narrower, its star is wider."""
SMALL_SEAM = 0.08
"""Inches; characters are larger."""
COVERED = 0.88
"""Of the tone of the ink around it, the tone of the darkest strokes under ink that covers; above it is only grain."""
PRINT_TONE = (0.35, 0.5)
"""Of the way from the darkest print under a seal to the paper: print has pixels darker than the first, and all of it
is darker than the second. What is lighter is the seal's own fringe."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal on a picture.

    Attributes:
        box: In pixels of that picture.
        channel: 0 for red ink, 2 for blue; None on a grey picture.
    """

    box: BBox
    channel: int | None


def find_seals(scan: Scan) -> tuple[Seal, ...]:
    """The seals on `scan`: coloured ones where it has colours, on a grey picture those lighter than its print."""
    if scan.pixels.ndim == 2:
        small, shrink = reduced(255 * grey_ink(scan.pixels, scan.dpi), scan.dpi, SEARCH_DPI)
        inks: list[tuple[int | None, Mask]] = [(None, (small > 127).astype(np.uint8))]
    else:
        small, shrink = reduced(scan.pixels, scan.dpi, SEARCH_DPI)
        inks = [(channel, coloured_ink(small, channel)) for channel in (0, 2)]
    seals = []
    for channel, ink in inks:
        for box in _groups(ink, scan.dpi * shrink):
            if _is_seal(ink, box, scan.dpi * shrink, may_be_square=channel is not None):
                x, y, width, height = (side / shrink for side in box)
                seals.append(Seal(BBox(x, y, x + width, y + height), channel))
    return tuple(seals)


def remove_stamps(scan: Scan) -> tuple[Scan, tuple[BBox, ...]]:
    """`scan` in grey without its seals, and their boxes in pixels; the scan itself where it is grey and has none."""
    seals = find_seals(scan)
    if scan.pixels.ndim == 2 and not seals:
        return scan, ()
    grey = as_grey(scan.pixels).copy()
    for seal in seals:
        _lift(grey, scan.pixels, seal, scan.dpi)
    return with_pixels(scan, grey), tuple(seal.box for seal in seals)


def grey_ink(pixels: Pixels, dpi: float) -> Mask:
    """1 where grey `pixels` have, over more than the edge of a stroke, a tone well between print and paper."""
    dividing, _ = cv2.threshold(pixels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    counts = np.asarray(cv2.calcHist([pixels], [0], None, [256], [0, 256]), dtype=np.int64).ravel()
    print_, paper = counts.copy(), counts.copy()
    print_[int(dividing) + 1 :] = 0
    paper[: int(dividing) + 1] = 0
    if not print_.any() or not paper.any():
        return np.zeros(pixels.shape, np.uint8)
    darkest, lightest = _percentile(print_, DARKEST), _percentile(paper, 50)
    low, high = (darkest + share * (lightest - darkest) for share in MIDDLE_TONES)
    side = max(2, round(EDGE * dpi))
    greys = np.arange(256)
    between = cv2.LUT(pixels, ((greys > low) & (greys < high)).view(np.uint8))
    return opened(np.asarray(between, dtype=np.uint8), side, side)


def _percentile(counts: NDArray[np.int64], percent: float) -> float:
    """The grey that `percent` of the pixels do not exceed, between two greys where it falls between two pixels.

    `counts` are the numbers of pixels of each grey: to sort a whole picture takes many times as long.
    """
    up_to = np.cumsum(counts)
    place = percent / 100 * (up_to[-1] - 1)
    below, above = np.searchsorted(up_to, (np.floor(place), np.ceil(place)), side="right").tolist()
    return float(below + (place - np.floor(place)) * (above - below))


def coloured_ink(pixels: Pixels, channel: int) -> NDArray[np.uint8]:
    """1 where the `channel` of RGB `pixels` stands out over both others: red ink for 0, blue ink for 2."""
    others = [pixels[..., other] for other in range(3) if other != channel]
    excess = cv2.subtract(pixels[..., channel], cv2.max(*others))
    return np.asarray(excess > COLOURED, dtype=np.uint8)


def _groups(ink: NDArray[np.uint8], dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, width, height) of ink that hangs together when gaps of `JOIN` are closed."""
    reach = max(3, round(JOIN * dpi))
    boxes = [cv2.boundingRect(outline) for outline in outlines(closed(ink, reach, reach))]
    smallest = min(ROUND_SIZE[0], SQUARE_SIZE[0]) * dpi
    return [(x, y, w, h) for x, y, w, h in boxes if max(w, h) >= smallest]


def _is_seal(ink: NDArray[np.uint8], box: tuple[int, int, int, int], dpi: float, *, may_be_square: bool) -> bool:
    """Whether the ink in `box` has the size, the shape and the closed frame of a seal."""
    x, y, width, height = box
    sides = sorted((width / dpi, height / dpi))
    if sides[1] > LONGEST_RATIO * sides[0]:
        return False
    part = ink[y : y + height, x : x + width]
    if ROUND_SIZE[0] <= sides[1] <= ROUND_SIZE[1] and _is_framed(part, square=False):
        return True
    return may_be_square and SQUARE_SIZE[0] <= sides[1] <= SQUARE_SIZE[1] and _is_framed(part, square=True)


def _is_framed(ink: NDArray[np.uint8], square: bool) -> bool:
    """Whether ink lies just within the outline of its box in most directions from the middle, and none outside."""
    height, width = ink.shape
    ys, xs = np.nonzero(ink)
    u = (xs + 0.5) / width * 2 - 1
    v = (ys + 0.5) / height * 2 - 1
    radius = np.maximum(np.abs(u), np.abs(v)) if square else np.hypot(u, v)
    outside = radius > 1 + FRAME_BAND / 2
    framed = (radius > 1 - FRAME_BAND) & ~outside
    directions = ((np.arctan2(v[framed], u[framed]) / (2 * np.pi) + 0.5) * DIRECTIONS).astype(int) % DIRECTIONS
    return len(np.unique(directions)) >= FRAME_COVER * DIRECTIONS and bool(outside.mean() <= OUTSIDE)


def _lift(grey: Pixels, pixels: Pixels, seal: Seal, dpi: float) -> None:
    """Write into `grey`, within the seal's box, the print beneath its ink, dark on white."""
    grow = 0.03 * dpi
    x0, top = max(0, int(seal.box.x0 - grow)), max(0, int(seal.box.top - grow))
    x1, bottom = int(seal.box.x1 + grow) + 1, int(seal.box.bottom + grow) + 1
    part = pixels[top:bottom, x0:x1]
    ink = grey_ink(pixels, dpi)[top:bottom, x0:x1] if seal.channel is None else coloured_ink(part, seal.channel)
    near = grown(ink, max(2, round(FRINGE * dpi))).astype(bool)
    own = part if seal.channel is None else part[..., seal.channel]
    plain = _plain_tone(own, ink.astype(bool))
    tone = np.minimum(plain, _tone_under_cover(own, ink.astype(bool), dpi))
    lines = (ink == 1) & (opened(ink, WIDEST_LINE * dpi, WIDEST_LINE * dpi) == 0)
    pieces = _dark_pieces(tone)
    lifted = np.where(_is_print(tone, pieces, dpi) & ~_seams(plain, pieces, lines, dpi), tone * PAPER, PAPER)
    grey[top:bottom, x0:x1][near] = lifted[near].astype(np.uint8)


def _plain_tone(own: Pixels, ink: NDArray[np.bool_]) -> NDArray[np.float64]:
    """For each pixel the way (0 to 1) from the darkest print to the paper, in the `own` channel of a seal's ink.

    Pure ink of the seal counts as paper.
    """
    white = float(np.median(own[ink])) if ink.any() else PAPER
    darkest = min(float(np.percentile(own, 1)), white - 1)
    tone: NDArray[np.float64] = np.clip((own - darkest) / (white - darkest), 0, 1)
    return tone


def _tone_under_cover(own: Pixels, ink: NDArray[np.bool_], dpi: float) -> NDArray[np.float64]:
    """The same where the ink covers what it was pressed on, so that little is seen of the print beneath.

    There it goes by how much darker a stroke is than the ink around it (black top-hat), against the darkest such
    strokes. It is 1 outside the ink, and everywhere where nothing is seen through it but its grain.
    """
    tone = np.ones(own.shape)
    if not ink.any():
        return tone
    level = np.minimum(own, np.median(own[ink]).astype(np.uint8))
    stroke = max(3, round(STROKE * dpi))
    ratio = level / np.maximum(closed(level, stroke, stroke), 1)
    covered = float(np.percentile(ratio[ink], 2))
    if covered < COVERED:
        tone[ink] = np.clip((ratio - covered) / (1 - covered), 0, 1)[ink]
    return tone


class _Pieces(NamedTuple):
    """The label of every dark pixel, and OpenCV's statistics of each label."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]


def _is_print(tone: NDArray[np.float64], pieces: _Pieces, dpi: float) -> NDArray[np.bool_]:
    """Where print is, given the way (0 to 1) of each pixel from the darkest print to the paper.

    Threshold with hysteresis (Canny, 1986): what is dark belongs to print where it hangs together with what is
    darker still. Pieces smaller than a square of `CRUMB` are none.
    """
    labels, stats = pieces
    whole = stats[:, cv2.CC_STAT_AREA] >= (CRUMB * dpi) ** 2
    whole[np.setdiff1d(np.arange(len(stats)), labels[tone < PRINT_TONE[0]])] = False
    whole[0] = False
    print_: NDArray[np.bool_] = whole[labels]
    return print_


def _seams(plain: NDArray[np.float64], pieces: _Pieces, lines: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """Where dark pieces are seams of uneven ink: print crosses a line of the seal, a seam runs along it.

    Most of a seam lies on `lines` and is, by its `plain` tone, not as dark as print; a small one may be nearly so.
    """
    labels, stats = pieces
    small = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) < SMALL_SEAM * dpi
    limit = np.where(small, PRINT_TONE[0], PRINT_TONE[1])
    on_lines = np.bincount(labels.ravel(), weights=(lines & (plain > limit[labels])).ravel(), minlength=len(stats))
    seams: NDArray[np.bool_] = (on_lines > 0.5 * stats[:, cv2.CC_STAT_AREA])[labels]
    return seams


def _dark_pieces(tone: NDArray[np.float64]) -> _Pieces:
    dark = (tone < PRINT_TONE[1]).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return _Pieces(np.asarray(labels, np.int32), np.asarray(stats, np.int32))
