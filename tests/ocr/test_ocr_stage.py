from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from extractor.config import OcrSettings
from extractor.ocr.engine import LineBox, LineReading
from extractor.ocr.ink import find_ink
from extractor.ocr.stage import recognise_scan
from extractor.page import BBox, Pixels, Ruling, Scan

DPI = 200.0
POINT = 72 / DPI


class Readings:
    """Gives one reading after another, to every batch from the start; finds the lines it was given."""

    name = "readings 1"

    def __init__(self, *texts: str, lines: tuple[LineBox, ...] = (), again: str | None = None) -> None:
        self.texts, self.lines, self.again = texts, lines, again
        self.crops: list[Pixels] = []
        self.batches = 0

    def check(self, languages: Iterable[str]) -> None:
        pass

    def find_lines(self, pixels: Pixels, em: float) -> tuple[LineBox, ...]:
        return self.lines

    def read_lines(self, crops: Sequence[Pixels]) -> tuple[LineReading, ...]:
        self.crops += crops
        self.batches += 1
        texts = self.texts if self.batches == 1 else (self.again or "",) * len(crops)
        return tuple(
            LineReading(t, 0.99, tuple((i + 0.5) / len(t) for i in range(len(t))), (0.99,) * len(t))
            for t in texts[: len(crops)]
        )


