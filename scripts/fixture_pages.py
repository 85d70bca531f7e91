"""Small reports whose pages are stored in another way: one way of storing a case."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from numpy.random import default_rng
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from fixture_joins import WIDTHS, towns
from fixture_scans import Wear, bind, jpeg, render, wear_out
from fixture_sheets import HEI, SONG, Margins, Sheets
from fixture_tables import GridTable, Piece, from_rows, print_piece

Truth = dict[str, Any]

TITLE = "泵站运行情况统计"
FIRST_HEADING = "一、运行时间和用电量"
TEXT = "下表为各泵站全年的运行情况，开机时间和提水量由各泵站记录，用电量以供电所的抄表数为准。"
HEADER = ("泵站", "开机时间", "提水量", "用电量", "检修次数")
STATIONS = (
    ("东湖一站", "1,204", "86.5", "23,410", "2"),
    ("东湖二站", "988", "71.2", "19,876", "1"),
    ("石门站", "1,530", "120.0", "30,065", "3"),
    ("龙泉站", "642", "38.9", "11,702", "0"),
    ("合计", "4,364", "316.6", "85,053", "6"),
)
STATION_TABLE = from_rows([HEADER, *STATIONS], WIDTHS, 26.0)
SECOND_TABLE = from_rows([("乡镇", "渠道", "泵站", "水闸", "合计"), *towns(1, 7)], WIDTHS, 24.0)
SECOND_HEADING = "二、各乡镇维护处数"
SECOND_TEXT = "各乡镇维护处数如下表所示，表中数字由各乡镇上报，经县水务局核对。"
PASSWORD = "secret"


@dataclass(frozen=True)
class Page:
    """A section's heading, a paragraph and a table; the title above them on the first page."""

    heading: str
    text: str
    table: GridTable
    title: str = ""


FIRST = Page(FIRST_HEADING, TEXT, STATION_TABLE, TITLE)
SECOND = Page(SECOND_HEADING, SECOND_TEXT, SECOND_TABLE)


def truth_of(document: str, kinds: Sequence[str], *pages: Page) -> Truth:
    """The truth of a document of these pages; `kinds` says for each where its words have to come from."""
    headings = [
        {"level": level, "text": text} for page in pages for level, text in ((1, page.title), (2, page.heading)) if text
    ]
    return {
        "documents": {document: list(kinds)},
        "tables": [page.table.truth(f"t{n}", (n,)) for n, page in enumerate(pages, start=1)],
        "headings": headings,
        "paragraphs": [page.text for page in pages],
        "furniture": [f"- {n} -" for n in range(1, len(pages) + 1)],
    }


def print_page(sheets: Sheets, page: Page) -> None:
    """Print on the page that is open."""
    if page.title:
        sheets.title(page.title, size=18.0)
    sheets.heading(page.heading)
    sheets.paragraph(page.text, size=12.0, leading=20.0)
    print_piece(sheets, Piece(page.table), sheets.left, sheets.y + 12.0)


def print_two_pages(path: Path) -> None:
    """The first and the second page, digital."""
    sheets = Sheets(path)
    print_page(sheets, FIRST)
    sheets.next_page()
    print_page(sheets, SECOND)
    sheets.close()


def mixed_pages(folder: Path) -> Truth:
    """Page 1 has a text layer, page 2 is a picture."""
    with TemporaryDirectory() as other:
        digital = Path(other) / "digital.pdf"
        print_two_pages(digital)
        wear = Wear(dpi=150, skew=(0.7,), noise=2.0, quality=40)
        worn = wear_out(render(digital, wear.dpi)[1], wear, wear.skew[0], default_rng(7))
        scanned = bind([jpeg(worn, wear)])
        with pikepdf.open(digital) as document, pikepdf.open(io.BytesIO(scanned)) as scan:
            del document.pages[1]
            document.pages.append(scan.pages[0])
            document.save(folder / "page.pdf", deterministic_id=True)
    return truth_of("page.pdf", ["text-layer", "ocr"], FIRST, SECOND)


def rotated_page(folder: Path) -> Truth:
    """A wide table, stored lying on its side with /Rotate 90, so that a viewer shows it upright."""
    with TemporaryDirectory() as other:
        upright = Path(other) / "upright.pdf"
        sheets = Sheets(upright, size=landscape(A4))
        print_page(sheets, FIRST)
        sheets.close()
        with pikepdf.open(upright) as document:
            page = document.pages[0]
            width, height = (float(v) for v in page.mediabox[2:])
            page.contents_add(f"q 0 1 -1 0 {height:.4f} 0 cm".encode(), prepend=True)
            page.contents_add(b"Q")
            page.mediabox = pikepdf.Array([0, 0, height, width])
            page.Rotate = 90
            document.save(folder / "page.pdf", deterministic_id=True)
    return truth_of("page.pdf", ["text-layer"], FIRST)


