"""Colour seals taken off, with the black print under them kept.

A seal is told from coloured text by its frame: ink of one colour that goes all the way round an ellipse (or, for a
name seal, a small square). Anything else that is coloured (a title, a red figure, a shaded heading) stays in the
grey picture as dark as the eye sees it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.imaging.morphology import closed, grown, outlines, reduced
from extractor.imaging.warping import PAPER, as_grey, with_pixels
from extractor.page import BBox, Pixels, Scan

SEARCH_DPI = 100.0
COLOURED = 38
"""Greys by which the ink's own channel stands out over the next one; JPEG leaves up to 20 around black text."""
ROUND_SIZE = (0.55, 2.4)
"""Inches; public seals are 3.0 to 5.8 cm wide, oval ones 2 to 3 cm high."""
SQUARE_SIZE = (0.45, 1.1)
"""Inches; name seals. A larger coloured square may be a ruled cell and is kept."""
LONGEST_RATIO = 1.75
"""Long side to short side; a line of coloured text is longer."""
JOIN = 0.05
"""Inches between two pieces of ink that belong to one seal."""
FRAME_BAND = 0.13
"""Of the half width: how far within the outline the frame's ink may lie."""
FRAME_COVER = 0.72
"""Share of the directions from the middle in which the frame shows ink."""
DIRECTIONS = 120
FRINGE = 0.025
"""Inches around a seal's ink in which its colour has bled, by blur and by JPEG, without being plain."""
CRUMB = 0.0125
"""Inches; what is left of a seal in pieces smaller than a square of this side is no print: a full stop is wider."""
PRINT_TONE = (0.35, 0.5)
"""Of the way from the darkest print under a seal to the paper: print has pixels darker than the first, and all of it
is darker than the second. What is lighter is the seal's own fringe."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal on a picture: its box in pixels of that picture, and the channel (0 red, 2 blue) of its ink."""

    box: BBox
    channel: int


def find_seals(scan: Scan) -> tuple[Seal, ...]:
    """The colour seals on `scan`; none on a grey picture."""
    if scan.pixels.ndim == 2:
        return ()
    small, shrink = reduced(scan.pixels, scan.dpi, SEARCH_DPI)
    seals = []
    for channel in (0, 2):
        ink = coloured_ink(small, channel)
        for box in _groups(ink, scan.dpi * shrink):
            if _is_seal(ink, box, scan.dpi * shrink):
                x, y, width, height = (side / shrink for side in box)
                seals.append(Seal(BBox(x, y, x + width, y + height), channel))
    return tuple(seals)


def remove_stamps(scan: Scan) -> tuple[Scan, tuple[BBox, ...]]:
    """`scan` in grey without its colour seals, and their boxes in pixels; the scan itself where it is grey already."""
    if scan.pixels.ndim == 2:
        return scan, ()
    seals = find_seals(scan)
    grey = as_grey(scan.pixels).copy()
    for seal in seals:
        _lift(grey, scan.pixels, seal, scan.dpi)
    return with_pixels(scan, grey), tuple(seal.box for seal in seals)


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


def _is_seal(ink: NDArray[np.uint8], box: tuple[int, int, int, int], dpi: float) -> bool:
    """Whether the ink in `box` has the size, the shape and the closed frame of a seal."""
    x, y, width, height = box
    sides = sorted((width / dpi, height / dpi))
    if sides[1] > LONGEST_RATIO * sides[0]:
        return False
    part = ink[y : y + height, x : x + width]
    if ROUND_SIZE[0] <= sides[1] <= ROUND_SIZE[1] and _frame_cover(part, square=False) >= FRAME_COVER:
        return True
    return bool(SQUARE_SIZE[0] <= sides[1] <= SQUARE_SIZE[1] and _frame_cover(part, square=True) >= FRAME_COVER)


def _frame_cover(ink: NDArray[np.uint8], square: bool) -> float:
    """Share of the directions from the middle in which ink lies just within the outline of the box of `ink`."""
    height, width = ink.shape
    ys, xs = np.nonzero(ink)
    u = (xs + 0.5) / width * 2 - 1
    v = (ys + 0.5) / height * 2 - 1
    radius = np.maximum(np.abs(u), np.abs(v)) if square else np.hypot(u, v)
    framed = (radius > 1 - FRAME_BAND) & (radius < 1 + FRAME_BAND / 2)
    directions = ((np.arctan2(v[framed], u[framed]) / (2 * np.pi) + 0.5) * DIRECTIONS).astype(int) % DIRECTIONS
    return float(len(np.unique(directions))) / DIRECTIONS


def _lift(grey: Pixels, pixels: Pixels, seal: Seal, dpi: float) -> None:
    """Write into `grey`, within the seal's box, the channel in which its ink is as light as paper.

    Pure seal ink sets the new white, so that what stays dark is the print beneath.
    """
    grow = 0.03 * dpi
    x0, top = max(0, int(seal.box.x0 - grow)), max(0, int(seal.box.top - grow))
    x1, bottom = int(seal.box.x1 + grow) + 1, int(seal.box.bottom + grow) + 1
    part = pixels[top:bottom, x0:x1]
    ink = coloured_ink(part, seal.channel)
    near = grown(ink, max(2, round(FRINGE * dpi))).astype(bool)
    own = part[..., seal.channel]
    white = float(np.median(own[ink.astype(bool)])) if ink.any() else PAPER
    lifted = np.clip(own.astype(np.float64) * PAPER / max(white, 1.0), 0, PAPER)
    darkest = float(np.percentile(lifted, 1))
    lifted[~_is_print((lifted - darkest) / max(PAPER - darkest, 1.0), ink, CRUMB * dpi)] = PAPER
    grey[top:bottom, x0:x1][near] = lifted[near].astype(np.uint8)


def _is_print(tone: NDArray[np.float64], ink: NDArray[np.uint8], crumb: float) -> NDArray[np.bool_]:
    """Where print is, given the way (0 to 1) of each pixel from the darkest print to the paper.

    Threshold with hysteresis (Canny, 1986): what is dark belongs to print where it hangs together with what is
    darker still. Pieces smaller than a square of `crumb` pixels are none, nor are those in which most pixels have
    the plain colour of the seal (`ink`): print beneath is too dark to show it.
    """
    dark = tone < PRINT_TONE[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    whole = stats[:, cv2.CC_STAT_AREA] >= crumb * crumb
    whole[np.setdiff1d(np.arange(len(stats)), labels[tone < PRINT_TONE[0]])] = False
    coloured = np.bincount(labels.ravel(), weights=ink.ravel(), minlength=len(stats))
    whole[coloured > 0.5 * stats[:, cv2.CC_STAT_AREA]] = False
    whole[0] = False
    print_: NDArray[np.bool_] = whole[labels]
    return print_
