from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extractor.page import Ruling, Scan
from extractor.tables.grids import find_grids
from extractor.tables.pixel_rulings import find_pixel_rulings

DPI = 200.0


@dataclass(frozen=True)
class Sheet:
    """A drawn page; lengths in pixels at 200 dpi."""

    pixels: np.ndarray

    def scan(self) -> Scan:
        return Scan(self.pixels, DPI, np.diag([72 / DPI, 72 / DPI, 1.0]))

    def rulings(self) -> tuple[Ruling, ...]:
        return find_pixel_rulings(self.scan())

    def grid_shapes(self) -> list[tuple[int, int, int]]:
        return [(len(g.rows) - 1, len(g.columns) - 1, len(g.cells)) for g in find_grids(self.rulings())]


def blank(width: int = 1200, height: int = 900) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)


def ruled(xs: list[int], ys: list[int], thickness: int = 2) -> np.ndarray:
    page = blank()
    for x in xs:
        page[ys[0] : ys[-1] + thickness, x : x + thickness] = 0
    for y in ys:
        page[y : y + thickness, xs[0] : xs[-1] + thickness] = 0
    return page


XS, YS = [100, 300, 420, 700, 1000], [100, 150, 230, 330, 420]


def test_positions_and_extents_are_points_of_the_reading_frame() -> None:
    page = blank()
    page[300:302, 100:1000] = 0
    (rule,) = Sheet(page).rulings()
    assert rule.orientation == "horizontal"
    assert rule.position == pytest.approx(301 * 0.36, abs=0.2)
    assert rule.start == pytest.approx(100 * 0.36, abs=0.4)
    assert rule.end == pytest.approx(1000 * 0.36, abs=0.4)
    assert rule.thickness == pytest.approx(2 * 0.36, abs=0.4)


@given(
    st.lists(st.integers(30, 200), min_size=2, max_size=5),
    st.lists(st.integers(34, 150), min_size=2, max_size=5),
    st.integers(1, 5),
)
@settings(max_examples=25, deadline=None)
def test_every_grid_of_any_size_is_found(widths: list[int], heights: list[int], thickness: int) -> None:
    xs = [100, *(100 + np.cumsum(widths)).tolist()]
    ys = [80, *(80 + np.cumsum(heights)).tolist()]
    if max(xs) - min(xs) < 120 or max(ys) - min(ys) < 120:
        return
    assert Sheet(ruled(xs, ys, thickness)).grid_shapes() == [(len(heights), len(widths), len(heights) * len(widths))]


def test_blank_page_has_no_rules() -> None:
    assert Sheet(blank()).rulings() == ()


def test_noise_has_no_rules() -> None:
    noise = np.random.default_rng(1).normal(235, 14, (900, 1200)).clip(0, 255).astype(np.uint8)
    assert Sheet(noise).rulings() == ()


def test_text_has_no_rules() -> None:
    page = blank()
    for y in range(60, 880, 36):
        cv2.putText(page, "EEEEFFFFTTTTHHHHLLLL==== 1,111.11 IIIIllll", (60, y), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2)
    assert Sheet(page).rulings() == ()


def test_short_dash_that_meets_nothing_is_no_rule() -> None:
    page = ruled(XS, YS)
    page[700:703, 200:320] = 0
    assert len(Sheet(page).rulings()) == len(XS) + len(YS)


def test_filled_area_is_no_rule() -> None:
    page = blank()
    page[100:160, 100:1000] = 60
    assert Sheet(page).rulings() == ()


def test_rules_around_a_shaded_header_are_found() -> None:
    page = ruled(XS, YS)
    shade = page[YS[0] + 2 : YS[1], XS[0] + 2 : XS[-1]]
    shade[shade == 255] = 205
    assert Sheet(page).grid_shapes() == [(4, 4, 16)]


def test_gap_in_the_middle_of_a_cell_edge_is_bridged() -> None:
    page = ruled(XS, YS)
    page[YS[2] - 3 : YS[2] + 6, 500:550] = 255
    page[260:300, XS[2] - 3 : XS[2] + 6] = 255
    assert Sheet(page).grid_shapes() == [(4, 4, 16)]


def test_a_stem_in_line_with_a_wall_below_joins_no_two_tables() -> None:
    page = ruled([100, 300, 640], [60, 120, 180])
    page[182:900] = ruled(XS, [300, 350, 430])[182:900]
    page[272:292, XS[2] : XS[2] + 3] = 0
    shapes = Sheet(page).grid_shapes()
    assert shapes == [(2, 2, 4), (2, 4, 8)]


