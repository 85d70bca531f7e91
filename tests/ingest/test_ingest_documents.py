from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from pdf_builders import CHINESE, draw_table, make_pdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.config import IngestSettings
from extractor.errors import (
    DamagedFileError,
    EmptyFileError,
    InputError,
    LimitError,
    PageRangeError,
    PasswordError,
    UnsupportedFileError,
)
from extractor.geometry import transform_box, transform_point
from extractor.ingest.source import TextLayer
from extractor.ingest.stage import open_document
from extractor.ingest.text_health import Health, judge_text_layer
from extractor.page import Pixels, Ruling, Scan
from raw_pdf import FIRST, page_objects, write_pdf

DEFAULTS = IngestSettings()


def read_layer(path: Path, settings: IngestSettings = DEFAULTS, number: int = 1) -> TextLayer:
    with open_document(path, settings) as document:
        layer = document.page(number).text_layer()
    assert layer is not None
    return layer


def judge(path: Path) -> Health:
    with open_document(path, DEFAULTS) as document:
        page = document.page(1)
        layer = page.text_layer()
        assert layer is not None
        return judge_text_layer(layer, page)


def scan_picture(path: Path, dpi: float = 200) -> Scan:
    with open_document(path, DEFAULTS) as document:
        return document.page(1).rasterise(dpi)


def words_of(layer: TextLayer) -> list[str]:
    return [word.text for word in layer.words]


# Opening


