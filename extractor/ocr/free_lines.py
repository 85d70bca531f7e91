"""The text lines outside all cells: where a detector sees them, and where ink is left over."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.ocr.engine import LineBox, OcrEngine
from extractor.ocr.ink import Ink, Piece, Window
from extractor.ocr.lines import Line, em_of, is_text, line_of, rows_of, split_at_gaps, without_strays

BAND_GAP = 6.0
"""Of the em: a strip of blank page higher than this is not shown to the detector, whose time goes by area."""
BAND_MARGIN = 1.5
"""Of the em: paper around what the detector sees."""
LEVEL = 0.1
"""Of the em: a line that rises less over its whole width is level."""
NEAR_LINE = 0.35
"""Of the em: ink this close to a line's box belongs to the line."""
SMALLEST_LEFTOVER = 0.35
"""Of the em: smaller ink that no line box holds is dirt, or a mark that says nothing by itself."""
MOST_LEFTOVERS = 60
"""Groups of left-over ink that are read; a picture falls into hundreds."""


def find_free_lines(
    ink: Ink, pieces: Sequence[Piece], cells: Sequence[Window], engine: OcrEngine
) -> tuple[list[Line], list[Line]]:
    """Lines that the engine finds around `pieces`, and lines made of those that it found no line for.

    `cells` are painted over before the engine looks.
    """
    text = [p for p in pieces if is_text(p, ink.em)]
    grey = ink.grey.copy()
    for cell in cells:
        grey[cell.slices] = 255
    found: list[Line] = []
    taken: set[int] = set()
    for band in _bands(ink, text):
        inside = [p for p in text if band.holds(p.x_mid, p.y_mid)]
        boxes = engine.find_lines(np.ascontiguousarray(grey[band.slices]), ink.em)
        for box, own in _share_out(ink, inside, [_moved(b, band) for b in boxes]):
            found += _lines_of_box(box, own, ink.em)
            taken |= {p.label for p in own}
    left = [p for p in text if p.label not in taken]
    return found, _lines_of_leftovers(ink, left)


def group_nearby(pieces: Sequence[Piece], reach_x: float, reach_y: float, shape: tuple[int, ...]) -> list[list[Piece]]:
    """The pieces in groups: two that are no more than twice the reach apart are in one."""
    if not pieces:
        return []
    canvas = np.zeros(shape[:2], np.uint8)
    for p in pieces:
        x0, top = max(0, round(p.x0 - reach_x)), max(0, round(p.top - reach_y))
        canvas[top : round(p.bottom + reach_y), x0 : round(p.x1 + reach_x)] = 1
    _, labels = cv2.connectedComponents(canvas)
    groups: dict[int, list[Piece]] = {}
    for p in pieces:
        groups.setdefault(int(labels[p.top, p.x0]), []).append(p)
    return list(groups.values())


def _bands(ink: Ink, pieces: Sequence[Piece]) -> list[Window]:
    """Parts of the page over its width of ink that hold all pieces and little blank page."""
    height, width = ink.grey.shape
    runs: list[list[Piece]] = []
    end = -np.inf
    for piece in sorted(pieces, key=lambda p: p.top):
        if piece.top - end > BAND_GAP * ink.em:
            runs.append([])
        runs[-1].append(piece)
        end = max(end, piece.bottom)
    side = round(BAND_MARGIN * ink.em)
    return [
        Window(
            max(0, min(p.x0 for p in run) - side),
            max(0, min(p.top for p in run) - side),
            min(width, max(p.x1 for p in run) + side),
            min(height, max(p.bottom for p in run) + side),
        )
        for run in runs
        if any(max(p.width, p.height) > SMALLEST_LEFTOVER * ink.em for p in run)
    ]


def _moved(box: LineBox, band: Window) -> LineBox:
    """The box in pixels of the page."""
    x, y = band.x0, band.top
    if not box.quad:
        return LineBox(box.x0 + x, box.top + y, box.x1 + x, box.bottom + y)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box.quad
    quad = ((ax + x, ay + y), (bx + x, by + y), (cx + x, cy + y), (dx + x, dy + y))
    return LineBox(box.x0 + x, box.top + y, box.x1 + x, box.bottom + y, quad)


def _share_out(ink: Ink, pieces: Sequence[Piece], boxes: Sequence[LineBox]) -> list[tuple[LineBox, list[Piece]]]:
    """Each box with the pieces nearest to its middle line; a piece far from all boxes is with none.

    A box without pieces is left out: what stands in it is no ink.
    """
    if not boxes:
        return []
    x = np.array([p.x_mid for p in pieces])
    y = np.array([p.y_mid for p in pieces])
    distances = np.array([_distance(box, x, y, NEAR_LINE * ink.em) for box in boxes]).reshape(len(boxes), len(pieces))
    own: list[list[Piece]] = [[] for _ in boxes]
    for i, piece in enumerate(pieces):
        nearest = int(np.argmin(distances[:, i]))
        if np.isfinite(distances[nearest, i]):
            own[nearest].append(piece)
    return [(box, members) for box, members in zip(boxes, own, strict=True) if members]


def _distance(box: LineBox, x: NDArray[np.float64], y: NDArray[np.float64], near: float) -> NDArray[np.float64]:
    """How far points are from the middle line of `box`, in halves of its height; infinite outside the grown box."""
    slope = slope_of(box)
    high = box.bottom - box.top - abs(slope) * (box.x1 - box.x0)
    half = max(high, 4.0) / 2
    middle = (box.top + box.bottom) / 2 + slope * (x - (box.x0 + box.x1) / 2)
    inside = (x >= box.x0 - 2 * near) & (x < box.x1 + 2 * near) & (np.abs(y - middle) <= half + near)
    beside = np.maximum(0, np.maximum(box.x0 - x, x - box.x1)) / half
    return np.where(inside, np.abs(y - middle) / half + beside, np.inf)


def slope_of(box: LineBox) -> float:
    """Fall of the line per pixel to the right; 0 where it is unknown or the box is not clearly wider than high."""
    if not box.quad or box.x1 - box.x0 < 3 * (box.bottom - box.top):
        return 0.0
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = box.quad
    run = (bx - ax) + (cx - dx)
    return ((by - ay) + (cy - dy)) / run if run > 0 else 0.0


def _lines_of_box(box: LineBox, pieces: Sequence[Piece], usual: float) -> list[Line]:
    em = em_of(pieces, usual)
    pieces = without_strays(pieces, em)
    slope = slope_of(box)
    if box.bottom - box.top > 1.5 * (box.x1 - box.x0) and box.bottom - box.top > 2 * em:
        return [line_of(row, em) for row in rows_of(pieces, em)]
    if abs(slope) * (box.x1 - box.x0) < LEVEL * em:
        slope = 0.0
    return split_at_gaps(line_of(pieces, em, slope=slope))


def _lines_of_leftovers(ink: Ink, pieces: Sequence[Piece]) -> list[Line]:
    groups = group_nearby(pieces, 0.6 * ink.em, 0.15 * ink.em, ink.grey.shape)
    groups = [g for g in groups if any(max(p.width, p.height) >= SMALLEST_LEFTOVER * ink.em for p in g)]
    groups.sort(key=lambda g: -sum(p.area for p in g))
    lines: list[Line] = []
    for group in groups[:MOST_LEFTOVERS]:
        em = em_of(group, ink.em)
        lines += [line_of(row, em) for row in rows_of(group, em)]
    return lines
