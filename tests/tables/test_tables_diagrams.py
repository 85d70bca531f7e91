"""Boxes joined by lines are a figure; a table with a blank corner, with open sides or not filled in stays one."""

from __future__ import annotations

import pytest

from extractor.config import TableSettings
from extractor.page import PageContent, Ruling, Word
from extractor.tables.diagrams import find_diagrams
from extractor.tables.stage import detect_tables
from table_builders import full_grid, horizontal, vertical, word


def box(x: float, y: float, width: float = 80, height: float = 20) -> list[Ruling]:
    return full_grid([x, x + width], [y, y + height])


def organisation() -> list[Ruling]:
    """One office above three, joined by a bar."""
    offices = [rule for x in (60, 200, 340) for rule in box(x, 180)]
    stems = [vertical(x, 150, 180) for x in (100, 240, 380)]
    return [*box(200, 100), vertical(240, 120, 150), horizontal(150, 100, 380), *stems, *offices]


OFFICES = [word("Head", 225, 110), *(word(f"Team{i}", 80 + 140 * i, 190) for i in range(3))]
COLUMNS, ROWS = [60, 160, 260, 360], [100, 120, 140, 160, 180]


def test_boxes_joined_by_lines_are_a_figure() -> None:
    page = PageContent(1, 595, 842, 595, 842, words=tuple(OFFICES), rulings=tuple(organisation()))
    found = detect_tables(page, TableSettings())
    assert found.fragments == ()
    assert len(found.images) == 1


BLANK_CORNER = [
    *full_grid(COLUMNS, ROWS[1:]),
    *full_grid(COLUMNS[1:], ROWS[:2]),
]
OPEN_SIDES = [r for r in full_grid(COLUMNS, ROWS) if r.orientation == "horizontal" or r.position in (160, 260)]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param(BLANK_CORNER, [word("Amount", 180, 110)], id="blank-corner"),
        pytest.param(OPEN_SIDES, [word("Amount", 180, 110)], id="open-sides"),
        pytest.param(full_grid(COLUMNS, ROWS), [], id="nothing-filled-in"),
    ],
)
def test_a_table_is_no_diagram(rules: list[Ruling], words: list[Word]) -> None:
    assert find_diagrams(rules, words) == ()
