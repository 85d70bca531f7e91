"""Pieces of ink → lines of text, by their place alone: for cells, where a detector is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractor.ocr.ink import Ink, Piece, Window

MERGE_GAP = 0.45
"""Of the em: rows of ink closer than this may be one line (the strokes of 三, a dot over its stem)."""
LINE_HEIGHT = 1.35
"""Of the em: rows are not merged to a line higher than this."""
INNER = 0.6
"""Of the height of a band of ink: so much of it within the height of another makes it a part of that."""
STACKED_HEIGHT = 1.15
"""The same where characters stand one below the other and the next one is near."""
STACK_WIDTH = 1.6
"""Of the em: a column of single characters is not wider, even where the em was taken from small pieces of them."""
STRANGE_HEIGHT = 1.8
"""Of the em: a higher row of ink is more than one line that touch each other."""
DOT = 0.25
"""Of the em: no full stop is larger."""
BESIDE, STRAY = 2.0, 0.15
"""Of the em: how near characters are beside a dot; by how much it lies above or below them that belongs to none."""
SPLIT_GAP = 2.5
"""Of the em: a line is cut at a wider gap, and its parts are read by themselves."""


@dataclass(frozen=True, slots=True)
class Line:
    """Ink that stands on one line, in pixels; x1 and bottom are the first outside.

    Attributes:
        pieces: From left to right.
        em: Height of the text it belongs to; more than its own where it holds only a 一.
        slope: Fall of the line per pixel to the right.
        cell: Index of the cell it lies in; -1 for none.
    """

    x0: int
    top: int
    x1: int
    bottom: int
    pieces: tuple[Piece, ...]
    em: float
    slope: float = 0.0
    cell: int = -1

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return self.bottom - self.top

    @property
    def window(self) -> Window:
        """The pixels of its ink."""
        return Window(self.x0, self.top, self.x1, self.bottom)


def line_of(pieces: Sequence[Piece], em: float, *, cell: int = -1, slope: float = 0.0) -> Line:
    """The line that `pieces` make; ValueError where there are none."""
    ordered = tuple(sorted(pieces, key=lambda p: (p.x0, p.top)))
    return Line(
        min(p.x0 for p in ordered),
        min(p.top for p in ordered),
        max(p.x1 for p in ordered),
        max(p.bottom for p in ordered),
        ordered,
        em,
        slope,
        cell,
    )


def em_of(pieces: Sequence[Piece], usual: float) -> float:
    """Height of the text that `pieces` belong to, by the higher ones among them; near `usual` where they are few.

    A piece counts by its width too, as far as a character is wide: 一 and the strokes of 三 are as wide as their
    character is high.
    """
    if not pieces:
        return usual
    sizes = [max(p.height, min(p.width, usual)) for p in pieces if p.height <= 3 * usual]
    return float(np.clip(np.percentile(sizes, 80) if sizes else usual, 0.75 * usual, 3 * usual))


def is_text(piece: Piece, em: float) -> bool:
    """Whether a piece can be a character or several that touch: not a long thin stroke, not a figure."""
    long_side, short_side = max(piece.width, piece.height), max(1, min(piece.width, piece.height))
    if short_side <= 0.25 * em and long_side > 3 * em:
        return False
    if short_side > 1.5 * em and long_side > 3 * em:
        return piece.area > 0.12 * piece.width * piece.height and short_side < 4 * em
    return piece.height <= 6 * em or piece.width <= 6 * em


def without_dirt(pieces: Sequence[Piece], em: float) -> list[Piece]:
    """The pieces without lone dots: a mark of the size of a full stop that stands at no character.

    Dots in a row are kept, for ".." and "…" are printed for "no figure", and so are the two of a colon.
    """
    large = [p for p in pieces if max(p.width, p.height) > DOT * em]
    dots = [p for p in pieces if max(p.width, p.height) <= DOT * em]
    kept = {d.label for d in dots if _stands_at(d, large, em)}
    kept |= {d.label for d in dots if any(o is not d and _are_one_mark(d, o, em) for o in dots)}
    kept |= {p.label for p in large}
    return [p for p in pieces if p.label in kept]


def without_strays(pieces: Sequence[Piece], em: float) -> list[Piece]:
    """The pieces without dots that lie above or below all characters beside them: dirt, not a mark of the line."""
    large = [p for p in pieces if max(p.width, p.height) > DOT * em]
    return [p for p in pieces if max(p.width, p.height) > DOT * em or not _strays(p, large, em)]


def _strays(dot: Piece, large: Sequence[Piece], em: float) -> bool:
    beside = [p for p in large if max(p.x0 - dot.x1, dot.x0 - p.x1) <= BESIDE * em]
    reach = STRAY * em
    return bool(beside) and all(dot.top > p.bottom + reach or dot.bottom < p.top - reach for p in beside)


def _stands_at(dot: Piece, large: Sequence[Piece], em: float) -> bool:
    """Whether a dot is where a mark can be: close to a character of its line, or between two of them."""
    line = [p for p in large if abs(dot.y_mid - p.y_mid) < 0.5 * max(p.height, 0.8 * em) + 0.2 * em]
    left = min((dot.x0 - p.x1 for p in line if p.x_mid <= dot.x_mid), default=np.inf)
    right = min((p.x0 - dot.x1 for p in line if p.x_mid > dot.x_mid), default=np.inf)
    return min(left, right) < 0.3 * em or max(left, right) < 0.7 * em


def _are_one_mark(dot: Piece, other: Piece, em: float) -> bool:
    across, down = abs(dot.x_mid - other.x_mid), abs(dot.y_mid - other.y_mid)
    return (down < 0.15 * em and across < 0.6 * em) or (across < 0.15 * em and down < 0.6 * em)


def rows_of(pieces: Sequence[Piece], em: float) -> list[list[Piece]]:
    """The pieces in lines from top to bottom.

    First pieces whose middles overlap in height; then such rows are merged where they are near, into as few lines as
    the height of a line allows, with the widest gaps left between lines.
    """
    bands = _with_inner_bands(_bands(pieces))
    widest = max((max(p.x1 for p in b) - min(p.x0 for p in b) for b in bands), default=0)
    stacked = widest <= STACK_WIDTH * em and len(bands) > 1
    # A Chinese character is as high as it is wide, whatever the sizes of the pieces that it falls into.
    limit = STACKED_HEIGHT * max(em, widest) if stacked else LINE_HEIGHT * em
    return _merged(bands, em, limit)


def is_strange(row: Sequence[Piece], em: float) -> bool:
    """Whether a row is too high for one line and is not one large glyph."""
    height = max(p.bottom for p in row) - min(p.top for p in row)
    return height > STRANGE_HEIGHT * em and len(row) > 3


def split_at_gaps(line: Line) -> list[Line]:
    """The line cut at gaps that no spacing within a text has."""
    parts: list[list[Piece]] = []
    end = -np.inf
    for piece in line.pieces:
        if piece.x0 - end > SPLIT_GAP * line.em:
            parts.append([])
        parts[-1].append(piece)
        end = max(end, piece.x1)
    if len(parts) == 1:
        return [line]
    return [replace(line_of(part, line.em), slope=line.slope, cell=line.cell) for part in parts]


def _core(piece: Piece) -> tuple[float, float]:
    """Top and bottom of the middle of a piece: brackets and descenders that reach into the next line do not count."""
    inset = 0.2 * piece.height
    return piece.top + inset, piece.bottom - inset


def _bands(pieces: Sequence[Piece]) -> list[list[Piece]]:
    bands: list[list[Piece]] = []
    end = -np.inf
    for piece in sorted(pieces, key=_core):
        top, bottom = _core(piece)
        if top >= end:
            bands.append([])
            end = bottom
        bands[-1].append(piece)
        end = max(end, bottom)
    return bands


def _with_inner_bands(bands: Sequence[list[Piece]]) -> list[list[Piece]]:
    """The bands, one that lies within the height of the band before or after it joined with that.

    So lie the dots of i and j and the upper strokes of characters that fell apart, whatever the height of their line
    is taken for.
    """
    joined: list[list[Piece]] = []
    for band in bands:
        if joined and _overlap(joined[-1], band) >= INNER:
            joined[-1] = [*joined[-1], *band]
        else:
            joined.append(band)
    return joined


def _overlap(band: Sequence[Piece], other: Sequence[Piece]) -> float:
    """By how much of the lower of their heights two bands overlap."""
    (top, bottom), (other_top, other_bottom) = _ends(band), _ends(other)
    return (min(bottom, other_bottom) - max(top, other_top)) / min(bottom - top, other_bottom - other_top)


def _ends(band: Sequence[Piece]) -> tuple[int, int]:
    return min(p.top for p in band), max(p.bottom for p in band)


def _merged(bands: Sequence[Sequence[Piece]], em: float, limit: float) -> list[list[Piece]]:
    """Runs of neighbouring bands joined: fewest lines first, then widest gaps between them."""
    tops = [min(_core(p)[0] for p in b) for b in bands]
    bottoms = [max(_core(p)[1] for p in b) for b in bands]
    ends = [_ends(b) for b in bands]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(bands) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            gaps = [tops[i + 1] - bottoms[i] for i in range(start, end - 1)]
            joined = end - start > 1
            height = max(e[1] for e in ends[start:end]) - min(e[0] for e in ends[start:end])
            if joined and (height > limit or max(gaps) > MERGE_GAP * em):
                break
            before = tops[start] - bottoms[start - 1] if start else 0.0
            count, spread, _ = best[start]
            options.append((count + 1, spread - before, start))
        best.append(min(options))
    groups: list[list[Piece]] = []
    end = len(bands)
    while end:
        start = best[end][2]
        groups.append([p for band in bands[start:end] for p in band])
        end = start
    return groups[::-1]


def pieces_in(ink: Ink, window: Window) -> list[Piece]:
    """The pieces whose centre the window holds."""
    return [p for p in ink.pieces if window.holds(p.x_mid, p.y_mid)]
