from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.page import Ruling
from extractor.tables.grids import Grid, find_grids
from table_builders import full_grid, horizontal, vertical


def places(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.col, c.rowspan, c.colspan) for c in grid.cells]


def test_full_grid_has_one_cell_a_position() -> None:
    (grid,) = find_grids(full_grid([0, 100, 200], [0, 20, 40, 60]))
    assert places(grid) == [(r, c, 1, 1) for r in range(3) for c in range(2)]
    assert grid.closed == (True, True, True, True)


def test_missing_rule_between_two_positions_makes_a_span() -> None:
    rulings = [horizontal(0, 0, 200), horizontal(20, 0, 200), horizontal(40, 0, 200)]
    rulings += [vertical(0, 0, 40), vertical(200, 0, 40), vertical(100, 20, 40)]
    (grid,) = find_grids(rulings)
    assert places(grid) == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_label_beside_two_rows_has_a_row_span() -> None:
    rulings = [*full_grid([0, 50, 100], [0, 40]), horizontal(20, 50, 100)]
    (grid,) = find_grids(rulings)
    assert places(grid) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]


def test_stacked_blocks_stand_on_the_union_of_their_column_rules() -> None:
    rulings = full_grid([0, 60, 120], [0, 20]) + full_grid([0, 40, 80, 120], [20, 40])
    (grid,) = find_grids(rulings)
    assert grid.columns == (0, 40, 60, 80, 120)
    assert places(grid) == [(0, 0, 1, 2), (0, 2, 1, 2), (1, 0, 1, 1), (1, 1, 1, 2), (1, 3, 1, 1)]


def test_rules_drawn_cell_by_cell_are_one_line() -> None:
    strokes = [horizontal(y, x, x + 49.5) for y in (0, 20, 40) for x in (0, 50)]
    strokes += [vertical(x, y, y + 19) for x in (0, 50, 100) for y in (0, 20)]
    (grid,) = find_grids(strokes)
    assert places(grid) == [(r, c, 1, 1) for r in range(2) for c in range(2)]


def test_double_rules_are_one_boundary() -> None:
    rulings = [*full_grid([0, 100, 200], [0, 20, 40]), horizontal(22, 0, 200), vertical(2.2, 0, 40)]
    (grid,) = find_grids(rulings)
    assert len(grid.rows) == 3
    assert len(grid.columns) == 3


def test_missing_outer_borders_are_where_the_lines_end() -> None:
    rulings = [horizontal(y, 0, 300) for y in (0, 20, 40)] + [vertical(x, 0, 40) for x in (100, 200)]
    (grid,) = find_grids(rulings)
    assert grid.columns == (0, 100, 200, 300)
    assert grid.closed == (False, True, False, True)


def test_one_wall_between_open_sides_makes_the_outer_rows() -> None:
    rulings = [horizontal(y, 0, 200) for y in (20, 40)] + [vertical(100, 0, 60)]
    (grid,) = find_grids(rulings)
    assert grid.rows == (0, 20, 40, 60)
    assert grid.columns == (0, 100, 200)


def test_two_walls_above_the_topmost_rule_make_a_row_of_spans() -> None:
    rulings = [horizontal(y, 0, 700) for y in (20, 40)]
    rulings += [vertical(100 * x, 0 if x in (2, 4) else 20, 60) for x in range(1, 7)]
    (grid,) = find_grids(rulings)
    assert grid.rows == (0, 20, 40, 60)
    assert [p for p in places(grid) if p[0] == 0] == [(0, 0, 1, 2), (0, 2, 1, 2), (0, 4, 1, 3)]


def test_row_of_one_cell_between_open_sides_belongs_to_the_table() -> None:
    rulings = [horizontal(y, 0, 300) for y in (0, 20, 40, 60)] + [vertical(x, 0, 40) for x in (100, 200)]
    (grid,) = find_grids(rulings)
    assert grid.rows == (0, 20, 40, 60)
    assert places(grid)[-1] == (2, 0, 1, 3)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(horizontal(60, 0, 280), id="it-ends-elsewhere"),
        pytest.param(horizontal(90, 0, 300), id="it-is-far-away"),
    ],
)
def test_other_rule_near_a_table_with_open_sides_is_left_out(rule: Ruling) -> None:
    rulings = [horizontal(y, 0, 300) for y in (0, 20, 40)] + [vertical(x, 0, 40) for x in (100, 200)]
    (grid,) = find_grids([*rulings, rule])
    assert grid.rows == (0, 20, 40)


def test_rule_below_a_closed_table_is_left_out() -> None:
    (grid,) = find_grids([*full_grid([0, 100, 200], [0, 20, 40]), horizontal(60, 0, 200)])
    assert grid.rows == (0, 20, 40)


def test_table_cut_by_the_page_is_open_at_the_bottom() -> None:
    rulings = [horizontal(y, 0, 100) for y in (0, 20)] + [vertical(x, 0, 50) for x in (0, 50, 100)]
    (grid,) = find_grids(rulings)
    assert grid.rows == (0, 20, 50)
    assert grid.closed == (True, True, True, False)


def test_tables_apart_are_two_grids_top_to_bottom() -> None:
    grids = find_grids(full_grid([0, 50, 100], [200, 220, 240]) + full_grid([0, 50, 100], [0, 20, 40]))
    assert [grid.rows[0] for grid in grids] == [0, 200]


def test_frame_around_text_is_no_grid() -> None:
    assert find_grids(full_grid([0, 300], [0, 100])) == ()


def test_underline_in_a_cell_divides_nothing() -> None:
    rulings = [*full_grid([0, 100, 200], [0, 40, 80]), horizontal(20, 98, 130)]
    (grid,) = find_grids(rulings)
    assert len(grid.rows) == 3


@pytest.mark.parametrize("seed", range(3))
def test_broken_rule_leaves_rectangles_only(seed: int) -> None:
    rulings = full_grid([0, 50, 100, 150], [0, 20, 40, 60])
    gone = rulings.pop(1 + seed)
    rulings.append(Ruling(gone.orientation, gone.position, gone.start, gone.start + 55))
    (grid,) = find_grids(rulings)
    assert sum(c.rowspan * c.colspan for c in grid.cells) == (len(grid.rows) - 1) * (len(grid.columns) - 1)


lines = st.builds(
    Ruling,
    st.sampled_from(["horizontal", "vertical"]),
    st.floats(0, 200),
    st.floats(0, 100),
    st.floats(100, 200),
)


@given(st.lists(lines, max_size=25))
def test_every_position_belongs_to_exactly_one_cell(rulings: list[Ruling]) -> None:
    for grid in find_grids(rulings):
        covered = [
            (r, c)
            for cell in grid.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.col, cell.col + cell.colspan)
        ]
        assert len(covered) == len(set(covered)) == (len(grid.rows) - 1) * (len(grid.columns) - 1)
        assert list(grid.rows) == sorted(grid.rows)
        assert list(grid.columns) == sorted(grid.columns)


def test_a_line_down_the_whole_page_makes_no_rows_beyond_the_table() -> None:
    rules = [horizontal(y, 80, 550) for y in (210, 224, 274)]
    (grid,) = find_grids([*rules, vertical(237, 210, 274), vertical(550, 85, 800)])
    assert grid.rows == (210, 224, 274)
