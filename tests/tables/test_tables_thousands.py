from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.page import FragmentCell, TableFragment
from extractor.tables.thousands import resolve_thousands
from table_builders import fragment


def resolved(text: str, column: tuple[str, ...] = ("3,779.59", "12.10", "1,002.00"), origin: str = "ocr") -> str:
    table = fragment([["项目", "数量"], *(["甲", number] for number in (*column, text))])
    return last_of(resolve_thousands(from_(table, origin))).text


def from_(table: TableFragment, origin: str) -> TableFragment:
    cells = [replace(c, words=tuple(replace(w, origin=origin) for w in c.words)) for c in table.cells]
    return replace(table, cells=tuple(cells))


def last_of(table: TableFragment) -> FragmentCell:
    return max(table.cells, key=lambda c: (c.row, c.col))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.684.04", "1,684.04"),
        ("12.345.678.90", "12,345,678.90"),
        ("12.345,678.90", "12,345,678.90"),
        ("1,684,04", "1,684.04"),
        ("(1.684.04)", "(1,684.04)"),
        ("-1.684.04", "-1,684.04"),
    ],
)
def test_marks_that_only_one_reading_explains(text: str, number: str) -> None:
    assert resolved(text) == number


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1,61", id="a-digit-may-be-lost"),
        pytest.param("1.684.044", id="decimals-or-thousands"),
        pytest.param("1.684.0", id="other-decimals-than-the-column"),
        pytest.param("12.34.56", id="no-thousands"),
        pytest.param("1234.567.89", id="too-long-a-first-group"),
        pytest.param("1,684.04", id="a-number-already"),
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert resolved(text) == text


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(("79.59", "12.10", "2.00"), id="no-thousands-anywhere"),
        pytest.param(("3,779", "12", "1,002"), id="no-decimals"),
        pytest.param(("3,779.5", "12.10", "1,002.000"), id="decimals-that-differ"),
        pytest.param(("3.779,59", "12,10", "1.002,00"), id="commas-before-decimals"),
    ],
)
def test_a_column_in_another_format_says_nothing(column: tuple[str, ...]) -> None:
    assert resolved("1.684.04", column) == "1.684.04"


def test_a_text_layer_is_believed() -> None:
    assert resolved("1.684.04", origin="text-layer") == "1.684.04"


def test_the_reading_that_is_replaced_is_an_alternative() -> None:
    table = from_(fragment([["项目", "数量"], ["甲", "3,779.59"], ["乙", "1.00"], ["丙", "1.684.04"]]), "ocr")
    (word,) = last_of(resolve_thousands(table)).words
    assert (word.text, word.alternatives) == ("1,684.04", ("1.684.04",))
