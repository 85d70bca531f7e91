"""Hand-made scans for the tests of the imaging room: pages of rules and text, and what befalls them."""

from __future__ import annotations

import cv2
import numpy as np

from extractor.geometry import transform_point
from extractor.page import Matrix, Pixels, Scan

DPI = 200.0
WORDS = "Annual report of the water board for the year and its 1,234 accounts"


def scan_of(pixels: Pixels) -> Scan:
    scale = 72 / DPI
    return Scan(pixels, DPI, np.diag([scale, scale, 1.0]))


def text_page(width: int = 1100, height: int = 1500) -> Pixels:
    """Lines of print in two sizes."""
    page = np.full((height, width), 255, np.uint8)
    for row, y in enumerate(range(150, height - 150, 60)):
        words = WORDS[(row * 7) % 20 :][: 50 - (row % 4) * 9]
        cv2.putText(page, words, (120, y), cv2.FONT_HERSHEY_DUPLEX, 0.9, 0, 2, cv2.LINE_AA)
    return page


def table_page(rows: int = 12, columns: int = 5, width: int = 1100, height: int = 1500) -> Pixels:
    """A ruled table with a number in most cells, and a heading."""
    page = np.full((height, width), 255, np.uint8)
    cv2.putText(page, WORDS[:40], (120, 120), cv2.FONT_HERSHEY_DUPLEX, 1.0, 0, 2, cv2.LINE_AA)
    xs = np.linspace(120, width - 120, columns + 1).round().astype(int)
    ys = np.linspace(200, height - 300, rows + 1).round().astype(int)
    for x in xs:
        cv2.line(page, (int(x), int(ys[0])), (int(x), int(ys[-1])), 0, 2)
    for y in ys:
        cv2.line(page, (int(xs[0]), int(y)), (int(xs[-1]), int(y)), 0, 2)
    for i, y in enumerate(ys[:-1]):
        for j, x in enumerate(xs[:-1]):
            if (i + j) % 4:
                cv2.putText(page, f"{i * 37 + j}.5", (int(x) + 30, int(y) + 48), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2)
    return page


def turned(pixels: Pixels, degrees: float) -> tuple[Pixels, Matrix]:
    """The page turned counter-clockwise about its middle, and the way from old to new pixel coordinates."""
    height, width = pixels.shape[:2]
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    there = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1.0]])
    matrix = there @ turn @ np.linalg.inv(there)
    return warped(pixels, matrix, width, height, 255), matrix


def warped(pixels: Pixels, matrix: Matrix, width: int, height: int, ground: int) -> Pixels:
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    middles = np.linalg.inv(half) @ matrix @ half
    return np.asarray(cv2.warpPerspective(pixels, middles, (width, height), flags=cv2.INTER_CUBIC, borderValue=ground))


def with_marks(pixels: Pixels, marks: list[tuple[int, int]]) -> Pixels:
    """The page with solid squares of 24 pixels about the given points, to be found again after cleaning."""
    page = pixels.copy()
    for x, y in marks:
        page[y - 40 : y + 40, x - 40 : x + 40] = 255
        page[y - 12 : y + 12, x - 12 : x + 12] = 0
    return page


def mark_places(scan: Scan) -> list[tuple[float, float]]:
    """Where the marks of `with_marks` lie on the page as shown (pixels of the first scan), top to bottom."""
    ink = (scan.pixels < 128).astype(np.uint8)
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((17, 17), np.uint8))
    _, _, stats, middles = cv2.connectedComponentsWithStats(solid)
    found = [middle for middle, stat in zip(middles[1:], stats[1:], strict=True) if stat[4] < 900]
    scale = DPI / 72
    places = [transform_point(scan.to_page, x + 0.5, y + 0.5) for x, y in found]
    return sorted(((x * scale, y * scale) for x, y in places), key=lambda place: (place[1], place[0]))


def assert_marks_at(scan: Scan, marks: list[tuple[float, float]], within: float = 1.5) -> None:
    places = mark_places(scan)
    assert len(places) == len(marks)
    for place, mark in zip(places, sorted(marks, key=lambda m: (m[1], m[0])), strict=True):
        assert np.hypot(place[0] - mark[0], place[1] - mark[1]) < within
