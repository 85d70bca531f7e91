"""Thin bits on the course of a worn rule are rests of it; strokes within a text are not."""

from __future__ import annotations

from itertools import count

from extractor.ocr.ink import Piece
from extractor.ocr.rule_rests import rests_of_rules
from extractor.page import Ruling

EM = 30.0
SCALE = 200 / 72
LABELS = count(1)


def piece(x0: int, top: int, x1: int, bottom: int, filled: float = 0.9) -> Piece:
    return Piece(next(LABELS), x0, top, x1, bottom, round(filled * (x1 - x0) * (bottom - top)))


def level(position: float, start: float, end: float) -> Ruling:
    return Ruling("horizontal", position / SCALE, start / SCALE, end / SCALE, 1.5)


def standing(position: float, start: float, end: float) -> Ruling:
    return Ruling("vertical", position / SCALE, start / SCALE, end / SCALE, 1.5)


def found(pieces: list[Piece], rulings: list[Ruling]) -> list[int]:
    rests = rests_of_rules(pieces, rulings, EM, SCALE)
    return [i for i, p in enumerate(pieces) if p.label in rests]


def test_rests_go_on_from_an_open_end_one_after_the_other() -> None:
    rests = [piece(440, 398, 480, 403), piece(560, 397, 600, 402), piece(690, 399, 720, 404)]
    assert found(rests, [level(400, 100, 400)]) == [0, 1, 2]


def test_a_bit_beyond_a_wide_gap_is_no_rest() -> None:
    assert found([piece(560, 398, 600, 403)], [level(400, 100, 400)]) == []


def test_a_dash_beyond_the_wall_at_which_a_rule_ends_is_no_rest() -> None:
    assert found([piece(440, 398, 470, 403)], [level(400, 100, 400), standing(400, 300, 500)]) == []


def test_a_bit_within_a_mended_rule_is_a_rest_and_with_a_speck_on_it_too() -> None:
    rests = [piece(300, 402, 318, 406), piece(340, 399, 410, 412, filled=0.4)]
    assert found(rests, [level(400, 100, 600), standing(600, 300, 500), standing(100, 300, 500)]) == [0, 1]


def test_a_minus_with_its_number_on_the_course_of_a_rule_is_no_rest() -> None:
    assert found([piece(440, 398, 455, 402), piece(460, 388, 475, 412)], [level(400, 100, 420)]) == []


def test_a_thick_bar_on_the_course_of_a_rule_is_no_rest() -> None:
    assert found([piece(440, 394, 480, 406)], [level(400, 100, 420)]) == []


def test_an_upright_bit_on_a_wall_is_a_rest_and_a_one_beside_it_is_not() -> None:
    wall = standing(400, 300, 700)
    assert found([piece(398, 400, 402, 420), piece(404, 440, 410, 462)], [wall]) == [0]


def test_what_is_left_of_one_line_of_a_double_wall_is_a_rest() -> None:
    double = Ruling("vertical", 400 / SCALE, 100 / SCALE, 900 / SCALE, 8 / SCALE)
    assert found([piece(403, 300, 407, 330), piece(394, 500, 398, 520)], [double]) == [0, 1]
    assert found([piece(390, 300, 394, 330)], [double]) == []
