"""The text layer of a PDF page, from pdfplumber: slow, in the open, and the reference for the fast reader.

What pdfminer, on which pdfplumber stands, does not tell is not told here either: clip paths and text painted without
ink. Where these matter, the fast reader is the better one.
"""

from __future__ import annotations

import logging
import unicodedata
import warnings
from collections.abc import Iterator
from math import atan2, degrees
from pathlib import Path
from typing import Any

import pdfplumber

from extractor.errors import DamagedFileError
from extractor.geometry import quarter_turn, transform_box, transform_point
from extractor.ingest.glyphs import REPLACEMENT, Glyph, Ink, ordinary_character
from extractor.ingest.painted import PATTERN_COLOUR, Colour, Outline, Painted
from extractor.ingest.reading_frame import TURNS, build_text_layer
from extractor.ingest.source import TextLayer, name_of
from extractor.page import BBox

log = logging.getLogger(__name__)

_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_UNMAPPED = "(cid:"
"""How pdfminer spells a character that the font does not tell."""


class PlumberFile:
    """A PDF opened with pdfplumber."""

    def __init__(self, path: Path, password: str | None) -> None:
        self._name = Path(name_of(path))
        logging.getLogger("pdfminer").setLevel(logging.ERROR)
        try:
            self._pdf = pdfplumber.open(path, password=password or "")
        except Exception as error:  # pdfminer raises whatever it meets in a broken file
            raise DamagedFileError(path, "PDF", f"pdfplumber cannot read it: {error}") from error

    def read(self, number: int, size: tuple[float, float]) -> TextLayer:
        """The text layer of page `number`, from 1; `size` is that of the page as shown."""
        try:
            page = self._pdf.pages[number - 1]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = list(page.iter_layout_objects(page.layout._objs))
            layer = _build(found, page, size)
        except Exception as error:  # as above
            raise DamagedFileError(self._name, "PDF", f"page {number}: pdfplumber cannot read it: {error}") from error
        page.close()
        return layer

    def close(self) -> None:
        """Let go of the file; pdfplumber looks for its pages once more, which a broken one may not have."""
        try:
            self._pdf.close()
        except Exception as error:  # as above
            log.debug("%s: pdfplumber did not close it: %r", self._name, error)


def _build(found: list[dict[str, Any]], page: Any, size: tuple[float, float]) -> TextLayer:
    left, top = float(page.cropbox[0]), float(page.cropbox[1])
    base = float(page.height) + float(page.mediabox[1]) - top
    shift = float(page.mediabox[0]) - left
    sheet = BBox(0.0, 0.0, *size)
    painted = Painted()
    glyphs: dict[int, list[Glyph]] = {turn: [] for turn in TURNS}
    inks: dict[tuple[Any, ...], Ink] = {}
    for order, item in enumerate(found):
        kind = item["object_type"]
        if kind == "char":
            _add_glyphs(glyphs, inks, item, order, (shift, base), (left, top), size)
        elif kind == "image":
            painted.add_image(_box(item, left, top), sheet, order)
        elif kind in ("line", "rect", "curve"):
            _add_path(painted, item, order, (left, top), sheet)
    return build_text_layer(glyphs, painted, size)


def _box(item: dict[str, Any], left: float, top: float) -> BBox:
    return BBox(item["x0"] - left, item["top"] - top, item["x1"] - left, item["bottom"] - top)


def _add_glyphs(
    glyphs: dict[int, list[Glyph]],
    inks: dict[tuple[Any, ...], Ink],
    char: dict[str, Any],
    order: int,
    base: tuple[float, float],
    corner: tuple[float, float],
    size: tuple[float, float],
) -> None:
    """Take in a character; a ligature comes out as its letters."""
    a, b, _, _, e, f = char["matrix"]
    turn = round(degrees(atan2(b, a)) / 90) % 4 * 90
    frame = quarter_turn(turn, *size)
    box = transform_box(frame, _box(char, *corner))
    _, baseline = transform_point(frame, e + base[0], base[1] - f)
    if not box.top <= baseline <= box.bottom:
        baseline = box.bottom - 0.14 * box.height
    colour = _colour(char["non_stroking_color"])
    key = (char["fontname"], round(box.height, 3), colour)
    if key not in inks:
        bold = any(part in str(char["fontname"]).lower() for part in _BOLD_NAMES)
        inks[key] = Ink(box.height, bold, colour, order)
    ink = inks[key]
    if ink.order != order:
        ink = Ink(ink.size, ink.bold, ink.colour, order)
    texts = _characters(char["text"])
    step = (box.x1 - box.x0) / max(1, len(texts))
    for index, text in enumerate(texts):
        x0 = box.x0 + index * step
        glyphs[turn].append(Glyph(text, x0, box.top, x0 + step, box.bottom, baseline, ink))


def _characters(text: str) -> list[str]:
    if text.startswith(_UNMAPPED):
        return [REPLACEMENT]
    letters = "".join(unicodedata.normalize("NFKC", c) if "\ufb00" <= c <= "\ufb06" else c for c in text)
    return [ordinary for ordinary in map(ordinary_character, letters) if ordinary]


def _add_path(painted: Painted, item: dict[str, Any], order: int, corner: tuple[float, float], sheet: BBox) -> None:
    outlines = list(_outlines(item["path"], *corner))
    if item["fill"]:
        painted.add_fill(outlines, sheet, _colour(item["non_stroking_color"]), order, opaque=True)
    if item["stroke"]:
        painted.add_stroke(outlines, sheet, float(item["linewidth"] or 0), _colour(item["stroking_color"]), order)


def _outlines(path: list[tuple[Any, ...]], left: float, top: float) -> Iterator[Outline]:
    """Runs of straight pieces; a curve ends a run."""
    run: Outline = []
    begin = (0.0, 0.0)
    for command, *points in path:
        if command == "h":
            run.append(begin)
            yield run
            run = [begin]
            continue
        point = float(points[-1][0]) - left, float(points[-1][1]) - top
        if command == "l":
            run.append(point)
            continue
        if len(run) > 1:
            yield run
        run = [point]
        if command == "m":
            begin = point
    if len(run) > 1:
        yield run


def _colour(value: Any) -> Colour:
    """RGB of a PDF colour; black where none is set, grey for a pattern."""
    if value is None:
        return 0, 0, 0
    parts = value if isinstance(value, (tuple, list)) else (value,)
    if not parts or any(part is None for part in parts):
        return 0, 0, 0
    if not all(isinstance(part, (int, float)) for part in parts):
        return PATTERN_COLOUR
    if len(parts) == 4:
        cyan, magenta, yellow, key = parts
        parts = tuple((1 - ink) * (1 - key) for ink in (cyan, magenta, yellow))
    if len(parts) not in (1, 3):
        return 0, 0, 0
    red, green, blue = (parts * 3)[:3] if len(parts) == 1 else parts
    return _level(red), _level(green), _level(blue)


def _level(share: float) -> int:
    return round(255 * min(1.0, max(0.0, float(share))))
