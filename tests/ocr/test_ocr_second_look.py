from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from extractor.ocr.engine import LineBox, LineReading
from extractor.ocr.ink import Ink, Piece
from extractor.ocr.lines import Line, line_of
from extractor.ocr.second_look import (
    Look,
    compare,
    first_looks,
    has_more_ink,
    is_doubtful,
    is_dubious_number,
    look_again,
)
from extractor.ocr.strips import Strip
from extractor.page import Pixels

STRIP = Strip(np.full((40, 100), 255, np.uint8), 0, 100)
DIGITS = [Piece(i, 10 + 20 * i, 0, 24 + 20 * i, 20, 100) for i in range(4)]
POINT = Piece(9, 46, 16, 49, 20, 9)


def reading(text: str, confidence: float = 0.99) -> LineReading:
    positions = tuple((i + 0.5) / len(text) for i in range(len(text)))
    return LineReading(text, confidence, positions, (confidence,) * len(text))


def look(text: str, confidence: float = 0.99, pieces: list[Piece] | None = None) -> Look:
    return Look(line_of(pieces or DIGITS, 20.0), STRIP, reading(text, confidence))


def test_a_sure_number_with_its_ink_accounted_for_is_not_doubtful() -> None:
    assert not is_doubtful(look("1023"), 0.8)


@pytest.mark.parametrize(
    "doubted",
    [
        pytest.param(look(""), id="ink-without-a-reading"),
        pytest.param(look("1023", 0.9), id="a-digit-less-than-sure"),
        pytest.param(look("102"), id="fewer-characters-than-pieces"),
        pytest.param(look("1023", pieces=[*DIGITS, POINT]), id="a-point-that-was-not-read"),
    ],
)
def test_doubts(doubted: Look) -> None:
    assert is_doubtful(doubted, 0.8)


def test_a_lost_point_is_seen_and_two_equal_readings_do_not_settle_it() -> None:
    line = line_of([*DIGITS, POINT], 20.0)
    assert has_more_ink(line, "1023")
    assert not has_more_ink(line, "10.23")
    assert not compare(Look(line, STRIP, reading("1023")), STRIP, reading("1023")).settled


def test_touching_digits_are_no_evidence_against_a_number() -> None:
    assert not has_more_ink(line_of(DIGITS[:2], 20.0), "1023")


@pytest.mark.parametrize(
    ("text", "dubious"), [("2 5%", True), ("102 3", True), ("1 023", False), ("12 345.6", False), ("第 7 条", False)]
)
def test_a_blank_between_digits_of_a_cell_parts_thousands_or_hides_a_point(text: str, dubious: bool) -> None:
    parted = look(text, pieces=DIGITS[:1])
    in_cell = replace(parted, line=replace(parted.line, cell=3))
    assert is_dubious_number(in_cell) is dubious
    assert not is_dubious_number(replace(parted, reading=reading("2006 2007")))


@pytest.mark.parametrize(
    ("text", "dubious"),
    [
        pytest.param("1,023", False, id="thousands"),
        pytest.param("(4.5)", False, id="in-brackets"),
        pytest.param("12.", False, id="an-items-number"),
        pytest.param("2020-2021", False, id="a-range"),
        pytest.param("10:23", True, id="a-colon-for-a-point"),
        pytest.param(".192", True, id="a-leading-dot-is-mostly-dirt"),
        pytest.param("7i", True, id="a-letter-that-looks-like-a-one"),
        pytest.param("第7条", False, id="no-number"),
    ],
)
def test_dubious_numbers(text: str, dubious: bool) -> None:
    assert is_dubious_number(look(text, pieces=DIGITS[:1])) is dubious


def test_agreement_settles_and_raises_confidence() -> None:
    result = compare(look("1023", 0.9), STRIP, reading("1023", 0.8))
    assert result.settled
    assert result.others == ()
    assert 0.9 < result.reading.confidence < 1


def test_of_different_readings_the_well_written_number_leads_and_the_other_stays() -> None:
    result = compare(look("10:23", 0.99), STRIP, reading("10.23", 0.9))
    assert result.reading.text == "10.23"
    assert [r.text for _, r in result.others] == ["10:23"]
    assert not result.settled


def test_rings_of_a_percent_sign_are_no_digits_and_no_points() -> None:
    boxes = [
        (0, 0, 13, 23),
        (15, 0, 14, 23),
        (31, 18, 5, 5),
        (40, 1, 14, 22),
        (55, 1, 10, 14),
        (60, 1, 15, 21),
        (70, 9, 6, 6),
    ]
    line = line_of([Piece(i, x, top, x + w, top + h, w * h) for i, (x, top, w, h) in enumerate(boxes, 1)], 24.0)
    assert not has_more_ink(line, "30.7%")
    assert has_more_ink(line, "307%")
    assert has_more_ink(line, "3.7%")


class TailReader:
    """Reads whole lines without their last mark, and short crops with it."""

    name = "tail reader 1"

    def check(self, languages: Iterable[str]) -> None:
        pass

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        return ()

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        return tuple(self.read(crop.shape[1]) for crop in crops)

    def read(self, width: int) -> LineReading:
        if width < 70:
            return LineReading("yc", 0.9, (0.35, 0.7), (0.9, 0.9))
        return LineReading("Oakley", 0.99, tuple((14 + 14 * i) / width for i in range(6)), (0.99,) * 6)


def all_looks(ink: Ink, lines: list[Line]) -> list[Look]:
    return look_again(ink, first_looks(ink, lines, TailReader()), TailReader(), 0.8)


def test_a_raised_mark_that_the_engine_passes_over_is_read_at_the_end_of_its_line() -> None:
    letters = [Piece(i, 10 + 14 * i, 8, 21 + 14 * i, 28, 150) for i in range(6)]
    mark = Piece(7, 94, 6, 101, 15, 40)
    page = np.full((60, 160), 255, np.uint8)
    labels = np.zeros(page.shape, np.int32)
    ink = Ink(page, page, page, labels, (*letters, mark), 20.0, 200 / 72)
    (marked,) = all_looks(ink, [line_of([*letters, mark], 20.0)])
    assert marked.reading.text == "Oakleyc"
    assert [r.text for _, r in marked.others] == ["Oakley"]
    (plain,) = all_looks(ink, [line_of(letters, 20.0)])
    assert plain.reading.text == "Oakley"


def test_a_line_that_ends_in_characters_that_touch_is_read_to_its_end() -> None:
    letters = [Piece(i, 10 + 14 * i, 8, 21 + 14 * i, 28, 150) for i in range(6)]
    touching = Piece(7, 108, 8, 178, 28, 700)
    page = np.full((60, 200), 255, np.uint8)
    ink = Ink(page, page, page, np.zeros(page.shape, np.int32), (*letters, touching), 20.0, 200 / 72)
    (look,) = all_looks(ink, [line_of([*letters, touching], 20.0)])
    assert look.reading.text == "Oakley"


def test_a_reading_that_leaves_ink_unread_gives_way_to_one_that_does_not() -> None:
    strokes = [Piece(i, 0, 10 * i, 28, 10 * i + 5, 100) for i in range(3)]
    line = line_of([*strokes, Piece(4, 29, 18, 39, 28, 50)], 28.0)
    short = Look(line, STRIP, reading("三", 0.8))
    assert is_doubtful(replace(short, reading=reading("三", 0.99)), 0.8)
    assert compare(compare(short, STRIP, reading("三、", 0.7)), STRIP, reading("三", 0.9)).reading.text == "三、"