def test_document_tells_what_it_is(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "report.pdf", draw_table, draw_table)
    with open_document(path, IngestSettings(pages="2")) as document:
        assert document.file_name == "report.pdf"
        assert document.page_count == 2
        assert document.page_numbers() == (2,)
        assert document.bytes == path.stat().st_size
        assert len(document.sha256) == 64
        page = document.page(2)
        assert (page.number, page.width, page.height) == (2, 400, 300)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", EmptyFileError, id="no-bytes"),
        pytest.param(b"hello", UnsupportedFileError, id="plain-text"),
        pytest.param(b"<!DOCTYPE html><html>", UnsupportedFileError, id="web-page"),
        pytest.param(b"PK\x03\x04rest", UnsupportedFileError, id="office"),
        pytest.param(b"%PDF-1.7\nnothing more", DamagedFileError, id="truncated-pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\nnothing more", DamagedFileError, id="truncated-png"),
        pytest.param(b"\xff\xd8\xff\xe0nothing more", DamagedFileError, id="truncated-jpeg"),
        pytest.param(b"II*\x00\x08\x00\x00\x00", DamagedFileError, id="truncated-tiff"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBP", DamagedFileError, id="truncated-webp"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    path = tmp_path / "input.pdf"
    path.write_bytes(content)
    with pytest.raises(error, match=r"input\.pdf"):
        open_document(path, DEFAULTS)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        open_document(tmp_path / "no.pdf", DEFAULTS)
    with pytest.raises(InputError, match="folder"):
        open_document(tmp_path, DEFAULTS)


def test_kind_is_told_by_content(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "scan.png", draw_table)
    assert read_layer(path).words


def test_header_may_stand_later(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "mail.pdf", draw_table)
    path.write_bytes(b"X-Mail: attachment\r\n\r\n" + path.read_bytes())
    assert read_layer(path).words


def test_password(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "secret.pdf", draw_table, password="open")
    with pytest.raises(PasswordError, match="encrypted"):
        open_document(path, DEFAULTS)
    with pytest.raises(PasswordError, match="does not open"):
        open_document(path, IngestSettings(password="wrong"))
    assert read_layer(path, IngestSettings(password="open")).words
    assert read_layer(path, IngestSettings(password="open", reader="pdfplumber")).words


def test_limits_name_their_option(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "big.pdf", draw_table, draw_table)
    with pytest.raises(LimitError, match="--max-bytes"):
        open_document(path, IngestSettings(max_bytes=100))
    with pytest.raises(LimitError, match="--max-pages"):
        open_document(path, IngestSettings(max_pages=1))
    with pytest.raises(PageRangeError):
        open_document(path, IngestSettings(pages="3"))
    with open_document(path, IngestSettings(max_pixels=1000)) as document:
        page = document.page(1)
        assert page.text_layer() is not None
        with pytest.raises(LimitError, match="--max-pixels"):
            page.rasterise(200)
    crowded = pytest.raises(LimitError, match=r"marks on page 1 .*--max-marks")
    with open_document(path, IngestSettings(max_marks=10)) as document, crowded:
        document.page(1).text_layer()


def test_over_sized_page_is_painted_less_closely(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "plan.pdf", draw_table, size=(4000, 3000))
    with open_document(path, IngestSettings(max_pixels=4000 * 3000)) as document:
        scan = document.page(1).rasterise(100)
        assert scan.dpi == pytest.approx(72)
        assert scan.pixels.shape[:2] == (3000, 4000)
        with pytest.raises(LimitError, match="--max-pixels"):
            document.page(1).rasterise(150)


def test_page_without_a_believable_size_is_damaged(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "line.pdf", draw_table, size=(1000, 0.5))
    with open_document(path, DEFAULTS) as document, pytest.raises(DamagedFileError, match="page 1 has no size"):
        document.page(1)


def test_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(InputError, match="pipe"):
        open_document(tmp_path / "pipe.pdf", DEFAULTS)


# Pictures


def save_picture(path: Path, pixels: Pixels | None = None, **options: object) -> Path:
    picture = Image.fromarray(np.full((300, 200), 255, np.uint8) if pixels is None else pixels)
    picture.save(path, **options)
    return path


def test_picture_at_a_sensible_resolution_is_not_resampled(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "a.png", np.full((2000, 1500), 255, np.uint8), dpi=(150, 150))
    scan = scan_picture(path, 300)
    assert scan.pixels.shape == (2000, 1500)
    assert scan.dpi == pytest.approx(150, abs=0.1)
    assert transform_point(scan.to_page, 1500, 2000) == pytest.approx((720, 960), abs=0.5)


def test_coarse_picture_is_brought_to_the_resolution_asked_for(tmp_path: Path) -> None:
    scan = scan_picture(save_picture(tmp_path / "a.png", np.full((842, 595), 255, np.uint8), dpi=(72, 72)), 200)
    assert scan.pixels.shape == pytest.approx((2339, 1653), abs=3)
    assert transform_point(scan.to_page, scan.width, scan.height) == pytest.approx((595, 842), abs=0.5)


def test_unbelievable_resolution_is_replaced_by_that_of_a_sheet(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "photo.jpg", np.full((3000, 2000), 255, np.uint8), dpi=(72, 72))
    with open_document(path, DEFAULTS) as document:
        assert document.page(1).height == pytest.approx(842, abs=1)


def test_tiff_pages_are_read_one_by_one(tmp_path: Path) -> None:
    frames = [Image.new("1" if i == 1 else "L", (200, 300), 1 if i == 1 else 60 * i) for i in range(3)]
    path = tmp_path / "fax.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(100, 100))
    with open_document(path, DEFAULTS) as document:
        assert document.page_count == 3
        shades = [int(document.page(n).rasterise(200).pixels[0, 0]) for n in (1, 2, 3, 1)]
        assert document.page(1).text_layer() is None
    assert shades == [0, 255, 120, 0]


def test_tiff_frames_are_counted_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "many.tif"
    frame = Image.new("L", (200, 300), 255)
    frame.save(path, save_all=True, append_images=[frame] * 5)
    with open_document(path, IngestSettings(max_pages=6)) as document:
        assert document.page_count == 6
    with pytest.raises(LimitError, match="counted no further, is 4"):
        open_document(path, IngestSettings(max_pages=3))


def test_fax_resolution_becomes_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    Image.new("L", (1728, 1078), 255).save(path, dpi=(204, 98))
    scan = scan_picture(path, 200)
    assert scan.pixels.shape == pytest.approx((2244, 1728), abs=2)
    assert transform_point(scan.to_page, scan.width, scan.height) == pytest.approx((610, 792), abs=1)


def test_exif_orientation_is_applied(tmp_path: Path) -> None:
    pixels = np.full((300, 400), 255, np.uint8)
    pixels[:50] = 0
    exif = Image.Exif()
    exif[0x0112] = 6
    path = save_picture(tmp_path / "phone.jpg", pixels, exif=exif, dpi=(100, 100))
    with open_document(path, DEFAULTS) as document:
        page = document.page(1)
        scan = page.rasterise(200)
    assert page.width < page.height
    assert scan.pixels.shape == (400, 300)
    assert scan.pixels[:, -40:].mean() < 20
    assert scan.pixels[:, :200].mean() > 235


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(Image.new("RGBA", (200, 300), (0, 0, 0, 0)), 255, id="transparent-is-white"),
        pytest.param(Image.new("LA", (200, 300), (10, 255)), 10, id="grey-with-alpha"),
        pytest.param(Image.new("1", (200, 300), 0), 0, id="one-bit"),
        pytest.param(Image.fromarray(np.full((300, 200), 65535, np.uint16)), 255, id="sixteen-bits"),
        pytest.param(Image.new("P", (200, 300), 0), 0, id="palette"),
    ],
)
def test_modes_of_pictures(tmp_path: Path, picture: Image.Image, expected: int) -> None:
    path = tmp_path / "a.png"
    picture.save(path, dpi=(100, 100))
    scan = scan_picture(path)
    assert scan.pixels.ndim == 2
    assert scan.pixels.dtype == np.uint8
    assert set(np.unique(scan.pixels)) == {expected}


