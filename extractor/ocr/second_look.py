"""Lines read, the doubtful ones again as another picture, and what to make of two readings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractor.ocr.engine import LineReading, OcrEngine
from extractor.ocr.ink import Ink, Piece
from extractor.ocr.lines import Line, line_of
from extractor.ocr.strips import MARGIN, SECOND_MARGIN, Strip, cut_strip
from extractor.ocr.words import is_wide, word_confidence
from extractor.page import Pixels

SURE_DIGIT = 0.97
"""A number is read again where one of its characters is less sure."""
ZOOM = 1.5
"""Enlargement of the third look, which smooths the edges of small print."""
ONE_PIECE = frozenset("0123456789.,-+()（），．－")
"""Characters printed as one connected piece."""
NUMBER_CHARACTERS = frozenset("0123456789.,-+()%")
LOOKALIKES = frozenset("iIlLoO|!•·'`\"°。、;:_~“”‘’")
"""What an engine makes of digits, and of dirt beside them."""
POINTS = frozenset(".,．，:：·")
"""Characters that a dot near the foot of the line may be."""
NUMBER = re.compile(r"[-+]?\(?[-+]?(\d{1,3}(,\d{3})+|\d+)([.-]\d+)*%?\)?%?|\d{1,2}\.|\(\d+\)\d*")
"""A number as it should be written, a date, a range, an item's number."""
PARTED = re.compile(r"\d\s+\d")
THOUSANDS = re.compile(r"[-+(]{0,2}\d{1,3}(\s\d{3})+([.,]\d+)?%?\)?")
DOT_SIZE, TALL = 0.3, 0.7
"""Of the height of the line: a piece that is nowhere larger is a dot; one that is higher is a digit or a bracket."""
APART = 0.12
"""Of the height of the line: a dot nearer to a digit is a piece of it that broke off."""
FOOT = 0.7
"""Of the height of the line: a decimal point begins below this, measured from the top."""
TAIL = 2.0
"""Of the em: the end of a line in which a mark that was passed over is read again, as a larger part of what is seen."""
SQUARE = 1.15
"""Of the em: columns of ink that one Chinese character has at most."""
NEAR, NEAR_WIDE, UNCOVERED = 0.3, 0.6, 0.25
"""Of the em: how near to a piece of ink its character was read, and a Chinese one, which fills a square and falls into
pieces; a narrower piece may have none of its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """A line with the picture that was read, its reading, and what other pictures of it gave.

    Attributes:
        others: Readings that differ from `reading`, best first, each with its picture.
        settled: Whether another picture gave the same, and the pieces of ink do not speak against it.
        consent: Whether a reader of numbers that is not the engine reads the same numbers; None where it was not asked.
        objections: What it reads instead, where that is no number: it says that there is none, or in what text.
    """

    line: Line
    strip: Strip
    reading: LineReading
    others: tuple[tuple[Strip, LineReading], ...] = ()
    settled: bool = False
    consent: bool | None = None
    objections: tuple[tuple[Strip, LineReading], ...] = ()


def first_looks(ink: Ink, lines: Sequence[Line], engine: OcrEngine) -> list[Look]:
    """Every line read once."""
    strips = [cut_strip(ink, line) for line in lines]
    readings = _read_each_once([s.pixels for s in strips], engine)
    return [Look(*both) for both in zip(lines, strips, readings, strict=True)]


def _read_each_once(pictures: Sequence[Pixels], engine: OcrEngine) -> list[LineReading]:
    """The reading of each picture; equal ones, as pages painted from a file have by the dozen, are read once."""
    first: dict[tuple[tuple[int, ...], bytes], int] = {}
    places = [first.setdefault((p.shape, p.tobytes()), len(first)) for p in pictures]
    readings = engine.read_lines([pictures[places.index(i)] for i in range(len(first))])
    return [readings[place] for place in places]


def look_again(ink: Ink, looks: Sequence[Look], engine: OcrEngine, suspect_below: float) -> list[Look]:
    """The looks, with a second reading of the doubtful ones, and a third of those that differ then."""
    looks = list(looks)
    doubtful = [i for i, look in enumerate(looks) if is_doubtful(look, suspect_below)]
    for margin, zoom in ((SECOND_MARGIN, 1.0), (MARGIN, ZOOM)):
        again = [i for i in doubtful if not looks[i].settled]
        strips = [cut_strip(ink, looks[i].line, margin, zoom) for i in again]
        readings = engine.read_lines([s.pixels for s in strips])
        for i, strip, reading in zip(again, strips, readings, strict=True):
            looks[i] = compare(looks[i], strip, reading)
    return _with_ends(ink, looks, engine)


def _with_ends(ink: Ink, looks: Sequence[Look], engine: OcrEngine) -> list[Look]:
    """The looks, with one more reading of each line whose last mark, a raised one mostly, was passed over."""
    result = list(looks)
    short = [i for i, look in enumerate(result) if _stops_short(look)]
    tails = [line_of(_tail(result[i].line), result[i].line.em) for i in short]
    strips = [cut_strip(ink, tail) for tail in tails]
    for i, strip, reading in zip(short, strips, engine.read_lines([s.pixels for s in strips]), strict=True):
        longer = _continued(result[i], strip, reading)
        if longer is not None:
            result[i] = compare(result[i], result[i].strip, longer)
    return result


def _stops_short(look: Look) -> bool:
    """Whether the last piece of a line is one that no character was read near."""
    over = passed_over(look)
    return bool(over) and bool(look.reading.text) and max(over) >= max(p.x_mid for p in look.line.pieces)


def _tail(line: Line) -> list[Piece]:
    """The last pieces of a line; of characters that touch, all that touch the last."""
    last = max(line.pieces, key=lambda p: p.x1)
    return [p for p in line.pieces if p.x0 >= min(line.x1 - TAIL * line.em, last.x0)]


def _continued(look: Look, strip: Strip, tail: LineReading) -> LineReading | None:
    """The reading of a line and the one character that its `tail` has more; None where the two do not fit."""
    known = look.reading
    if len(tail.text) < 2 or not known.text.endswith(tail.text[:-1]):
        return None
    x = strip.x0 + tail.positions[-1] * (strip.x1 - strip.x0)
    place = (x - look.strip.x0) / (look.strip.x1 - look.strip.x0)
    confidences = (*known.confidences, tail.confidences[-1])
    return LineReading(
        text=known.text + tail.text[-1],
        confidence=sum(confidences) / len(confidences),
        positions=(*known.positions, place),
        confidences=confidences,
    )


def is_doubtful(look: Look, suspect_below: float) -> bool:
    """Whether a reading wants a second look."""
    text = look.reading.text.strip()
    if not text or word_confidence(_characters(look.reading)) < suspect_below:
        return True
    if is_number_like(text) or is_dubious_number(look):
        if look.consent:
            return is_dubious_number(look)
        unsure = min(look.reading.confidences, default=0.0) < SURE_DIGIT
        return unsure or is_dubious_number(look) or not _pieces_match(look)
    return _left_over(look) > 0


def is_number_like(text: str) -> bool:
    """Whether a text is a number with its signs, separators and percent."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return any(c.isdigit() for c in plain) and set(plain) <= NUMBER_CHARACTERS


