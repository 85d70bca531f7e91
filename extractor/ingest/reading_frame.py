"""From what a reader collected on the page as shown to a text layer in the reading frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from extractor.geometry import quarter_turn, transform_box, transform_point
from extractor.ingest.glyphs import Glyph
from extractor.ingest.painted import (
    FilledBox,
    Ground,
    Painted,
    StrokePiece,
    find_fills,
    find_images,
    find_rulings,
    inner_box,
)
from extractor.ingest.source import TextLayer
from extractor.ingest.words import lay_words
from extractor.page import BBox, Matrix, Ruling, Word

TURNS = (0, 90, 180, 270)


def build_text_layer(glyphs: Mapping[int, list[Glyph]], painted: Painted, page_size: tuple[float, float]) -> TextLayer:
    """The text layer of a page as shown of `page_size` (width, height).

    `glyphs` holds the characters by the turn (degrees clockwise) that makes their lines level, each in the frame
    turned so; `painted` is in the frame of the page as shown. The reading frame is that of most characters.
    """
    turn = choose_turn({key: len(found) for key, found in glyphs.items()})
    width, height = page_size
    upright = quarter_turn(turn, width, height)
    if turn in (90, 270):
        width, height = height, width
    if turn:
        painted = _turn_painted(painted, upright)
    ground = Ground(painted.covers())
    rulings = find_rulings(painted, ground)
    words, hidden = _lay_all(glyphs, turn, page_size, rulings, ground)
    return TextLayer(
        width=width,
        height=height,
        to_page=quarter_turn(-turn, width, height),
        turn=turn,
        words=tuple(words),
        rulings=rulings,
        fills=find_fills(painted, ground),
        images=find_images(painted),
        hidden=tuple(hidden),
    )


def choose_turn(counts: Mapping[int, int]) -> int:
    """The turn that makes most characters level; 0 unless more than half of all want another one."""
    total = sum(counts.values())
    for turn in TURNS[1:]:
        if counts.get(turn, 0) * 2 > total:
            return turn
    return 0


def _lay_all(
    glyphs: Mapping[int, list[Glyph]],
    turn: int,
    page_size: tuple[float, float],
    rulings: tuple[Ruling, ...],
    ground: Ground,
) -> tuple[list[Word], list[Word]]:
    """Visible and hidden words in the reading frame, level ones first."""
    words: list[Word] = []
    hidden: list[Word] = []
    frame = quarter_turn(turn, *page_size)
    for other in (turn, *(t for t in TURNS if t != turn)):
        group = glyphs.get(other)
        if not group:
            continue
        to_frame = frame @ np.linalg.inv(quarter_turn(other, *page_size))
        size = page_size if other in (0, 180) else page_size[::-1]
        seen, unseen = _part_hidden(group, to_frame, size, ground)
        walls = rulings if other == turn else _turn_rulings(rulings, np.linalg.inv(to_frame))
        level = lay_words(seen, walls, first_line=1 + words[-1].line if words else 0)
        further = (other - turn) % 360
        words.extend(level if other == turn else [_turn_word(word, to_frame, further) for word in level])
        unread = lay_words(unseen, ())
        hidden.extend(unread if other == turn else [_turn_word(word, to_frame, further) for word in unread])
    return words, hidden


def _part_hidden(
    glyphs: list[Glyph], to_frame: Matrix, size: tuple[float, float], ground: Ground
) -> tuple[list[Glyph], list[Glyph]]:
    """Characters that can be seen, and those that cannot; `size` is that of the characters' own frame."""
    seen: list[Glyph] = []
    unseen: list[Glyph] = []
    level = np.array_equal(to_frame, np.eye(3))
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        visible = not glyph.ink.invisible and 0 <= x <= size[0] and 0 <= y <= size[1]
        if visible and glyph.text != " ":
            probe = inner_box(BBox(glyph.x0, glyph.top, glyph.x1, glyph.bottom), 0.3)
            if not level and ground.matters(glyph.ink.colour, glyph.ink.order):
                probe = transform_box(to_frame, probe)
            visible = ground.leaves_visible(glyph.ink.colour, probe, glyph.ink.order)
        (seen if visible else unseen).append(glyph)
    return seen, unseen


def _turn_painted(painted: Painted, turn: Matrix) -> Painted:
    return Painted(
        strokes=[_turn_stroke(s, turn) for s in painted.strokes],
        fills=[_turn_filled(fill, turn) for fill in painted.fills],
        images=[_turn_filled(image, turn) for image in painted.images],
    )


def _turn_stroke(stroke: StrokePiece, turn: Matrix) -> StrokePiece:
    (x0, y0), (x1, y1) = transform_point(turn, stroke.x0, stroke.y0), transform_point(turn, stroke.x1, stroke.y1)
    return stroke._replace(x0=x0, y0=y0, x1=x1, y1=y1)


def _turn_filled(filled: FilledBox, turn: Matrix) -> FilledBox:
    return filled._replace(box=transform_box(turn, filled.box))


def _turn_rulings(rulings: Iterable[Ruling], turn: Matrix) -> list[Ruling]:
    return [_ruling_along(transform_box(turn, r.bbox), r) for r in rulings]


def _ruling_along(box: BBox, ruling: Ruling) -> Ruling:
    if box.x1 - box.x0 >= box.bottom - box.top:
        return Ruling("horizontal", box.y_mid, box.x0, box.x1, ruling.thickness)
    return Ruling("vertical", box.x_mid, box.top, box.bottom, ruling.thickness)


def _turn_word(word: Word, to_frame: Matrix, turn: int) -> Word:
    """The word's box in another frame; its characters no longer follow one another in x, so edges are unknown."""
    return replace(word, bbox=transform_box(to_frame, word.bbox), edges=(), turn=turn)
