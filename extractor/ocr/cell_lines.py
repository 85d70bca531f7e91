"""The text lines of a ruled cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractor.ocr.engine import OcrEngine
from extractor.ocr.ink import Ink, Piece, Window
from extractor.ocr.lines import Line, em_of, is_strange, is_text, line_of, rows_of, split_at_gaps, without_dirt

RULE_THICKNESS = 0.035
"""Inches: what is left of a rule is no thicker."""
SPANS = 0.7
"""Of the sides of its cell: the extent of a diagonal, whose ends may have gone with the rules."""
STROKE = 2.0
"""Times its height that what is left of a level rule is long."""
BORDER_REACH = 0.018
"""Inches from the middle of a rule to the middle of a piece of its own ink."""
FLAT_REACH, UPRIGHT_REACH = 0.035, 0.015
"""Inches from a cell's border within which what is left of a rule lies; a 1 stands close to an upright rule."""


def lines_of_cell(ink: Ink, window: Window, pieces: Sequence[Piece], cell: int, engine: OcrEngine) -> list[Line]:
    """The lines that `pieces` (all the ink in the window) make, from top to bottom; none for a blank cell."""
    inch = ink.scale * 72
    text = [p for p in pieces if is_text(p, ink.em) and not is_rule_rest(p, window, inch)]
    text = without_dirt(text, max(ink.em, em_of(text, ink.em)))
    if not text:
        return []
    em = em_of(text, ink.em)
    rows = rows_of(text, em)
    if any(is_strange(row, em) for row in rows):
        rows = _rows_by_engine(ink, window, text, engine) or rows
    return [part for row in rows for part in split_at_gaps(line_of(row, em, cell=cell))]


def is_rule_rest(piece: Piece, window: Window, inch: float) -> bool:
    """Whether a piece is a thin stroke along the border of the window; `inch` is the pixels of one.

    A piece as high as it is wide may be the decimal point of a number in a low row: it must lie in the border itself.
    """
    reach = FLAT_REACH if piece.width >= STROKE * piece.height else BORDER_REACH
    flat = min(abs(piece.y_mid - window.top), abs(piece.y_mid - window.bottom)) <= reach * inch
    upright = min(abs(piece.x_mid - window.x0), abs(piece.x_mid - window.x1)) <= UPRIGHT_REACH * inch
    thin = RULE_THICKNESS * inch
    return (flat and piece.height <= thin) or (upright and piece.width <= thin)


def is_diagonal(piece: Piece, window: Window, inch: float) -> bool:
    """Whether a piece is the line, or the lines, that part a header cell from corner to corner."""
    spans = piece.width >= SPANS * (window.x1 - window.x0) and piece.height >= SPANS * (window.bottom - window.top)
    return spans and piece.area <= RULE_THICKNESS * inch * (piece.width + piece.height)


def _rows_by_engine(ink: Ink, window: Window, pieces: Sequence[Piece], engine: OcrEngine) -> list[list[Piece]]:
    """The pieces by the line boxes that the engine finds in the cell; none where it leaves pieces out."""
    boxes = engine.find_lines(np.ascontiguousarray(ink.grey[window.slices]), ink.em)
    middles = sorted((b.top + b.bottom) / 2 + window.top for b in boxes)
    if not middles:
        return []
    rows: list[list[Piece]] = []
    ends: list[float] = []
    for middle in middles:
        # Boxes side by side on one line make one row.
        if ends and middle - ends[-1] < 0.5 * ink.em:
            ends[-1] = (ends[-1] + middle) / 2
        else:
            ends.append(middle)
            rows.append([])
    for piece in pieces:
        rows[int(np.argmin([abs(piece.y_mid - m) for m in ends]))].append(piece)
    return [row for row in rows if row]
