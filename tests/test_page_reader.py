from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from engines import ScriptedEngine
from extractor.config import OcrSettings, Settings
from extractor.errors import DamagedFileError
from extractor.ingest.source import PageSource
from extractor.page import PageContent
from extractor.page_reader import EngineOnDemand, PageReader
from extractor.pipeline import extract


def picture_of_a_table() -> Image.Image:
    """Three rows of three cells at 200 dpi, a digit in each, 4 x 1.5 inches."""
    pixels = np.full((300, 800), 255, dtype=np.uint8)
    for x in (20, 270, 530, 780):
        cv2.line(pixels, (x, 20), (x, 280), 0, 2)
    for y in (20, 106, 193, 280):
        cv2.line(pixels, (20, y), (780, y), 0, 2)
    for x in (140, 400, 650):
        for y in (75, 160, 248):
            cv2.putText(pixels, "7", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return Image.fromarray(pixels)


@pytest.fixture
def report_with_picture(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for i in range(12):
        canvas.drawString(72, 780 - 14 * i, "This page has a text layer and a table that was pasted as a picture.")
    canvas.drawImage(ImageReader(picture_of_a_table()), 72, 300, width=288, height=108)
    canvas.save()
    return path


def test_picture_of_a_table_on_a_text_page_is_read_by_ocr(report_with_picture: Path) -> None:
    document = extract(report_with_picture, engine=ScriptedEngine())
    assert document.pages[0].kind == "mixed"
    (table,) = document.tables
    assert [[c.text for c in row] for row in table.grid()] == [["7"] * 3] * 3
    assert {c.source for c in table.cells} == {"ocr"}
    x0, top, x1, bottom = table.fragments[0].region.bbox
    assert abs(x0 - 79) < 3
    assert abs(top - 441) < 3
    assert abs(x1 - 353) < 3
    assert abs(bottom - 535) < 3


def test_text_layer_alone_is_used_where_ocr_is_switched_off(report_with_picture: Path) -> None:
    document = extract(report_with_picture, Settings(ocr=OcrSettings(mode="never")))
    assert document.pages[0].kind == "text-layer"
    assert document.source.engine is None
    assert document.tables == ()


class BrokenPage:
    number = 3
    width = 595.0
    height = 842.0

    def text_layer(self) -> None:
        raise RuntimeError("bad stream")


class BrokenDocument:
    def page(self, number: int) -> PageSource:
        raise DamagedFileError(Path("a.pdf"), "PDF", f"page {number} cannot be read")


def test_page_that_cannot_be_opened_costs_only_itself() -> None:
    reader = PageReader(Settings(), EngineOnDemand(OcrSettings(), lambda s: ScriptedEngine(), None))
    page = reader.open_and_prepare(BrokenDocument(), 4)()  # type: ignore[arg-type]
    assert (page.number, page.words) == (4, ())
    (finding,) = page.findings
    assert finding.code == "page.failed"
    assert isinstance(finding.error, DamagedFileError)


def test_fault_without_a_name_says_at_least_its_kind(caplog: pytest.LogCaptureFixture) -> None:
    class Exhausted(BrokenPage):
        def text_layer(self) -> None:
            raise MemoryError

    reader = PageReader(Settings(), EngineOnDemand(OcrSettings(), lambda s: ScriptedEngine(), None))
    (finding,) = reader.read(Exhausted()).findings  # type: ignore[arg-type]
    assert finding.params == {"error": "MemoryError()"}
    assert [record.exc_info for record in caplog.records] == [None], "a traceback is nothing for the user"


def test_page_that_cannot_be_read_costs_only_itself() -> None:
    reader = PageReader(Settings(), EngineOnDemand(OcrSettings(), lambda s: ScriptedEngine(), None))
    page = reader.read(BrokenPage())  # type: ignore[arg-type]
    assert isinstance(page, PageContent)
    assert page.words == ()
    (finding,) = page.findings
    assert (finding.code, finding.params) == ("page.failed", {"error": "bad stream"})
