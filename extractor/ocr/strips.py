"""A line cut out of the page, by itself on paper, as the recogniser is to see it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from extractor.ocr.ink import Ink, Window
from extractor.ocr.lines import Line
from extractor.page import Pixels

MARGIN = 0.4
"""Of the em, paper around the ink; a tight crop turns 4 into 1 in every engine."""
SECOND_MARGIN = 0.2
"""For a second look: another margin is another place of the ink in the recogniser's frames."""
PRINTED_MARGIN = 0.2
"""For a line as printed: more would show the lines above and below."""
LOWEST_LINE = 0.75
"""Of the em: a lower line (一, a dash) is cut out as high as this, so that it is not blown up to a character."""
STEEP = 0.15
"""Of the em, rise over the whole line, from which it is levelled before it is read."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of one line, and the x in page pixels of its left and right edges."""

    pixels: Pixels
    x0: float
    x1: float


def cut_strip(ink: Ink, line: Line, margin: float = MARGIN, zoom: float = 1.0) -> Strip:
    """The picture of `line` with `margin` em of paper around it; ink of other lines is painted over."""
    side = margin * line.em
    above = side + max(0.0, LOWEST_LINE * line.em - line.height) / 2
    window = Window(round(line.x0 - side), round(line.top - above), round(line.x1 + side), round(line.bottom + above))
    pixels = _alone(ink, line, window)
    if abs(line.slope) * (line.x1 - line.x0) > STEEP * line.em:
        pixels = _levelled(pixels, line, above)
    if zoom != 1.0:
        pixels = np.asarray(cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), np.uint8)
    return Strip(pixels, window.x0, window.x1)


def cut_as_printed(ink: Ink, line: Line) -> Strip:
    """The picture of `line` as the page shows it, with rules and neighbours, and little paper around it."""
    side = round(PRINTED_MARGIN * line.em)
    height, width = ink.printed.shape
    window = Window(
        max(0, line.x0 - side), max(0, line.top - side), min(width, line.x1 + side), min(height, line.bottom + side)
    )
    return Strip(ink.printed[window.slices], window.x0, window.x1)


def _alone(ink: Ink, line: Line, window: Window) -> Pixels:
    """The pixels of the window, beyond the page's edge too, with foreign ink painted over."""
    height, width = ink.grey.shape
    inside = Window(max(0, window.x0), max(0, window.top), min(width, window.x1), min(height, window.bottom)).slices
    grey, paper, labels = ink.grey[inside], ink.paper[inside], ink.labels[inside]
    foreign = _foreign(ink, line, labels)
    if foreign.any():
        near = cv2.dilate(foreign.astype(np.uint8), np.ones((3, 3), np.uint8)) == 1
        own = cv2.dilate(((labels > 0) & ~foreign).astype(np.uint8), np.ones((3, 3), np.uint8)) == 1
        grey = np.where(near & ~(own & ~foreign), paper, grey)
    result = np.full((window.bottom - window.top, window.x1 - window.x0), np.uint8(np.median(paper)), np.uint8)
    rows = slice(inside[0].start - window.top, inside[0].stop - window.top)
    columns = slice(inside[1].start - window.x0, inside[1].stop - window.x0)
    result[rows, columns] = grey
    return result


def _foreign(
    ink: Ink, line: Line, labels: np.ndarray[tuple[int, ...], np.dtype[np.int32]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where there is ink of a piece that is not one of the line's; specks belong to the line, for a dot may be one."""
    own = {p.label for p in line.pieces}
    here = set(np.flatnonzero(np.bincount(labels.ravel())).tolist()) - own - {0}
    others = here & ink.piece_labels
    return np.isin(labels, list(others))


def _levelled(pixels: Pixels, line: Line, above: float) -> Pixels:
    """The strip sheared so that a line that falls to the right is level, and cut to the height that is left."""
    height, width = pixels.shape
    fall = line.slope * (line.x1 - line.x0)
    shear = np.array([[1, 0, 0], [-line.slope, 1, line.slope * width / 2]], np.float64)
    level = cv2.warpAffine(pixels, shear, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    spare = min(abs(fall) / 2, max(0.0, (height - 2 * above - 0.6 * line.em) / 2))
    cut = int(spare)
    return np.asarray(level[cut : height - cut] if cut else level, np.uint8)
