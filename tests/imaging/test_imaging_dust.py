"""Dust at print: what is sharper than print and stands where no point can goes; points and colons stay."""

from __future__ import annotations

import cv2
import numpy as np
from imaging_pages import scan_of

from extractor.imaging.noise import remove_specks
from extractor.page import Pixels

Places = list[tuple[int, int]]
FAR_OUT = [(40 + 60 * i, 30 + 7 * (i % 3)) for i in range(12)]
LINE = [(130, 300), (130, 420), (130, 540)]
FONT = cv2.FONT_HERSHEY_DUPLEX


def blurred_page() -> Pixels:
    """Numbers with points and a colon, as soft as a scan of 150 dpi has them."""
    page = np.full((700, 800), 255, np.uint8)
    for x, y in LINE:
        cv2.putText(page, "4018.25  5,670.8  Note: 31", (x, y), FONT, 0.9, 0, 2, cv2.LINE_AA)
    cv2.line(page, (100, 600), (700, 600), 0, 3)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 1.3), np.uint8)


def with_dust(page: Pixels, places: Places) -> Pixels:
    dusty = page.copy()
    for x, y in [*FAR_OUT, *places]:
        dusty[y : y + 3, x + 1] = 20
        dusty[y + 1, x : x + 3] = 20
    return dusty


def left_at(cleaned: Pixels, page: Pixels, place: tuple[int, int]) -> bool:
    x, y = place
    return bool((page[y : y + 3, x : x + 3].astype(int) - cleaned[y : y + 3, x : x + 3] > 60).any())


def test_dust_at_the_foot_of_the_last_digit_and_at_a_rule_goes() -> None:
    page = blurred_page()
    ends = np.flatnonzero((page[275:305] < 128).any(axis=0))
    places = [(int(ends.max()) + 6, 297), (int(ends.min()) - 9, 297), (300, 589), (int(ends.max()) - 6, 309)]
    cleaned = remove_specks(scan_of(with_dust(page, places))).pixels
    assert not any(left_at(cleaned, page, place) for place in [*FAR_OUT, *places])


def test_points_commas_and_colons_stay_as_they_were() -> None:
    page = blurred_page()
    cleaned = remove_specks(scan_of(with_dust(page, []))).pixels
    assert (cleaned[200:] == page[200:]).all()


def test_dust_between_two_digits_at_their_feet_stays() -> None:
    page = blurred_page()
    inked = (page[275:305, 130:260] < 128).any(axis=0)
    first_gap = 130 + int(np.flatnonzero(np.diff(inked.astype(int)) == -1)[0])
    dusty = page.copy()
    dusty[:, first_gap + 14 :] = page[:, first_gap : page.shape[1] - 14]
    dusty[:, first_gap : first_gap + 14] = 255
    place = (first_gap + 6, 297)
    cleaned = remove_specks(scan_of(with_dust(dusty, [place]))).pixels
    assert left_at(cleaned, dusty, place)


def test_no_mark_at_print_goes_where_print_is_as_sharp_as_dust() -> None:
    page = np.full((700, 800), 255, np.uint8)
    cv2.putText(page, "4018.25  5,670.8  Note: 31", LINE[0], FONT, 0.9, 0, 2, cv2.LINE_8)
    end = int(np.flatnonzero((page < 128).any(axis=0)).max())
    dusty = page.copy()
    for x, y in [*FAR_OUT, (end + 6, 297)]:
        dusty[y : y + 4, x : x + 4] = 0
    cleaned = remove_specks(scan_of(dusty)).pixels
    assert left_at(cleaned, page, (end + 6, 297))


def enlarged(page: Pixels) -> Pixels:
    """As a scan of 150 dpi comes to the resolution of reading: dust is no longer sharper than a thin line."""
    return np.asarray(cv2.resize(page, None, fx=4 / 3, fy=4 / 3, interpolation=cv2.INTER_CUBIC), np.uint8)


def dark_at(page: Pixels, place: tuple[int, int]) -> bool:
    x, y = (4 * at // 3 for at in place)
    return bool(page[y : y + 4, x : x + 4].min() < 200)


def test_slivers_of_rules_and_characters_that_dust_touches_do_not_make_print_look_sharp() -> None:
    page = blurred_page()
    inked = page[270:310] < 128
    columns = np.flatnonzero(inked.any(axis=0))
    touching = [(int(x), 267 + int(inked[:, x].argmax())) for x in columns[5::110]]
    place = 3 * (int(columns.max()) // 3) + 7, 297
    dusty = with_dust(page, [place, *touching])
    for x in range(120, 360, 60):
        dusty[650, x : x + 12] = 0
    dusty = enlarged(dusty)
    assert dark_at(dusty, place)
    assert not dark_at(remove_specks(scan_of(dusty)).pixels, place)


def test_a_speck_a_little_larger_than_those_far_from_print_goes_too() -> None:
    page = blurred_page()
    # Between the pixels of the enlarged picture, which makes it larger than those that FAR_OUT has.
    place = 3 * (int(np.flatnonzero((page[270:310] < 128).any(axis=0)).max()) // 3) + 6, 297
    dusty = enlarged(with_dust(page, [place]))
    assert dark_at(dusty, place)
    assert not dark_at(remove_specks(scan_of(dusty)).pixels, place)