def passed_over(look: Look) -> list[float]:
    """The x of pieces of the line that no character was read near."""
    em, across = look.line.em, look.strip.x1 - look.strip.x0
    pairs = zip(look.reading.text, look.reading.positions, strict=True)
    read = [
        (look.strip.x0 + share * across, (NEAR_WIDE if is_wide(character) else NEAR) * em)
        for character, share in pairs
        if not character.isspace()
    ]
    wide = [p for p in look.line.pieces if p.width >= UNCOVERED * em]
    return [p.x_mid for p in wide if not any(p.x0 - near <= x <= p.x1 + near for x, near in read)]


def compare(look: Look, strip: Strip, reading: LineReading) -> Look:
    """The look with one more reading taken in: the same sound text settles it, of different ones the best leads.

    Two independent chances of error multiply where both readings agree; as the two pictures show the same ink, only
    half of that gain is given.
    """
    known = [(look.strip, look.reading), *look.others]
    same = next((k for k in known if bare(k[1].text) == bare(reading.text)), None)
    if same is None:
        return _ranked(look, [*known, (strip, reading)])
    agreed = Look(look.line, same[0], _raised(same[1], reading))
    others = [k for k in known if k is not same]
    if not bare(reading.text) or is_dubious_number(agreed) or _left_over(agreed):
        return _ranked(look, [(agreed.strip, agreed.reading), *others])
    return replace(_led_by(look, [(agreed.strip, agreed.reading), *others]), settled=True)


def _ranked(look: Look, readings: Sequence[tuple[Strip, LineReading]]) -> Look:
    """The look with the best of its readings first."""
    return _led_by(look, sorted(readings, key=lambda k: _rank(Look(look.line, *k)), reverse=True))


