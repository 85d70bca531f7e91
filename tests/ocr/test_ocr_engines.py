from __future__ import annotations

import shutil

import cv2
import numpy as np
import pytest

from extractor.config import OcrSettings
from extractor.errors import EngineMissingError
from extractor.ocr import rapidocr as adapter
from extractor.ocr.batches import batches
from extractor.ocr.engine import OcrEngine
from extractor.ocr.registry import load_engine
from extractor.page import Pixels

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def crop(text: str) -> Pixels:
    page = np.full((60, 30 + 24 * len(text)), 255, np.uint8)
    cv2.putText(page, text, (15, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0,), 2, cv2.LINE_AA)
    return page


@pytest.fixture(scope="module")
def rapid() -> OcrEngine:
    return load_engine(OcrSettings(threads=1))


@pytest.mark.slow
def test_rapidocr_reads_lines_in_the_order_given(rapid: OcrEngine) -> None:
    readings = rapid.read_lines([crop("1594.02"), crop("7"), np.full((0, 4), 255, np.uint8), crop("Total")])
    assert [r.text for r in readings] == ["1594.02", "7", "", "Total"]
    assert all(len(r.positions) == len(r.confidences) == len(r.text) for r in readings)


@pytest.mark.slow
def test_rapidocr_finds_a_line_and_none_on_blank_paper(rapid: OcrEngine) -> None:
    page = np.full((400, 600), 255, np.uint8)
    assert rapid.find_lines(page, 30) == ()
    cv2.putText(page, "Revenue 2021", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0,), 2, cv2.LINE_AA)
    (line,) = rapid.find_lines(page, 30)
    assert line.x0 < 110
    assert line.top < 180
    assert line.bottom > 195


@pytest.mark.slow
def test_rapidocr_says_which_languages_it_cannot_read(rapid: OcrEngine) -> None:
    rapid.check({"chi_sim", "eng"})
    with pytest.raises(EngineMissingError, match="tlh"):
        rapid.check({"eng", "tlh"})


def test_missing_models_are_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "RECOGNISER", "no-such-model.onnx")
    with pytest.raises(EngineMissingError, match="pip install"):
        adapter.RapidOcr(threads=1)


@pytest.mark.parametrize(
    ("widths", "expected"),
    [
        pytest.param({0: 40, 1: 50, 2: 300}, [[0, 1], [2]], id="equal-padded-widths-together"),
        pytest.param({0: 1270, 1: 1260}, [[1], [0]], id="the-sum-of-widths-is-bounded"),
        pytest.param({}, [], id="nothing-to-read"),
    ],
)
def test_batches(widths: dict[int, int], expected: list[list[int]]) -> None:
    assert list(batches(widths, adapter.STRIP_STEP, adapter.BATCH_WIDTH)) == expected


@pytest.mark.slow
@needs_tesseract
def test_tesseract_reads_many_crops_in_order() -> None:
    engine = load_engine(OcrSettings(engine="tesseract", languages=("eng",)))
    readings = engine.read_lines([crop("Total"), crop("7"), crop("Revenue 2021")])
    assert [r.text for r in readings] == ["Total", "7", "Revenue 2021"]
    assert all(0 <= p <= 1 for r in readings for p in r.positions)


@needs_tesseract
def test_tesseract_names_the_package_of_a_missing_language() -> None:
    with pytest.raises(EngineMissingError, match="tesseract-ocr-tlh"):
        load_engine(OcrSettings(engine="tesseract", languages=("eng", "tlh")))
