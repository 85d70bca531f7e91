from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.ocr.cell_lines import is_rule_rest
from extractor.ocr.ink import Piece, Window
from extractor.ocr.lines import (
    em_of,
    is_strange,
    is_text,
    line_of,
    rows_of,
    split_at_gaps,
    without_dirt,
    without_strays,
)

EM = 28.0


def piece(x0: int, top: int, width: int, height: int, label: int = 0) -> Piece:
    return Piece(label or 1 + x0 + 1000 * top, x0, top, x0 + width, top + height, width * height)


def three(top: int, x0: int = 0) -> list[Piece]:
    """The strokes of 三."""
    return [piece(x0, top, 24, 3), piece(x0 + 2, top + 11, 20, 3), piece(x0, top + 23, 27, 3)]


def test_the_strokes_of_one_character_are_one_line() -> None:
    assert len(rows_of(three(0), em_of(three(0), EM))) == 1


def test_tight_lines_stay_apart() -> None:
    lines = [piece(30 * i, top, 26, 26) for top in (0, 33, 66) for i in range(5)]
    assert [len(row) for row in rows_of(lines, EM)] == [5, 5, 5]


def test_stacked_characters_with_loose_strokes_are_read_one_by_one() -> None:
    stacked = [*three(0), piece(0, 32, 26, 26), *three(64), piece(0, 108, 27, 4)]
    assert [len(row) for row in rows_of(stacked, EM)] == [3, 1, 3, 1]


def test_stacked_character_of_small_pieces_is_not_cut() -> None:
    # 总 over 计, faded: two dots, a box and three small strokes below; the column is as wide as a character is high.
    total = [piece(4, 0, 4, 5), piece(19, 0, 4, 5), piece(5, 8, 17, 8), piece(0, 19, 6, 7), piece(9, 20, 12, 7)]
    count = [piece(0, 46, 5, 6), piece(0, 55, 8, 16), piece(10, 46, 16, 26)]
    assert [len(row) for row in rows_of([*total, *count], em_of([*total, *count], 0.7 * EM))] == [5, 3]


def test_dots_of_i_and_j_stay_with_their_letters() -> None:
    # Small letters rule the em, and their line reaches from the dots of i down to the tail of y.
    stems = [piece(12 * i, 8, 9, 14) for i in range(12)]
    tall = [piece(144, 0, 10, 22), piece(156, 8, 10, 21)]
    dots = [piece(14, 0, 4, 4), piece(50, 0, 4, 4)]
    assert [len(row) for row in rows_of([*stems, *tall, *dots], 0.75 * EM)] == [16]


def test_brackets_reaching_into_the_next_line_do_not_join_it() -> None:
    lines = [piece(0, 0, 26, 26), piece(30, -3, 8, 36), piece(0, 31, 26, 26), piece(30, 29, 8, 36)]
    assert len(rows_of(lines, EM)) == 2


def test_em_of_a_flat_character_is_its_width() -> None:
    assert em_of([piece(0, 0, 26, 3)], EM) == pytest.approx(26)


def test_touching_lines_are_strange_and_a_large_glyph_is_not() -> None:
    assert is_strange([piece(20 * i, 0, 18, 70) for i in range(5)], EM)
    assert not is_strange([piece(0, 0, 70, 70)], EM)


def test_a_diagonal_is_no_text() -> None:
    assert not is_text(Piece(1, 0, 0, 300, 120, 900), EM)
    assert is_text(piece(0, 0, 26, 26), EM)


@pytest.mark.parametrize(
    ("dot", "kept"),
    [
        pytest.param((28, 18), True, id="a-point-after-a-digit"),
        pytest.param((60, 18), False, id="a-lone-dot-is-dirt"),
        pytest.param((28, 90), False, id="a-dot-on-no-line-is-dirt"),
    ],
)
def test_dirt(dot: tuple[int, int], kept: bool) -> None:
    pieces = [piece(0, 0, 12, 22, 1), piece(14, 0, 12, 22, 2), piece(*dot, 4, 4, 3)]
    assert (3 in {p.label for p in without_dirt(pieces, EM)}) is kept


def test_dots_in_a_row_are_text() -> None:
    dots = [piece(0, 0, 4, 4), piece(10, 0, 4, 4)]
    assert without_dirt(dots, EM) == dots


def test_a_line_is_cut_at_a_wide_gap() -> None:
    line = line_of([piece(0, 0, 20, 20), piece(25, 0, 20, 20), piece(200, 0, 20, 20)], EM, cell=4)
    assert [(part.x0, part.x1, part.cell) for part in split_at_gaps(line)] == [(0, 45, 4), (200, 220, 4)]


@pytest.mark.parametrize(
    ("mark", "rest"),
    [
        pytest.param((40, 96, 30, 4), True, id="thin-and-flat-at-the-bottom"),
        pytest.param((197, 20, 4, 30), True, id="thin-and-upright-on-the-border"),
        pytest.param((188, 40, 5, 20), False, id="a-one-close-to-the-border"),
        pytest.param((80, 48, 26, 4), False, id="a-dash-in-the-middle"),
        pytest.param((80, 91, 4, 4), False, id="a-point-of-a-number-in-a-low-row"),
        pytest.param((80, 97, 4, 4), True, id="a-speck-of-the-rule-itself"),
    ],
)
def test_rests_of_rules(mark: tuple[int, int, int, int], rest: bool) -> None:
    assert is_rule_rest(piece(*mark), Window(0, 0, 200, 100), 200) is rest


@given(
    st.lists(
        st.builds(piece, st.integers(0, 300), st.integers(0, 300), st.integers(1, 40), st.integers(1, 40)),
        max_size=25,
    )
)
def test_no_piece_is_lost_between_rows(pieces: list[Piece]) -> None:
    rows = rows_of(pieces, EM)
    assert sorted(p.label for row in rows for p in row) == sorted(p.label for p in pieces)


def test_upper_strokes_that_broke_off_stay_in_their_line_whatever_its_height_is_taken_for() -> None:
    strokes = [piece(10 + 30 * i, 0, 14, 7) for i in range(3)]
    rest = [piece(30 * i, 1, 20, 23) for i in range(4)]
    assert len(rows_of([*strokes, *rest], 17.0)) == 1


def test_a_dot_below_or_above_the_characters_beside_it_is_a_stray_and_a_comma_is_none() -> None:
    digits = [piece(20 * i, 0, 16, 22) for i in range(4)]
    comma, below, above = piece(78, 19, 5, 7), piece(90, 27, 4, 4), piece(30, -9, 4, 4)
    assert without_strays([*digits, comma, below, above], EM) == [*digits, comma]
    assert without_strays([below], EM) == [below]