def _led_by(look: Look, readings: Sequence[tuple[Strip, LineReading]]) -> Look:
    """The look with the first of `readings`; on another text than before the reader of numbers was not asked."""
    (strip, reading), *others = readings
    consent = look.consent if bare(reading.text) == bare(look.reading.text) else None
    return replace(look, strip=strip, reading=reading, others=tuple(others), settled=False, consent=consent)


def bare(text: str) -> str:
    """The text without blanks and with full-width forms folded: what two readings are compared by."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_dubious_number(look: Look) -> bool:
    """Whether a number is not to be trusted however sure the engine is: odd as written, or with ink left over."""
    text = bare(look.reading.text)
    is_near = any(c.isdigit() for c in text) and set(text) <= NUMBER_CHARACTERS | LOOKALIKES
    return is_near and (NUMBER.fullmatch(text) is None or has_more_ink(look.line, text) or _is_parted(look))


def _is_parted(look: Look) -> bool:
    """Whether a blank parts the digits of a cell's number where no thousands end: a point may have been passed over."""
    text = unicodedata.normalize("NFKC", look.reading.text).strip()
    return look.line.cell >= 0 and PARTED.search(text) is not None and THOUSANDS.fullmatch(text) is None


def has_more_ink(line: Line, text: str) -> bool:
    """Whether a number's ink shows more digits, or more dots at its foot, than were read.

    A lost point makes 10.23 a confident 1023, whichever picture of it is read; the dot itself is still there. Fewer
    pieces than characters say nothing: digits touch.
    """
    plain = bare(text)
    if not is_number_like(plain):
        return False
    tall = [p for p in line.pieces if p.height >= TALL * line.height]
    apart = APART * line.height
    # The lower ring of a percent sign stands right of its stroke, which is the last of the tall pieces.
    end = max((p.x_mid for p in tall), default=0.0) if plain.rstrip(")").endswith("%") else float("inf")
    dots = [
        p
        for p in line.pieces
        if max(p.width, p.height) <= DOT_SIZE * line.height
        and p.top >= line.top + FOOT * line.height
        and p.x_mid < end
        and not any(t.x0 - apart <= p.x_mid < t.x1 + apart for t in tall)
    ]
    return len(dots) > sum(c in POINTS for c in plain) or len(tall) > sum(c.isdigit() or c in "()%+" for c in plain)


def _characters(reading: LineReading) -> list[tuple[str, float]]:
    return [(t, f) for t, f in zip(reading.text, reading.confidences, strict=True) if not t.isspace()]


def _pieces_match(look: Look) -> bool:
    """Whether a number has as many characters as connected pieces, as far as its characters are of one piece each."""
    text = "".join(look.reading.text.split())
    if not set(text) <= ONE_PIECE:
        return True
    return len(text) == len(look.line.pieces)


def _raised(first: LineReading, second: LineReading) -> LineReading:
    if len(first.confidences) != len(second.confidences):
        return first
    both = [
        max(a, b, (max(a, b) + 1 - (1 - a) * (1 - b)) / 2)
        for a, b in zip(first.confidences, second.confidences, strict=True)
    ]
    return replace(first, confidences=tuple(both), confidence=sum(both) / len(both) if both else 0.0)


def _rank(look: Look) -> tuple[bool, bool, int, float]:
    """Sorts readings of one line: any text before none, a well-written number before what is nearly one.

    Then the one that explains most of the ink, as engines pass over small marks more often than they see some where
    there are none; then the surest.
    """
    text = bare(look.reading.text)
    is_number = NUMBER.fullmatch(text) is not None
    return bool(text), is_number, -_left_over(look), word_confidence(_characters(look.reading))


def _left_over(look: Look) -> int:
    """How many marks a reading has passed over, as far as can be told."""
    return len(passed_over(look)) + _has_ink_for_more(look)


def _has_ink_for_more(look: Look) -> bool:
    """Whether a text of Chinese characters has more columns of ink than their squares are wide: 三、 read as 三."""
    characters = [c for c in look.reading.text if not c.isspace()]
    inked = np.zeros(look.line.x1 - look.line.x0, dtype=np.bool_)
    for piece in look.line.pieces:
        inked[piece.x0 - look.line.x0 : piece.x1 - look.line.x0] = True
    return all(is_wide(c) for c in characters) and int(inked.sum()) > SQUARE * look.line.em * len(characters)
