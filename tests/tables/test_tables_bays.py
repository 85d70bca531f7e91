"""Rules that are worn over most of a bay between two rules across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from extractor.tables.bays import carry_over_bays
from extractor.tables.worn_rules import Piece

DPI = 200.0
WALLS = [Piece(0, 400, x, x, x, 2) for x in (100, 300, 560)]


def level(start: float, end: float) -> Piece:
    return Piece(start, end, 200, 200, 200, 2)


def aside(start: float, end: float) -> Piece:
    """As far from the course of the line as a stroke may come to it by chance."""
    return Piece(start, end, 202, 202, 202, 2)


ABOVE = Piece(100, 560, 150, 150, 150, 2)
"""A rule that runs through all bays."""


@dataclass
class Picture:
    """Runs of ink, whether white lies beside them, and print beyond that."""

    runs: Sequence[Piece]
    clear: bool
    print_beyond: bool

    def runs_along(self, start: float, end: float, position: float, reach: float) -> Sequence[Piece]:
        return [r for r in self.runs if r.start < end and r.end > start and abs(r.position - position) <= reach]

    def is_clear_beside(self, start: float, end: float, position: float) -> bool:
        return self.clear

    def parts_print(self, start: float, end: float, position: float) -> bool:
        return self.print_beyond


def carried(
    line: Piece,
    *runs: Piece,
    others: Sequence[Piece] = (ABOVE,),
    clear: bool = True,
    print_beyond: bool = False,
    along_text: bool = True,
) -> tuple[float, float]:
    result, *_ = carry_over_bays([line, *others], WALLS, Picture(runs, clear, print_beyond), DPI, along_text=along_text)
    return result.start, result.end


@pytest.mark.parametrize(
    ("runs", "end"),
    [
        pytest.param([], 560, id="its-own-ink-from-the-wall-on"),
        pytest.param([level(540, 562)], 560, id="and-more-at-the-other-wall"),
    ],
)
def test_a_line_that_ends_within_a_bay_goes_on_where_it_fills_a_good_part(runs: list[Piece], end: float) -> None:
    assert carried(level(100, 410), *runs) == (100, end)
    assert carried(level(100, 350), *runs[:1]) == (100, 350)


@pytest.mark.parametrize(
    ("runs", "end"),
    [
        pytest.param([level(450, 562)], 560, id="from-the-far-wall-on"),
        pytest.param([level(330, 400), level(440, 530)], 560, id="nearly-from-wall-to-wall"),
        pytest.param([level(370, 490)], 300, id="a-dash-in-the-middle-of-a-span"),
        pytest.param([level(540, 562)], 300, id="too-little"),
        pytest.param([], 300, id="nothing"),
        pytest.param([level(340, 380), level(440, 475)], 560, id="two-rests-in-line"),
        pytest.param([level(340, 370), level(440, 460)], 300, id="two-rests-too-small"),
        pytest.param([level(340, 380), aside(440, 475)], 300, id="strokes-that-are-not-in-line"),
    ],
)
def test_a_line_that_ends_at_a_wall_goes_on_where_the_next_bay_shows_it(runs: list[Piece], end: float) -> None:
    assert carried(level(100, 301), *runs)[1] == pytest.approx(end, abs=1)


def test_nothing_goes_on_beyond_the_outermost_wall() -> None:
    assert carried(level(300, 562), level(570, 700)) == (300, 562)


def test_white_that_no_rule_runs_through_is_no_bay() -> None:
    assert carried(level(100, 410), others=()) == (100, 410)
    assert carried(level(100, 301), level(330, 530), others=()) == (100, 301)


def test_strokes_of_a_text_through_whose_middle_the_line_would_go_are_no_rests() -> None:
    strokes = [level(340, 380), level(440, 475)]
    assert carried(level(100, 301), *strokes, clear=False)[1] == pytest.approx(300, abs=1)


@pytest.mark.parametrize(("print_beyond", "end"), [(True, 560), (False, 300)])
def test_a_single_rest_parts_what_is_printed_on_both_sides(print_beyond: bool, end: float) -> None:
    rest = level(370, 450)
    assert carried(level(100, 301), rest, print_beyond=print_beyond)[1] == pytest.approx(end, abs=1)
    assert carried(level(100, 301), aside(370, 450), print_beyond=print_beyond)[1] == pytest.approx(300, abs=1)


def test_upright_strokes_in_lines_of_text_are_no_rests() -> None:
    assert carried(level(100, 301), level(370, 450), print_beyond=True, along_text=False)[1] == pytest.approx(
        300, abs=1
    )
    assert carried(level(100, 301), level(340, 380), level(440, 475), along_text=False)[1] == pytest.approx(300, abs=1)
