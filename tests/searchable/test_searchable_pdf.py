"""Searchable PDFs, opened by other programs than the one that wrote them: pdftotext, pdfium, qpdf, FreeType."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from extractor.config import IngestSettings, LineSettings, Settings
from extractor.document import Document, PageReport, Source
from extractor.errors import DamagedFileError, InputError, OutputError, PasswordError
from extractor.ingest.stage import open_document
from extractor.lines import Corners, LineWord, TextLine
from extractor.page import Word
from extractor.pipeline import extract
from extractor.searchable.glyphless import font_program
from extractor.searchable.stage import searchable_pdf

FIXTURES = Path(__file__).parents[2] / "fixtures"
TOWNSHIP = FIXTURES / "township-2020"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
Box = tuple[float, float, float, float]

TEXTS: dict[str, Box] = {
    "1,234.50": (60.0, 40.0, 110.0, 52.0),
    "合计": (150.0, 40.0, 174.0, 52.0),
    "-7": (60.0, 120.0, 70.0, 130.0),
    "政府信息公开2020年": (60.0, 160.0, 200.0, 174.0),
}


def line(text: str, box: Box, page: int = 1, corners: Corners | None = None) -> TextLine:
    word = LineWord(text=text, bbox=box, corners=corners, source="ocr", confidence=0.9)
    return TextLine(page=page, bbox=box, words=(word,))


def document_of(path: Path, lines: Sequence[TextLine], kind: str = "ocr", password: str | None = None) -> Document:
    """A document as if `lines` had been read on the pages of the file."""
    with open_document(path, IngestSettings(password=password)) as opened:
        pages = [opened.page(number) for number in opened.page_numbers()]
        reports = [PageReport(number=p.number, kind=kind, width=p.width, height=p.height) for p in pages]  # type: ignore[arg-type]
    content = path.read_bytes()
    source = Source(
        file_name=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        pages=len(reports),
        kinds=tuple(report.kind for report in reports),
        tool="t",
    )
    return Document(source=source, pages=tuple(reports), lines=tuple(lines))


def picture_pdf(path: Path, rotate: int = 0, crop: Box | None = None) -> Path:
    """A page of 300 x 400 points that is one picture; `crop` in the coordinates of PDF."""
    picture = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(picture).rectangle((100, 100, 300, 120), fill=0)
    canvas = Canvas(str(path), pagesize=(300, 400), invariant=True)
    canvas.drawInlineImage(picture, 0, 0, 300, 400)
    canvas.save()
    if rotate or crop:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            if rotate:
                pdf.pages[0].rotate(rotate, relative=False)
            if crop:
                pdf.pages[0].cropbox = pikepdf.Array(list(crop))
            pdf.save(path)
    return path


def made(document: Document, source: Path, target: Path, password: str | None = None) -> Path:
    target.write_bytes(searchable_pdf(document, source, IngestSettings(password=password)))
    return target


def hidden_words(path: Path, page: int = 1) -> tuple[Word, ...]:
    """What pdfium finds, level to the right, on the page as shown."""
    with open_document(path, IngestSettings()) as opened:
        layer = opened.page(page).text_layer()
    assert layer is not None
    assert layer.turn == 0
    return layer.hidden


def pdfium_text(path: Path, page: int = 0, password: str | None = None) -> str:
    with pypdfium2.PdfDocument(path, password=password) as pdf:
        return str(pdf[page].get_textpage().get_text_bounded())


def pdftotext(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, check=True, text=True).stdout


def poppler_words(path: Path) -> list[list[tuple[str, Box]]]:
    """By page the words and their boxes."""
    root = ElementTree.fromstring(pdftotext(path, "-bbox"))
    prefix = "{http://www.w3.org/1999/xhtml}"
    sides = ("xMin", "yMin", "xMax", "yMax")
    return [
        [(w.text or "", tuple(float(w.attrib[s]) for s in sides)) for w in page.iter(f"{prefix}word")]  # type: ignore[misc]
        for page in root.iter(f"{prefix}page")
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (20.0, 30.0, 270.0, 390.0)], ids=["whole", "cropped"])
def test_words_stand_where_they_were_read_on_the_page_as_shown(tmp_path: Path, rotate: int, crop: Box | None) -> None:
    source = picture_pdf(tmp_path / "a.pdf", rotate, crop)
    out = made(document_of(source, [line(*item) for item in TEXTS.items()]), source, tmp_path / "b.pdf")
    found = {word.text: word.bbox for word in hidden_words(out)}
    assert found.keys() == TEXTS.keys()
    for text, (x0, top, x1, bottom) in TEXTS.items():
        box = found[text]
        assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((x0, top, x1, bottom), abs=0.5)


@needs_poppler
def test_poppler_finds_the_same_words_in_the_same_places(tmp_path: Path) -> None:
    source = picture_pdf(tmp_path / "a.pdf")
    out = made(document_of(source, [line(*item) for item in TEXTS.items()]), source, tmp_path / "b.pdf")
    (words,) = poppler_words(out)
    assert dict(words).keys() == TEXTS.keys()
    assert all(box == pytest.approx(TEXTS[text], abs=0.1) for text, box in words)


def test_the_page_looks_as_it_did_and_keeps_its_content(tmp_path: Path) -> None:
    source = picture_pdf(tmp_path / "a.pdf")
    out = made(document_of(source, [line(*item) for item in TEXTS.items()]), source, tmp_path / "b.pdf")
    before, after = (pypdfium2.PdfDocument(path)[0].render(scale=2).to_numpy() for path in (source, out))
    assert np.array_equal(before, after)
    with pikepdf.open(source) as old, pikepdf.open(out) as new:
        assert old.pages[0].Contents.read_bytes() in [s.read_bytes() for s in new.pages[0].Contents]
        assert new.check_pdf_syntax() == []
    assert out.stat().st_size < source.stat().st_size + 4000


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    source = picture_pdf(tmp_path / "a.pdf")
    document = document_of(source, [line(*item) for item in TEXTS.items()])
    assert searchable_pdf(document, source) == searchable_pdf(document, source)


@needs_poppler
@pytest.mark.parametrize("name", ["garbled-text", "hidden-text"])
def test_a_text_that_was_not_believed_is_not_found_any_more(tmp_path: Path, name: str) -> None:
    source = FIXTURES / name / "page.pdf"
    assert pdfium_text(source).strip()
    out = made(document_of(source, [line(*item) for item in TEXTS.items()]), source, tmp_path / "b.pdf")
    for text in (pdftotext(out), pdftotext(out, "-layout"), pdfium_text(out)):
        assert sorted(text.split()) == sorted(TEXTS)
    before, after = (pypdfium2.PdfDocument(path)[0].render(scale=1).to_numpy() for path in (source, out))
    assert np.array_equal(before, after)


@needs_poppler
def test_a_mixed_page_keeps_its_text_and_gets_what_ocr_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(300, 400), invariant=True)
    canvas.drawString(60, 300, "own text 2019")
    canvas.save()
    own = LineWord(text="own", bbox=(60, 90, 80, 103), source="text-layer")
    lines = [TextLine(page=1, bbox=own.bbox, words=(own,)), *(line(*item) for item in TEXTS.items())]
    out = made(document_of(path, lines, "mixed"), path, tmp_path / "b.pdf")
    assert sorted(pdftotext(out).split()) == sorted(["own", "text", "2019", *TEXTS])


def test_a_file_that_ocr_read_nothing_in_stays_as_it_is(tmp_path: Path) -> None:
    source = FIXTURES / "encrypted" / "page.pdf"
    document = document_of(source, [], "text-layer", "secret")
    assert searchable_pdf(document, source, IngestSettings(password="secret")) == source.read_bytes()


def test_an_encrypted_file_stays_encrypted(tmp_path: Path) -> None:
    source = FIXTURES / "encrypted" / "page.pdf"
    document = document_of(source, [line(*item) for item in TEXTS.items()], password="secret")
    out = made(document, source, tmp_path / "b.pdf", "secret")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(out)
    assert sorted(pdfium_text(out, password="secret").split()) == sorted(TEXTS)
    with pytest.raises(PasswordError):
        searchable_pdf(document, source)


def test_another_file_or_a_document_without_lines_is_refused(tmp_path: Path) -> None:
    source, other = picture_pdf(tmp_path / "a.pdf"), picture_pdf(tmp_path / "b.pdf", 90)
    with pytest.raises(InputError, match="not the file that was read"):
        searchable_pdf(document_of(source, [line("1", TEXTS["-7"])]), other)
    with pytest.raises(OutputError, match="--lines"):
        searchable_pdf(document_of(source, []), source)


def test_a_page_that_another_reader_does_not_see_is_an_error() -> None:
    source = FIXTURES / "hostile" / "page-missing.pdf"
    content = source.read_bytes()
    with pikepdf.open(source) as pdf, pypdfium2.PdfDocument(source) as same:
        assert len(pdf.pages) < len(same)
        count = len(same)
    about = Source(
        file_name="a", sha256=hashlib.sha256(content).hexdigest(), bytes=1, pages=count, kinds=("ocr",), tool="t"
    )
    page = PageReport(number=count, kind="ocr", width=100, height=100)
    document = Document(source=about, pages=(page,), lines=(line("1", TEXTS["-7"], page=count),))
    with pytest.raises(DamagedFileError, match="which of its pages"):
        searchable_pdf(document, source)


@needs_poppler
def test_any_text_of_unicode_is_copied_as_it_is(tmp_path: Path) -> None:
    texts = ["𠮷野家", "№①㎡", "emoji😀", "α≥β", "Ünïcödé", "〇二〇", "(a)\\b<c>"]
    source = picture_pdf(tmp_path / "a.pdf")
    broken = [*texts, "a\x00b\ud800"]
    lines = [line(text, (40, 20 + 30 * i, 40 + 10 * len(text), 34 + 30 * i)) for i, text in enumerate(broken)]
    out = made(document_of(source, lines), source, tmp_path / "b.pdf")
    assert pdfium_text(out).strip().split("\r\n") == [*texts, "a\ufffdb\ufffd"]
    (words,) = poppler_words(out)
    assert [text for text, _ in words] == [*texts, "a\ufffdb\ufffd"]


def test_blanks_stand_between_words_and_not_within_chinese(tmp_path: Path) -> None:
    source = picture_pdf(tmp_path / "a.pdf")
    words = (
        LineWord(text="total", bbox=(40, 40, 70, 52), source="ocr"),
        LineWord(text="12", bbox=(72, 40, 84, 52), source="ocr", blank_before=True),
        LineWord(text="34", bbox=(84, 40, 96, 52), source="ocr"),
    )
    out = made(document_of(source, [TextLine(page=1, bbox=(40, 40, 96, 52), words=words)]), source, tmp_path / "b.pdf")
    assert pdfium_text(out).strip() == "total 1234"


def test_turned_text_reads_along_its_direction(tmp_path: Path) -> None:
    """Downwards: its own top left is the upper right corner of its box."""
    source = picture_pdf(tmp_path / "a.pdf")
    box = (100.0, 50.0, 114.0, 170.0)
    down = line("竖排文字2020", box, corners=(114, 50, 114, 170, 100, 170, 100, 50))
    out = made(document_of(source, [down]), source, tmp_path / "b.pdf")
    with open_document(out, IngestSettings()) as opened:
        layer = opened.page(1).text_layer()
    assert layer is not None
    (word,) = layer.hidden
    assert word.text == "竖排文字2020"
    assert layer.turn == 270  # a quarter turn counter-clockwise makes it level


def test_a_crooked_line_is_followed_where_it_is_steep_and_levelled_where_not(tmp_path: Path) -> None:
    source = picture_pdf(tmp_path / "a.pdf")
    steep: Corners = (40, 40, 240, 85, 236, 99, 36, 54)
    flat: Corners = (40, 200, 240, 205, 240, 219, 40, 214)
    lines = [
        line("甲这是很陡很长的一行文字乙", (36, 40, 240, 99), corners=steep),
        line("丙这是平平长长的一行文字丁", (40, 200, 240, 219), corners=flat),
    ]
    out = made(document_of(source, lines), source, tmp_path / "b.pdf")
    page = pypdfium2.PdfDocument(out)[0].get_textpage()
    heights = {}
    for index in range(page.count_chars()):
        _, bottom, _, top = page.get_charbox(index, loose=True)
        heights[page.get_text_range(index, 1)] = 400 - (bottom + top) / 2
    assert heights["乙"] - heights["甲"] == pytest.approx(45 * 12 / 13, abs=2)
    assert (heights["丙"], heights["丁"]) == pytest.approx((209.5, 209.5), abs=0.5)


def test_the_font_is_one_to_freetype() -> None:
    font = ImageFont.truetype(io.BytesIO(font_program()), 100)
    assert font.getmetrics() == (80, 20)


def page_picture() -> Image.Image:
    picture = Image.new("RGB", (400, 600), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 60, 200, 100), fill=(200, 30, 30))
    draw.rectangle((300, 500, 380, 590), fill=(10, 10, 90))
    return picture


def save_picture(path: Path, kind: str) -> None:
    picture = page_picture()
    exif = Image.Exif()
    if kind == "jpeg":
        picture.save(path, "JPEG", dpi=(200, 200))
    elif kind in ("jpeg-turned", "jpeg-mirrored"):
        exif[0x0112] = 6 if kind == "jpeg-turned" else 5
        picture.save(path, "JPEG", dpi=(200, 200), exif=exif)
    elif kind == "png":
        picture.save(path, "PNG", dpi=(200, 200))
    elif kind == "png-transparent":
        picture.putalpha(Image.new("L", picture.size, 128))
        picture.save(path, "PNG")
    elif kind == "png-16":
        Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257).save(path, "PNG")
    elif kind == "png-small":
        picture.resize((20, 30)).save(path, "PNG")
    elif kind == "webp":
        picture.save(path, "WEBP", lossless=True)
    elif kind == "tiff-fax":
        picture.convert("1").save(path, "TIFF", compression="group4", dpi=(204, 98))
    elif kind == "tiff-turned":
        picture.save(path, "TIFF", tiffinfo={274: 6}, dpi=(200, 200))
    elif kind == "tiff-cmyk":
        picture.convert("CMYK").save(path, "TIFF", dpi=(200, 200))


@pytest.mark.parametrize(
    "kind",
    [
        *("jpeg", "jpeg-turned", "jpeg-mirrored", "png", "png-transparent", "png-16", "png-small", "webp"),
        *("tiff-fax", "tiff-turned", "tiff-cmyk"),
    ],
)
def test_a_picture_becomes_a_page_of_its_size_that_looks_like_it(tmp_path: Path, kind: str) -> None:
    source = tmp_path / "picture"
    save_picture(source, kind)
    out = made(document_of(source, [line("1,234", (20, 10, 60, 20))]), source, tmp_path / "b.pdf")
    with open_document(source, IngestSettings()) as before, open_document(out, IngestSettings()) as after:
        old, new = before.page(1), after.page(1)
        assert (new.width, new.height) == pytest.approx((old.width, old.height), abs=0.1)
        pictures = [
            np.asarray(Image.fromarray(page.rasterise(100).pixels).convert("RGB").resize((100, 150)), dtype=float)
            for page in (old, new)
        ]
    assert np.abs(pictures[0] - pictures[1]).mean() < 4
    (word,) = hidden_words(out)
    assert word.text == "1,234"
    assert (word.bbox.x0, word.bbox.x1, word.bbox.top) == pytest.approx((20, 60, 10), abs=0.5)


def test_a_jpeg_is_in_the_pdf_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "a.jpg"
    save_picture(source, "jpeg")
    out = made(document_of(source, [line("1", (20, 10, 60, 20))]), source, tmp_path / "b.pdf")
    with pikepdf.open(out) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == source.read_bytes()


def test_the_thumbnail_of_a_tiff_is_no_page(tmp_path: Path) -> None:
    source = tmp_path / "a.tiff"
    thumbnail = page_picture().resize((40, 60))
    thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    pages = [thumbnail, page_picture().transpose(Image.Transpose.FLIP_TOP_BOTTOM)]
    page_picture().save(source, "TIFF", save_all=True, append_images=pages, dpi=(200, 200))
    document = document_of(source, [line("1", (20, 10, 60, 20), page=2)])
    assert document.source.pages == 2
    out = made(document, source, tmp_path / "b.pdf")
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 2
    assert [len(hidden_words(out, page)) for page in (1, 2)] == [0, 1]


def test_resources_that_pages_share_or_inherit_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(300, 400), invariant=True)
    for number in (1, 2):
        canvas.drawString(60, 300, f"page {number}")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Pages.Resources = pdf.make_indirect(pdf.pages[0].Resources)
        for page in pdf.pages:
            del page.Resources
        pdf.save(path)
    out = made(document_of(path, [line("9", (60, 200, 70, 212), page=2)], "mixed"), path, tmp_path / "b.pdf")
    assert [pdfium_text(out, page).split() for page in (0, 1)] == [["page", "1"], ["9", "page", "2"]]


@pytest.mark.slow
@needs_poppler
@pytest.mark.parametrize("name", ["office", "poor"])
def test_a_crooked_scan_is_found_and_copied_right(tmp_path: Path, name: str) -> None:
    source = TOWNSHIP / f"{name}.pdf"
    document = extract(source, Settings(lines=LineSettings(keep=True)))
    out = made(document, source, tmp_path / "b.pdf")
    texts = {option: pdftotext(out, option).split("\f") for option in ("-layout", "-raw")}
    texts["pdfium"] = [pdfium_text(out, page) for page in range(len(document.pages))]
    boxes = poppler_words(out)
    for page in range(len(document.pages)):
        lines = [line for line in document.lines if line.page == page + 1]
        characters = Counter(c for line in lines for w in line.words for c in w.text)
        for pages in texts.values():
            assert Counter(re.sub(r"\s", "", pages[page])) == characters
            joined = re.sub(r"\s", "", pages[page])
            assert [line.text for line in lines if re.sub(r"\s", "", line.text) not in joined] == []
        for word in (word for line in lines for word in line.words):
            near = [box for text, box in boxes[page] if text == word.text]
            assert any(_agree(box, word) for box in near), word
    assert out.stat().st_size < source.stat().st_size + 20_000


def _agree(box: Box, word: LineWord) -> bool:
    """Within 2 points along the line and in the middle of its height; of a level word, all sides."""
    level = word.corners is None or abs(word.corners[1] - word.corners[3]) < 2
    sides = [abs(a - b) for a, b in zip(box, word.bbox, strict=True)]
    middle = abs(box[1] + box[3] - word.bbox[1] - word.bbox[3]) / 2
    return max(sides) <= 2 if level else max(sides[0], sides[2], middle) <= 2
