"""Another digit painted over one of a rendered page: cut from the same page, and of the same size of type."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from extractor.places import Region
from fixture_scans import Picture, bind, render

DPI = 200
ALIKE = 0.03
"""Share by which the boxes of two digits may differ for both to be of one font and size."""


@dataclass(frozen=True)
class Glyph:
    """A digit on a page: x0, top, x1, bottom in points, with the white that belongs to the character."""

    digit: str
    box: tuple[float, float, float, float]

    def is_inside(self, region: Region) -> bool:
        """Whether its middle is in the region."""
        x0, top, x1, bottom = self.box
        left, upper, right, lower = region.bbox
        return left <= (x0 + x1) / 2 <= right and upper <= (top + bottom) / 2 <= lower

    def is_like(self, other: Glyph) -> bool:
        """Whether both have the same width and height."""
        return all(abs(a - b) <= ALIKE * max(a, b) for a, b in zip(self._size(), other._size(), strict=True))

    def _size(self) -> tuple[float, float]:
        x0, top, x1, bottom = self.box
        return x1 - x0, bottom - top


def digits_of(source: Path, page: int) -> list[Glyph]:
    """The digits of the text layer of a page (from 1); none of a page that is turned."""
    document = pypdfium2.PdfDocument(source)
    try:
        leaf = document[page - 1]
        if leaf.get_rotation():
            return []
        text, height = leaf.get_textpage(), leaf.get_height()
        characters = text.get_text_range()
        boxes = ((c, text.get_charbox(i, loose=True)) for i, c in enumerate(characters) if c in "0123456789")
        return [Glyph(c, (left, height - top, right, height - bottom)) for c, (left, bottom, right, top) in boxes]
    finally:
        document.close()


def painted_over(picture: Picture, place: Glyph, other: Glyph) -> Picture:
    """The picture with the ink of `other` where that of `place` was."""
    x0, top, x1, bottom = _pixels(place)
    u0, v0, *_ = _pixels(other)
    changed = picture.copy()
    changed[top:bottom, x0:x1] = picture[v0 : v0 + bottom - top, u0 : u0 + x1 - x0]
    return changed


def _pixels(glyph: Glyph) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = (round(value * DPI / 72) for value in glyph.box)
    return x0, top, x1, bottom


def scan_with(source: Path, pages: Sequence[int], page: int, place: Glyph, other: Glyph, target: Path) -> None:
    """Write `target`: some pages of `source` as pictures, with one digit of one of them painted over."""
    pictures = render(source, DPI)
    chosen = [painted_over(pictures[n - 1], place, other) if n == page else pictures[n - 1] for n in pages]
    target.write_bytes(bind([_jpeg(picture) for picture in chosen]))


def _jpeg(picture: Picture) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(buffer, "JPEG", quality=85, dpi=(DPI, DPI))
    return buffer.getvalue()
