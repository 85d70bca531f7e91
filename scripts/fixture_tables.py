"""Tables of the fixtures: one logical table as data, how pages cut it, and how a piece of it is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import Any, Literal

from fixture_sheets import SONG, Sheets, break_lines, width_of

Align = Literal["centre", "left", "right"]


@dataclass(frozen=True)
class GridCell:
    """A cell of a logical table.

    Attributes:
        stacked: One character a line, as narrow header labels are set.
    """

    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    text: str = ""
    align: Align = "centre"
    stacked: bool = False


@dataclass(frozen=True)
class Cut:
    """A page break before `row`; or inside the row before it, where `tails` names text that falls on the next page.

    Attributes:
        row: The first row that begins on the new page.
        tails: For cells that begin in row `row - 1`, by column: what the new page shows of their text. The piece of
            that row on the new page is as high as `tail_height`.
    """

    row: int
    tails: Mapping[int, str] = field(default_factory=dict)
    tail_height: float = 22.0


@dataclass(frozen=True)
class GridTable:
    """A logical table with the sizes to print it in.

    Attributes:
        widths, heights: Of columns and rows, in points.
        header_rows: Rows from the top that name the columns.
        cells: Those with text or spans; every other position is a blank cell.
    """

    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[GridCell, ...]
    header_rows: int = 1
    size: float = 10.5
    face: str = SONG

    def all_cells(self) -> list[GridCell]:
        """The cells with the blank ones added, in row-major order."""
        taken = {
            (r, c)
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.col, cell.col + cell.colspan)
        }
        if len(taken) != sum(cell.rowspan * cell.colspan for cell in self.cells):
            raise ValueError("two cells cover one grid position")
        blank = [
            GridCell(r, c) for r in range(len(self.heights)) for c in range(len(self.widths)) if (r, c) not in taken
        ]
        return sorted([*self.cells, *blank], key=lambda cell: (cell.row, cell.col))

    def truth(self, identity: str, pages: Sequence[int]) -> dict[str, Any]:
        """The table in the form of the expected files."""
        return {
            "id": identity,
            "pages": list(pages),
            "header_rows": self.header_rows,
            "cells": [
                {"row": c.row, "col": c.col, "rowspan": c.rowspan, "colspan": c.colspan, "text": c.text}
                for c in self.all_cells()
            ],
        }


def from_rows(rows: Sequence[Sequence[str]], widths: Sequence[float], height: float = 22.0) -> GridTable:
    """A table without spans from its rows of texts; the first column is set to the left."""
    cells = tuple(
        GridCell(r, c, text=text, align="left" if c == 0 and r else "centre")
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return GridTable(tuple(widths), (height,) * len(rows), cells)


@dataclass(frozen=True)
class Piece:
    """What one page shows of a table: a grid of its own.

    Attributes:
        closed_top, closed_bottom: Whether a rule is drawn along that edge.
    """

    table: GridTable
    closed_top: bool = True
    closed_bottom: bool = True


def cut_table(
    table: GridTable, cuts: Sequence[Cut], repeat_header: bool = False, rules_at_cut: bool = True
) -> list[Piece]:
    """The pieces of `table` between page breaks.

    A cell that spans a break has its text on the first page, as word processors set it. `repeat_header` prints the
    header rows again on top of each later piece. Without `rules_at_cut` a row broken by the page has no rule along
    the break.
    """
    edges = [0, *(cut.row for cut in cuts), len(table.heights)]
    pieces = []
    for index, (first, after) in enumerate(pairwise(edges)):
        tails = cuts[index - 1].tails if index else {}
        leaving = cuts[index].tails if index < len(cuts) else {}
        begin = first - 1 if tails else first
        heights = list(table.heights[begin:after])
        if tails:
            heights[0] = cuts[index - 1].tail_height
        cells = [_clip(cell, begin, first, after, tails, leaving) for cell in table.all_cells()]
        shown = [cell for cell in cells if cell is not None]
        if index and repeat_header:
            rows = table.header_rows
            header = [cell for cell in table.all_cells() if cell.row < rows]
            shown = header + [replace(cell, row=cell.row + rows) for cell in shown]
            heights = [*table.heights[:rows], *heights]
        piece = replace(table, heights=tuple(heights), cells=tuple(shown))
        pieces.append(Piece(piece, rules_at_cut or not tails, rules_at_cut or not leaving))
    return pieces


def _clip(
    cell: GridCell, begin: int, first: int, after: int, tails: Mapping[int, str], leaving: Mapping[int, str]
) -> GridCell | None:
    """The part of `cell` in rows `begin` to `after`, counted from `begin`; None where it has none.

    Rows from `begin` up to `first` were begun on the page before.
    """
    top, bottom = max(cell.row, begin), min(cell.row + cell.rowspan, after)
    if top >= bottom:
        return None
    text = cell.text
    if cell.row < first:
        text = tails.get(cell.col, "") if cell.row == begin and cell.rowspan == 1 else ""
    elif cell.row == after - 1 and cell.rowspan == 1 and cell.col in leaving:
        text = text.removesuffix(leaving[cell.col])
    return replace(cell, row=top - begin, rowspan=bottom - top, text=text)


def print_piece(
    sheets: Sheets, piece: Piece, left: float, top: float, thickness: float = 0.5, ruled: bool = True
) -> float:
    """Print a piece with its top-left corner there, and return the y of its lower edge."""
    table = piece.table
    xs = list(accumulate(table.widths, initial=left))
    ys = list(accumulate(table.heights, initial=top))
    for cell in table.all_cells():
        _print_text(sheets, cell, table, xs, ys)
    if ruled:
        _print_rules(sheets, piece, xs, ys, thickness)
    return ys[-1]


def _print_text(sheets: Sheets, cell: GridCell, table: GridTable, xs: list[float], ys: list[float]) -> None:
    x0, x1 = xs[cell.col], xs[cell.col + cell.colspan]
    y0, y1 = ys[cell.row], ys[cell.row + cell.rowspan]
    pad, leading = 3.0, table.size * 1.22
    lines = list(cell.text) if cell.stacked else break_lines(cell.text, table.face, table.size, x1 - x0 - 2 * pad)
    baseline = (y0 + y1) / 2 - leading * (len(lines) - 1) / 2 + 0.36 * table.size
    for line in lines:
        spare = x1 - x0 - width_of(line, table.face, table.size)
        offset = {"left": pad, "centre": spare / 2, "right": spare - pad}[cell.align]
        sheets.text(x0 + offset, baseline, line, table.face, table.size)
        baseline += leading


def _print_rules(sheets: Sheets, piece: Piece, xs: list[float], ys: list[float], thickness: float) -> None:
    across: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    last = len(ys) - 1
    for cell in piece.table.all_cells():
        for col in range(cell.col, cell.col + cell.colspan):
            across |= {(cell.row, col), (cell.row + cell.rowspan, col)}
        for row in range(cell.row, cell.row + cell.rowspan):
            down |= {(cell.col, row), (cell.col + cell.colspan, row)}
    for y, start, end in _runs(across):
        if (y > 0 or piece.closed_top) and (y < last or piece.closed_bottom):
            sheets.rule(xs[start], ys[y], xs[end], ys[y], thickness)
    for x, start, end in _runs(down):
        sheets.rule(xs[x], ys[start], xs[x], ys[end], thickness)


def _runs(edges: set[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Unit edges (line, place) as the longest lines: (line, first place, place after the last)."""
    runs: list[tuple[int, int, int]] = []
    for line, place in sorted(edges):
        if runs and runs[-1][0] == line and runs[-1][2] == place:
            runs[-1] = (line, runs[-1][1], place + 1)
        else:
            runs.append((line, place, place + 1))
    return runs
