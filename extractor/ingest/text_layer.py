"""The text layer of a PDF page, from pdfium's characters and page objects.

pdfium gives characters and paths in the page's own coordinates; crop box, /Rotate, the matrices of form objects and
clip paths are applied here. Its functions are called by address, without ctypes' object wrappers: a page has thousands
of characters, and each needs three calls.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import atan2, degrees, hypot
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from extractor.geometry import quarter_turn, transform_box, transform_point
from extractor.ingest.glyphs import REPLACEMENT, Glyph, Ink, ordinary_character
from extractor.ingest.painted import PATTERN_COLOUR, Colour, Outline, Painted, holds
from extractor.ingest.reading_frame import build_text_layer
from extractor.ingest.source import TextLayer
from extractor.page import BBox, Matrix

Affine = tuple[float, float, float, float, float, float]
"""A PDF matrix (a, b, c, d, e, f): x' = a x + c y + e, y' = b x + d y + f."""

_IDENTITY: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_INKLESS = 0.01
"""Points up to which the bounds of a text object hold no ink."""
_LARGE_PICTURE = 0.5
"""Share of the page from which a picture painted over text is looked at: a scan over the text of an earlier OCR."""
_OPAQUE_SHARE = 0.95
"""Share of opaque pixels from which such a picture hides the text; seals and watermarks are mostly transparent."""
_LONE_SPACE = 0.2
"""Width in ems given to a space whose own width pdfium does not tell."""
_OVERHANG = 0.03
"""Share of an em by which ink may hang over the advance before the advance is taken for the width."""
_COMMON_HAN = "年的一二人月日合計计"
_FULL_WIDTH = 0.9
"""Advance in ems of a Chinese character, at least; fonts without any tell the width of a Latin one."""
_FLAT = 0.005
"""Height in ems of a character that no font at hand can draw, at most; a printed dash has 0.04."""
_LAST_CODE = 0x10FFFF
_DEEPEST = 12
"""Form objects within form objects that are followed."""
_FORCE_BOLD = 1 << 18
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_BOLD_WEIGHT = 600
_EM_BOX = 0.86, 0.14
"""Ascent and descent in ems of a Chinese font, for fonts that tell none."""
_ASCENTS, _DESCENTS = (0.65, 1.0), (0.1, 0.3)
"""What is believed of a font's own ascent and descent."""


@dataclass(frozen=True, slots=True)
class PdfiumReading:
    """What pdfium tells of a page.

    Attributes:
        doubtful_fonts: Names of fonts that are not embedded and have runs of which pdfium tells nothing: runs of
            spaces, or runs of characters of which it can draw none.
    """

    layer: TextLayer
    doubtful_fonts: tuple[str, ...]


class CrowdedPageError(ValueError):
    """A page has more marks than it may have; `found` is how many had been counted when that was known."""

    def __init__(self, found: int) -> None:
        super().__init__(f"more than {found} marks")
        self.found = found


class _Marks:
    """Counts the marks of a page: objects, pieces of paths, characters."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found = 0

    def add(self, number: int) -> None:
        """Take in `number` more; CrowdedPageError where these are too many."""
        self._found += number
        if self._found > self._most:
            raise CrowdedPageError(self._found)


def read_with_pdfium(page: pypdfium2.PdfPage, max_marks: int) -> PdfiumReading:
    """The text layer of `page`; the page stays open.

    Raises CrowdedPageError where the page's objects, pieces of paths and characters together are more than `max_marks`.
    """
    size = page.get_size()
    to_shown = _page_transform(page)
    marks = _Marks(max_marks)
    objects = _PageObjects(page, to_shown, BBox(0.0, 0.0, *size), marks)
    objects.collect()
    text_page = page.get_textpage()
    try:
        marks.add(text_page.count_chars())
        found = _read_glyphs(text_page, objects, to_shown, size)
    finally:
        text_page.close()
    layer = build_text_layer(found.glyphs, objects.painted, size)
    return PdfiumReading(replace(layer, absent_fonts=found.absent, fonts=found.fonts), found.doubtful)


def _fast(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Function `name` of pdfium with plain addresses in place of typed pointers."""
    function = getattr(pdfium, name)
    prototype = ctypes.CFUNCTYPE(result, *arguments)
    made: Callable[..., Any] = prototype(ctypes.cast(function, ctypes.c_void_p).value or 0)
    return made


