from __future__ import annotations

import cv2
import numpy as np
import pytest
from imaging_pages import scan_of, table_page, text_page

from extractor.config import ImagingSettings
from extractor.imaging.bleed_through import remove_bleed_through
from extractor.imaging.edges import clear_edges
from extractor.imaging.illumination import even_out_light
from extractor.imaging.noise import remove_specks
from extractor.imaging.stage import clean_scan
from extractor.imaging.stamps import find_seals, remove_stamps

PAGES = [pytest.param(text_page(), id="text"), pytest.param(table_page(), id="table")]
RED, BLUE = (215, 40, 50), (50, 60, 200)


def colour(page: np.ndarray) -> np.ndarray:
    return np.repeat(page[..., None], 3, axis=2)


def ink(pixels: np.ndarray) -> np.ndarray:
    return np.asarray(pixels < 128)


@pytest.mark.parametrize("page", PAGES)
def test_clean_page_is_the_same_object_after_every_step(page: np.ndarray) -> None:
    scan = scan_of(page)
    assert clear_edges(scan) is scan
    assert even_out_light(scan) is scan
    assert remove_specks(scan) is scan
    assert remove_stamps(scan) == (scan, ())


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_dark_edge_goes_and_the_table_stays(side: str) -> None:
    page = table_page()
    # A rule that runs close to the edge of the sheet must survive.
    page[60:1450, 60:63] = 0
    dirty = page.copy()
    strip = {"left": np.s_[:, :30], "right": np.s_[:, -30:], "top": np.s_[:30], "bottom": np.s_[-30:]}[side]
    dirty[strip] = 15
    cleaned = clear_edges(scan_of(dirty)).pixels
    assert (ink(cleaned) == ink(page)).all()


def test_rule_that_reaches_the_border_is_no_dark_edge() -> None:
    page = table_page()
    page[700:704, :] = 0
    scan = scan_of(page)
    assert clear_edges(scan) is scan


def test_punch_holes_go_and_large_characters_stay() -> None:
    page = text_page()
    cv2.putText(page, "O0", (60, 80), cv2.FONT_HERSHEY_DUPLEX, 1.8, 0, 6)
    dirty = page.copy()
    for y in (500, 1000):
        cv2.circle(dirty, (55, y), 24, 25, cv2.FILLED, cv2.LINE_AA)
    cleaned = clear_edges(scan_of(dirty)).pixels
    assert (ink(cleaned) == ink(page)).all()


def test_dark_edge_on_paper_that_dims_towards_it_leaves_no_shade() -> None:
    page = text_page()
    dimming = np.clip(0.72 + np.arange(page.shape[1]) / 900, 0, 1)[None, :]
    dirty = (page * dimming * 0.9).astype(np.uint8)
    dirty[:, :14] = 25
    dirty[400:403, 22:25] = 20
    cleaned = even_out_light(clear_edges(scan_of(dirty))).pixels
    beside = np.delete(cleaned[:, :100], np.s_[390:415], axis=0)
    assert int(beside.min()) > 235


def test_shadow_is_divided_out() -> None:
    page = text_page()
    light = np.linspace(0.55, 1.0, page.shape[1])[None, :]
    shaded = (page * light * 0.95).astype(np.uint8)
    evened = even_out_light(scan_of(shaded)).pixels
    blank = evened[page == 255]
    assert np.percentile(blank, 2) > 225
    assert (ink(evened) == ink(page)).mean() > 0.995


def test_warm_light_leaves_no_tint() -> None:
    page = colour(text_page()).astype(np.float64) * np.array([0.95, 0.85, 0.7])
    evened = even_out_light(scan_of(page.astype(np.uint8))).pixels
    assert np.ptp(evened[10, 10].astype(int)) < 6


