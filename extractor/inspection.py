"""What the stages make of one page, as pictures: to see why a table came out as it did."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from extractor.config import Settings
from extractor.errors import OutputError, PageRangeError
from extractor.geometry import transform_point
from extractor.imaging.stage import clean_scan
from extractor.ingest.source import PageSource
from extractor.ingest.stage import open_document
from extractor.ocr.registry import load_engine
from extractor.output.stage import write_file
from extractor.page import BBox, PageContent, Scan
from extractor.page_reader import EngineOnDemand, PageReader
from extractor.pipeline import structure_pages

Colour = tuple[int, int, int]

RED, BLUE, GREEN, ORANGE, GREY = (208, 32, 32), (32, 80, 208), (24, 136, 64), (216, 120, 0), (120, 120, 120)
BLOCK_COLOURS: dict[str, Colour] = {
    "heading": RED,
    "paragraph": BLUE,
    "caption": ORANGE,
    "note": ORANGE,
    "figure": GREY,
}
SURE = 0.95
"""Confidence from which a word is drawn green."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A box in the reading frame to be drawn over the page.

    Attributes:
        filled: Whether it is tinted inside as well.
        label: A few ASCII characters at its top-left corner.
    """

    box: BBox
    colour: Colour
    filled: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished picture and the name that says what it shows."""

    name: str
    image: Image.Image


def inspect_page(source: Path, number: int, settings: Settings, directory: Path) -> tuple[Path, ...]:
    """Write pictures of page `number` into `directory`, numbered in the order of the stages, and return their paths.

    First the page, and for a scan the picture after each cleaning step that changed it; then, over the page, the
    ruling lines, the words (green where sure, red where not), the cells of the tables (tinted where they name rows or
    columns), and the blocks of text; for a PDF with a text layer also what pdfplumber's table finder sees.
    """
    only_this = settings.ingest.model_copy(update={"pages": None})
    with open_document(source, only_this) as opened:
        if not 1 <= number <= opened.page_count:
            raise PageRangeError(str(number), opened.page_count)
        page_source = opened.page(number)
        reader = PageReader(settings, EngineOnDemand(settings.ocr, load_engine, None))
        (page,) = structure_pages((reader.read(page_source),), settings)
        steps = list(_steps(page_source, page, settings))
    pictures = [Picture(name, _as_image(scan)) for name, scan in steps]
    backdrop = steps[-1][1]
    pictures += [Picture(name, _drawn(backdrop, page, shapes)) for name, shapes in _overlays(page)]
    if page.kind == "text-layer" and source.read_bytes()[:1024].find(b"%PDF") >= 0:
        pictures.append(Picture("pdfplumber-tables", _pdfplumber_tables(source, number, settings)))
    return _write(pictures, directory)


def _steps(source: PageSource, page: PageContent, settings: Settings) -> Iterator[tuple[str, Scan]]:
    """The picture of the page, and for a scan what each cleaning step made of it; the last is what was read."""
    scan = source.rasterise(settings.imaging.dpi)
    yield "page", scan
    if page.kind == "text-layer":
        return
    clean = clean_scan(scan, settings.imaging, keep_steps=True)
    for step in clean.steps:
        yield step.name, step.scan
    if not clean.steps or clean.steps[-1].scan is not clean.scan:
        yield "clean", clean.scan


def _overlays(page: PageContent) -> Iterator[tuple[str, list[Shape]]]:
    yield "rulings", [Shape(r.bbox, RED if r.orientation == "horizontal" else BLUE) for r in page.rulings]
    words = [Shape(w.bbox, GREEN if w.confidence >= SURE else RED) for w in page.words]
    yield "words", words + [Shape(box, ORANGE, filled=True, label="unread") for box in page.unread]
    yield "cells", [shape for i, _ in enumerate(page.fragments) for shape in _cells(page, i)]
    blocks = [Shape(b.bbox, BLOCK_COLOURS[b.kind], label=f"{b.kind} {b.level or ''}") for b in page.blocks]
    blocks += [Shape(line.bbox, GREY, label=line.role) for line in page.furniture]
    blocks += [Shape(word.bbox, ORANGE, filled=True, label="unplaced") for word in page.unplaced]
    yield "blocks", blocks + [Shape(f.bbox, GREEN, label="table") for f in page.fragments]


def _cells(page: PageContent, index: int) -> Iterator[Shape]:
    fragment = page.fragments[index]
    for cell in fragment.cells:
        names = cell.row < fragment.header_rows or cell.col < fragment.stub_columns
        label = f"{cell.row},{cell.col}" + (
            f" {cell.rowspan}x{cell.colspan}" if cell.rowspan * cell.colspan > 1 else ""
        )
        yield Shape(cell.bbox, BLUE if names else GREEN, filled=names, label=label)


def _drawn(backdrop: Scan, page: PageContent, shapes: list[Shape]) -> Image.Image:
    """`backdrop`, paled, with the shapes over it."""
    image = Image.blend(_as_image(backdrop), Image.new("RGB", (backdrop.width, backdrop.height), "white"), 0.35)
    draw = ImageDraw.Draw(image, "RGBA")
    way = np.linalg.inv(backdrop.to_page) @ page.to_page
    for shape in shapes:
        box = shape.box
        corners = ((box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom))
        points = [transform_point(way, x, y) for x, y in corners]
        draw.polygon(points, fill=(*shape.colour, 48) if shape.filled else None, outline=(*shape.colour, 255), width=2)
        if shape.label:
            draw.text((points[0][0] + 3, points[0][1] + 1), shape.label, fill=(*shape.colour, 255))
    return image


def _as_image(scan: Scan) -> Image.Image:
    return Image.fromarray(np.asarray(scan.pixels)).convert("RGB")


def _pdfplumber_tables(source: Path, number: int, settings: Settings) -> Image.Image:
    import pdfplumber

    with pdfplumber.open(source, password=settings.ingest.password or "") as pdf:
        seen = pdf.pages[number - 1].to_image(resolution=settings.imaging.dpi).debug_tablefinder()
        image: Image.Image = seen.annotated
        return image.convert("RGB")


def _write(pictures: list[Picture], directory: Path) -> tuple[Path, ...]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{directory} cannot be made: {error.strerror}. Choose another with -o.") from error
    return tuple(
        write_file(directory / f"{i:02d}-{picture.name}.png", _as_png(picture.image))
        for i, picture in enumerate(pictures, start=1)
    )


def _as_png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
