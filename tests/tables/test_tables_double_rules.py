from __future__ import annotations

import pytest

from extractor.page import Ruling
from extractor.tables.grids import find_grids
from table_builders import full_grid, horizontal, vertical


def shapes(rulings: list[Ruling]) -> list[tuple[int, int]]:
    return [(len(grid.rows) - 1, len(grid.columns) - 1) for grid in find_grids(rulings)]


@pytest.mark.parametrize("gap", [2.0, 2.5, 3.0, 4.0])
def test_tables_close_together_with_other_columns_stay_two(gap: float) -> None:
    above = full_grid([0, 60, 120], [0, 20, 40])
    below = full_grid([0, 40, 80, 120], [40 + gap, 60 + gap, 80 + gap])
    assert shapes(above + below) == [(2, 2), (2, 3)]


@pytest.mark.parametrize("gap", [2.0, 3.0])
def test_tables_close_side_by_side_stay_two(gap: float) -> None:
    left = full_grid([0, 60, 120], [0, 20, 40])
    right = full_grid([120 + gap, 160 + gap, 220 + gap], [0, 15, 30, 45])
    assert shapes(left + right) == [(2, 2), (3, 2)]


def test_walls_that_go_on_beyond_a_double_rule_make_one_table() -> None:
    above = full_grid([0, 60, 120], [0, 20])
    below = full_grid([0, 60, 120], [23, 40, 60])
    assert shapes(above + below) == [(3, 2)]


def test_wall_that_goes_on_between_open_sides_makes_one_table() -> None:
    rules = [horizontal(y, 0, 120) for y in (0, 20, 22.4, 60)]
    assert shapes([*rules, vertical(60, 0, 20), vertical(60, 22.4, 60)]) == [(2, 2)]


def test_cells_drawn_each_by_itself_are_one_table() -> None:
    cells = [r for x in (0, 63) for y in (0, 23, 46) for r in full_grid([x, x + 60], [y, y + 20])]
    assert shapes(cells) == [(3, 2)]


def test_lines_of_a_double_rule_are_one_boundary_at_three_points() -> None:
    rulings = full_grid([0, 60, 120], [0, 20, 40])
    assert shapes([*rulings, horizontal(23, 0, 120), vertical(63, 0, 40)]) == [(2, 2)]
