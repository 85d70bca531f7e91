from __future__ import annotations

import pytest

from extractor.ingest.painted import (
    WHITE,
    Colour,
    Ground,
    Outline,
    Painted,
    find_fills,
    find_rulings,
    join_pieces,
)
from extractor.page import BBox, Ruling

SHEET = BBox(0, 0, 600, 800)
BLACK: Colour = (0, 0, 0)
GREY: Colour = (200, 200, 200)


def outline(x0: float, top: float, x1: float, bottom: float) -> Outline:
    return [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]


def rulings(painted: Painted) -> tuple[Ruling, ...]:
    return find_rulings(painted, Ground(painted.covers()))


def test_stroked_rectangle_gives_four_rulings() -> None:
    painted = Painted()
    painted.add_stroke([outline(10, 20, 110, 70)], SHEET, 0.5, BLACK, 1)
    found = {(r.orientation, r.position, r.start, r.end) for r in rulings(painted)}
    assert found == {
        ("horizontal", 20, 10, 110),
        ("horizontal", 70, 10, 110),
        ("vertical", 10, 20, 70),
        ("vertical", 110, 20, 70),
    }


def test_thin_filled_box_is_a_ruling_and_a_wide_one_a_fill() -> None:
    painted = Painted()
    painted.add_fill([outline(10, 20, 110, 21), outline(10, 40, 110, 60)], SHEET, GREY, 1, opaque=True)
    (line,) = rulings(painted)
    assert (line.orientation, line.position, line.thickness) == ("horizontal", 20.5, 1)
    (fill,) = find_fills(painted, Ground(painted.covers()))
    assert fill.bbox == BBox(10, 40, 110, 60)


def test_white_on_white_is_not_there() -> None:
    painted = Painted()
    painted.add_fill([outline(10, 20, 110, 21), outline(10, 40, 110, 60)], SHEET, WHITE, 1, opaque=True)
    assert rulings(painted) == ()
    assert find_fills(painted, Ground(painted.covers())) == ()


def test_white_line_on_a_shaded_area_is_there() -> None:
    painted = Painted()
    painted.add_fill([outline(10, 20, 110, 90)], SHEET, GREY, 1, opaque=True)
    painted.add_stroke([[(60, 20), (60, 90)]], SHEET, 0.5, WHITE, 2)
    assert [r.position for r in rulings(painted)] == [60]


def test_line_under_a_later_area_is_not_there() -> None:
    painted = Painted()
    painted.add_stroke([[(20, 50), (100, 50)]], SHEET, 0.5, BLACK, 1)
    painted.add_fill([outline(10, 20, 110, 90)], SHEET, GREY, 2, opaque=True)
    assert rulings(painted) == ()


def test_line_at_the_edge_of_a_later_area_is_there() -> None:
    painted = Painted()
    painted.add_stroke([[(10, 20), (110, 20)]], SHEET, 0.5, BLACK, 1)
    painted.add_fill([outline(10, 20, 110, 90)], SHEET, GREY, 2, opaque=True)
    assert len(rulings(painted)) == 1


def test_clip_cuts_lines_and_areas() -> None:
    painted = Painted()
    clip = BBox(50, 0, 80, 800)
    painted.add_stroke([[(10, 20), (110, 20)], [(10, 20), (10, 90)]], clip, 0.5, BLACK, 1)
    (line,) = rulings(painted)
    assert (line.start, line.end) == (50, 80)


def test_diagonal_is_no_ruling() -> None:
    painted = Painted()
    painted.add_stroke([[(10, 20), (60, 50)]], SHEET, 0.5, BLACK, 1)
    assert rulings(painted) == ()


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        pytest.param([(10, 50), (50.5, 90)], [(10, 90)], id="touching-pieces-are-one"),
        pytest.param([(10, 50), (54, 90)], [(10, 50), (54, 90)], id="long-pieces-apart-are-two"),
        pytest.param([(x, x + 3) for x in range(0, 60, 6)], [(0, 57)], id="dashes-are-one"),
        pytest.param([(10, 11)], [], id="dot-is-none"),
        pytest.param([(10, 90), (20, 30)], [(10, 90)], id="piece-within-another"),
    ],
)
def test_pieces_of_one_line(pieces: list[tuple[float, float]], expected: list[tuple[float, float]]) -> None:
    lines = join_pieces([Ruling("horizontal", 100, start, end) for start, end in pieces])
    assert [(line.start, line.end) for line in lines] == expected


def test_lines_two_points_apart_stay_two() -> None:
    lines = [Ruling("vertical", 100, 0, 50), Ruling("vertical", 102, 0, 50)]
    assert len(join_pieces(lines)) == 2


def test_short_strokes_that_touch_are_no_dashes_and_end_at_a_gap() -> None:
    first = [Ruling("horizontal", 10, x, x + 4) for x in range(0, 40, 4)]
    second = [Ruling("horizontal", 10, x, x + 4) for x in range(43, 83, 4)]
    assert [(r.start, r.end) for r in join_pieces([*first, *second])] == [(0, 40), (43, 83)]


def test_ticks_of_a_small_chart_are_there_and_dots_are_not() -> None:
    painted = Painted()
    painted.add_stroke([[(10, 20), (12.5, 20)], [(10, 40), (11.5, 40)]], SHEET, 0.5, BLACK, 1)
    assert [(r.position, r.start, r.end) for r in rulings(painted)] == [(20, 10, 12.5)]
