"""recognise_scan(): cells first, each by itself; then the rest of the page; then what needs a second look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.config import OcrSettings
from extractor.ocr.bare_borders import bare_borders
from extractor.ocr.cell_lines import is_diagonal, is_rule_rest, lines_of_cell
from extractor.ocr.engine import LineReading, OcrEngine
from extractor.ocr.free_lines import SMALLEST_LEFTOVER, find_free_lines, group_nearby
from extractor.ocr.ink import Ink, Piece, Window, find_ink, window_map, window_of, without_pieces
from extractor.ocr.lines import Line
from extractor.ocr.numerals import OTHER, spelled
from extractor.ocr.rule_rests import rests_of_rules
from extractor.ocr.second_look import Look, bare, first_looks, is_dubious_number, is_number_like, look_again
from extractor.ocr.second_opinion import SecondReader, numbers_in, with_second_opinion
from extractor.ocr.words import place_characters, words_of
from extractor.page import BBox, Ruling, Scan, Word

READABLE = 0.5
"""Mean confidence under which a line outside all cells is a drawing or dirt, and is left as unread ink."""
LOWEST = 0.35
"""Of the usual em: a lower line holds only flat characters; dirt in a row may be read as anything."""
FLAT = frozenset("-–—―_=~一.。．·•…,，、*'\"“”‘’")
"""Characters, folded or not, that are no higher than that."""
STROKE = 2.0
"""Width by height from which a piece is a stroke."""
FLAG_MARGIN = 0.01
"""A word with two different readings is put this much below the threshold."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was read on a scan, in points of the reading frame.

    Attributes:
        words: Cell by cell, then the rest of the page; within each from top to bottom and left to right.
        unread: Boxes with ink that no reading explains.
    """

    words: tuple[Word, ...]
    unread: tuple[BBox, ...]


def recognise_scan(
    scan: Scan,
    cells: Sequence[BBox],
    rulings: Sequence[Ruling],
    engine: OcrEngine,
    settings: OcrSettings,
    second: SecondReader | None = None,
) -> Recognition:
    """The words of a clean, upright, level scan; `second` is heard about all numbers.

    `cells` are the boxes of its ruled cells, `rulings` its printed rules; both may be empty. Every cell is read by
    itself, so that no line runs over a border and a cell without ink is blank for certain.
    """
    rules = (*rulings, *bare_borders(cells, rulings))
    ink = find_ink(scan, cells, rules)
    ink = without_pieces(ink, rests_of_rules(ink.pieces, rules, ink.em, ink.scale))
    windows = [window_of(cell, scan) for cell in cells]
    in_cells, outside = _pieces_by_cell(ink, windows)
    lines = [line for i, window in enumerate(windows) for line in lines_of_cell(ink, window, in_cells[i], i, engine)]
    found, left_over = find_free_lines(ink, outside, windows, engine)
    looks = first_looks(ink, [*lines, *_top_down(found), *left_over], engine)
    looks = with_second_opinion(ink, looks, second) if second is not None else looks
    looks = look_again(ink, looks, engine, settings.suspect_below)
    # A number that only a second look has shown is heard about too.
    looks = with_second_opinion(ink, looks, second) if second is not None else looks
    looks = [_as_stroke(look, ink.em) for look in looks]
    looks = [look for look in looks if look.line.cell >= 0 or _is_print(look, ink.em)]
    words = [
        _unless_cut(word, look, ink, settings.suspect_below)
        for number, look in enumerate(looks)
        for word in _words_of_look(look, number, scan.scale, settings.suspect_below)
    ]
    return Recognition(tuple(words), _unread(ink, windows, words))


def _as_stroke(look: Look, em: float) -> Look:
    """The look as a dash where it shows one flat stroke, which no 1 and no letter is; what was read stays beside it."""
    if (
        len(look.line.pieces) != 1
        or look.line.x1 - look.line.x0 < STROKE * look.line.height
        or not _is_misread(look, em)
    ):
        return look
    dash = LineReading("–", READABLE, (0.5,), (READABLE,))
    return replace(look, reading=dash, others=((look.strip, look.reading), *look.others), settled=False)


def _is_print(look: Look, em: float) -> bool:
    """Whether a line outside all cells is print: read with some certainty, and as high as what was read."""
    return look.reading.confidence >= READABLE and not _is_misread(look, em)


def _is_misread(look: Look, em: float) -> bool:
    """Whether a line is too low for what was read."""
    return look.line.height < LOWEST * em and bool(set(bare(look.reading.text)) - FLAT)


def _pieces_by_cell(ink: Ink, windows: Sequence[Window]) -> tuple[list[list[Piece]], list[Piece]]:
    """The pieces of each cell, and those in none; a piece belongs where its centre is."""
    height, width = ink.grey.shape
    owner = window_map(height, width, windows)
    in_cells: list[list[Piece]] = [[] for _ in windows]
    outside: list[Piece] = []
    for piece in ink.pieces:
        index = int(owner[int(piece.y_mid), int(piece.x_mid)]) - 1
        (in_cells[index] if index >= 0 else outside).append(piece)
    return in_cells, outside


def _top_down(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.top + line.bottom, line.x0))


def _words_of_look(look: Look, number: int, scale: float, suspect_below: float) -> list[Word]:
    """The words of a line, each with what the other readings have in its place."""
    words = [
        replace(word, confirmed=look.consent is True and any(c.isdigit() for c in word.text))
        for word in words_of(look.line, look.strip, look.reading, number, scale)
    ]
    unconfirmed = look.consent is False and is_number_like(look.reading.text)
    if unconfirmed or is_dubious_number(look):
        words = [_doubted(word, suspect_below) for word in words]
    for strip, reading in (*look.others, *look.objections):
        other = place_characters(look.line, strip, reading)
        for i, word in enumerate(words):
            text = "".join(c.text for c in other if word.bbox.x0 * scale <= (c.x0 + c.x1) / 2 < word.bbox.x1 * scale)
            if not _are_alike(text, word.text) and not (look.settled and not text):
                words[i] = _with_alternative(_doubted(word, suspect_below), text)
    return words


def _are_alike(text: str, other: str) -> bool:
    """Whether two readings say the same; of one that knows only numbers, the numbers count."""
    if OTHER in text:
        return numbers_in(text) == numbers_in(spelled(other))
    return bare(text) == bare(other)


def _with_alternative(word: Word, text: str) -> Word:
    if not text or OTHER in text or text in word.alternatives:
        return word
    return replace(word, alternatives=(*word.alternatives, text))


def _doubted(word: Word, suspect_below: float) -> Word:
    """The word with a confidence under the threshold."""
    return replace(word, confidence=min(word.confidence, max(0.0, suspect_below - FLAG_MARGIN)), confirmed=False)


def _unless_cut(word: Word, look: Look, ink: Ink, suspect_below: float) -> Word:
    """The word, not to be trusted where a piece of its ink goes on beyond the border of its cell.

    No engine can tell from the part of a 4 that is left in the cell that it is no 1.
    """
    cut = [p for p in look.line.pieces if p.label in ink.cut_labels]
    if not any(word.bbox.x0 * ink.scale <= p.x_mid < word.bbox.x1 * ink.scale for p in cut):
        return word
    return _doubted(word, suspect_below)


def _unread(ink: Ink, windows: Sequence[Window], words: Sequence[Word]) -> tuple[BBox, ...]:
    """Boxes around ink, more than a mark, that lies in no word."""
    owner = window_map(ink.grey.shape[0], ink.grey.shape[1], windows)
    reach = 0.35 * ink.em
    covered = [
        Window(
            round(w.bbox.x0 * ink.scale - reach),
            round(w.bbox.top * ink.scale - reach),
            round(w.bbox.x1 * ink.scale + reach),
            round(w.bbox.bottom * ink.scale + reach),
        )
        for w in words
    ]
    read = window_map(ink.grey.shape[0], ink.grey.shape[1], [_inside(w, ink) for w in covered])
    left = []
    for piece in ink.pieces:
        cell = int(owner[int(piece.y_mid), int(piece.x_mid)]) - 1
        if max(piece.width, piece.height) < SMALLEST_LEFTOVER * ink.em or read[int(piece.y_mid), int(piece.x_mid)]:
            continue
        if cell >= 0 and _is_of_rules(piece, windows[cell], ink.scale * 72):
            continue
        left.append(piece)
    groups = group_nearby(left, 0.5 * ink.em, 0.5 * ink.em, ink.grey.shape)
    return tuple(_box_around(group, ink.scale) for group in groups)


def _is_of_rules(piece: Piece, window: Window, inch: float) -> bool:
    """Whether a piece belongs to what divides the cells."""
    return is_rule_rest(piece, window, inch) or is_diagonal(piece, window, inch)


def _inside(window: Window, ink: Ink) -> Window:
    height, width = ink.grey.shape
    return Window(max(0, window.x0), max(0, window.top), min(width, window.x1), min(height, window.bottom))


def _box_around(pieces: Sequence[Piece], scale: float) -> BBox:
    return BBox.around(BBox(p.x0 / scale, p.top / scale, p.x1 / scale, p.bottom / scale) for p in pieces)
