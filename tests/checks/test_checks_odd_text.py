from __future__ import annotations

import pytest

from checked_documents import COUNTS, document, suspects
from extractor.checks.stage import check_document
from extractor.document import Cell, Document, Source, Table
from extractor.normalise.stage import normalise_document


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        pytest.param("0!", True, id="rest-of-a-rule-beside-a-digit"),
        pytest.param("0一", True, id="stroke-beside-a-digit"),
        pytest.param("o", True, id="letter-in-place-of-a-digit"),
        pytest.param("详见附表", False, id="words-somebody-put-there"),
        pytest.param("—", False, id="dash"),
        pytest.param("12", False, id="number"),
    ],
)
def test_text_in_a_column_of_numbers(text: str, odd: bool) -> None:
    assert suspects(document([["甲"] * 7, [*COUNTS, text]])) == ([text] if odd else [])


def test_text_layer_is_believed() -> None:
    assert suspects(document([["甲"] * 7, [*COUNTS, "0!"]], source="text-layer")) == []


def test_column_of_words_has_no_odd_texts() -> None:
    assert suspects(document([["甲"] * 7, ["一类", "二类", "3类", "4", "戊", "己", "庚1"]])) == []


def test_commas_read_as_points_are_odd_however_many() -> None:
    column = ["8.020.6", "9,120.5", "1.223.4", "364.0", "8.110.2", "33.897.1", "7,828.5"]
    assert suspects(document([["甲"] * 7, column])) == ["8.020.6", "1.223.4", "8.110.2", "33.897.1"]


def test_codes_are_not_odd_among_codes_that_begin_with_no_zero() -> None:
    assert suspects(document([["甲"] * 7, ["06", "06", "11", "05", "99", "12", "10"]])) == []


def test_a_number_that_lost_its_point_is_odd_among_decimals() -> None:
    assert suspects(document([["甲"] * 7, ["0.4", "1.2", "06", "3.5", "0.9", "2.2", "07"]])) == ["06", "07"]


@pytest.mark.parametrize("text", ["2081Q", "20820一一2082001", "一", "213O2林业"])
def test_text_in_a_column_of_codes_is_odd(text: str) -> None:
    column = ["2010301", "20103", "2080505", "05", "06", "2130234", text]
    assert suspects(document([["甲"] * 7, column])) == [text]


def test_words_among_codes_are_none_of_them() -> None:
    assert suspects(document([["甲"] * 7, ["2010301", "20103", "2080505", "05", "06", "2130234", "合计数"]])) == []


def test_codes_that_span_the_columns_of_their_header_are_a_column() -> None:
    codes = ["2010301", "20103", "2080505", "20805", "213", "2130234", "2081Q"]
    cells = [Cell(row=r, col=0, colspan=3, text=text, source="ocr") for r, text in enumerate(codes)]
    table = Table(id="t1", pages=(1,), row_count=7, column_count=3, cells=tuple(cells))
    about = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=("ocr",), tool="test")
    assert suspects(check_document(normalise_document(Document(source=about, tables=(table,))))) == ["2081Q"]
