"""Random documents whose tables run over pages, with what is true of each page break: what bench_joins.py reads."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Literal

from reportlab.lib.pagesizes import A4, landscape

from fixture_sheets import SONG, Margins, Sheets, break_lines, width_of
from fixture_tables import Cut, GridCell, GridTable, Piece, cut_table, print_piece

Rules = Literal["full", "half", "none"]
ROW = 22.0
"""Height of a row with one line, in points."""
LEADING = 1.22
"""Line distance within a cell, in font sizes; that of fixture_tables."""
MARGINS = Margins(left=62.0, right=62.0, top=72.0, bottom=72.0)


@dataclass(frozen=True)
class Break:
    """What is true of the break between page `page` and the next.

    Attributes:
        joined: Whether the last table of the page and the first of the next are one.
        repeated: Header rows that are printed again.
        broken: Whether the break cuts a row.
    """

    page: int
    joined: bool
    repeated: int = 0
    broken: bool = False


@dataclass(frozen=True)
class Way:
    """How a table is printed over pages.

    Attributes:
        repeat: Whether the header is printed again on each page.
        misread: Whether one character of a repeated header is another one.
        tails: Whether a row that has more than one line is cut where it stands at a page break.
        rules_at_cut: Whether a rule closes the pieces of a cut row.
        strip: Whether a cut row without text left shows a blank strip on the next page.
        above: What stands above each later piece; "" for nothing.
        below: What stands below each piece but the last; "" for nothing.
    """

    repeat: bool = True
    misread: bool = False
    tails: bool = False
    rules_at_cut: bool = True
    strip: bool = False
    above: str = ""
    below: str = ""


@dataclass
class Draft:
    """A document while it is printed, and what is true of it."""

    path: Path
    rng: random.Random
    chinese: bool = True
    rules: Rules = "full"
    running: str = ""
    sheets: Sheets = field(init=False)
    tables: list[tuple[GridTable, list[int]]] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sheets = Sheets(self.path, margins=MARGINS)

    @property
    def width(self) -> float:
        """Of the type area."""
        return self.sheets.right - self.sheets.left

    def next_page(self, size: tuple[float, float] | None = None) -> None:
        """Begin a page, of another size where one is given."""
        self._running()
        self.sheets.next_page()
        if size is not None:
            self.sheets.canvas.setPageSize(size)
            self.sheets.width, self.sheets.height = size

    def close(self) -> None:
        """Write the file."""
        self._running()
        self.sheets.close()

    def _running(self) -> None:
        if self.running:
            self.sheets.text(self.sheets.left, 48, self.running, SONG, 9)
            self.sheets.rule(self.sheets.left, 52, self.sheets.right, 52, 0.5)

    def line(self, text: str, right: bool = False, face: str = SONG, size: float = 10.5) -> None:
        """A line of its own, for captions, units and notes."""
        x = self.sheets.right - width_of(text, face, size) if right else self.sheets.left
        self.sheets.text(x, self.sheets.y + size + 3, text, face, size)
        self.sheets.y += size + 8

    def text(self, lines: int) -> None:
        """A paragraph of about so many lines."""
        chinese = "各单位按照年初确定的任务逐项落实，按季度汇总上报，情况总体良好。"
        english = "The departments reported their figures every quarter and the results were checked. "
        unit = chinese if self.chinese else english
        per_line = self.width / 12.0 if self.chinese else self.width / 5.6
        text = unit * max(1, round(lines * per_line / len(unit)))
        self.sheets.paragraph(text.strip(), size=12.0, leading=20.0)
        self.sheets.y += 10

    def title(self) -> None:
        """The title of the document, with a paragraph below."""
        self.sheets.title("2023年度工作情况统计报告" if self.chinese else "Annual Report 2023", size=18.0)
        self.text(self.rng.randint(2, 12))

    def print_table(self, table: GridTable, way: Way, sizes: Sequence[tuple[float, float]] = ()) -> None:
        """Print `table` from here on, over as many pages as it takes; page i after the first has size `sizes[i]`."""
        cuts = self._cuts(table, way, sizes)
        pieces = cut_table(table, cuts, way.repeat, way.rules_at_cut)
        pages = [self.sheets.number]
        for index, piece in enumerate(pieces):
            if index:
                self._note(way.below)
                cut = cuts[index - 1]
                repeated = table.header_rows if way.repeat else 0
                self.breaks.append(Break(self.sheets.number, True, repeated, bool(cut.tails)))
                self.next_page(sizes[index - 1] if index <= len(sizes) else None)
                pages.append(self.sheets.number)
                self._note(way.above, right=way.above.startswith(("单位", "Unit")))
                if way.repeat and way.misread:
                    piece = replace(piece, table=self._misread(piece.table))
            self.print_piece(piece)
        self.tables.append((table, pages))

    def _note(self, text: str, right: bool = False) -> None:
        if text:
            self.line(text, right=right)

    def print_piece(self, piece: Piece) -> None:
        """Print one piece here, across the whole type area."""
        stretch = self.width / sum(piece.table.widths)
        table = replace(piece.table, widths=tuple(w * stretch for w in piece.table.widths))
        piece = replace(piece, table=table)
        top = self.sheets.y
        self.sheets.y = print_piece(self.sheets, piece, self.sheets.left, top, ruled=self.rules == "full")
        if self.rules == "half":
            ys = list(accumulate(table.heights, initial=top))
            header = table.header_rows if piece.table.cells[0].text in HEADS else 0
            for y in {ys[0], ys[header], ys[-1]}:
                self.sheets.rule(self.sheets.left, y, self.sheets.right, y, 0.7)

    def _misread(self, table: GridTable) -> GridTable:
        """The table with one wrong character in a cell of its first row that has three characters or more."""
        rich = [c for c in table.cells if c.row == 0 and len(c.text) >= 3]
        if not rich:
            return table
        chosen = self.rng.choice(rich)
        at = self.rng.randrange(len(chosen.text))
        wrong = chosen.text[:at] + ("业" if self.chinese else "x") + chosen.text[at + 1 :]
        return replace(table, cells=tuple(replace(c, text=wrong) if c is chosen else c for c in table.cells))

    def _cuts(self, table: GridTable, way: Way, sizes: Sequence[tuple[float, float]]) -> list[Cut]:
        cuts: list[Cut] = []
        below, above = (19.0 if text else 0.0 for text in (way.below, way.above))
        header = sum(table.heights[: table.header_rows])
        y, bottom = self.sheets.y, self.sheets.bottom - below
        row = 0
        while row < len(table.heights):
            if y + table.heights[row] > bottom and row > 0:
                tails = self._tails(table, row - 1, way)
                cuts.append(Cut(row, tails, ROW if any(tails.values()) else ROW / 2))
                size = sizes[len(cuts) - 1] if len(cuts) <= len(sizes) else None
                bottom = (size[1] if size else self.sheets.height) - MARGINS.bottom - below
                y = MARGINS.top + above + (header if way.repeat else 0.0) + (ROW if tails else 0.0)
            y += table.heights[row]
            row += 1
        return cuts

    def _tails(self, table: GridTable, row: int, way: Way) -> dict[int, str]:
        """What the cells of `row` leave for the next page: all lines but the first."""
        if not way.tails or row < table.header_rows:
            return {}
        tails = {}
        stretch = self.width / sum(table.widths)
        for cell in table.cells:
            if cell.row == row and cell.rowspan == 1:
                width = sum(table.widths[cell.col : cell.col + cell.colspan]) * stretch
                lines = break_lines(cell.text, table.face, table.size, width - 6.0)
                if len(lines) > 1:
                    tails[cell.col] = cell.text[len(lines[0]) :]
        if not tails and way.strip:
            tails[table.cells[0].col] = ""
        return tails


HEADS = ("项目", "单位名称", "序号", "地区", "Item", "Region", "No.", "类别", "科目")
"""What the first cell of a header says."""
LANDSCAPE = landscape(A4)
PORTRAIT = A4

Kind = Callable[[Path, random.Random], Draft]


def grid(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    spans: dict[tuple[int, int], tuple[int, int]] | None = None,
    header_rows: int = 1,
    text_columns: Sequence[int] = (0,),
    heights: Sequence[float] | None = None,
) -> GridTable:
    """A table from rows of texts; `spans` gives (rowspan, colspan) of cells that cover their neighbours."""
    spans = spans or {}
    covered = {
        (r + i, c + k)
        for (r, c), (down, right) in spans.items()
        for i in range(down)
        for k in range(right)
        if (i, k) != (0, 0)
    }
    cells = tuple(
        GridCell(r, c, *spans.get((r, c), (1, 1)), text, "left" if c in text_columns and r >= header_rows else "centre")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (r, c) not in covered
    )
    return GridTable(tuple(widths), tuple(heights or (ROW,) * len(rows)), cells, header_rows, size=9.5)
