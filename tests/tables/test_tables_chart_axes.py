from __future__ import annotations

import pytest

from extractor.config import TableSettings
from extractor.page import BBox, PageContent, Ruling, Word
from extractor.tables.chart_axes import find_plots
from extractor.tables.stage import detect_tables, find_ruled
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


def plot(left: float = 300, top: float = 100, side: float = 120) -> list[Ruling]:
    """A frame, without ticks."""
    right, bottom = left + side, top + side
    edges = [horizontal(y, left, right) for y in (top, bottom)]
    return [*edges, *(vertical(x, top, bottom) for x in (left, right))]


TICKS_BELOW = [vertical(x, 220, 224) for x in (320, 360, 400)]
TICKS_LEFT = [horizontal(y, 296, 300) for y in (120, 160, 200)]


def test_ticks_on_two_axes_that_meet_make_a_plot() -> None:
    assert find_plots([*plot(), *TICKS_BELOW, *TICKS_LEFT]) == (BBox(299.75, 100, 420, 220.25),)


def test_ticks_on_all_four_sides_make_one_plot() -> None:
    inside = [vertical(x, 100, 104) for x in (320, 360, 400)] + [horizontal(y, 416, 420) for y in (120, 160, 200)]
    assert len(find_plots([*plot(), *TICKS_BELOW, *TICKS_LEFT, *inside])) == 1


@pytest.mark.parametrize(
    "ticks",
    [
        pytest.param(TICKS_BELOW, id="one-axis"),
        pytest.param([*TICKS_BELOW[:2], *TICKS_LEFT], id="two-walls-that-overshoot"),
        pytest.param([*(vertical(x, 220, 260) for x in (320, 360, 400)), *TICKS_LEFT], id="walls-of-a-row"),
        pytest.param(
            [*TICKS_BELOW, *TICKS_LEFT, vertical(296, 100, 220), horizontal(224, 300, 420)], id="double-rules"
        ),
    ],
)
def test_no_plot_with(ticks: list[Ruling]) -> None:
    assert find_plots([*plot(), *ticks]) == ()


def test_numbers_at_the_ticks_of_a_chart_join_no_table_beside_it() -> None:
    labels = [word(str(y), 275, y) for y in (120, 160, 200)]
    rows = [word(t, x, 120 + 20 * i) for i in range(5) for t, x in ((f"Item{i}", 60), (str(10 + i * i), 150))]
    heads = [word("Name", 60, 100), word("Amount", 150, 100)]
    page = PageContent(
        1, 595, 842, 595, 842, words=(*heads, *rows, *labels), rulings=(*plot(), *TICKS_BELOW, *TICKS_LEFT)
    )
    found = detect_tables(page, TableSettings())
    assert [(f.row_count, f.column_count) for f in found.fragments] == [(6, 2)]
    assert len(found.images) == 1
