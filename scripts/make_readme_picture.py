"""Draw docs/broken-table.png: pages of a report with a table broken over them, and the table that comes out.

The upper half shows pages of fixtures/township-2020/office.pdf, the lower half what `extractor show` prints of them.
Needs the font package fonts-wqy-zenhei.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.text import Text

from extractor import extract
from extractor.output.text_table import draw_table

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "fixtures" / "township-2020" / "office.pdf"
TARGET = ROOT / "docs" / "broken-table.png"
FONT = next(Path("/usr/share/fonts").rglob("wqy-zenhei.ttc"), None)
MONOSPACED = 1
"""Index of the monospaced face in the font file."""

PAGES = (3, 4, 5)
TABLE = "t2"
COLUMNS = 126
CELL = (8, 17)
"""Pixels of a narrow character."""
MARGIN = 12
INK, PALE, LINE = (27, 31, 36), (255, 255, 255), (140, 149, 159)
# Which arms a box character has: up, down, left, right.
ARMS = {
    "│": "ud", "─": "lr", "┌": "dr", "┐": "dl", "└": "ur", "┘": "ul",
    "├": "udr", "┤": "udl", "┬": "dlr", "┴": "ulr", "┼": "udlr",
}  # fmt: skip


def main() -> None:
    if FONT is None:
        sys.exit("the font wqy-zenhei.ttc is missing: apt install fonts-wqy-zenhei")
    document = extract(SOURCE)
    table = next(table for table in document.tables if table.id == TABLE)
    below = drawn_text(draw_table(table, COLUMNS))
    above = drawn_pages(below.width)
    picture = Image.new("RGB", (below.width + 2 * MARGIN, above.height + below.height + 3 * MARGIN), PALE)
    picture.paste(above, (MARGIN, MARGIN))
    picture.paste(below, (MARGIN, above.height + 2 * MARGIN))
    TARGET.parent.mkdir(exist_ok=True)
    picture.quantize(24, dither=Image.Dither.NONE).save(TARGET, optimize=True)
    print(f"wrote {TARGET}, {TARGET.stat().st_size // 1000} kB")


def drawn_pages(width: int) -> Image.Image:
    """The pages side by side, each with a frame, the paper below the text cut off."""
    each = (width - (len(PAGES) - 1) * MARGIN) // len(PAGES)
    strip = Image.new("RGB", (width, round(each * 1.3)), PALE)
    pdf = pypdfium2.PdfDocument(SOURCE)
    for i, number in enumerate(PAGES):
        page = pdf[number - 1]
        image = page.render(scale=4 * each / page.get_width() / 2).to_pil().convert("L")
        image = image.resize((each, round(each * image.height / image.width)), Image.Resampling.LANCZOS)
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, image.width - 1, strip.height - 1), outline=150)
        strip.paste(image.crop((0, 0, each, strip.height)).convert("RGB"), (i * (each + MARGIN), 0))
    return strip


def drawn_text(lines: list[Text]) -> Image.Image:
    """The lines as a terminal shows them, box characters as joined strokes."""
    wide, high = CELL
    size = (max(cell_len(line.plain) for line in lines) * wide, len(lines) * high)
    image = Image.new("RGB", size, PALE)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 2 * wide - 1, index=MONOSPACED)
    for row, line in enumerate(lines):
        x, y = 0, row * high
        for character in line.plain:
            if character in ARMS:
                draw_arms(draw, x, y, ARMS[character])
            else:
                draw.text((x, y), character, font=font, fill=INK)
            x += cell_len(character) * wide
    return image


def draw_arms(draw: ImageDraw.ImageDraw, x: int, y: int, arms: str) -> None:
    wide, high = CELL
    middle = (x + wide // 2, y + high // 2)
    ends = {"u": (middle[0], y), "d": (middle[0], y + high), "l": (x, middle[1]), "r": (x + wide, middle[1])}
    for arm in arms:
        draw.line((middle, ends[arm]), fill=LINE)


if __name__ == "__main__":
    main()
