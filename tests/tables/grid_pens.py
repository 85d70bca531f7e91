"""The ways in which programs draw the rules of one and the same table."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from random_grids import LEADING, DrawnTable, Line
from reportlab.lib.colors import Color, black, white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

Pen = Callable[["Sheet", DrawnTable, Random], None]


class Sheet:
    """A canvas on which places are in points from the top left of an area of `width` x `height`."""

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self.canvas, self.width, self.height = canvas, width, height

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: Color) -> None:
        self.canvas.setFillColor(colour)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillColor(black)

    def text(self, x: float, y: float, text: str, font: str, size: float) -> None:
        """`text` with its left end at x on the baseline y."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)

    def stroke(self, line: Line, shift: float = 0.0, reach: float = 0.0) -> None:
        """A rule moved sideways by `shift` and longer by `reach` at either end."""
        at, start, end = line.position + shift, line.start - reach, line.end + reach
        self.line(*((start, at, end, at) if line.level else (at, start, at, end)))

    def bar(self, line: Line, half: float) -> None:
        """A rule as a filled rectangle."""
        at, start, end = line.position, line.start - half, line.end + half
        box = (start, at - half, end, at + half) if line.level else (at - half, start, at + half, end)
        self.fill(*box, black)


def write_texts(sheet: Sheet, table: DrawnTable) -> None:
    """The lines of every cell, in its middle by height."""
    for slot in table.slots:
        box = table.box(slot)
        y = box.y_mid - len(slot.lines) * LEADING * table.size / 2
        for line in slot.lines:
            width = pdfmetrics.stringWidth(line, table.font, table.size)
            x = {
                "left": box.x0 + table.pad,
                "centre": box.x_mid - width / 2,
                "right": box.x1 - table.pad - width,
            }[slot.align]
            sheet.text(x, y + table.size * (LEADING - 1) / 2 + 0.86 * table.size, line, table.font, table.size)
            y += LEADING * table.size


