from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from extractor.ocr.engine import LineReading
from extractor.ocr.ink import Ink, Piece
from extractor.ocr.lines import line_of
from extractor.ocr.numerals import NumeralReading
from extractor.ocr.second_look import Look, compare, is_doubtful
from extractor.ocr.second_opinion import heard, numbers_in, with_second_opinion
from extractor.ocr.strips import Strip
from extractor.page import Pixels

PAGE = np.full((60, 200), 255, np.uint8)
PIECES = tuple(Piece(i + 1, 20 + 20 * i, 10, 32 + 20 * i, 30, 100) for i in range(3))
STRIP = Strip(PAGE, 0, 200)


def look(text: str, confidence: float = 0.9) -> Look:
    places = tuple((26 + 20 * i) / 200 for i in range(len(text)))
    reading = LineReading(text, confidence, places, (confidence,) * len(text))
    return Look(line_of(PIECES[: max(1, len(text))], 20.0), STRIP, reading)


def opinion(text: str, probability: float) -> NumeralReading:
    places = tuple((26 + 20 * i) / 200 for i in range(len(text)))
    return NumeralReading(text, probability, places, (probability,) * len(text))


def test_consent_settles_a_number_and_makes_it_surer() -> None:
    agreed = heard(look("472"), STRIP, opinion("472", 0.99))
    assert agreed.consent
    assert agreed.settled
    assert agreed.others == ()
    assert min(agreed.reading.confidences) > 0.9
    assert is_doubtful(look("472"), 0.8)
    assert not is_doubtful(agreed, 0.8)


def test_an_objection_stays_beside_the_reading() -> None:
    assert look("412").consent is None
    doubted = heard(look("412", 0.99), STRIP, opinion("472", 0.97))
    assert not doubted.consent
    assert [reading.text for _, reading in doubted.others] == ["472"]


def test_an_objection_leads_where_the_reading_is_odd_for_a_number() -> None:
    odd = heard(look("4,7"), STRIP, opinion("4.7", 0.97))
    assert odd.reading.text == "4.7"
    assert [reading.text for _, reading in odd.others] == ["4,7"]


@pytest.mark.parametrize("said", ["472", "4", "412□"])
def test_an_unsure_opinion_counts_for_nothing(said: str) -> None:
    unheard = heard(look("412"), STRIP, opinion(said, 0.4))
    assert (unheard.reading, unheard.others, unheard.objections) == (look("412").reading, (), ())
    assert unheard.consent is False


def test_two_readings_of_the_engine_do_not_outvote_a_reader_that_could_not_confirm() -> None:
    unheard = heard(look("412"), STRIP, opinion("472", 0.4))
    again = compare(unheard, STRIP, look("412", 0.95).reading)
    assert again.settled
    assert again.consent is False


def test_a_number_that_only_a_second_look_shows_is_heard_about() -> None:
    first = heard(look("4l2"), STRIP, opinion("412", 0.4))
    again = compare(first, STRIP, look("412", 0.95).reading)
    assert again.reading.text == "412"
    assert again.consent is None


def test_of_a_text_the_numbers_are_compared() -> None:
    assert numbers_in("2021□3□□-□,45.") == ["2021", "3", "45"]
    text = look("3年2")
    assert heard(text, STRIP, opinion("3□2", 0.9)).consent
    assert heard(text, STRIP, opinion("3□□2", 0.9)).consent
    assert heard(text, STRIP, opinion("8□2", 0.95)).objections


class Counting:
    def __init__(self) -> None:
        self.asked = 0

    def read(self, strips: Sequence[Pixels]) -> list[NumeralReading]:
        self.asked += len(strips)
        return [opinion("1", 0.99) for _ in strips]


@pytest.mark.parametrize(("text", "asked"), [("12", 1), ("合计", 0), ("l", 1), ("第3", 1), ("", 0)])
def test_only_lines_with_digits_or_what_looks_like_them_are_asked_about(text: str, asked: int) -> None:
    ink = Ink(PAGE, PAGE, PAGE, np.zeros(PAGE.shape, np.int32), PIECES, 20.0, 200 / 72)
    reader = Counting()
    with_second_opinion(ink, [look(text)], reader)
    assert reader.asked == asked