def table() -> tuple[Pixels, list[BBox], list[Ruling]]:
    """A row of two cells with rules of three pixels, the left one with three digits, the right one blank."""
    page = np.full((400, 600), 255, np.uint8)
    for x in (100, 300, 500):
        cv2.line(page, (x, 100), (x, 180), (0,), 3)
    for y in (100, 180):
        cv2.line(page, (100, y), (500, y), (0,), 3)
    cv2.putText(page, "472", (150, 150), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    cells = [BBox(x * POINT, 100 * POINT, (x + 200) * POINT, 180 * POINT) for x in (100, 300)]
    rulings = [Ruling("vertical", x * POINT, 100 * POINT, 180 * POINT, 1.0) for x in (100, 300, 500)]
    rulings += [Ruling("horizontal", y * POINT, 100 * POINT, 500 * POINT, 1.0) for y in (100, 180)]
    return page, cells, rulings


def scan_of(page: Pixels) -> Scan:
    return Scan(page, DPI, np.eye(3))


def test_a_cell_is_read_by_itself_and_a_blank_one_not_at_all() -> None:
    page, cells, rulings = table()
    engine = Readings("472")
    result = recognise_scan(scan_of(page), cells, rulings, engine, OcrSettings())
    (word,) = result.words
    assert (word.text, word.alternatives) == ("472", ())
    assert cells[0].contains_point(word.bbox.x_mid, word.bbox.y_mid)
    assert len(word.edges) == 4
    assert result.unread == ()
    assert len(engine.crops) == 1


def test_equal_crops_are_read_once() -> None:
    page, cells, rulings = table()
    page[104:177, 304:498] = page[104:177, 104:298]
    engine = Readings("472")
    words = recognise_scan(scan_of(page), cells, rulings, engine, OcrSettings()).words
    assert [word.text for word in words] == ["472", "472"]
    assert len(engine.crops) == 1


def test_the_crop_shows_no_rule_and_has_a_margin() -> None:
    page, cells, rulings = table()
    engine = Readings("472")
    recognise_scan(scan_of(page), cells, rulings, engine, OcrSettings())
    (crop,) = engine.crops
    assert crop.min() < 50
    for edge in (crop[:3], crop[-3:], crop[:, :3], crop[:, -3:]):
        assert edge.min() > 200


def test_a_stroke_that_runs_through_a_rule_is_not_cut() -> None:
    page, _, rulings = table()
    cv2.line(page, (200, 90), (200, 110), (0,), 3)
    ink = find_ink(scan_of(page), (), rulings)
    assert (ink.grey[92:108, 200] < 100).all()
    assert (ink.grey[98:103, 150] > 200).all()


def test_a_double_rule_is_taken_off_whole() -> None:
    page = np.full((400, 600), 255, np.uint8)
    for x in (300, 308):
        cv2.line(page, (x, 50), (x, 350), (0,), 3)
    cv2.putText(page, "89", (250, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    rule = Ruling("vertical", 304 * POINT, 50 * POINT, 350 * POINT, 11 * POINT)
    ink = find_ink(scan_of(page), (), [rule])
    assert all(p.x1 < 298 for p in ink.pieces)


def test_ink_that_gives_no_text_is_unread() -> None:
    page, cells, rulings = table()
    result = recognise_scan(scan_of(page), cells, rulings, Readings(""), OcrSettings())
    assert result.words == ()
    assert any(cells[0].contains_point(box.x_mid, box.y_mid) for box in result.unread)


def test_readings_that_disagree_flag_the_word_and_stay_as_alternatives() -> None:
    page, cells, rulings = table()
    settings = OcrSettings()
    (word,) = recognise_scan(scan_of(page), cells, rulings, Readings("4l2", again="412"), settings).words
    assert (word.text, word.alternatives) == ("412", ("4l2",))
    assert word.confidence < settings.suspect_below


def test_a_number_that_runs_over_the_border_of_its_cell_is_not_trusted() -> None:
    page, cells, rulings = table()
    page[102:179, 295:306] = 255
    rules = [r for r in rulings if r.orientation == "horizontal" or abs(r.position * 200 / 72 - 300) > 50]
    cv2.putText(page, "4", (282, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.8, (0,), 3)
    words = recognise_scan(scan_of(page), cells, rules, Readings("472", "1", "1"), OcrSettings()).words
    at_border = [w for w in words if abs(w.bbox.x_mid * 200 / 72 - 300) < 20]
    assert at_border
    assert all(w.confidence < OcrSettings().suspect_below for w in at_border)


def test_ink_outside_cells_that_the_detector_misses_is_read_too() -> None:
    page = np.full((400, 600), 255, np.uint8)
    cv2.putText(page, "5", (280, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    (word,) = recognise_scan(scan_of(page), (), (), Readings("5"), OcrSettings()).words
    assert word.text == "5"


def test_light_on_dark_is_turned() -> None:
    page, cells, rulings = table()
    page[102:179, 102:299] = 255 - page[102:179, 102:299]
    engine = Readings("472")
    recognise_scan(scan_of(page), cells, rulings, engine, OcrSettings())
    assert np.median(engine.crops[0]) > 200


def test_an_empty_page_has_no_words() -> None:
    page = np.full((400, 600), 255, np.uint8)
    result = recognise_scan(scan_of(page), (), (), Readings(), OcrSettings())
    assert (result.words, result.unread) == ((), ())


def test_what_is_left_of_a_worn_rule_is_not_read() -> None:
    page = np.full((400, 600), 255, np.uint8)
    for start, end in ((100, 300), (340, 375)):
        page[200:204, start:end] = 0
    rule = Ruling("horizontal", 202 * POINT, 100 * POINT, 300 * POINT, 1.4)
    engine = Readings("一", lines=(LineBox(335, 190, 380, 214),))
    read = recognise_scan(scan_of(page), [], [rule], engine, OcrSettings())
    assert (read.words, read.unread) == ((), ())


def test_a_row_of_dirt_outside_all_cells_is_no_text_and_a_dash_is_one() -> None:
    page = np.full((400, 600), 255, np.uint8)
    cv2.putText(page, "5 5", (280, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    page[300:304, 100:112] = page[300:304, 118:126] = 0
    line = LineBox(95, 296, 130, 309)
    number = LineBox(275, 175, 345, 205)
    for text, kept in (("1+", ["5", "5"]), ("——", ["——", "5", "5"])):
        engine = Readings("5 5", text, lines=(number, line))
        words = recognise_scan(scan_of(page), (), (), engine, OcrSettings()).words
        assert sorted(word.text for word in words) == sorted(kept)


def test_a_flat_stroke_that_was_read_as_a_digit_is_a_dash_to_be_looked_at() -> None:
    page, cells, rulings = table()
    page[138:142, 390:412] = 0
    settings = OcrSettings()
    _, dash = recognise_scan(scan_of(page), cells, rulings, Readings("472", "1"), settings).words
    assert (dash.text, dash.alternatives) == ("–", ("1",))
    assert dash.confidence < settings.suspect_below


def test_the_diagonal_of_a_header_cell_is_no_unread_ink() -> None:
    page, cells, rulings = table()
    cv2.line(page, (302, 102), (498, 178), (0,), 2)
    result = recognise_scan(scan_of(page), cells, rulings, Readings("472"), OcrSettings())
    assert [word.text for word in result.words] == ["472"]
    assert result.unread == ()
