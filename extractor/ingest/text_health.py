"""Whether a text layer can be trusted: there, not garbled, not an old OCR layer, and in agreement with the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.geometry import transform_box
from extractor.ingest.glyphs import REPLACEMENT
from extractor.ingest.source import PageSource, TextLayer
from extractor.page import BBox, Word

_LOOK_DPI = 60.0
"""Enough to see that a word has ink: 10 pt text is 8 pixels high, and painting a page takes a few milliseconds."""
_DARK = 200
"""Grey below which a pixel of that picture counts as ink."""
_COVERING = 0.5
"""Share of the page from which a picture is the page and not something on it."""
_WHOLE_PAGE = 0.7
"""The same for a page with a little text of its own; large figures with a title cover up to 0.6 of their page."""
_FEW_CHARACTERS = 60
"""A page whose picture covers it and whose text layer has fewer is a scan with a stamp, a number or a watermark."""
_UNMAPPED_SHARE, _PRIVATE_SHARE = 0.02, 0.2
"""Shares of glyphs without a character, and of private characters, that a healthy text stays under: list bullets are
often private characters."""
_NO_WIDTH_SHARE = 0.02
"""Share of words without any width: their font tells none, so that characters that lie on one another count once."""
_ODD_HAN_SHARE = 0.3
"""Share of Han characters outside the 5,000 or so common ones; in real texts it is under 0.03."""
_ODD_LATIN_SHARE = 0.6
"""Share of Latin words that nobody can say; in tables with codes it is under 0.3."""
_NO_INK_SHARE = 0.15
"""Share of words whose place on the picture is blank; 0 where text and picture agree."""
_MISSED_MARKS = 25
"""Marks of the size of characters that no word explains; also more than half as many as there are words."""


@dataclass(frozen=True, slots=True)
class Health:
    """What was found out about a text layer.

    Attributes:
        code: `text.healthy`, `text.missing`, `text.garbled`, `text.old_ocr`, `text.disagrees` or `text.font_absent`.
        reason: Why, as the catalogue of messages knows it under this code; "" for a healthy one.
        params: What that message needs to know.
    """

    usable: bool
    code: str
    reason: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


HEALTHY = Health(True, "text.healthy")


class _Look(NamedTuple):
    """A small grey picture of the page as shown; `scale` is pixels per point."""

    grey: NDArray[np.uint8]
    scale: float


def judge_text_layer(layer: TextLayer, source: PageSource) -> Health:
    """Whether `layer` may be used for the page; a small picture of the page is painted to compare with.

    A page with neither words nor ink is healthy: there is nothing to read.
    """
    garbled = _find_garbled(layer.words)
    if garbled is not None:
        return garbled
    if layer.absent_fonts and layer.words:
        return _unseen(layer)
    covered = _picture_share(layer)
    visible, hidden = _count_characters(layer.words), _count_characters(layer.hidden)
    if covered >= _COVERING and hidden > visible:
        return Health(False, "text.old_ocr", "hidden")
    look = _look_at(source)
    if visible == 0 and not (look.grey < _DARK).any():
        return HEALTHY  # a blank page
    if covered >= _WHOLE_PAGE and visible < _FEW_CHARACTERS:
        return Health(False, "text.missing", "picture", {"characters": str(visible)})
    missed = _count_missed_marks(layer, look)
    if visible == 0:
        return HEALTHY if missed == 0 else Health(False, "text.missing", "ink")
    return _compare(layer, look, missed)


def _unseen(layer: TextLayer) -> Health:
    """No picture that this machine paints could tell more than the codes of the text do."""
    return Health(True, "text.font_absent", "font", {"font": ", ".join(layer.absent_fonts)})


def _compare(layer: TextLayer, look: _Look, missed: int) -> Health:
    without = _count_without_ink(layer, look)
    if without >= 3 and without > _NO_INK_SHARE * len(layer.words):
        return Health(False, "text.disagrees", "no_ink", _share(without, layer.words))
    if missed >= _MISSED_MARKS and missed > 0.5 * len(layer.words):
        return Health(False, "text.disagrees", "marks", _share(missed, layer.words))
    return HEALTHY


def _share(count: int, among: Sized) -> dict[str, str]:
    return {"count": str(count), "all": str(len(among))}


def _count_characters(words: Iterable[Word]) -> int:
    return sum(len(word.text) for word in words)


def _picture_share(layer: TextLayer) -> float:
    """Share of the page under pictures, 0 to 1; a scan may be cut into many strips."""
    cells = 100
    grid = np.zeros((cells, cells), dtype=bool)
    for box in layer.images:
        rows = slice(round(box.top / layer.height * cells), round(box.bottom / layer.height * cells))
        grid[rows, round(box.x0 / layer.width * cells) : round(box.x1 / layer.width * cells)] = True
    return float(grid.mean())


def _look_at(source: PageSource) -> _Look:
    scan = source.rasterise(_LOOK_DPI)
    pixels = scan.pixels
    grey = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    return _Look(grey, grey.shape[1] / source.width)


def _pixel_box(look: _Look, box: BBox, grow: float = 0.0) -> tuple[slice, slice]:
    """Rows and columns of the picture that `box`, on the page as shown, touches."""
    height, width = look.grey.shape
    box = box.grown(grow)
    x0, y0 = max(0, int(box.x0 * look.scale)), max(0, int(box.top * look.scale))
    x1, y1 = min(width, int(box.x1 * look.scale) + 1), min(height, int(box.bottom * look.scale) + 1)
    return slice(y0, max(y0, y1)), slice(x0, max(x0, x1))


def _on_page(layer: TextLayer, box: BBox) -> BBox:
    return transform_box(layer.to_page, box) if layer.turn else box


def _count_without_ink(layer: TextLayer, look: _Look) -> int:
    """Number of words whose box is of one colour on the picture."""
    count = 0
    for word in layer.words:
        patch = look.grey[_pixel_box(look, _on_page(layer, word.bbox))]
        if patch.size and int(patch.max()) - int(patch.min()) < 12:
            count += 1
    return count


def _count_missed_marks(layer: TextLayer, look: _Look) -> int:
    """Number of marks as large as characters that lie outside all words, lines, areas and pictures."""
    ink = (look.grey < _DARK).astype(np.uint8)
    for word in (*layer.words, *layer.hidden):
        ink[_pixel_box(look, _on_page(layer, word.bbox), 1.5)] = 0
    for ruling in layer.rulings:
        ink[_pixel_box(look, _on_page(layer, ruling.bbox), 1.0)] = 0
    for box in (*(fill.bbox for fill in layer.fills), *layer.images):
        ink[_pixel_box(look, _on_page(layer, box), 1.0)] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count <= 1:
        return 0
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    alike = (heights >= 4) & (heights <= 20) & (widths >= 2) & (widths <= 12 * heights)
    return int(alike.sum())


def _find_garbled(words: tuple[Word, ...]) -> Health | None:
    """Why the characters cannot be what is printed; None where they may well be."""
    text = "".join(word.text for word in words)
    if not text:
        return None
    flat = sum(1 for word in words if word.bbox.x1 <= word.bbox.x0)
    if flat >= 3 and flat > _NO_WIDTH_SHARE * len(words):
        return Health(False, "text.garbled", "no_width", _share(flat, words))
    unmapped = text.count(REPLACEMENT)
    private = sum(1 for c in text if "\ue000" <= c <= "\uf8ff" or c >= "\U000f0000")
    if unmapped >= 3 and unmapped > _UNMAPPED_SHARE * len(text):
        return Health(False, "text.garbled", "unmapped", _share(unmapped, text))
    if private >= 5 and private + unmapped > _PRIVATE_SHARE * len(text):
        return Health(False, "text.garbled", "private", _share(private, text))
    han = [c for c in text if "\u3400" <= c <= "\u9fff" or c >= "\U00020000"]
    odd = sum(1 for c in han if not _is_common_han(c))
    if len(han) >= 20 and odd > _ODD_HAN_SHARE * len(han):
        return Health(False, "text.garbled", "rare", _share(odd, han))
    accented = sum(1 for c in text if "\u0080" <= c <= "\u00ff")
    letters = sum(1 for c in text if c.isalpha())
    if accented >= 20 and accented > 0.5 * letters:
        return Health(False, "text.garbled", "encoding")
    latin = [word.text for word in words if len(word.text) >= 4 and word.text.isascii() and _has_letters(word.text)]
    unsayable = sum(1 for word in latin if not _is_sayable(word))
    if len(latin) >= 15 and unsayable > _ODD_LATIN_SHARE * len(latin):
        return Health(False, "text.garbled", "unsayable", _share(unsayable, latin))
    return None


def _is_common_han(character: str) -> bool:
    """Whether the first level of GB 2312 or of Big5 has the character: the common ones of both scripts."""
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= character.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _has_letters(word: str) -> bool:
    return sum(1 for c in word if c.isalpha()) >= 2


def _is_sayable(word: str) -> bool:
    """Whether a word has a vowel and no digit or sign between its letters."""
    core = word.strip("().,;:!?'\"[]{}*-/&%").lower()
    plain = core.replace("-", "").replace("'", "").replace("/", "").replace(".", "")
    return plain.isalpha() and any(vowel in plain for vowel in "aeiouy")
