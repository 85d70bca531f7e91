"""A logical table drawn with box characters, spans and all, for a terminal."""

from __future__ import annotations

import re
from itertools import accumulate

from rich.cells import cell_len
from rich.text import Text

from extractor.document import Cell, Table

# Whether a line leads up, down, left, right from a crossing.
_CROSSINGS = {
    (False, False, False, False): " ",
    (True, True, False, False): "│",
    (False, False, True, True): "─",
    (False, True, False, True): "┌",
    (False, True, True, False): "┐",
    (True, False, False, True): "└",
    (True, False, True, False): "┘",
    (True, True, False, True): "├",
    (True, True, True, False): "┤",
    (False, True, True, True): "┬",
    (True, False, True, True): "┴",
    (True, True, True, True): "┼",
}
_LONGEST_NUMBER = 24
# A Latin word, blanks, or a character with the brackets and stops that no line break parts from it.
_UNBROKEN = re.compile(r"[!-~]+|\s+|[（“‘《【]*.[）”’》】，。、；：]*", re.DOTALL)
_NARROWEST = 2


def draw_table(table: Table, width: int) -> list[Text]:
    """Lines of at most `width` columns of a terminal, or as many as unbroken numbers need.

    Column headers are bold, suspect cells are marked; a wide (Chinese) character takes two columns.
    """
    if not table.row_count or not table.column_count:
        return []
    widths = _column_widths(table, width)
    canvas = _Canvas(table, widths, _row_heights(table, widths))
    return canvas.lines()


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns: broken at blanks, inside a word only where it is wider."""
    lines = [""]
    for token in _UNBROKEN.findall(text):
        if cell_len(lines[-1] + token) <= width:
            lines[-1] += token
        elif cell_len(token) <= width:
            lines.append(token.lstrip())
        else:
            for character in token:
                if cell_len(lines[-1] + character) > width:
                    lines.append("")
                lines[-1] += character
    return [line.rstrip() for line in lines]


def _column_widths(table: Table, width: int) -> list[int]:
    """Inside widths: wide enough for numbers, then a column at a time where the texts press most, until all fit.

    A text presses by the number of lines that it needs for each row it covers, so that the tallest row grows no
    taller than it must.
    """
    widths = [_NARROWEST] * table.column_count
    pressures: dict[tuple[int, int], float] = {}
    for cell in sorted(table.cells, key=lambda c: c.colspan):
        columns = (cell.col, cell.colspan)
        size = cell_len(cell.text)
        pressures[columns] = max(pressures.get(columns, 0.0), size / cell.rowspan)
        if re.search(r"\d", cell.text) and cell.role == "data":
            _widen(widths, columns, min(size, _LONGEST_NUMBER))
    while sum(widths) + 3 * table.column_count + 1 < width:
        lines, columns = max(
            ((size / _inside(widths, *at, 3), at) for at, size in pressures.items()), default=(0.0, (0, 1))
        )
        if lines <= 1:
            break
        _widen(widths, columns, _inside(widths, *columns, 3) + 1)
    return widths


def _widen(widths: list[int], columns: tuple[int, int], needed: int) -> None:
    """Make the columns (first, count) at least `needed` wide together, the narrowest of them first."""
    first, count = columns
    for _ in range(needed - _inside(widths, first, count, 3)):
        narrowest = min(range(first, first + count), key=lambda i: widths[i])
        widths[narrowest] += 1


def _inside(sizes: list[int], first: int, count: int, joint: int) -> int:
    return sum(sizes[first : first + count]) + joint * (count - 1)


def _row_heights(table: Table, widths: list[int]) -> list[int]:
    heights = [1] * table.row_count
    for cell in sorted(table.cells, key=lambda c: c.rowspan):
        needed = len(wrap(cell.text, _inside(widths, cell.col, cell.colspan, 3)))
        missing = needed - _inside(heights, cell.row, cell.rowspan, 1)
        if missing > 0:
            heights[cell.row + cell.rowspan - 1] += missing
    return heights


class _Canvas:
    """Character positions of a terminal, filled with borders and then with the texts of the cells."""

    def __init__(self, table: Table, widths: list[int], heights: list[int]) -> None:
        self._grid = table.grid()
        self._widths, self._heights = widths, heights
        self._x = list(accumulate((w + 3 for w in widths), initial=0))
        self._y = list(accumulate((h + 1 for h in heights), initial=0))
        self._characters = [[" "] * (self._x[-1] + 1) for _ in range(self._y[-1] + 1)]
        self._styles = [[""] * (self._x[-1] + 1) for _ in range(self._y[-1] + 1)]
        self._draw_borders()
        for cell in table.cells:
            self._draw_cell(cell)

    def lines(self) -> list[Text]:
        """The canvas row by row; the second half of a wide character is an empty string."""
        result = []
        for characters, styles in zip(self._characters, self._styles, strict=True):
            line = Text(no_wrap=True, overflow="ignore")
            for character, style in zip(characters, styles, strict=True):
                line.append(character, style or None)
            result.append(line)
        return result

    def _level(self, r: int, c: int) -> bool:
        """Whether a border runs above row `r` in column `c`."""
        if not 0 <= c < len(self._widths):
            return False
        return r in (0, len(self._heights)) or self._grid[r - 1][c] is not self._grid[r][c]

    def _upright(self, r: int, c: int) -> bool:
        """Whether a border runs to the left of column `c` in row `r`."""
        if not 0 <= r < len(self._heights):
            return False
        return c in (0, len(self._widths)) or self._grid[r][c - 1] is not self._grid[r][c]

    def _draw_borders(self) -> None:
        for r, y in enumerate(self._y):
            for c, x in enumerate(self._x):
                arms = (self._upright(r - 1, c), self._upright(r, c), self._level(r, c - 1), self._level(r, c))
                self._put(x, y, _CROSSINGS.get(arms, "┼"), "dim")
                if self._level(r, c):
                    for i in range(x + 1, self._x[c + 1]):
                        self._put(i, y, "─", "dim")
                if self._upright(r, c):
                    for i in range(y + 1, self._y[r + 1]):
                        self._put(x, i, "│", "dim")

    def _draw_cell(self, cell: Cell) -> None:
        width = _inside(self._widths, cell.col, cell.colspan, 3)
        height = _inside(self._heights, cell.row, cell.rowspan, 1)
        lines = wrap(cell.text, width)
        top = self._y[cell.row] + 1 + (height - len(lines)) // 2
        for y, line in enumerate(lines, start=top):
            indent = width - cell_len(line)
            x = self._x[cell.col] + 2 + {"left": 0, "middle": indent // 2, "right": indent}[_alignment(cell)]
            for character in line:
                size = cell_len(character)
                if size == 0:
                    continue
                self._put(x, y, character, _style(cell))
                if size == 2:
                    self._put(x + 1, y, "", "")
                x += size

    def _put(self, x: int, y: int, character: str, style: str) -> None:
        self._characters[y][x] = character
        self._styles[y][x] = style


def _alignment(cell: Cell) -> str:
    if cell.role in ("column_header", "section"):
        return "middle"
    return "right" if cell.value is not None and cell.value.kind == "number" and cell.role == "data" else "left"


def _style(cell: Cell) -> str:
    if cell.status == "suspect":
        return "bold black on yellow"
    return "bold" if cell.role == "column_header" else ""
