"""Pages with drawn tables, turned and cropped in every way, and what is to be read from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from grid_pens import Pen, Sheet, write_texts
from random_grids import DrawnTable
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document, Table
from extractor.geometry import quarter_turn, transform_box
from extractor.page import BBox, Matrix

WIDTH, HEIGHT = 560.0, 720.0
"""Of the drawing, in points; a larger sheet around it is cropped away or shown."""
NEAR = 1.5
"""Points by which the region of a cell may differ from its box."""


@dataclass(frozen=True)
class Placing:
    """How a drawing lies on its page.

    Attributes:
        drawn: Degrees clockwise by which the drawing lies turned in the page's own coordinates.
        rotate: The page's /Rotate.
        margins: Points of sheet (left, bottom, right, top) around the drawing, which the crop box takes away.
        shown: Points of sheet around the drawing that the crop box leaves.
    """

    drawn: int = 0
    rotate: int = 0
    margins: tuple[float, float, float, float] = (0, 0, 0, 0)
    shown: float = 0.0

    def to_shown(self) -> Matrix:
        """From the drawing to the page as a viewer shows it."""
        width, height = (WIDTH, HEIGHT) if self.drawn in (0, 180) else (HEIGHT, WIDTH)
        shift = np.array([[1, 0, self.shown], [0, 1, self.shown], [0, 0, 1]])
        turn = quarter_turn(self.rotate, width + 2 * self.shown, height + 2 * self.shown)
        matrix: Matrix = turn @ shift @ quarter_turn(self.drawn, WIDTH, HEIGHT)
        return matrix


def random_placing(rng: Random) -> Placing:
    """Upright on the page as shown as a rule, lying on its side now and then."""
    rotate = rng.choice((0, 0, 90, 180, 270))
    drawn = -rotate % 360 if rng.random() < 0.7 else rng.choice((0, 90, 180, 270))
    if rng.random() < 0.5:
        return Placing(drawn, rotate)
    left, bottom, right, top = (rng.uniform(0, 80) for _ in range(4))
    return Placing(drawn, rotate, (left, bottom, right, top), rng.uniform(0, 30))


def draw_page(path: Path, placing: Placing, draw: Callable[[Sheet], None]) -> Path:
    """A PDF of one page with what `draw` draws."""
    width, height = (WIDTH, HEIGHT) if placing.drawn in (0, 180) else (HEIGHT, WIDTH)
    left, bottom, right, top = (margin + placing.shown for margin in placing.margins)
    sheet = left + width + right, bottom + height + top
    # reportlab exchanges the sides of a sheet that is shown turned by a quarter.
    canvas = Canvas(str(path), pagesize=sheet if placing.rotate in (0, 180) else sheet[::-1], pageCompression=0)
    crop = (left - placing.shown, bottom - placing.shown, left + width + placing.shown, bottom + height + placing.shown)
    if any((*placing.margins, placing.shown)):
        canvas.setCropBox(crop)
    canvas.setPageRotation(placing.rotate)
    canvas.translate(left, bottom)
    turns = {0: (0, 0), 90: (0, height), 180: (width, height), 270: (width, 0)}
    canvas.translate(*turns[placing.drawn])
    canvas.rotate(-placing.drawn)
    draw(Sheet(canvas, WIDTH, HEIGHT))
    canvas.showPage()
    canvas.save()
    return path


def draw_tables(path: Path, tables: Sequence[DrawnTable], pen: Pen, placing: Placing, rng: Random) -> Path:
    """A PDF of one page with `tables`, all drawn in one style."""

    def draw(sheet: Sheet) -> None:
        for table in tables:
            pen(sheet, table, rng)
            write_texts(sheet, table)

    return draw_page(path, placing, draw)


def squeezed(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def faults_of(document: Document, tables: Sequence[DrawnTable], placing: Placing) -> list[str]:
    """What `document` has otherwise than it was drawn; none where all is right."""
    if len(document.tables) != len(tables):
        return [f"tables: {len(document.tables)} for {len(tables)}"]
    faults = _lost_characters(document, tables)
    to_shown = placing.to_shown()
    for read, drawn in zip(document.tables, tables, strict=True):
        faults += _faults_of_table(read, drawn, to_shown)
    return faults


def _faults_of_table(read: Table, drawn: DrawnTable, to_shown: Matrix) -> list[str]:
    cells = {(c.row, c.col, c.rowspan, c.colspan): c for c in read.cells}
    if set(cells) != {slot.place for slot in drawn.slots}:
        return [f"grid: {read.row_count}x{read.column_count} for {len(drawn.rows) - 1}x{len(drawn.columns) - 1}"]
    faults = []
    for slot in drawn.slots:
        cell = cells[slot.place]
        if squeezed(cell.text) != squeezed("".join(slot.lines)):
            faults.append(f"text: {cell.text!r} for {slot.lines}")
        box = transform_box(to_shown, drawn.box(slot))
        found = BBox(*cell.regions[0].bbox) if cell.regions else BBox(0, 0, 0, 0)
        off = max(abs(getattr(found, side) - getattr(box, side)) for side in ("x0", "top", "x1", "bottom"))
        if len(cell.regions) != 1 or off > NEAR:
            faults.append(f"region: {found} for {box}")
    return faults


def _lost_characters(document: Document, tables: Sequence[DrawnTable]) -> list[str]:
    """Characters that stand in no place, or in two."""
    drawn = Counter("".join(squeezed("".join(slot.lines)) for table in tables for slot in table.slots))
    read = Counter("".join(squeezed(cell.text) for table in document.tables for cell in table.cells))
    read += Counter("".join(squeezed(block.text) for block in document.blocks if block.kind != "table"))
    return [] if read == drawn else [f"words: lost {drawn - read}, gained {read - drawn}"]