def test_lost_crossing_is_restored() -> None:
    page = ruled(XS, YS)
    cv2.circle(page, (XS[2], YS[2]), 26, 255, cv2.FILLED)
    assert Sheet(page).grid_shapes() == [(4, 4, 16)]


@pytest.mark.parametrize(("x", "y"), [(XS[0], YS[0]), (XS[-1], YS[0]), (XS[0], YS[-1]), (XS[-1], YS[-1])])
def test_lost_corner_is_restored(x: int, y: int) -> None:
    page = ruled(XS, YS)
    cv2.circle(page, (x, y), 30, 255, cv2.FILLED)
    assert Sheet(page).grid_shapes() == [(4, 4, 16)]


def test_edge_missing_from_rule_to_rule_is_a_span() -> None:
    page = ruled(XS, YS)
    page[YS[1] + 2 : YS[2], XS[1] : XS[1] + 2] = 255
    page[YS[3] : YS[3] + 2, XS[2] + 2 : XS[3]] = 255
    grids = find_grids(Sheet(page).rulings())
    spans = {(c.row, c.col, c.rowspan, c.colspan) for c in grids[0].cells if c.rowspan * c.colspan > 1}
    assert spans == {(1, 0, 1, 2), (2, 2, 2, 1)}


def test_characters_in_line_with_a_rule_are_not_taken_in() -> None:
    page = ruled(XS, YS)
    page[YS[1] : YS[1] + 2, XS[0] + 2 : XS[1]] = 255
    cv2.putText(page, "E - F", (XS[0] + 40, YS[1] + 12), cv2.FONT_HERSHEY_DUPLEX, 0.9, 0, 3)
    grids = find_grids(Sheet(page).rulings())
    assert (0, 0, 2, 1) in {(c.row, c.col, c.rowspan, c.colspan) for c in grids[0].cells}


def test_two_tables_above_each_other_stay_two() -> None:
    page = np.minimum(ruled(XS, YS), ruled(XS, [500, 560, 640]))
    assert Sheet(page).grid_shapes() == [(4, 4, 16), (2, 4, 8)]


def test_side_by_side_tables_stay_two() -> None:
    page = np.minimum(ruled([100, 250, 400], YS), ruled([460, 700, 900], YS))
    assert Sheet(page).grid_shapes() == [(4, 2, 8), (4, 2, 8)]


def test_group_rules_of_an_open_table_are_not_joined() -> None:
    page = blank()
    page[100:102, 100:1000] = 0
    page[400:402, 100:1000] = 0
    page[150:152, 300:580] = 0
    page[150:152, 620:1000] = 0
    assert sorted(round(r.length / 0.36) for r in Sheet(page).rulings()) == pytest.approx([280, 380, 900, 900], abs=3)


def test_double_rule_is_one() -> None:
    page = ruled(XS, YS)
    page[YS[0] - 7 : YS[0] - 5, XS[0] : XS[-1]] = 0
    assert len([r for r in Sheet(page).rulings() if r.orientation == "horizontal"]) == len(YS)


def test_walls_of_a_low_row_cut_by_the_page_are_found() -> None:
    page = blank()
    page[150:152, XS[0] : XS[-1] + 2] = 0
    for x in XS:
        page[112:152, x : x + 2] = 0
    assert Sheet(page).grid_shapes() == [(1, 4, 4)]


def test_walls_of_such_a_row_end_at_the_first_line_of_a_double_frame() -> None:
    page = blank()
    for y in (150, 156):
        page[y : y + 2, XS[0] : XS[-1] + 8] = 0
    for x in XS[1:-1]:
        page[112:152, x : x + 2] = 0
    for x in (XS[0], XS[0] + 6, XS[-1], XS[-1] + 6):
        page[112:158, x : x + 2] = 0
    assert Sheet(page).grid_shapes() == [(1, 4, 4)]


def test_feet_of_characters_that_touch_are_no_rule() -> None:
    page = ruled(XS, YS)
    for x in range(476, 636, 32):
        page[200:202, x : x + 30] = 0
        page[182:202, x + 10 : x + 19] = 0
    assert len([r for r in Sheet(page).rulings() if r.orientation == "horizontal"]) == len(YS)


def test_wall_of_such_a_row_may_have_a_worn_foot() -> None:
    page = blank()
    page[150:152, XS[0] : XS[-1] + 2] = 0
    for x in XS:
        page[112:152, x : x + 2] = 0
    page[147:153, XS[1] - 15 : XS[1] + 15] = 255
    assert Sheet(page).grid_shapes() == [(1, 4, 4)]