def test_cmyk_jpeg_is_rgb(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("CMYK", (200, 300), (0, 255, 255, 0)).save(path, dpi=(100, 100))
    scan = scan_picture(path)
    assert scan.pixels.shape == (300, 200, 3)
    assert scan.pixels[0, 0, 0] > 200 > 100 > scan.pixels[0, 0, 1]


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path) -> None:
    path = save_picture(tmp_path / "a.png", np.full((2000, 1500), 255, np.uint8))
    with open_document(path, IngestSettings(max_pixels=1000)) as document:
        decoding = mock.patch.object(Image.Image, "load", side_effect=AssertionError("decoded"))
        with decoding, pytest.raises(LimitError, match="--max-pixels"):
            document.page(1)


def test_truncated_picture_is_damaged(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    path = save_picture(tmp_path / "a.jpg", rng.integers(0, 255, (600, 400), np.uint8))
    path.write_bytes(path.read_bytes()[:5000])
    with open_document(path, DEFAULTS) as document, pytest.raises(DamagedFileError):
        document.page(1).rasterise(200)


# Text layer


def draw_marks(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 200, "MARK")
    canvas.line(100, 190, 300, 190)


def mark_of(layer: TextLayer) -> tuple[float, float]:
    (word,) = layer.words
    assert word.text == "MARK"
    return round(word.bbox.x0), round(word.bbox.bottom)


def test_words_and_rulings_of_a_page(tmp_path: Path) -> None:
    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw_table))
    assert Counter(words_of(layer))["item"] == 6
    assert sum(1 for r in layer.rulings if r.orientation == "horizontal") == 3
    assert sum(1 for r in layer.rulings if r.orientation == "vertical") == 4
    assert {r.position for r in layer.rulings if r.orientation == "horizontal"} == {40, 70, 100}


