"""Regions of cells are where the cells are printed, whatever the page's rotation and crop box."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.pipeline import extract
from extractor.places import Region

SHEET = (500, 700)
CROP = (20, 35, 470, 660)
"""Left, bottom, right, top; in points with the origin at the bottom left, as PDF counts."""
COLUMNS = (60, 160, 260, 350)
ROW = 24
ROWS_A_PAGE = 8

Box = tuple[float, float, float, float]


def draw_row(canvas: Canvas, top: float, cells: tuple[str, ...]) -> list[Box]:
    """A ruled row, and the boxes of its cells as PDF counts."""
    boxes = [(x0, top - ROW, x1, top) for x0, x1 in pairwise(COLUMNS)]
    for (x0, y0, x1, y1), text in zip(boxes, cells, strict=True):
        canvas.rect(x0, y0, x1 - x0, y1 - y0)
        canvas.drawString(x0 + 5, y0 + 9, text)
    return boxes


def make(path: Path, rotation: int, crop: tuple[int, int, int, int]) -> dict[tuple[int, int], list[tuple[int, Box]]]:
    """A table over two pages whose last row the page cuts; for each cell its page and box, two where it is cut."""
    canvas = Canvas(str(path), pagesize=SHEET)
    canvas.setFont("Helvetica", 9)
    boxes: dict[tuple[int, int], list[tuple[int, Box]]] = {}
    top = crop[1] + 10 + ROW * ROWS_A_PAGE
    for row in range(ROWS_A_PAGE):
        texts = ("Item", "2019", "2020") if row == 0 else (f"Label {row}", f"{row}71", f"{row}35")
        if row == ROWS_A_PAGE - 1:
            texts = ("Label of (two parts", *texts[1:])
        for col, box in enumerate(draw_row(canvas, top - row * ROW, texts)):
            boxes[row, col] = [(1, box)]
    canvas.showPage()
    canvas.setFont("Helvetica", 9)
    top = crop[3] - 10
    for col, box in enumerate(draw_row(canvas, top, ("and more) words", "", ""))):
        boxes[ROWS_A_PAGE - 1, col].append((2, box))
    for row in range(1, ROWS_A_PAGE):
        texts = (f"Label {7 + row}", f"{row}48", f"{row}26")
        for col, box in enumerate(draw_row(canvas, top - row * ROW, texts)):
            boxes[ROWS_A_PAGE - 1 + row, col] = [(2, box)]
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.cropbox = pikepdf.Array(crop)
            page.Rotate = rotation
        pdf.save(path)
    return boxes


def shown(box: Box, rotation: int, crop: tuple[int, int, int, int]) -> Box:
    """A box on the page as a viewer shows it: left, top, right, bottom from the top left (ISO 32000-1, 7.7.3.3)."""
    left, bottom, right, top = crop
    x0, y0, x1, y1 = box
    return {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }[rotation]


def place(region: Region) -> tuple[object, ...]:
    return region.page, *(round(value) for value in region.bbox)


@pytest.mark.parametrize("crop", [pytest.param((0, 0, *SHEET), id="whole"), pytest.param(CROP, id="cropped")])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_regions_are_where_cells_are_printed(tmp_path: Path, rotation: int, crop: tuple[int, int, int, int]) -> None:
    path = tmp_path / "a.pdf"
    printed = make(path, rotation, crop)
    (table,) = extract(path).tables
    assert {(c.row, c.col): [place(r) for r in c.regions] for c in table.cells} == {
        cell: [(page, *map(round, shown(box, rotation, crop))) for page, box in boxes]
        for cell, boxes in printed.items()
    }