def test_double_rule_with_a_gap_in_each_line_is_one() -> None:
    page = blank()
    for y in (150, 156):
        page[y : y + 2, XS[0] : XS[-1] + 2] = 0
    for x in XS:
        page[112:152, x : x + 2] = 0
    page[148:154, 450:530] = 255
    page[154:160, 490:570] = 255
    assert Sheet(page).grid_shapes() == [(1, 4, 4)]


def test_double_frame_worn_in_many_places_is_found() -> None:
    page = ruled(XS, YS[:-1])
    page[YS[0] : YS[-2] + 2, XS[0] : XS[0] + 2] = 255
    for x, starts in ((XS[0], (120, 235, 310)), (XS[0] + 6, (150, 270))):
        page[YS[0] : YS[-2] + 2, x : x + 4] = 0
        for start in starts:
            page[start : start + 15, x : x + 4] = 255
    walls = [r for r in Sheet(page).rulings() if r.orientation == "vertical"]
    assert [round(r.position / 0.36) for r in walls] == pytest.approx([XS[0] + 5, *XS[1:]], abs=2)


def test_walls_of_two_tables_in_line_are_not_mended_over_the_gap_between_them() -> None:
    upper, lower = [100, 150, 230, 330], [422, 480, 560]
    page = np.minimum(ruled(XS, upper), ruled(XS, lower))
    # The upper left of the lower table is worn away, so that its left wall begins in the open.
    page[418:430, 104:330] = 255
    shapes = Sheet(page).grid_shapes()
    assert len(shapes) == 2
    assert shapes[0] == (3, 4, 12)


@pytest.mark.parametrize("drift", [-4, 3])
def test_drifting_rules_are_one_each(drift: int) -> None:
    page = ruled(XS, YS)
    x, y = np.meshgrid(np.arange(1200, dtype=np.float32), np.arange(900, dtype=np.float32))
    slanted = cv2.remap(page, x, y + drift * x / 1200, cv2.INTER_LINEAR, borderValue=255)
    assert Sheet(slanted).grid_shapes() == [(4, 4, 16)]


def test_grid_survives_noise_and_blur() -> None:
    page = cv2.GaussianBlur(ruled(XS, YS), (0, 0), 1.2).astype(np.float64)
    noisy = page * 0.92 + np.random.default_rng(3).normal(0, 9, page.shape)
    assert Sheet(noisy.clip(0, 255).astype(np.uint8)).grid_shapes() == [(4, 4, 16)]


def test_a_row_of_bold_letters_is_no_rule() -> None:
    page = Image.fromarray(ruled(XS, YS))
    font = ImageFont.load_default(20)
    ImageDraw.Draw(page).text((XS[2] + 10, YS[1] + 30), "persons workers use summer wares", 0, font, stroke_width=1)
    assert Sheet(np.asarray(page)).grid_shapes() == [(4, 4, 16)]


def test_a_rule_goes_on_over_a_bay_that_it_is_seen_in_from_a_wall_on() -> None:
    page = ruled(XS, YS)
    page[YS[2] : YS[2] + 2, XS[2] - 20 : XS[2] + 150] = 255
    assert Sheet(page).grid_shapes() == [(4, 4, 16)]


def test_a_rule_goes_on_over_a_bay_that_bits_of_it_fill_nearly_from_wall_to_wall() -> None:
    page = ruled(XS, YS)
    page[YS[2] - 1 : YS[2] + 3, XS[3] + 2 : XS[4] + 2] = 255
    for x in range(XS[3] + 25, XS[4] - 40, 60):
        page[YS[2] : YS[2] + 2, x : x + 36] = 0
    page[YS[2] : YS[2] + 2, XS[4] - 10 : XS[4]] = 255
    assert Sheet(page).grid_shapes() == [(4, 4, 16)]


def test_the_diagonal_of_a_header_cell_is_no_rule() -> None:
    page = ruled([100, 560, 800, 1000], [100, 190, 250, 310])
    cv2.line(page, (102, 102), (559, 189), 0, 2)
    assert Sheet(page).grid_shapes() == [(3, 3, 9)]


def test_a_double_frame_is_a_frame() -> None:
    page = ruled(XS, YS[:3], thickness=3)
    outer = [(XS[0] - 5, YS[0] - 5), (XS[-1] + 5, YS[2] + 5)]
    for x, y in outer:
        page[outer[0][1] : outer[1][1] + 3, x : x + 3] = 0
        page[y : y + 3, outer[0][0] : outer[1][0] + 3] = 0
    rulings = Sheet(page).rulings()
    assert [sum(r.orientation == way for r in rulings) for way in ("vertical", "horizontal")] == [5, 3]
