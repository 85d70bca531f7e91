from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imaging_pages import DPI, assert_marks_at, mark_places, scan_of, table_page, text_page, turned, warped, with_marks

from extractor.config import ImagingSettings
from extractor.geometry import quarter_turn, transform_point
from extractor.imaging.background import find_darkness
from extractor.imaging.courses import print_courses
from extractor.imaging.deskew import deskew, estimate_skew, turn_by
from extractor.imaging.dewarp import straighten
from extractor.imaging.orientation import find_turn
from extractor.imaging.perspective import find_sheet, rectify
from extractor.imaging.stage import clean_scan
from extractor.imaging.warping import turn_quarters, warp
from extractor.page import Scan

MARKS = [(250, 1420), (900, 1420), (560, 60)]
A4_MARKS = [(260, 1480), (900, 1470), (560, 60)]


@pytest.mark.parametrize("degrees", [0.4, -0.75, 3.1, -8.9])
@pytest.mark.parametrize("page", [text_page(), table_page()], ids=["text", "table"])
def test_known_skew_is_found(page: np.ndarray, degrees: float) -> None:
    skewed, _ = turned(page, degrees)
    assert estimate_skew(scan_of(skewed), 10.0) == pytest.approx(degrees, abs=0.05)


@pytest.mark.parametrize("page", [text_page(), table_page()], ids=["text", "table"])
def test_level_page_is_left_alone(page: np.ndarray) -> None:
    scan = scan_of(page)
    level, skew = deskew(scan, 10.0)
    assert level is scan
    assert skew == 0.0


def test_blank_page_has_no_skew() -> None:
    assert estimate_skew(scan_of(np.full((800, 600), 250, np.uint8)), 10.0) == 0.0


def test_noise_has_no_skew() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (900, 700)).astype(np.uint8)
    assert abs(estimate_skew(scan_of(noise), 10.0)) < 0.05


@pytest.mark.parametrize("degrees", [1.7, -4.2])
def test_deskewed_scan_leads_back_to_the_page(degrees: float) -> None:
    page = with_marks(table_page(), MARKS)
    skewed, matrix = turned(page, degrees)
    expected = [transform_point(matrix, *mark) for mark in MARKS]
    level, skew = deskew(scan_of(skewed), 10.0)
    assert skew == pytest.approx(degrees, abs=0.05)
    assert_marks_at(level, expected)


def test_the_turned_canvas_holds_the_whole_page() -> None:
    page = with_marks(np.full((900, 600), 255, np.uint8), [(60, 60), (540, 840)])
    assert len(mark_places(turn_by(scan_of(page), 9.0))) == 2


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_quarter_turn_leads_back_to_the_page(degrees: int) -> None:
    page = with_marks(text_page(), MARKS)
    assert_marks_at(turn_quarters(scan_of(page), degrees), list(MARKS), within=0.51)


@given(
    st.floats(0.6, 1.5), st.floats(-0.3, 0.3), st.floats(-2e-4, 2e-4), st.floats(-40, 40), st.floats(-40, 40)
)  # fmt: skip
@settings(max_examples=20, deadline=None)
def test_any_warp_leads_back_to_the_page(scale: float, shear: float, tilt: float, dx: float, dy: float) -> None:
    marks = [(300, 300), (500, 650)]
    page = with_marks(np.full((900, 800), 255, np.uint8), marks)
    matrix = np.array([[scale, shear, dx + 150], [0.05, scale, dy + 150], [tilt, 0, 1]])
    moved = warp(scan_of(page), matrix, 1700, 1800)
    for x, y in marks:
        u, v = transform_point(matrix, x, y)
        assert moved.pixels[int(v), int(u)] < 30
        place = transform_point(moved.to_page, u, v)
        assert np.allclose(np.array(place) * DPI / 72, (x, y), atol=1e-6)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_quarter_turn_of_text_is_found(degrees: int) -> None:
    assert find_turn(turn_quarters(scan_of(text_page()), (360 - degrees) % 360)) == degrees


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_table_with_few_words_is_never_turned_wrongly(degrees: int) -> None:
    assert find_turn(turn_quarters(scan_of(table_page()), (360 - degrees) % 360)) in (degrees, 0)


def test_empty_grid_is_not_turned() -> None:
    page = np.full((1500, 1100), 255, np.uint8)
    page[200:1300:60, 100:1000] = 0
    page[200:1300, 100:1000:80] = 0
    assert find_turn(scan_of(page)) == 0


def photo_of(page: np.ndarray, corners: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """The page on a dark desk, its corners at the given places, and the way from page to photo."""
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(source, np.array(corners, np.float32)), np.float64)
    colour = np.repeat(np.minimum(page, 235)[..., None], 3, axis=2)
    photo = np.stack([warped(colour[..., c], matrix, 1350, 1850, ground) for c, ground in enumerate((70, 50, 30))], 2)
    return photo, matrix


CORNERS = [(120, 90), (1250, 130), (1210, 1760), (90, 1700)]


