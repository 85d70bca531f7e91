"""Cells whose grid needs a border that was not found in the pixels."""

from __future__ import annotations

from extractor.ocr.bare_borders import bare_borders
from extractor.page import BBox, Ruling

CELLS = [BBox(100, 100 + 20 * i, 180, 120 + 20 * i) for i in range(3)]
LEVEL = [Ruling("horizontal", y, 100, 180) for y in (100, 120, 140, 160)]
RIGHT = Ruling("vertical", 180, 100, 160)


def test_a_wall_that_is_missing_beside_one_row_stands_in_line_with_the_nearest_of_it() -> None:
    left = [Ruling("vertical", 99.2, 100, 120, 0.8), Ruling("vertical", 101.0, 141, 160, 0.8)]
    (bare,) = bare_borders(CELLS, [*LEVEL, *left, RIGHT])
    assert (bare.orientation, bare.position, bare.start, bare.end) == ("vertical", 99.2, 120, 140)


def test_cells_with_all_their_rules_have_none() -> None:
    assert bare_borders(CELLS, [*LEVEL, Ruling("vertical", 100, 100, 160), RIGHT]) == []


def test_a_side_far_from_every_rule_is_none() -> None:
    assert bare_borders([BBox(100, 100, 150, 120)], [*LEVEL, Ruling("vertical", 100, 100, 160), RIGHT]) == []
