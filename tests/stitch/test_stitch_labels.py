from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.stitch.labels import Ordinal, is_unbalanced, ordinal_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、本年新收", Ordinal("section", 1)),
        ("十二、其他", Ordinal("section", 12)),
        ("二十一、其他", Ordinal("section", 21)),
        ("（三）不予公开", Ordinal("bracketed", 3)),
        ("(七)总计", Ordinal("bracketed", 7)),
        ("3.危及", Ordinal("item", 3)),
        ("12、农林水", Ordinal("item", 12)),
        ("④ 其他", Ordinal("circled", 4)),
        ("第二十条第（一）项", Ordinal("chapter", 20)),
        ("3.14", None),
        ("一般公共服务", None),
        ("", None),
    ],
)
def test_numbering_at_the_front_of_a_label(text: str, expected: Ordinal | None) -> None:
    assert ordinal_of(text) == expected


@given(st.text(max_size=12))
def test_any_text_has_a_numbering_or_none(text: str) -> None:
    ordinal = ordinal_of(text)
    assert ordinal is None or ordinal.number >= 0


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        pytest.param("危及“三安全一稳", "定”", True, id="quotation-closed-below"),
        pytest.param("其他（不含", "公用）", True, id="bracket-closed-below"),
        pytest.param("（一）予以公开", "（二）部分公开", False, id="each-balanced"),
        pytest.param("（一", "二", False, id="never-closed"),
        pytest.param("3）甲", "乙", False, id="closing-only"),
    ],
)
def test_what_is_open_above_and_closed_below(upper: str, lower: str, expected: bool) -> None:
    assert is_unbalanced(upper, lower) is expected