def strokes(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(rng.choice((0.25, 0.5, 1.0, 1.5)))
    for line in table.lines():
        sheet.stroke(line)


def cell_boxes(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for slot in table.slots:
        box = table.box(slot)
        sheet.canvas.rect(box.x0, sheet.height - box.bottom, box.width, box.height)


def filled_bars(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    half = rng.uniform(0.12, 1.1)
    for line in table.lines():
        sheet.bar(line, half)


def short_strokes(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    step = rng.uniform(1.5, 12)
    for line in table.lines():
        at = line.start
        while at < line.end:
            sheet.stroke(Line(line.level, line.position, at, min(at + step, line.end), line.outer))
            at += step


def dashed(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(rng.choice((0.5, 0.75)))
    pattern = rng.choice(((3, 2), (2, 1), (4, 2), (1, 1), (6, 3), (4, 2, 1, 2), (0.75, 1.5), (5, 4)))
    sheet.canvas.setDash(list(pattern))
    for line in table.lines():
        sheet.stroke(line)
    sheet.canvas.setDash()


def dashed_inside(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        sheet.canvas.setDash([] if line.outer else [3, 2])
        sheet.stroke(line)
    sheet.canvas.setDash()


def double(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.4)
    half = rng.uniform(0.6, 1.5)
    for line in table.lines():
        sheet.stroke(line, -half, half)
        sheet.stroke(line, half, half)


def double_frame(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.4)
    half = rng.uniform(0.6, 1.5)
    for line in table.lines():
        if line.outer:
            sheet.stroke(line, -half, half)
        sheet.stroke(line, half if line.outer else 0.0)


def without_frame(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        if not line.outer:
            sheet.stroke(line)


def without_sides(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        if line.level or not line.outer:
            sheet.stroke(line)


def without_top_and_bottom(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        if not line.level or not line.outer:
            sheet.stroke(line)


def gaps_at_corners(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        sheet.stroke(line, reach=-rng.uniform(0.2, 2.0))


def overshooting(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        sheet.stroke(line, reach=rng.uniform(0.5, 3.0))


def cells_apart(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """Each cell draws its own four sides, a little beside those of its neighbours."""
    sheet.canvas.setLineWidth(0.5)
    for slot in table.slots:
        box = table.box(slot).grown(-rng.uniform(0.1, 0.75))
        sheet.canvas.rect(box.x0, sheet.height - box.bottom, box.width, box.height)


def cells_far_apart(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """As browsers draw a table whose borders do not collapse."""
    sheet.canvas.setLineWidth(0.5)
    half = rng.uniform(0.75, 1.5)
    for slot in table.slots:
        box = table.box(slot).grown(-half)
        sheet.canvas.rect(box.x0, sheet.height - box.bottom, box.width, box.height)


def pieces_apart(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """The piece of a rule beside each cell is moved sideways by up to 0.75 points."""
    sheet.canvas.setLineWidth(0.5)
    for slot in table.slots:
        box = table.box(slot)
        for level, at, start, end in (
            (True, box.top, box.x0, box.x1),
            (True, box.bottom, box.x0, box.x1),
            (False, box.x0, box.top, box.bottom),
            (False, box.x1, box.top, box.bottom),
        ):
            sheet.stroke(Line(level, at, start, end, False), rng.uniform(-0.75, 0.75))


def clipped(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """Rules that run far beyond the table, cut by a clip path around it."""
    sheet.canvas.setLineWidth(0.5)
    sheet.canvas.saveState()
    path = sheet.canvas.beginPath()
    left, top, right, bottom = table.columns[0], table.rows[0], table.columns[-1], table.rows[-1]
    path.rect(left - 0.3, sheet.height - bottom - 0.3, right - left + 0.6, bottom - top + 0.6)
    sheet.canvas.clipPath(path, stroke=0)
    for line in table.lines():
        first, last = (left, right) if line.level else (top, bottom)
        start = line.start - 60 if line.start == first else line.start
        end = line.end + 60 if line.end == last else line.end
        sheet.stroke(Line(line.level, line.position, start, end, line.outer))
    sheet.canvas.restoreState()


def _tint(rng: Random, lightest: float = 0.93) -> Color:
    return Color(*(rng.uniform(0.7, lightest) for _ in range(3)))


def shaded_with_gaps(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """Shaded cells, the white between them in place of rules."""
    half = rng.uniform(0.4, 1.5)
    head, body = _tint(rng, 0.85), _tint(rng)
    for slot in table.slots:
        box = table.box(slot).grown(-half)
        sheet.fill(box.x0, box.top, box.x1, box.bottom, body if slot.row else head)


def white_rules_on_shade(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """One shaded area, divided by white rules."""
    sheet.fill(table.columns[0], table.rows[0], table.columns[-1], table.rows[-1], _tint(rng))
    sheet.canvas.setStrokeColor(white)
    sheet.canvas.setLineWidth(rng.uniform(0.75, 2.5))
    for line in table.lines():
        sheet.stroke(line)
    sheet.canvas.setStrokeColor(black)


def shaded_in_colours(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """Shaded cells that touch, each in a colour of its own."""
    for i, slot in enumerate(table.slots):
        box = table.box(slot)
        shade = 0.55 + 0.4 * ((i * 7) % 11) / 11
        sheet.fill(box.x0, box.top, box.x1, box.bottom, Color(shade, 0.95, 1.5 - shade))


def zebra_with_walls(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """Every other row shaded; rules between the columns only."""
    colour = _tint(rng)
    for r in range(0, len(table.rows) - 1, 2):
        sheet.fill(table.columns[0], table.rows[r], table.columns[-1], table.rows[r + 1], colour)
    sheet.canvas.setLineWidth(0.5)
    for line in table.lines():
        if not line.level:
            sheet.stroke(line)


def zebra_with_walls_in_a_frame(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    zebra_with_walls(sheet, table, rng)
    for line in table.lines():
        if line.outer:
            sheet.stroke(line)


def zebra_with_rules(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    colour = _tint(rng)
    for r in range(0, len(table.rows) - 1, 2):
        sheet.fill(table.columns[0], table.rows[r], table.columns[-1], table.rows[r + 1], colour)
    sheet.canvas.setLineWidth(0.25)
    for line in table.lines():
        sheet.stroke(line)


def shaded_with_rules(sheet: Sheet, table: DrawnTable, rng: Random) -> None:
    """Cells filled in several colours, with grey rules."""
    for slot in table.slots:
        box = table.box(slot)
        sheet.fill(box.x0, box.top, box.x1, box.bottom, _tint(rng))
    sheet.canvas.setStrokeColorRGB(0.4, 0.4, 0.4)
    strokes(sheet, table, rng)
    sheet.canvas.setStrokeColor(black)


PENS: tuple[Pen, ...] = (
    strokes,
    cell_boxes,
    filled_bars,
    short_strokes,
    dashed,
    dashed_inside,
    double,
    double_frame,
    without_frame,
    without_sides,
    without_top_and_bottom,
    gaps_at_corners,
    overshooting,
    cells_apart,
    cells_far_apart,
    pieces_apart,
    clipped,
    shaded_with_gaps,
    shaded_in_colours,
    white_rules_on_shade,
    zebra_with_walls,
    zebra_with_walls_in_a_frame,
    zebra_with_rules,
    shaded_with_rules,
)
OPEN_PENS = frozenset(
    {without_frame, without_sides, without_top_and_bottom, zebra_with_walls, zebra_with_walls_in_a_frame}
)
"""What is drawn by these shows no spans: a cell along the whole of a side would part the table."""
