"""Print of the other side that shines through thin paper, taken off.

It is told from faint print of this side by two things together: all of it is much lighter than the rest of the print,
with little in between, and it is soft, for the light that shows it has been scattered in the sheet. (Two classes of
ink by their tone: N. Otsu, "A threshold selection method from gray-level histograms", 1979; hysteresis: Canny, 1986.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.areas import Areas, find_areas
from extractor.imaging.background import find_darkness
from extractor.imaging.morphology import grown
from extractor.imaging.warping import with_pixels
from extractor.page import Pixels, Scan

FAINTEST = 22
"""Greys below the paper from which ink is looked at; fainter marks are not read as print anyway."""
CHARACTER = (0.04, 0.35)
"""Inches, of the larger side of a piece of ink that may be a character or part of one."""
FEWEST = 40
"""Pieces of each kind that a page must have; less proves nothing."""
MOST = 250
"""Pieces that are measured."""
LIGHTER = 0.55
"""Of the depth of the darker kind, the depth of the lighter one at most."""
BETWEEN = 0.08
"""Share of all pieces that may lie in the middle third between the two kinds."""
SOFTER = 0.75
"""Of the steepness of the edges of print, in relation to its depth, that of what shines through at most."""
MARGIN = 1.2
"""Times the depth of nearly all of the lighter kind: what is darker is print."""
REACH = 0.006
"""Inches around print in which its own soft edges are kept."""


class _Piece(NamedTuple):
    """A piece of ink of the size of characters.

    Attributes:
        soft: Darkness around it, freed of grain by a slight blur.
        own: Where in that the piece is.
    """

    soft: NDArray[np.float32]
    own: NDArray[np.bool_]

    def depth(self) -> float:
        """Its greatest darkness."""
        return float(self.soft[self.own].max())

    def steepness(self) -> float:
        """The steepest rise of darkness from one pixel to the next, by its depth."""
        across, down = (cv2.Scharr(self.soft, cv2.CV_32F, dx, 1 - dx)[self.own] for dx in (1, 0))
        return float(np.hypot(across, down).max()) / 32 / max(self.depth(), 1.0)


def remove_bleed_through(scan: Scan) -> Scan:
    """`scan` (grey) without what shines through from the other side; the scan itself where nothing does."""
    darkness = find_darkness(scan.pixels, scan.dpi)
    limit = _limit(_pieces(darkness, scan.dpi))
    if limit is None:
        return scan
    print_ = grown((darkness >= limit).view(np.uint8), max(1, round(REACH * scan.dpi)))
    paper = cv2.add(scan.pixels, darkness)
    return with_pixels(scan, np.asarray(cv2.copyTo(scan.pixels, print_, paper), dtype=np.uint8))


def _pieces(darkness: Pixels, dpi: float) -> list[_Piece]:
    """The pieces of a page, or as many of them as say the same."""
    areas = find_areas((darkness > FAINTEST).view(np.uint8))
    largest = areas.boxes[:, 2:].max(axis=1)
    wanted = (largest >= CHARACTER[0] * dpi) & (largest <= CHARACTER[1] * dpi)
    wanted[0] = False
    chosen = np.flatnonzero(wanted)
    return [_piece(darkness, areas, label) for label in chosen[:: max(1, len(chosen) // MOST)].tolist()]


def _piece(darkness: Pixels, areas: Areas, label: int) -> _Piece:
    x, y, width, height = areas.boxes[label].tolist()
    around = slice(max(0, y - 2), y + height + 2), slice(max(0, x - 2), x + width + 2)
    soft = cv2.GaussianBlur(darkness[around], (0, 0), 0.8).astype(np.float32)
    return _Piece(soft, areas.labels[around] == label)


def _limit(pieces: Sequence[_Piece]) -> float | None:
    """The depth from which ink is print of this side; None where all of it may be.

    Steepness, which costs most, is measured only where there are two kinds of depth.
    """
    if len(pieces) < 2 * FEWEST:
        return None
    depth = np.array([piece.depth() for piece in pieces], dtype=np.float64)
    rounded = np.clip(depth, 0, 255).astype(np.uint8).reshape(1, -1)
    dividing, _ = cv2.threshold(rounded, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = depth <= dividing
    if min(light.sum(), (~light).sum()) < FEWEST:
        return None
    low, high = (float(np.median(depth[kind])) for kind in (light, ~light))
    between = (depth > low + (high - low) / 3) & (depth < high - (high - low) / 3)
    if low > LIGHTER * high or between.mean() > BETWEEN:
        return None
    steepness = np.array([piece.steepness() for piece in pieces], dtype=np.float64)
    soft, sharp = (float(np.median(steepness[kind])) for kind in (light, ~light))
    return MARGIN * float(np.percentile(depth[light], 95)) if soft <= SOFTER * sharp else None