@pytest.mark.parametrize(
    ("rotation", "size"),
    [
        pytest.param(0, (400, 300)),
        pytest.param(90, (300, 400)),
        pytest.param(180, (400, 300)),
        pytest.param(270, (300, 400)),
    ],
)
def test_rotated_page_with_sideways_content_reads_level(
    tmp_path: Path, rotation: int, size: tuple[float, float]
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        canvas.setPageSize(size)  # reportlab swaps the sides of a page that it rotates by 90 or 270 degrees
        draw_marks(canvas)

    path = make_pdf(tmp_path / "a.pdf", draw)
    with open_document(path, DEFAULTS) as document:
        page = document.page(1)
        layer = page.text_layer()
        scan = page.rasterise(72)
    assert layer is not None
    assert (page.width, page.height) == size
    assert layer.turn == (360 - rotation) % 360
    assert (layer.width, layer.height) == (400, 300)
    (line,) = layer.rulings
    assert (line.orientation, round(line.position), round(line.start), round(line.end)) == ("horizontal", 110, 100, 300)
    box = transform_box(layer.to_page, layer.words[0].bbox)
    patch = scan.pixels[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1]
    assert patch.min() < 100, "the word's box on the page as shown holds its ink"


def test_sideways_text_without_rotation_is_turned(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(400, 0)
        canvas.rotate(90)
        draw_marks(canvas)

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    assert layer.turn == 90
    assert (layer.width, layer.height) == (300, 400)
    assert words_of(layer) == ["MARK"]
    assert [r.orientation for r in layer.rulings] == ["horizontal"]


def test_stacked_chinese_is_not_sideways(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(CHINESE, 12)
        for index, character in enumerate("本年度办理结果"):
            canvas.drawString(100, 200 - 14 * index, character)

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    assert layer.turn == 0
    assert words_of(layer) == list("本年度办理结果")


def test_text_in_a_font_that_is_not_embedded_is_read_whether_or_not_it_can_be_drawn(tmp_path: Path) -> None:
    """Runs of such characters alone, and runs together with others."""

    def draw(canvas: Canvas) -> None:
        for row, label in enumerate(("年初结转", "本年收入", "本年支出", "年末结余")):
            canvas.setFont(CHINESE, 12)
            canvas.drawString(100, 200 - 20 * row, label)
            canvas.drawString(250, 200 - 20 * row, f"{label} 12.5{row}")

    path = make_pdf(tmp_path / "a.pdf", draw)
    layer = read_layer(path)
    assert words_of(layer)[:3] == ["年初结转", "年初结转", "12.50"]
    health = judge(path)
    assert health.usable
    assert health.code == ("text.font_absent" if layer.absent_fonts else "text.healthy")


def test_few_sideways_words_stay_where_they_are(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        draw_table(canvas)
        canvas.rotate(90)
        canvas.drawString(20, -30, "side label")

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    assert layer.turn == 0
    (side,) = [word for word in layer.words if word.text == "side"]
    assert side.bbox.height > side.bbox.width
    assert side.bbox.contains_point(26, 270)


def test_crop_box_is_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 100, 350, 300))
        draw_marks(canvas)
        canvas.drawString(100, 20, "outside")

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    assert (layer.width, layer.height) == (300, 200)
    assert layer.words[0].bbox.x0 == pytest.approx(50, abs=1)
    assert layer.words[0].bbox.bottom == pytest.approx(103, abs=2)
    assert [word.text for word in layer.hidden] == ["outside"]


def test_form_objects_are_followed_with_their_matrix(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("box")
        draw_marks(canvas)
        canvas.endForm()
        canvas.translate(20, 30)
        canvas.doForm("box")

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    assert layer.words[0].bbox.x0 == pytest.approx(120, abs=1)
    assert [(r.position, r.start) for r in layer.rulings] == [(80, 120)]


def test_text_that_cannot_be_seen_is_hidden(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 250, "plain")
        canvas.saveState()
        text = canvas.beginText(100, 200)
        text.setTextRenderMode(3)
        text.textOut("inkless")
        canvas.drawText(text)
        canvas.restoreState()
        canvas.setFillGray(1)
        canvas.drawString(100, 120, "white")
        canvas.setFillGray(0.2)
        canvas.rect(90, 50, 100, 40, stroke=0, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(100, 60, "inverse")
        canvas.setFillGray(0)
        canvas.drawString(300, 60, "redacted")
        canvas.rect(290, 50, 80, 30, stroke=0, fill=1)

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    assert words_of(layer) == ["plain", "inverse"]
    assert sorted(word.text for word in layer.hidden) == ["inkless", "redacted", "white"]


def test_colour_size_and_weight_of_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.setFillColorRGB(1, 0, 0)
        canvas.drawString(100, 200, "Title")

    (word,) = read_layer(make_pdf(tmp_path / "a.pdf", draw)).words
    assert (word.bold, word.size, word.colour) == (True, 14, (255, 0, 0))


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_quotes_and_full_width_characters_are_kept(tmp_path: Path, reader: str) -> None:
    text = "危及“三安全一稳定”（１２）％"

    def draw(canvas: Canvas) -> None:
        canvas.setFont(CHINESE, 12)
        canvas.drawString(100, 200, text)

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw), IngestSettings.model_validate({"reader": reader}))
    assert "".join(words_of(layer)) == text


def test_letters_of_a_ligature_stand_side_by_side(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(CHINESE, 12)
        canvas.drawString(88, 200, "甲ﬁ")

    (word,) = read_layer(make_pdf(tmp_path / "a.pdf", draw)).words
    assert word.text == "甲fi"
    assert word.edges == pytest.approx((88, 100, 106, 112))


def test_turn_is_undone_by_to_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(400, 0)
        canvas.rotate(90)
        draw_marks(canvas)

    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw))
    x, y = transform_point(layer.to_page, 100, 190)
    assert 0 <= x <= 400
    assert 0 <= y <= 300


# Both readers


def close_to(ruling: Ruling, others: tuple[Ruling, ...]) -> bool:
    return any(
        ruling.orientation == other.orientation
        and abs(ruling.position - other.position) <= 0.5
        and abs(ruling.start - other.start) <= 0.5
        and abs(ruling.end - other.end) <= 0.5
        for other in others
    )


def assert_readers_agree(path: Path, number: int = 1, *, share: float = 1.0) -> None:
    fast = read_layer(path, number=number)
    slow = read_layer(path, IngestSettings(reader="pdfplumber"), number)
    words, others = (Counter(w.text for w in (*layer.words, *layer.hidden)) for layer in (fast, slow))
    assert sum((words & others).values()) >= share * max(sum(words.values()), sum(others.values()))
    assert sum(close_to(r, slow.rulings) for r in fast.rulings) >= share * len(fast.rulings)
    assert sum(close_to(r, fast.rulings) for r in slow.rulings) >= share * len(slow.rulings)
    assert fast.turn == slow.turn


def draw_dashed_chinese(canvas: Canvas) -> None:
    canvas.setFont(CHINESE, 10.5)
    canvas.drawString(60, 240, "一般公共服务支出 22,186,440.80")
    canvas.drawString(60, 210, "合  计")
    canvas.rect(50, 200, 300, 60)
    canvas.setDash(2, 2)
    canvas.line(50, 230, 350, 230)
    canvas.setFillGray(0.8)
    canvas.rect(50, 100, 100, 20, stroke=0, fill=1)
    canvas.rect(50, 90, 100, 1, stroke=0, fill=1)


def draw_cropped(canvas: Canvas) -> None:
    canvas.setCropBox((20, 30, 390, 290))
    draw_table(canvas)


def draw_rotated(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    draw_table(canvas)


def draw_sideways(canvas: Canvas) -> None:
    canvas.translate(400, 0)
    canvas.rotate(90)
    draw_table(canvas)


@pytest.mark.parametrize("draw", [draw_table, draw_dashed_chinese, draw_cropped, draw_rotated, draw_sideways])
def test_readers_agree(tmp_path: Path, draw: object) -> None:
    assert callable(draw)
    path = make_pdf(tmp_path / "a.pdf", draw)
    assert read_layer(path).words
    assert_readers_agree(path)


@pytest.mark.slow
@pytest.mark.skipif("EXTRACTOR_DATA" not in os.environ, reason="EXTRACTOR_DATA names no folder of documents")
@pytest.mark.parametrize("name", ["synthetic/annual-001", "synthetic/disc-001", "synthetic/land-003"])
def test_readers_agree_on_documents(name: str) -> None:
    path = Path(os.environ["EXTRACTOR_DATA"]) / f"{name}.pdf"
    if not path.exists():
        pytest.skip(f"no {name}")
    with open_document(path, DEFAULTS) as document:
        numbers = document.page_numbers()
    for number in numbers:
        assert_readers_agree(path, number, share=0.99)


# Health


def picture_of_text(path: Path) -> ImageReader:
    source = make_pdf(path / "source.pdf", draw_full)
    return ImageReader(Image.fromarray(scan_picture(source).pixels))


def draw_full(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    for row in range(18):
        canvas.drawString(40, 280 - 15 * row, f"line {row} of the report has some numbers {row * 137} and words")


def test_healthy_text_layer(tmp_path: Path) -> None:
    assert judge(make_pdf(tmp_path / "a.pdf", draw_full)).code == "text.healthy"


def test_blank_page_is_healthy(tmp_path: Path) -> None:
    assert judge(make_pdf(tmp_path / "a.pdf", lambda canvas: canvas.setFont("Helvetica", 10))).usable


def test_scanned_page_has_no_text(tmp_path: Path) -> None:
    picture = picture_of_text(tmp_path)
    health = judge(make_pdf(tmp_path / "a.pdf", lambda canvas: canvas.drawImage(picture, 0, 0, 400, 300)))
    assert (health.usable, health.code) == (False, "text.missing")


def test_text_as_outlines_is_missing(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(12):
            for column in range(20):
                canvas.circle(40 + 12 * column, 40 + 18 * row, 3, fill=1)

    assert judge(make_pdf(tmp_path / "a.pdf", draw)).code == "text.missing"


def test_invisible_text_over_a_picture_is_an_old_layer(tmp_path: Path) -> None:
    picture = picture_of_text(tmp_path)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture, 0, 0, 400, 300)
        text = canvas.beginText(40, 280)
        text.setTextRenderMode(3)
        text.textLines(["1ine 0 of the rep0rt has some numbers"] * 10)
        canvas.drawText(text)

    assert judge(make_pdf(tmp_path / "a.pdf", draw)).code == "text.old_ocr"


def test_text_under_a_picture_is_an_old_layer(tmp_path: Path) -> None:
    picture = picture_of_text(tmp_path)

    def draw(canvas: Canvas) -> None:
        draw_full(canvas)
        canvas.drawImage(picture, 0, 0, 400, 300)

    assert judge(make_pdf(tmp_path / "a.pdf", draw)).code == "text.old_ocr"


def test_text_under_a_transparent_watermark_is_healthy(tmp_path: Path) -> None:
    mark = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    mark.paste((255, 0, 0, 255), (180, 130, 220, 170))

    def draw(canvas: Canvas) -> None:
        draw_full(canvas)
        canvas.drawImage(ImageReader(mark), 0, 0, 400, 300, mask="auto")

    assert judge(make_pdf(tmp_path / "a.pdf", draw)).code == "text.healthy"


def test_words_of_another_page_disagree(tmp_path: Path) -> None:
    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw_full))
    with open_document(make_pdf(tmp_path / "b.pdf", draw_marks), DEFAULTS) as document:
        assert judge_text_layer(layer, document.page(1)).code == "text.disagrees"


def test_page_with_more_ink_than_words_disagrees(tmp_path: Path) -> None:
    layer = read_layer(make_pdf(tmp_path / "a.pdf", draw_marks))
    with open_document(make_pdf(tmp_path / "b.pdf", draw_full, draw_marks), DEFAULTS) as document:
        both = judge_text_layer(layer, document.page(1))
    assert not both.usable


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("囗齉龘靐麤爨饕餮魑魅魍魉貔貅耄耋饕餮齉龘靐麤", id="rare-characters"),
        pytest.param("ÕþÎñ¹«¿ªÄê¶È±¨¸æÕþÎñ¹«¿ªÄê¶È±¨¸æ", id="another-encoding"),
        pytest.param(
            "7KLV LV9D 5HSR UWZL W8KV RPH9 1XPE HUVD 2QGZ RUGV 4LWS HUSO H[LQ JODQ ZKDW WKH\\", id="shifted-codes"
        ),
        pytest.param("一般\ue001\ue002\ue003\ue004\ue005\ue006\ue007", id="private-characters"),
        pytest.param("1,2\ufffd4 5\ufffd\ufffd8 合计", id="no-characters"),
    ],
)
def test_garbled_text(tmp_path: Path, text: str) -> None:
    assert garble(tmp_path, text).code == "text.garbled"


