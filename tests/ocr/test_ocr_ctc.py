from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.ocr.ctc import decode_line

CLASSES = ("", "1", "4", " ", "ab")


def logits(*classes: int, sure: float = 0.9, level: float = 20.0) -> np.ndarray:
    """Such that the softmax gives each class of `classes` in its frame the probability `sure`, however high `level`."""
    table = np.full((len(classes), len(CLASSES)), (1 - sure) / (len(CLASSES) - 1), np.float32)
    table[np.arange(len(classes)), classes] = sure
    return np.asarray(np.log(table) + np.float32(level))


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        pytest.param((0, 0), "", id="only-blanks-are-no-text"),
        pytest.param((1, 1, 1), "1", id="repetitions-are-one-character"),
        pytest.param((1, 0, 1), "11", id="a-blank-parts-equal-characters"),
        pytest.param((1, 2), "14", id="no-blank-needed-between-unequal-ones"),
        pytest.param((0, 4, 0), "ab", id="a-class-of-two-code-points"),
        pytest.param((1, 3, 2), "1 4", id="white-space-is-a-character"),
    ],
)
def test_decoding(frames: tuple[int, ...], text: str) -> None:
    reading = decode_line(logits(*frames), CLASSES)
    assert reading.text == text
    assert len(reading.positions) == len(reading.confidences) == len(text)


def test_position_is_the_middle_of_the_frames_as_a_share_of_the_crop() -> None:
    reading = decode_line(logits(0, 1, 1, 0, 0, 0, 0, 0), CLASSES, filled=0.5)
    assert reading.positions == pytest.approx((0.5,))


def test_confidence_is_the_best_of_a_characters_frames() -> None:
    table = np.concatenate([logits(1, sure=0.6), logits(1, sure=0.9), logits(0), logits(2, sure=0.7)])
    assert decode_line(table, CLASSES).confidences == pytest.approx((0.9, 0.7))


def test_logits_too_large_for_an_exponential_give_a_probability() -> None:
    assert decode_line(logits(1, sure=0.8, level=500.0), CLASSES).confidences == pytest.approx((0.8,), abs=1e-4)


@given(st.lists(st.integers(0, len(CLASSES) - 1), min_size=1, max_size=40))
def test_positions_ascend_within_the_crop(frames: list[int]) -> None:
    positions = decode_line(logits(*frames), CLASSES).positions
    assert list(positions) == sorted(positions)
    assert all(0 <= p <= 1 for p in positions)