def test_sheet_on_a_desk_is_found() -> None:
    photo, _ = photo_of(text_page(), CORNERS)
    corners = find_sheet(scan_of(photo))
    assert corners is not None
    assert np.abs(corners - np.array(CORNERS)).max() < 4


def test_rectified_sheet_leads_back_to_the_photo() -> None:
    page = with_marks(text_page(), A4_MARKS)
    photo, matrix = photo_of(page, CORNERS)
    sheet = rectify(scan_of(photo))
    assert sheet.height > sheet.width > 1000
    grey = sheet.pixels.max(axis=2)
    assert_marks_at(type(sheet)(grey, sheet.dpi, sheet.to_page), [transform_point(matrix, *m) for m in A4_MARKS])


def test_scan_with_one_dark_edge_is_no_photo() -> None:
    page = text_page()
    page[:, :40] = 20
    scan = scan_of(page)
    assert rectify(scan) is scan


def test_page_without_ground_is_no_photo() -> None:
    scan = scan_of(table_page())
    assert rectify(scan) is scan


def bent(page: np.ndarray, amount: float) -> np.ndarray:
    """The page curled: columns in the middle `amount` pixels lower than at both sides."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    drop = amount * np.cos((x / width - 0.5) * np.pi)
    return np.asarray(cv2.remap(page, x, (y - drop).astype(np.float32), cv2.INTER_CUBIC, borderValue=255))


def test_curled_page_is_straightened() -> None:
    scan = scan_of(bent(table_page(), 7.0))
    level = straighten(scan)
    assert level is not scan
    for top in np.linspace(200, 1200, 13)[1:-1]:
        # Every rule now lies within one or two rows from end to end.
        band = level.pixels[int(top) - 25 : int(top) + 30, 150:950]
        assert (band < 128).mean(axis=1).max() > 0.9


def test_straight_page_is_not_remapped() -> None:
    scan = scan_of(table_page())
    assert straighten(scan) is scan


def spread_of_feet(scan: Scan) -> float:
    """Pixels, on average, by which the feet of a line of print leave its own height."""
    courses = print_courses(find_darkness(scan.pixels, scan.dpi), scan.dpi)
    return float(np.mean([np.ptp(courses.across[courses.line == line]) for line in np.unique(courses.line)]))


def test_curled_page_of_print_without_rules_is_straightened() -> None:
    scan = scan_of(bent(text_page(), 8.0))
    level = straighten(scan)
    assert spread_of_feet(scan) > 5
    assert spread_of_feet(level) < 2.5


def test_straight_page_of_print_is_not_remapped() -> None:
    scan = scan_of(text_page())
    assert straighten(scan) is scan


def test_few_lines_of_print_are_not_trusted_to_show_a_bend() -> None:
    page = text_page()
    page[400:] = 255
    scan = scan_of(bent(page, 8.0))
    assert straighten(scan) is scan


def test_words_of_one_line_are_one_course_and_columns_apart_are_two() -> None:
    page = np.full((300, 1400), 255, np.uint8)
    for x in (60, 760):
        cv2.putText(page, "council of the water board", (x, 150), cv2.FONT_HERSHEY_DUPLEX, 0.9, 0, 2, cv2.LINE_AA)
    courses = print_courses(np.asarray(255 - page, np.uint8), 200.0)
    assert len(np.unique(courses.line)) == 2
    assert np.ptp(courses.across) <= 1


def test_curl_keeps_the_way_back_within_the_bend() -> None:
    marks = [(250, 1420), (900, 1420)]
    page = with_marks(table_page(), marks)
    level = straighten(scan_of(bent(page, 4.0)))
    drop = [4.0 * np.cos((x / page.shape[1] - 0.5) * np.pi) for x, _ in marks]
    assert_marks_at(level, [(x, y + d) for (x, y), d in zip(marks, drop, strict=True)], within=3.0)


def test_clean_scan_reports_and_undoes_turn_and_skew() -> None:
    page = with_marks(text_page(), MARKS)
    sideways = np.ascontiguousarray(np.rot90(page))
    skewed, matrix = turned(sideways, 1.3)
    to_sideways = quarter_turn(270, page.shape[1], page.shape[0])
    cleaned = clean_scan(scan_of(skewed), ImagingSettings(), keep_steps=True)
    assert cleaned.turn == 90
    assert cleaned.skew == pytest.approx(1.3, abs=0.05)
    assert [step.name for step in cleaned.steps] == ["deskew", "orientation"]
    assert_marks_at(cleaned.scan, [transform_point(matrix @ to_sideways, *mark) for mark in MARKS])


def test_clean_page_passes_unchanged() -> None:
    page = table_page()
    cleaned = clean_scan(scan_of(page), ImagingSettings(), keep_steps=True)
    assert cleaned.steps == ()
    assert (cleaned.scan.pixels == page).all()
    assert (cleaned.turn, cleaned.skew, cleaned.stamps) == (0, 0.0, ())


def test_steps_are_kept_only_on_request() -> None:
    skewed, _ = turned(text_page(), 2.0)
    assert clean_scan(scan_of(skewed), ImagingSettings()).steps == ()
