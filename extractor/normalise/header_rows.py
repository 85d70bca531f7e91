"""The rows that name the columns of a table: its header, and headers of its parts further down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from extractor.document import Cell, Table, Value
from extractor.normalise.units import half_width

_COUNTS_PLACES = re.compile(r"[栏行项]\s?次|序\s?号")
_ORDINAL = re.compile(r"\s*\d{1,3}\s*(?:[=+\-(＝＋－（].*)?", re.DOTALL)
FEWEST_ORDINALS = 2
"""A single 1 counts nothing."""


def header_runs(table: Table, grid: Sequence[Sequence[Cell]], values: Sequence[Value]) -> tuple[range, ...]:
    """The header rows of `table` as runs of neighbours; below each of them the columns are named anew.

    `grid` is that of the table; `values` are those of its cells, in their order.
    """
    is_text = {id(cell): value.kind == "text" for cell, value in zip(table.cells, values, strict=True)}
    rows = [r for r, row in enumerate(grid) if r < table.header_rows or _begins_part(grid, r, table, is_text)]
    return tuple(_runs(rows))


def _runs(rows: Sequence[int]) -> list[range]:
    """Ascending `rows` as runs of neighbours."""
    groups = groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])
    runs = [[row for _, row in group] for _, group in groups]
    return [range(run[0], run[-1] + 1) for run in runs]


def _begins_part(grid: Sequence[Sequence[Cell]], r: int, table: Table, is_text: dict[int, bool]) -> bool:
    """Whether row `r` below the header is that of a part of the table: marked so, or words alone in a header's place.

    That is below a section row, or under the label that the header has over the stub, and above a row that is not
    words alone. A row of words elsewhere (详见附表) is data.
    """
    if any(cell.role == "column_header" for cell in grid[r]):
        return True
    if not 0 < r < len(grid) - 1 or not _is_words(grid[r], is_text) or _is_words(grid[r + 1], is_text):
        return False
    label = grid[r][0].text
    return _is_section(grid[r - 1], table) or any(label and row[0].text == label for row in grid[: table.header_rows])


def _is_words(row: Sequence[Cell], is_text: dict[int, bool]) -> bool:
    """Whether most cells of a row hold words, none of them twice, and none holds anything else.

    A text without a letter is none: 12,34 is a number that was misread or misprinted.
    """
    cells = {id(cell): cell for cell in row}
    texts = [cell.text for cell in cells.values() if cell.text]
    if len(texts) < 2 or len(texts) < len(cells) / 2 or len(set(texts)) < len(texts):
        return False
    return all(is_text[id(cell)] and any(map(str.isalpha, cell.text)) for cell in cells.values() if cell.text)


def _is_section(row: Sequence[Cell], table: Table) -> bool:
    """Whether a row is one cell over the whole width: the title of the rows below it, or a remark."""
    return table.column_count > 1 and row[0].colspan == table.column_count


def counts_places(label: str) -> bool:
    """Whether a column under this label, or a row behind it, holds the numbers of rows or columns (行次, 栏次)."""
    return _COUNTS_PLACES.fullmatch(label) is not None


def is_ordinal(text: str) -> bool:
    """Whether `text` may count a row or a column of a form: 3, or 3=4+5."""
    return _ORDINAL.fullmatch(text) is not None


def ordinals_in(grid: Sequence[Sequence[Cell]], run: range) -> frozenset[int]:
    """The ids of cells in a run of header rows that do no more than count its columns: 1, 2, 3 … behind 栏次 or alone.

    Where the columns are told apart by these numbers only (children: 0, 1, 2), they are names.
    """
    found: set[int] = set()
    for r in run:
        counted = {col: cell for col, cell in enumerate(grid[r]) if cell.row == r and is_ordinal(cell.text)}
        others = [tuple(grid[i][col].text for i in run if i != r) for col in counted]
        told_apart = all(map(any, others)) and len(set(others)) == len(others)
        announced = any(counts_places(cell.text) for cell in grid[r])
        if (told_apart or announced) and _counts_up([cell.text for cell in counted.values()]):
            found.update(map(id, counted.values()))
    return frozenset(found)


def _counts_up(ordinals: Sequence[str]) -> bool:
    """Whether ordinals follow each other from 0 or 1."""
    numbers = [int(match[0]) for text in ordinals if (match := re.match(r"\d+", half_width(text)))]
    first = numbers[0] if len(numbers) >= FEWEST_ORDINALS else None
    return first in (0, 1) and numbers == list(range(first, first + len(numbers)))