def test_words_of_a_font_that_tells_no_widths_are_garbled(tmp_path: Path) -> None:
    content = b"BT /F1 12 Tf 72 700 Td (Total) Tj 200 0 Td (2023) Tj 0 -30 Td (1,551.00) Tj ET"
    zeros = b"/FirstChar 32 /LastChar 126 /Widths [%s] /FontDescriptor <<  /Type /FontDescriptor /FontName /Flat >>"
    objects = page_objects([content])
    objects[FIRST] = objects[FIRST].replace(b"/BaseFont /Helvetica", b"/BaseFont /Flat " + zeros % (b"0 " * 95))
    path = tmp_path / "flat.pdf"
    path.write_bytes(write_pdf(objects))
    with open_document(path, IngestSettings(reader="pdfplumber")) as document:
        layer = document.page(1).text_layer()
        assert layer is not None
        health = judge_text_layer(layer, document.page(1))
    assert (health.code, health.reason) == ("text.garbled", "no_width")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("一般公共服务支出 社会保障和就业支出 卫生健康支出 住房保障支出 收入总计", id="simplified"),
        pytest.param("行政院主計總處國民所得統計及國內經濟情勢展望歷年資料表單位新臺幣", id="traditional"),
        pytest.param("Größe Übersicht Ärzte Straße für Öl Müller schön Bürger Länder", id="umlauts"),
        pytest.param("\uf0b7 first item \uf0b7 second item of the list \uf0b7 third item", id="bullets"),
        pytest.param("DE-2009 FR-2010 EUR100 A1234 12,500 net income total assets of the group", id="codes"),
    ],
)
def test_text_that_is_not_garbled(tmp_path: Path, text: str) -> None:
    assert garble(tmp_path, text).code == "text.healthy"


def garble(tmp_path: Path, text: str) -> Health:
    """What is found of a page whose words say `text`, and whose picture shows ink in their places."""
    from dataclasses import replace

    from extractor.page import BBox, Word

    def draw(canvas: Canvas) -> None:
        for index in range(len(text.split())):
            canvas.rect(20 + 5 * index, 250, 3, 8, fill=1)

    words = tuple(Word(part, BBox(19 + 5 * i, 40, 24 + 5 * i, 52)) for i, part in enumerate(text.split()))
    path = make_pdf(tmp_path / "a.pdf", draw)
    with open_document(path, DEFAULTS) as document:
        page = document.page(1)
        layer = page.text_layer()
        assert layer is not None
        return judge_text_layer(replace(layer, words=words, fills=()), page)
