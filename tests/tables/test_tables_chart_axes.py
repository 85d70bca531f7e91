from __future__ import annotations

import pytest

from extractor.page import PageContent, Ruling, Word
from extractor.tables.stage import find_ruled
from table_builders import full_grid, horizontal, vertical, word

GRID = full_grid([50, 150, 250], [100, 120, 140, 160])
INSIDE = [word("10", 60, 110), word("20", 160, 130), word("30", 60, 150)]


def is_table(rulings: list[Ruling], words: list[Word]) -> bool:
    return bool(find_ruled(PageContent(1, 595, 842, 595, 842, words=tuple(words), rulings=tuple(rulings)), words))


def test_grid_with_a_row_of_ticks_below_is_a_chart() -> None:
    assert is_table(GRID, INSIDE)
    assert not is_table([*GRID, *(vertical(x, 160, 163) for x in (90, 130, 170, 210))], INSIDE)


def test_grid_with_ticks_on_the_left_is_a_chart() -> None:
    assert not is_table([*GRID, *(horizontal(y, 46, 50) for y in (105, 115, 125, 135))], INSIDE)


def test_corners_that_overshoot_are_no_ticks() -> None:
    corners = [vertical(x, 160, 163) for x in (50, 150, 250)]
    assert is_table([*GRID, *corners, vertical(100, 160, 163)], INSIDE)


def test_numbers_at_the_lines_are_a_value_axis() -> None:
    scale = [word(str(100 - y), 30, y) for y in (100, 120, 140, 160)]
    assert not is_table(GRID, [*INSIDE, *scale])


@pytest.mark.parametrize("x", [30, 255])
def test_numbers_of_the_rows_beside_a_table_are_no_axis(x: float) -> None:
    assert is_table(GRID, [*INSIDE, *(word(str(i), x, 110 + 20 * i) for i in range(3))])