def crop_box(folder: Path) -> Truth:
    """The sheet is larger than what is shown of it: printer's marks and a slug line lie outside the crop box."""
    trim = 60.0
    width, height = A4
    with TemporaryDirectory() as other:
        sheet = Path(other) / "sheet.pdf"
        margins = Margins(left=80 + trim, right=80 + trim, top=72 + trim, bottom=72 + trim)
        sheets = Sheets(sheet, size=(width + 2 * trim, height + 2 * trim), margins=margins)
        print_page(sheets, FIRST)
        sheets.text(trim, 24, "样张第3稿 仅供校对 9876", HEI, 10)
        for x in (trim, trim + width):
            for y in (trim, trim + height):
                sheets.rule(x, y - (48 if y == trim else -12), x, y - (12 if y == trim else -48), 0.5)
        sheets.centred(sheets.width / 2, trim + height - 42, "- 1 -", SONG, 10.5)
        sheets.close(foot=False)
        with pikepdf.open(sheet) as document:
            document.pages[0].cropbox = pikepdf.Array([trim, trim, trim + width, trim + height])
            document.save(folder / "page.pdf", deterministic_id=True)
    return truth_of("page.pdf", ["text-layer"], FIRST)


def image_tiff(folder: Path) -> Truth:
    """Two pages in one black and white TIFF, as a fax machine stores them."""
    with TemporaryDirectory() as other:
        digital = Path(other) / "digital.pdf"
        print_two_pages(digital)
        pages = [Image.fromarray(p).point(lambda v: 255 * (v > 150)).convert("1") for p in render(digital, 200)]
    pages[0].save(folder / "page.tiff", save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200))
    return truth_of("page.tiff", ["ocr", "ocr"], FIRST, SECOND)


def image_png(folder: Path) -> Truth:
    """One page in a grey PNG."""
    with TemporaryDirectory() as other:
        digital = Path(other) / "digital.pdf"
        print_two_pages(digital)
        Image.fromarray(render(digital, 200)[0]).quantize(16).save(folder / "page.png", optimize=True, dpi=(200, 200))
    return truth_of("page.png", ["ocr"], FIRST)


def encrypted(folder: Path) -> Truth:
    """A text layer behind the password "secret"."""
    sheets = Sheets(folder / "page.pdf", encrypt=StandardEncryption(PASSWORD, ownerPassword="owner", strength=128))
    print_page(sheets, FIRST)
    sheets.close()
    return truth_of("page.pdf", ["text-layer"], FIRST)


HIDDEN = str.maketrans("0123456789站湖泉量", "8132956708玷胡泉最")
"""What a bad reading made of the page: digits and a few characters exchanged."""


def hidden_text(folder: Path) -> Truth:
    """A scan with an invisible text layer from an older, bad reading, which disagrees with the picture."""
    with TemporaryDirectory() as other:
        digital = Path(other) / "digital.pdf"
        sheets = Sheets(digital)
        print_page(sheets, FIRST)
        sheets.close()
        wear = Wear(dpi=150, skew=(0.0,), noise=2.0, quality=40)
        picture = jpeg(wear_out(render(digital, wear.dpi)[0], wear, 0.0, default_rng(11)), wear)
        sheets = Sheets(folder / "page.pdf", reading=HIDDEN)
        sheets.canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *A4)
        print_page(sheets, FIRST)
        sheets.close()
    return truth_of("page.pdf", ["ocr"], FIRST)


def garbled_text(folder: Path) -> Truth:
    """A page that looks right, but whose fonts no longer say which characters their glyphs are."""
    with TemporaryDirectory() as other:
        digital = Path(other) / "digital.pdf"
        sheets = Sheets(digital)
        print_page(sheets, FIRST)
        sheets.close()
        with pikepdf.open(digital) as document:
            for font in document.pages[0].Resources.Font.values():
                if "/ToUnicode" in font:
                    del font["/ToUnicode"]
            document.save(folder / "page.pdf", deterministic_id=True)
    return truth_of("page.pdf", ["ocr"], FIRST)


PAGE_CASES: dict[str, Callable[[Path], Truth]] = {
    "mixed-pages": mixed_pages,
    "rotated-page": rotated_page,
    "crop-box": crop_box,
    "image-tiff": image_tiff,
    "image-png": image_png,
    "encrypted": encrypted,
    "hidden-text": hidden_text,
    "garbled-text": garbled_text,
}
