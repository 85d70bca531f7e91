from __future__ import annotations

from collections.abc import Sequence

from extractor.page import BBox
from extractor.stitch.logical import LogicalCell, Piece
from extractor.stitch.repeated_header import repeated_header_rows


def cells(*rows: Sequence[tuple[str, int]]) -> list[LogicalCell]:
    """Rows of (text, columns that it spans)."""
    found = []
    for row, texts in enumerate(rows):
        col = 0
        for text, span in texts:
            found.append(LogicalCell(row, col, 1, span, (Piece(1, BBox(0, 0, 1, 1), (), text, True),)))
            col += span
    return found


HEADER = cells([("", 1), ("2023", 3), ("2022", 3), ("Change", 1)], [(text, 1) for text in "ABCDEFGH"])


def test_a_spanner_seen_wider_on_one_of_two_pages_is_the_same() -> None:
    again = cells([("", 1), ("2023", 2), ("2022", 4), ("Change", 1)], [(text, 1) for text in "ABCDEFGH"])
    assert repeated_header_rows(HEADER, again, 2) == 2


def test_other_years_over_other_columns_are_another_header() -> None:
    other = cells([("", 1), ("2021", 2), ("2020", 4), ("Change", 1)], [(text, 1) for text in "ABCDEFGH"])
    assert repeated_header_rows(HEADER, other, 2) == 0


TITLES = cells([("项目", 2), ("支出预算", 2)], [("科目", 1), ("名称", 1), ("基本支出", 1), ("项目支出", 1)])


def test_characters_that_a_worn_stroke_makes_one_of_another_are_alike() -> None:
    again = cells([("项日", 2), ("支出预算", 2)], [("科日", 1), ("名称", 1), ("基本支出", 1), ("项月支出", 1)])
    assert repeated_header_rows(TITLES, again, 2) == 2


def test_words_of_two_characters_of_which_one_is_another_are_not() -> None:
    other = cells([("单位", 2), ("支出预算", 2)], [("科目", 1), ("名称", 1), ("基本支出", 1), ("项目支出", 1)])
    assert repeated_header_rows(TITLES, other, 2) == 0
