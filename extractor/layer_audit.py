"""Numbers of a text layer compared with what the page shows, font by font.

A font's character map may be wrong: the page shows 472 and the file says 581. Such text passes every test of its own,
for it is made of digits. So the first numbers of every font are read from the picture too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from extractor.geometry import transform_box
from extractor.ingest.source import PageSource, TextLayer
from extractor.ocr.ink import as_grey
from extractor.ocr.numerals import OTHER, spelled
from extractor.ocr.second_opinion import OBJECTION, SecondReader
from extractor.page import BBox, Pixels, Scan, Word

ENOUGH = 12
"""Numbers of a font that are compared in a document."""
AGAINST = 3
"""Of them, how many must read otherwise before the font is not believed; also more than half of those compared."""
DPI = 150.0
MARGIN = 0.15
"""Of the size of the type: paper around a word."""
SMALLEST = 5.0
"""Points; smaller type is not read with certainty at this resolution, and larger type not at the lower one of an
over-sized page."""
DARK = 110
"""Median grey of a word under which it is printed light on dark."""


class Objection(NamedTuple):
    """A number as the text layer has it, and as the page shows it."""

    said: str
    shown: str


@dataclass
class _Tally:
    asked: int = 0
    against: int = 0
    example: Objection | None = None

    @property
    def is_broken(self) -> bool:
        return self.against >= AGAINST and 2 * self.against > self.asked


@dataclass
class LayerAudit:
    """Compares text layers of one document with the pages' pictures; remembers which fonts it has compared."""

    reader: SecondReader
    _tallies: dict[str, _Tally] = field(default_factory=dict)

    def objection(self, layer: TextLayer, source: PageSource) -> Objection | None:
        """A number of `layer` that the page shows otherwise; None where nothing speaks against its numbers."""
        numbers = [word for word in layer.words if _is_number(word)]
        fonts = {self._font(word, layer) for word in numbers}
        open_ = {font for font in fonts if self._tally(font).asked < ENOUGH}
        self._compare([w for w in numbers if self._font(w, layer) in open_], layer, source)
        broken = [font for font in sorted(fonts) if self._tally(font).is_broken]
        if not broken:
            return None
        return self._tally(broken[0]).example

    def _compare(self, words: Sequence[Word], layer: TextLayer, source: PageSource) -> None:
        chosen = self._sample(words, layer)
        if not chosen:
            return
        scan = source.rasterise(DPI)
        chosen = [word for word in chosen if word.size * scan.dpi >= SMALLEST * DPI]
        pictures = [_picture(word, layer, scan) for word in chosen]
        for word, seen in zip(chosen, self.reader.read(pictures), strict=True):
            tally = self._tally(self._font(word, layer))
            tally.asked += 1
            if seen.is_number and seen.probability >= OBJECTION and seen.text != spelled(word.text):
                tally.against += 1
                tally.example = Objection(word.text, seen.text)

    def _sample(self, words: Sequence[Word], layer: TextLayer) -> list[Word]:
        """For each font as many as are still wanted, spread over the page, the longer numbers first."""
        chosen: list[Word] = []
        for font in sorted({self._font(word, layer) for word in words}):
            own = [word for word in words if self._font(word, layer) == font]
            wanted = ENOUGH - self._tally(font).asked
            spread = own[:: max(1, len(own) // (2 * wanted))]
            chosen += sorted(spread, key=lambda word: -len(word.text))[:wanted]
        return chosen

    def _font(self, word: Word, layer: TextLayer) -> str:
        return layer.fonts.get(word.run, f"{word.size:.0f}{' bold' * word.bold}")

    def _tally(self, font: str) -> _Tally:
        return self._tallies.setdefault(font, _Tally())


def _is_number(word: Word) -> bool:
    text = spelled(word.text)
    return word.size >= SMALLEST and OTHER not in text and sum(c.isdigit() for c in text) >= 2


def _picture(word: Word, layer: TextLayer, scan: Scan) -> Pixels:
    """The word as the page shows it, level and dark on light."""
    box = transform_box(layer.to_page, word.bbox.grown(MARGIN * word.size))
    pixels = as_grey(scan.pixels)[_rows_and_columns(box, scan)]
    if layer.turn:
        pixels = np.rot90(pixels, k=-layer.turn // 90)
    return np.ascontiguousarray(255 - pixels if pixels.size and np.median(pixels) < DARK else pixels)


def _rows_and_columns(box: BBox, scan: Scan) -> tuple[slice, slice]:
    on_picture = transform_box(np.asarray(np.linalg.inv(scan.to_page), np.float64), box)
    x0, top = max(0, int(on_picture.x0)), max(0, int(on_picture.top))
    return slice(top, max(top, int(on_picture.bottom) + 1)), slice(x0, max(x0, int(on_picture.x1) + 1))