_ADDRESS, _INT, _UINT, _FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_float
_get_unicode = _fast("FPDFText_GetUnicode", _UINT, _ADDRESS, _INT)
_get_loose_box = _fast("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
_get_text_object = _fast("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
_get_text_matrix = _fast("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
_has_map_error = _fast("FPDFText_HasUnicodeMapError", _INT, _ADDRESS, _INT)
_get_origin = _fast("FPDFText_GetCharOrigin", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
_get_glyph_width = _fast("FPDFFont_GetGlyphWidth", _INT, _ADDRESS, ctypes.c_uint32, _FLOAT, _ADDRESS)
_get_font_size = _fast("FPDFTextObj_GetFontSize", _INT, _ADDRESS, _ADDRESS)
_get_render_mode = _fast("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)
_get_font = _fast("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
_get_font_name = _fast("FPDFFont_GetBaseFontName", ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
_is_embedded = _fast("FPDFFont_GetIsEmbedded", _INT, _ADDRESS)
_get_char_box = _fast("FPDFText_GetCharBox", _INT, _ADDRESS, _INT, *(_ADDRESS,) * 4)
_get_font_weight = _fast("FPDFFont_GetWeight", _INT, _ADDRESS)
_get_font_flags = _fast("FPDFFont_GetFlags", _INT, _ADDRESS)
_get_ascent = _fast("FPDFFont_GetAscent", _INT, _ADDRESS, _FLOAT, _ADDRESS)
_get_descent = _fast("FPDFFont_GetDescent", _INT, _ADDRESS, _FLOAT, _ADDRESS)
_count_objects = _fast("FPDFPage_CountObjects", _INT, _ADDRESS)
_get_object = _fast("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
_count_in_form = _fast("FPDFFormObj_CountObjects", _INT, _ADDRESS)
_get_in_form = _fast("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
_get_type = _fast("FPDFPageObj_GetType", _INT, _ADDRESS)
_get_matrix = _fast("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
_get_bounds = _fast("FPDFPageObj_GetBounds", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
_get_fill = _fast("FPDFPageObj_GetFillColor", _INT, _ADDRESS, *(_ADDRESS,) * 4)
_get_stroke = _fast("FPDFPageObj_GetStrokeColor", _INT, _ADDRESS, *(_ADDRESS,) * 4)
_get_stroke_width = _fast("FPDFPageObj_GetStrokeWidth", _INT, _ADDRESS, _ADDRESS)
_has_transparency = _fast("FPDFPageObj_HasTransparency", _INT, _ADDRESS)
_get_clip = _fast("FPDFPageObj_GetClipPath", _ADDRESS, _ADDRESS)
_count_clip_paths = _fast("FPDFClipPath_CountPaths", _INT, _ADDRESS)
_count_clip_segments = _fast("FPDFClipPath_CountPathSegments", _INT, _ADDRESS, _INT)
_get_clip_segment = _fast("FPDFClipPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT, _INT)
_get_draw_mode = _fast("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
_count_segments = _fast("FPDFPath_CountSegments", _INT, _ADDRESS)
_get_segment = _fast("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
_get_segment_type = _fast("FPDFPathSegment_GetType", _INT, _ADDRESS)
_get_segment_point = _fast("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
_get_segment_close = _fast("FPDFPathSegment_GetClose", _INT, _ADDRESS)


def _page_transform(page: pypdfium2.PdfPage) -> Affine:
    """From the page's own coordinates to the page as shown: crop box, rotation, y downwards."""
    left, bottom, right, top = page.get_bbox()
    turn = quarter_turn(page.get_rotation(), right - left, top - bottom)
    return _multiply((1.0, 0.0, 0.0, -1.0, -left, top), _affine(turn))


def _affine(matrix: Matrix) -> Affine:
    (a, c, e), (b, d, f) = matrix[0], matrix[1]
    return float(a), float(b), float(c), float(d), float(e), float(f)


def _multiply(first: Affine, then: Affine) -> Affine:
    """The transform that applies `first` and `then` after it."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply_to_box(matrix: Affine, left: float, bottom: float, right: float, top: float) -> BBox:
    a, b, c, d, e, f = matrix
    x = a * left + c * bottom, a * left + c * top, a * right + c * bottom, a * right + c * top
    y = b * left + d * bottom, b * left + d * top, b * right + d * bottom, b * right + d * top
    return BBox(min(x) + e, min(y) + f, max(x) + e, max(y) + f)


@dataclass(frozen=True, slots=True)
class _Face:
    """What is used of a font; ascent and descent in ems.

    Attributes:
        may_be_absent: Whether it is a Chinese font that the file does not hold: perhaps the machine has none either.
    """

    name: str
    bold: bool
    ascent: float
    descent: float
    may_be_absent: bool


class _PageObjects:
    """Walks the page's objects once: paths and pictures are collected, text objects get their place in the painting.

    Attributes:
        order: Of each text object by its address, with the box that its clip path leaves (None: all of the page).
        frames: From the coordinates of each text object to the page as shown.
    """

    def __init__(self, page: pypdfium2.PdfPage, to_shown: Affine, sheet: BBox, marks: _Marks) -> None:
        self.painted = Painted()
        self._marks = marks
        self.order: dict[int, tuple[int, BBox | None]] = {}
        self.frames: dict[int, Affine] = {}
        self._document = page.pdf.raw
        self._typed_page = page.raw
        self._page = ctypes.cast(page.raw, ctypes.c_void_p).value
        self._to_shown = to_shown
        self._sheet = sheet
        self._count = 0
        self._clips: dict[tuple[float, float, float, float], BBox] = {}
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._ints = [ctypes.c_uint() for _ in range(4)]
        self._float_at = [ctypes.addressof(value) for value in self._floats]
        self._int_at = [ctypes.addressof(value) for value in self._ints]
        self._matrix = pdfium.FS_MATRIX()
        self._matrix_at = ctypes.addressof(self._matrix)

    def collect(self) -> None:
        """Fill `painted` and `order`."""
        count = _count_objects(self._page)
        self._marks.add(count)
        for index in range(count):
            self._visit(_get_object(self._page, index), self._to_shown, self._sheet, 0)

    def _visit(self, item: int, to_shown: Affine, clip: BBox, depth: int) -> None:
        self._count += 1
        kind = _get_type(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < _DEEPEST:
                inner = _multiply(self._matrix_of(item), to_shown)
                narrowed = self._clip_of(item, to_shown, clip)
                count = _count_in_form(item)
                self._marks.add(count)
                for index in range(count):
                    self._visit(_get_in_form(item, index), inner, narrowed, depth + 1)
            return
        clip = self._clip_of(item, to_shown, clip)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self.order[item] = self._count, None if clip is self._sheet else clip
            self.frames[item] = to_shown
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._add_path(item, to_shown, clip)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._add_image(item, to_shown, clip)

    def find_lone_space(self, item: int) -> tuple[float, float, Affine] | None:
        """Where a text object without ink stands on the page as shown, and its matrix; None where it has ink."""
        if not _get_bounds(item, *self._float_at):
            return None
        left, bottom, right, top = (value.value for value in self._floats)
        if right - left > _INKLESS or top - bottom > _INKLESS:
            return None
        box = _apply_to_box(self.frames[item], left, bottom, right, top)
        return box.x0, box.top, _multiply(self._matrix_of(item), self.frames[item])

    def _matrix_of(self, item: int) -> Affine:
        if not _get_matrix(item, self._matrix_at):
            return _IDENTITY
        m = self._matrix
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _clip_of(self, item: int, to_shown: Affine, clip: BBox) -> BBox:
        """`clip` cut by the boxes around the object's clip paths; a clip that is no rectangle counts as its box."""
        path = _get_clip(item)
        count = _count_clip_paths(path) if path else 0
        for index in range(max(0, count)):
            xs, ys = [], []
            for part in range(_count_clip_segments(path, index)):
                x, y = self._point_of(_get_clip_segment(path, index, part))
                xs.append(x)
                ys.append(y)
            if xs:
                box = _apply_to_box(to_shown, min(xs), min(ys), max(xs), max(ys))
                if not holds(box, clip):
                    cut = clip.intersection(box)
                    clip = self._clips.setdefault((cut.x0, cut.top, cut.x1, cut.bottom), cut)
        return clip

    def _point_of(self, segment: int) -> tuple[float, float]:
        _get_segment_point(segment, self._float_at[0], self._float_at[1])
        return self._floats[0].value, self._floats[1].value

    def _add_image(self, item: int, to_shown: Affine, clip: BBox) -> None:
        if _get_bounds(item, *self._float_at):
            box = _apply_to_box(to_shown, *(value.value for value in self._floats))
            hides = bool(self.order) and box.intersection(clip).area > _LARGE_PICTURE * self._sheet.area
            self.painted.add_image(box, clip, self._count, opaque=hides and self._is_opaque_picture(item))

    def _is_opaque_picture(self, item: int) -> bool:
        """Whether a picture has no transparent part; costs a painting of it."""
        if _has_transparency(item):
            return False
        typed = ctypes.cast(item, pdfium.FPDF_PAGEOBJECT)
        raw = pdfium.FPDFImageObj_GetRenderedBitmap(self._document, self._typed_page, typed)
        if not raw:
            return False
        try:
            if pdfium.FPDFBitmap_GetFormat(raw) != pdfium.FPDFBitmap_BGRA:
                return True
            height, stride = pdfium.FPDFBitmap_GetHeight(raw), pdfium.FPDFBitmap_GetStride(raw)
            data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(raw), height * stride)
            rows = np.frombuffer(data, dtype=np.uint8).reshape(height, stride)
            alpha = rows[:, 3 : 4 * pdfium.FPDFBitmap_GetWidth(raw) : 4]
            return float((alpha > 250).mean()) > _OPAQUE_SHARE
        finally:
            pdfium.FPDFBitmap_Destroy(raw)

    def colour_of(self, getter: Callable[..., Any], item: int) -> tuple[Colour, int]:
        """Colour and alpha (0..255) that `getter` gives; a pattern has a colour of its own."""
        if not getter(item, *self._int_at):
            return PATTERN_COLOUR, 255
        red, green, blue, alpha = (value.value for value in self._ints)
        return (red, green, blue), alpha

    def _add_path(self, item: int, to_shown: Affine, clip: BBox) -> None:
        if not _get_draw_mode(item, self._int_at[0], self._int_at[1]):
            return
        filled, stroked = bool(self._ints[0].value), bool(self._ints[1].value)
        if not (filled or stroked) or clip.x1 < clip.x0 or clip.bottom < clip.top:
            return
        matrix = _multiply(self._matrix_of(item), to_shown)
        outlines = list(self._outlines(item, matrix))
        if filled:
            colour, alpha = self.colour_of(_get_fill, item)
            if alpha > 0:
                opaque = alpha == 255 and not _has_transparency(item)
                self.painted.add_fill(outlines, clip, colour, self._count, opaque=opaque)
        if stroked:
            colour, alpha = self.colour_of(_get_stroke, item)
            if alpha > 0:
                width = self._floats[0].value if _get_stroke_width(item, self._float_at[0]) else 1.0
                a, b, c, d, _, _ = matrix
                width *= abs(a * d - b * c) ** 0.5
                self.painted.add_stroke(outlines, clip, width, colour, self._count)

    def _outlines(self, item: int, matrix: Affine) -> Iterator[Outline]:
        """Runs of straight pieces on the page as shown; a curve ends a run, a closed run ends where it begins."""
        a, b, c, d, e, f = matrix
        run: Outline = []
        begin = (0.0, 0.0)
        curved = 0
        count = _count_segments(item)
        self._marks.add(count)
        for index in range(count):
            segment = _get_segment(item, index)
            x, y = self._point_of(segment)
            point = a * x + c * y + e, b * x + d * y + f
            kind = _get_segment_type(segment)
            if kind == pdfium.FPDF_SEGMENT_LINETO:
                run.append(point)
            else:
                if len(run) > 1:
                    yield run
                run = [point]
                if kind == pdfium.FPDF_SEGMENT_MOVETO:
                    begin, curved = point, 0
                else:
                    curved += 1
            if _get_segment_close(segment):
                if not curved or run[-1] != begin:
                    run.append(begin)
                yield run
                run = [begin]
        if len(run) > 1:
            yield run


@dataclass(frozen=True, slots=True)
class _Run:
    """What all characters of one text object have in common.

    Attributes:
        em: Width of an em in points, along the line.
        turn: Degrees clockwise that make it level.
        frame: From the page's own coordinates to the frame turned so.
        baseline: y of the baseline in that frame at x = `origin`; it may rise by `slope`.
        clip: What the clip path leaves, in the same frame; None where nothing is cut off.
        clipped: `ink` for characters that the clip path takes away.
    """

    font: int
    em: float
    ink: Ink
    clipped: Ink
    clip: BBox | None
    turn: int
    frame: Affine
    origin: float
    baseline: float
    slope: float
    face: _Face


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """The characters of a page, and the fonts that they are of.

    Attributes:
        glyphs: By the turn that makes them level, in the frame turned so.
        absent, doubtful: Names of fonts.
        fonts: Name of the font by number of the text object.
    """

    glyphs: dict[int, list[Glyph]]
    absent: tuple[str, ...]
    doubtful: tuple[str, ...]
    fonts: dict[int, str]


def _read_glyphs(
    text_page: pypdfium2.PdfTextPage, objects: _PageObjects, to_shown: Affine, size: tuple[float, float]
) -> _Glyphs:
    page = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    frames = {turn: _multiply(to_shown, _affine(quarter_turn(turn, *size))) for turn in (0, 90, 180, 270)}
    glyphs: dict[int, list[Glyph]] = {turn: [] for turn in frames}
    faces: dict[int, _Face] = {}
    runs: dict[int, _Run] = {}
    measures = _Measures(page)
    absent: dict[str, None] = {}
    doubtful: dict[str, None] = {}
    for index in range(text_page.count_chars()):
        item = _get_text_object(page, index)
        if not item:
            continue
        run = runs.get(item)
        if run is None:
            run = runs[item] = _read_run(page, index, item, objects, frames, faces, size)
        code = _get_unicode(page, index)
        text = measures.read_text(index, code, run)
        box = measures.read_box(index, code, run) if text else None
        if box is None or (text == " " and box.x1 - box.x0 < _INKLESS):
            # A space without width is pdfium's own guess, put where the next character begins: the gap says more.
            continue
        if (
            run.face.may_be_absent
            and text != " "
            and run.face.name not in absent
            and measures.has_no_glyph(index, run.em)
        ):
            absent[run.face.name] = None
        glyphs[run.turn].append(_place(text, box, run))
    for item in objects.order:
        if item not in runs:
            font = _get_font(item)
            if font not in faces:
                faces[font] = _read_face(font)
            face = faces[font]
            if face.may_be_absent:
                doubtful[face.name] = None
            _add_lone_space(glyphs, objects, item, size)
    return _Glyphs(
        glyphs={turn: _spread_ligatures(group) for turn, group in glyphs.items()},
        absent=tuple(absent),
        doubtful=tuple(doubtful),
        fonts={run.ink.order: run.face.name for run in runs.values()},
    )


class _Measures:
    """Characters of a text page and their boxes; what a font says of a character is asked for once."""

    def __init__(self, page: int | None) -> None:
        self._page = page
        self._unmapped: dict[tuple[int, int], bool] = {}
        self._advances: dict[tuple[int, int], float] = {}
        self._rectangle = pdfium.FS_RECTF()
        self._rectangle_at = ctypes.addressof(self._rectangle)
        self._origin = ctypes.c_double(), ctypes.c_double()
        self._origin_at = ctypes.addressof(self._origin[0]), ctypes.addressof(self._origin[1])

    def read_text(self, index: int, code: int, run: _Run) -> str:
        """The character as a reader sees it; "" for one without width."""
        key = run.font, code
        if key not in self._unmapped:
            self._unmapped[key] = code > _LAST_CODE or bool(_has_map_error(self._page, index))
        return REPLACEMENT if self._unmapped[key] else ordinary_character(chr(code))

    def read_box(self, index: int, code: int, run: _Run) -> BBox | None:
        """The character's box in the frame of its run, as wide as its advance.

        pdfium's own box holds the ink too, which hangs over the advance in slanted letters and hides the gap after
        them.
        """
        if not _get_loose_box(self._page, index, self._rectangle_at):
            return None
        own = self._rectangle
        box = _apply_to_box(run.frame, own.left, own.bottom, own.right, own.top)
        key = run.font, code
        if key not in self._advances:
            self._advances[key] = _read_advance(run.font, code)
        advance = self._advances[key] * run.em
        if not 0 < advance < box.x1 - box.x0 - _OVERHANG * run.em:
            return box
        if self._shares_box(index) or not _get_origin(self._page, index, *self._origin_at):
            return box
        a, _, c, _, e, _ = run.frame
        x = a * self._origin[0].value + c * self._origin[1].value + e
        return BBox(x, box.top, x + advance, box.bottom) if box.x0 <= x + advance and x <= box.x1 else box

    def has_no_glyph(self, index: int, em: float) -> bool:
        """Whether the character leaves no ink: no font at hand can draw it."""
        edges = [ctypes.c_double() for _ in range(4)]
        if not _get_char_box(self._page, index, *map(ctypes.addressof, edges)):
            return False
        _, _, bottom, top = (edge.value for edge in edges)
        return abs(top - bottom) <= _FLAT * em

    def _shares_box(self, index: int) -> bool:
        """Whether the character before or after has the same box: these are letters of a ligature."""
        edges = self._edges(index)
        return edges in (self._edges(index - 1), self._edges(index + 1))

    def _edges(self, index: int) -> tuple[float, float, float] | None:
        own = self._rectangle
        found = index >= 0 and _get_loose_box(self._page, index, self._rectangle_at)
        return (own.left, own.right, own.bottom) if found else None


def _read_advance(font: int, code: int) -> float:
    """Width of a character in ems as its font states it; 0 where it does not."""
    width = ctypes.c_float()
    known = font and code <= _LAST_CODE and _get_glyph_width(font, code, 1.0, ctypes.addressof(width))
    return width.value if known else 0.0


def _holds_han(font: int | None) -> bool:
    """Whether a font that is not embedded has Chinese characters; pdfium brings glyphs for all Latin ones."""
    return font is not None and any(_read_advance(font, ord(character)) >= _FULL_WIDTH for character in _COMMON_HAN)


def _spread_ligatures(glyphs: list[Glyph]) -> list[Glyph]:
    """The letters of a ligature side by side in the box that pdfium gives to each of them."""
    spread: list[Glyph] = []
    start = 0
    for index in range(1, len(glyphs) + 1):
        if index < len(glyphs) and _in_one_box(glyphs[start], glyphs[index]):
            continue
        letters = glyphs[start:index]
        step = (letters[0].x1 - letters[0].x0) / len(letters)
        for place, glyph in enumerate(letters):
            x0 = glyph.x0 + place * step
            spread.append(glyph if len(letters) == 1 else glyph._replace(x0=x0, x1=x0 + step))
        start = index
    return spread


def _in_one_box(one: Glyph, other: Glyph) -> bool:
    """Whether two characters are letters of one ligature; digits never are, they are printed twice to look bold."""
    return one[1:6] == other[1:6] and one.ink is other.ink and one.text.isalpha() and other.text.isalpha()


def _add_lone_space(
    glyphs: dict[int, list[Glyph]], objects: _PageObjects, item: int, page_size: tuple[float, float]
) -> None:
    """Take in a space that is a text object by itself: pdfium leaves it out of the page's text."""
    found = objects.find_lone_space(item)
    if found is None:
        return
    x, y, (a, b, c, d, _, _) = found
    turn = round(-degrees(atan2(b, a)) / 90) % 4 * 90
    height = ctypes.c_float()
    _get_font_size(item, ctypes.addressof(height))
    ink = Ink(size=abs(height.value) * hypot(c, d) or 1.0, order=objects.order[item][0])
    x, y = transform_point(quarter_turn(turn, *page_size), x, y)
    ascent, descent = _EM_BOX
    glyphs[turn].append(
        Glyph(" ", x, y - ascent * ink.size, x + _LONE_SPACE * ink.size, y + descent * ink.size, y, ink)
    )


def _place(text: str, box: BBox, run: _Run) -> Glyph:
    """The character with the height of its font on its baseline."""
    size = run.ink.size
    baseline = run.baseline + run.slope * (box.x0 - run.origin)
    if not baseline - 1.1 * size <= box.y_mid <= baseline + 0.4 * size:
        # Vertical writing: the characters stand below one another, and only the first one at the object's origin.
        baseline = box.bottom - run.face.descent * size
    ink = run.ink
    if run.clip is not None and not run.clip.contains_point(box.x_mid, box.y_mid):
        ink = run.clipped
    return Glyph(
        text, box.x0, baseline - run.face.ascent * size, box.x1, baseline + run.face.descent * size, baseline, ink
    )


def _read_run(
    page: int | None,
    index: int,
    item: int,
    objects: _PageObjects,
    frames: dict[int, Affine],
    faces: dict[int, _Face],
    page_size: tuple[float, float],
) -> _Run:
    matrix = pdfium.FS_MATRIX()
    _get_text_matrix(page, index, ctypes.addressof(matrix))
    own = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
    size = ctypes.c_float()
    _get_font_size(item, ctypes.addressof(size))
    sign = -1.0 if size.value < 0 else 1.0
    a, b, _, _, _, _ = _multiply(own, frames[0])
    turn = round(-degrees(atan2(sign * b, sign * a)) / 90) % 4 * 90
    a, b, c, d, x, y = _multiply(own, frames[turn])
    font = _get_font(item)
    if font not in faces:
        faces[font] = _read_face(font)
    face = faces[font]
    mode = _get_render_mode(item)
    colour, alpha = objects.colour_of(_get_stroke if mode == pdfium.FPDF_TEXTRENDERMODE_STROKE else _get_fill, item)
    order, clip = objects.order.get(item, (-1, None))
    unseen = mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP) or alpha == 0
    ink = Ink(
        size=abs(size.value) * hypot(c, d) or 1.0,
        bold=face.bold or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
        colour=colour,
        order=order,
        invisible=unseen,
    )
    return _Run(
        font=font or 0,
        em=abs(size.value) * hypot(a, b),
        ink=ink,
        clipped=ink if clip is None else replace(ink, invisible=True),
        clip=_turn_box(clip, turn, page_size),
        turn=turn,
        frame=frames[turn],
        origin=x,
        baseline=y,
        slope=b / a if a else 0.0,
        face=face,
    )


def _turn_box(box: BBox | None, turn: int, page_size: tuple[float, float]) -> BBox | None:
    if box is None or turn == 0:
        return box
    return transform_box(quarter_turn(turn, *page_size), box)


def _read_face(font: int | None) -> _Face:
    if not font:
        return _Face("", False, *_EM_BOX, may_be_absent=False)
    buffer = ctypes.create_string_buffer(256)
    _get_font_name(font, ctypes.addressof(buffer), len(buffer))
    full_name = buffer.value.decode("utf-8", "replace")
    name = full_name.lower()
    may_be_absent = not _is_embedded(font) and _holds_han(font)
    flags = _get_font_flags(font)
    bold = (
        any(part in name for part in _BOLD_NAMES)
        or _get_font_weight(font) >= _BOLD_WEIGHT
        or (flags > 0 and bool(flags & _FORCE_BOLD))
    )
    height = ctypes.c_float()
    ascent = height.value if _get_ascent(font, 1.0, ctypes.addressof(height)) else 0.0
    descent = -height.value if _get_descent(font, 1.0, ctypes.addressof(height)) else 0.0
    if ascent <= 0:
        return _Face(full_name, bold, *_EM_BOX, may_be_absent)
    low, high = _ASCENTS
    ascent = min(max(ascent, low), high)
    low, high = _DESCENTS
    return _Face(full_name, bold, ascent, min(max(descent, low), high), may_be_absent)
