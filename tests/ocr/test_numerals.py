from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.ocr.numerals import (
    CLASSES,
    OTHER,
    NumeralReader,
    NumeralReading,
    decode,
    model_path,
    spelled,
)
from extractor.page import Pixels

NUMBERS = ("1,234.50", "0", "7", "-12.5%", "(87)", "2019-03-04", "3/5", "12:30", "+0.04", "2080506", "1111")
TEXTS = ("Total", "12 km", "Revenue 2021", "a3")
MEGABYTE = 1 << 20


def strip(text: str, size: int = 28, paper: int = 255, ink: int = 0) -> Pixels:
    font = ImageFont.load_default(size)
    x0, top, x1, bottom = font.getbbox(text)
    margin = 0.35 * size
    picture = Image.new("L", (round(x1 - x0 + 2 * margin), round(bottom - top + 2 * margin)), paper)
    ImageDraw.Draw(picture).text((margin - x0, margin - top), text, fill=ink, font=font)
    return np.asarray(picture, np.uint8)


@pytest.fixture(scope="module")
def reader() -> NumeralReader:
    return NumeralReader(threads=1)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_with_a_place_for_each_character(reader: NumeralReader, text: str) -> None:
    (reading,) = reader.read([strip(text)])
    assert reading.text == text
    assert reading.is_number
    assert reading.probability > 0.5
    assert len(reading.positions) == len(reading.confidences) == len(text)
    assert list(reading.positions) == sorted(reading.positions)
    assert 0 < reading.positions[0] < reading.positions[-1] + 1e-9 < 1


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_no_number(reader: NumeralReader, text: str) -> None:
    (reading,) = reader.read([strip(text)])
    assert OTHER in reading.text
    assert not reading.is_number


@pytest.mark.parametrize("paper", [255, 200, 140])
def test_blank_paper_gives_an_empty_reading(reader: NumeralReader, paper: int) -> None:
    (reading,) = reader.read([np.full((40, 60), paper, np.uint8)])
    assert (reading.text, reading.is_number) == ("", False)


def test_faded_ink_on_grey_paper_and_colour_are_read_alike(reader: NumeralReader) -> None:
    faded = strip("5,604.10", paper=190, ink=120)
    texts = [reading.text for reading in reader.read([faded, np.repeat(faded[:, :, None], 3, axis=2)])]
    assert texts == ["5,604.10", "5,604.10"]


def test_a_batch_gives_what_each_strip_gives_by_itself(reader: NumeralReader) -> None:
    strips = [strip(text) for text in (*NUMBERS, *TEXTS)] + [strip("4" * 40), np.full((0, 4), 255, np.uint8)]
    together = reader.read(strips)
    for one, reading in zip(strips, together, strict=True):
        (alone,) = reader.read([one])
        assert alone.text == reading.text
        assert alone.probability == pytest.approx(reading.probability, abs=1e-4)
        assert alone.positions == pytest.approx(reading.positions, abs=1e-4)


def test_no_strips_no_readings(reader: NumeralReader) -> None:
    assert reader.read([]) == []


def test_the_model_is_small() -> None:
    assert model_path().stat().st_size < 4 * MEGABYTE


@pytest.mark.parametrize(
    ("text", "as_spelled"),
    [
        pytest.param("１，２３４．５％", "1,234.5%", id="full-width-forms-are-folded"),
        pytest.param("（3－5）", "(3-5)", id="full-width-brackets-and-dash"),
        pytest.param("2019年 3月", "2019□3□", id="other-characters-one-by-one"),
        pytest.param("——", "-", id="a-long-stroke-is-one-dash"),
        pytest.param("--", "--", id="two-hyphens-are-two"),
        pytest.param("1 234", "1234", id="blanks-are-left-out"),
        pytest.param("①", "□", id="a-number-in-a-circle-is-none"),
    ],
)
def test_spelling(text: str, as_spelled: str) -> None:
    assert spelled(text) == as_spelled


@pytest.mark.parametrize(("text", "number"), [("12.5", True), ("12□", False), ("-", False), ("", False)])
def test_a_number_has_a_digit_and_nothing_strange(text: str, number: bool) -> None:
    assert NumeralReading(text, 1.0).is_number is number


def test_a_high_temperature_makes_less_sure_and_leaves_the_text() -> None:
    logits = np.full((1, 4, len(CLASSES)), -4.0, np.float32)
    for frame, code in enumerate((0, CLASSES.index("7"), CLASSES.index("7"), 0)):
        logits[0, frame, code] = 4.0
    (sharp,) = decode(logits, [1.0], 1.0)
    (soft,) = decode(logits, [1.0], 2.0)
    assert sharp.text == soft.text == "7"
    assert sharp.positions == pytest.approx((0.5,))
    assert soft.probability < sharp.probability


def test_a_character_that_two_frames_share_is_not_lost() -> None:
    logits = np.full((1, 4, len(CLASSES)), -8.0, np.float32)
    logits[0, :, 0] = 4.0
    logits[0, 1, CLASSES.index("3")] = logits[0, 2, CLASSES.index("3")] = 3.9
    (reading,) = decode(logits, [1.0], 1.0)
    assert reading.text == "3"
    assert reading.probability > 0.6
    assert 0.25 < reading.positions[0] < 0.75
