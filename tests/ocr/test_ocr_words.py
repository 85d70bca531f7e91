from __future__ import annotations

import numpy as np
import pytest

from extractor.ocr.engine import LineReading
from extractor.ocr.ink import Piece
from extractor.ocr.lines import Line, line_of
from extractor.ocr.strips import Strip
from extractor.ocr.words import is_word_gap, place_characters, word_confidence, words_of

EM = 20.0
SCALE = 2.0


def line_with(*spans: tuple[int, int]) -> Line:
    return line_of([Piece(i + 1, a, 10, b, 30, 100) for i, (a, b) in enumerate(spans)], EM)


def read(text: str, *middles: float, confidence: float = 0.9) -> tuple[Strip, LineReading]:
    strip = Strip(np.full((20, 200), 255, np.uint8), 0, 200)
    return strip, LineReading(text, confidence, tuple(m / 200 for m in middles), (confidence,) * len(text))


def test_characters_reach_from_ink_to_ink_and_boxes_are_in_points() -> None:
    line = line_with((10, 20), (24, 36))
    (word,) = words_of(line, *read("14", 15, 30), 3, SCALE)
    assert word.text == "14"
    assert word.edges == (5, 12, 18)
    assert (word.bbox.x0, word.bbox.top, word.bbox.x1, word.bbox.bottom) == (5, 5, 18, 15)
    assert (word.line, word.origin) == (3, "ocr")


def test_a_wide_gap_parts_two_numbers_without_a_blank_in_the_reading() -> None:
    line = line_with((10, 20), (60, 70))
    words = words_of(line, *read("17", 15, 65), 0, SCALE)
    assert [w.text for w in words] == ["1", "7"]
    assert words[1].bbox.x0 == 30


def test_a_blank_between_chinese_characters_is_no_word_border() -> None:
    line = line_with((10, 28), (34, 52))
    (word,) = words_of(line, *read("合 计", 19, 31, 43), 0, SCALE)
    assert word.text == "合计"


@pytest.mark.parametrize(
    ("spans", "end", "start"),
    [
        pytest.param([(10, 14), (16, 20), (25, 35)], 20, 25, id="the-widest-blank"),
        pytest.param([(10, 14), (17, 20), (23, 26), (29, 35)], 20, 23, id="of-equal-blanks-the-nearest-the-middle"),
        pytest.param([(10, 24), (24, 35)], 21, 21, id="no-blank-the-least-ink-nearest-the-middle"),
    ],
)
def test_two_characters_are_parted_at_a_blank_between_their_middles(
    spans: list[tuple[int, int]], end: float, start: float
) -> None:
    (word,) = words_of(line_with(*spans), *read("14", 12, 31), 0, 1.0)
    assert word.edges == (10, start, 35)
    first, _ = place_characters(line_with(*spans), *read("14", 12, 31))
    assert first.x1 == end


@pytest.mark.parametrize(
    ("before", "after", "gap", "blank", "apart"),
    [
        pytest.param("1", "2", 0.4, False, False, id="digits-stand-loose"),
        pytest.param("1", "2", 0.7, False, True, id="digits-of-two-columns"),
        pytest.param("f", "t", 0.3, True, True, id="a-blank-between-latin-words"),
        pytest.param("。", "本", 0.9, False, False, id="the-square-of-a-full-stop"),
        pytest.param("合", "计", 1.5, False, True, id="spaced-out-heading"),
        pytest.param("第", "5", 0.3, True, False, id="a-digit-in-chinese-text"),
    ],
)
def test_word_gaps(before: str, after: str, gap: float, blank: bool, apart: bool) -> None:
    assert is_word_gap(before, after, gap, blank_read=blank) is apart


@pytest.mark.parametrize(
    ("characters", "confidence"),
    [
        pytest.param([("1", 0.99), ("4", 0.5)], 0.5, id="a-number-is-as-sure-as-its-worst-digit"),
        pytest.param([("合", 1.0), ("计", 0.5)], 0.75, id="a-text-as-its-mean"),
        pytest.param([], 0.0, id="nothing-read"),
    ],
)
def test_word_confidence(characters: list[tuple[str, float]], confidence: float) -> None:
    assert word_confidence(characters) == pytest.approx(confidence)


def test_a_reading_without_characters_gives_no_words() -> None:
    assert words_of(line_with((0, 10)), *read(" ", 5), 0, SCALE) == []