def test_pepper_goes_and_points_stay() -> None:
    page = text_page()
    points = [(200 + 90 * i, 1420) for i in range(8)]
    for x, y in points:
        # A decimal point of 2 x 2 pixels between two digits.
        page[y - 16 : y, x - 12 : x - 8] = 0
        page[y - 2 : y, x - 1 : x + 1] = 0
        page[y - 16 : y, x + 6 : x + 10] = 0
    rng = np.random.default_rng(2)
    noisy = page.copy()
    ys, xs = rng.integers(0, page.shape[0], 1500), rng.integers(0, page.shape[1], 1500)
    noisy[ys, xs] = 0
    cleaned = remove_specks(scan_of(noisy)).pixels
    far = cv2.dilate(ink(page).astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert ink(noisy)[far].sum() > 900
    assert ink(cleaned)[far].sum() < 20
    assert ink(cleaned)[ink(page)].all()


def test_dust_goes_only_where_it_lies_alone() -> None:
    page = text_page()
    dusty = page.copy()
    rng = np.random.default_rng(4)
    for x, y in zip(rng.integers(20, 90, 12), rng.integers(20, 1480, 12), strict=True):
        dusty[y : y + 5, x : x + 5] = 30
    cleaned = remove_specks(scan_of(dusty)).pixels
    assert (ink(cleaned) == ink(page)).all()


def test_leader_dots_and_few_stray_dots_stay() -> None:
    page = text_page()
    page[1400:1403, 200:900:14] = 0
    for y in (40, 80, 120):
        page[y : y + 4, 50:54] = 0
    scan = scan_of(page)
    assert remove_specks(scan) is scan


def stamped(centre: tuple[int, int], ink_colour: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A page with a round seal over its text; and the page without."""
    page = text_page()
    seal = np.full((*page.shape, 3), 255, np.uint8)
    cv2.circle(seal, centre, 150, ink_colour, 9, cv2.LINE_AA)
    cv2.putText(seal, "SEAL", (centre[0] - 60, centre[1] + 15), cv2.FONT_HERSHEY_DUPLEX, 1.5, ink_colour, 4)
    return np.minimum(colour(page), seal), page


@pytest.mark.parametrize("ink_colour", [RED, BLUE], ids=["red", "blue"])
def test_seal_goes_and_the_text_under_it_stays(ink_colour: tuple[int, int, int]) -> None:
    picture, page = stamped((500, 700), ink_colour)
    cleaned, boxes = remove_stamps(scan_of(picture))
    assert cleaned.pixels.ndim == 2
    assert len(boxes) == 1
    assert boxes[0].x0 == pytest.approx(345, abs=6)
    assert boxes[0].bottom == pytest.approx(855, abs=6)
    assert (ink(cleaned.pixels) == ink(page)).mean() > 0.999


def covered_by_star(page: np.ndarray, ink_colour: tuple[int, ...], opacity: float) -> np.ndarray:
    """The page with a seal whose solid middle covers most of the print beneath it."""
    picture = page if len(ink_colour) == 1 else colour(page)
    seal = picture.copy()
    cv2.circle(seal, (500, 700), 150, ink_colour, 9, cv2.LINE_AA)
    cv2.circle(seal, (500, 700), 45, ink_colour, cv2.FILLED, cv2.LINE_AA)
    return cv2.addWeighted(seal, opacity, picture, 1 - opacity, 0)


@pytest.mark.parametrize("ink_colour", [RED, BLUE, (90,)], ids=["red", "blue", "grey"])
def test_print_is_read_through_ink_that_covers_it(ink_colour: tuple[int, ...]) -> None:
    page = text_page()
    cleaned, boxes = remove_stamps(scan_of(covered_by_star(page, ink_colour, opacity=0.75)))
    assert len(boxes) == 1
    under = np.s_[655:745, 455:545]
    assert ink(page[under]).sum() > 500
    kept = ink(cleaned.pixels[under]) & ink(page[under])
    assert kept.sum() > 0.8 * ink(page[under]).sum()
    assert (ink(cleaned.pixels) == ink(page)).mean() > 0.998


def test_grey_picture_without_a_ring_has_no_seal() -> None:
    page = table_page()
    page[200:400, 300:500] = np.where(page[200:400, 300:500] > 128, 120, 0)
    cv2.putText(page, "Grey", (300, 700), cv2.FONT_HERSHEY_DUPLEX, 3, (120,), 12)
    assert find_seals(scan_of(page)) == ()


def test_stamp_boxes_are_points_of_the_reading_frame() -> None:
    picture, _ = stamped((500, 700), RED)
    (box,) = clean_scan(scan_of(picture), ImagingSettings()).stamps
    assert box.x_mid == pytest.approx(500 * 72 / 200, abs=2)
    assert box.y_mid == pytest.approx(700 * 72 / 200, abs=2)


def test_a_step_that_is_left_out_does_nothing() -> None:
    picture, _ = stamped((500, 700), RED)
    scan = scan_of(picture)
    assert [step.name for step in clean_scan(scan, ImagingSettings(), keep_steps=True).steps] == ["stamps"]
    left = clean_scan(scan, ImagingSettings(skip=("stamps",)), keep_steps=True)
    assert left.stamps == ()
    assert left.scan.pixels.ndim == 2


def shining_through(page: np.ndarray, share: float) -> np.ndarray:
    """The page with a mirrored other page in it, as soft as thin paper shows it."""
    back = cv2.GaussianBlur(np.ascontiguousarray(text_page()[:, ::-1]), (0, 0), 1.6).astype(np.float64)
    return (np.roll(255 - share * (255 - back), 13, axis=0) / 255 * page).astype(np.uint8)


@pytest.mark.parametrize("share", [0.2, 0.35])
def test_what_shines_through_goes_and_the_print_stays(share: float) -> None:
    page = table_page()
    cleaned = remove_bleed_through(scan_of(shining_through(page, share))).pixels
    assert (ink(cleaned) == ink(page)).mean() > 0.999
    assert (cleaned[~ink(cv2.erode(page, np.ones((9, 9), np.uint8)))] > 230).mean() > 0.99


def test_faint_print_beside_dark_print_stays() -> None:
    page = text_page()
    page[700:] = 255 - ((255 - page[700:]) * 0.3).astype(np.uint8)
    scan = scan_of(page)
    assert remove_bleed_through(scan) is scan


def test_red_text_stays_readable() -> None:
    picture = np.full((1500, 1100, 3), 255, np.uint8)
    for y in (200, 260, 320, 380):
        cv2.putText(picture, "Red heading of the report", (150, y), cv2.FONT_HERSHEY_DUPLEX, 1.6, RED, 4)
    scan = scan_of(picture)
    assert find_seals(scan) == ()
    assert (remove_stamps(scan)[0].pixels < 130).sum() > 20_000


def test_red_ruled_table_is_no_seal() -> None:
    picture = colour(np.full((1500, 1100), 255, np.uint8))
    for x in range(200, 901, 100):
        picture[300:700, x : x + 3] = RED
    for y in range(300, 701, 50):
        picture[y : y + 3, 200:903] = RED
    assert find_seals(scan_of(picture)) == ()


def test_printed_dark_areas_are_no_shadows() -> None:
    page = table_page()
    page[200:280, 120:980] = np.where(page[200:280, 120:980] > 128, 150, 0)
    page[600:680, 120:400] = np.where(page[600:680, 120:400] > 128, 215, 0)
    soft = cv2.GaussianBlur(page, (3, 3), 0)
    assert even_out_light(scan_of(soft)).pixels[240, 300] == 150
    shadow = np.linspace(0.8, 1.0, page.shape[1])[None, :]
    evened = even_out_light(scan_of((soft * shadow).astype(np.uint8))).pixels
    assert evened[30:100:20, 60:1040:40].min() > 225, "the shadow on the paper is taken away"
    assert np.abs(evened[240, [200, 560, 900]].astype(int) - 150).max() < 25, "the shade of the table head stays"
