from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from value_tables import table_of, value_at

from extractor.document import Document, Source, Table, Value
from extractor.normalise.amounts import Notation, parse_value
from extractor.normalise.separators import COMMA, OPEN, POINT, Conventions, Evidence, numerals_of
from extractor.normalise.stage import normalise_document


def decided(*columns: str, is_chinese: bool = False, whole: Evidence | None = None) -> tuple[Conventions, ...]:
    """The conventions of each column, whose numbers are parted by blanks; of a document with this table alone."""
    numerals = numerals_of([column.split() for column in columns], is_chinese=is_chinese)
    return numerals.conventions(sum(numerals.by_column, whole or Evidence()))


@pytest.mark.parametrize(
    ("column", "conventions"),
    [
        pytest.param("1,234.5 12", POINT, id="both-signs-in-one-number"),
        pytest.param("1.234,5 0,4", COMMA, id="the-same-the-other-way-round"),
        pytest.param("0,1 0,0001", COMMA, id="nothing-before-the-comma"),
        pytest.param("45,3 9,1 12,34", COMMA, id="decimal-commas"),
        pytest.param("3,4 1,2", OPEN, id="ascending-pairs-may-be-lists"),
        pytest.param("1,234 5,678", POINT, id="commas-part-thousands-where-nothing-else-is-shown"),
        pytest.param("1,234 5,678 1.234", POINT, id="a-point-beside-them-stands-before-decimals"),
        pytest.param("1.234 5.678", OPEN, id="points-alone-show-nothing"),
        pytest.param("1.234 0.5", POINT, id="a-fraction-beside"),
        pytest.param("1.234 1.234.567 2.345.678", COMMA, id="points-part-groups"),
        pytest.param("45,3 1,234", OPEN, id="a-single-decimal-comma-may-be-a-misprint"),
        pytest.param("12.5 3.7 45,3", POINT, id="a-misprint-among-others"),
        pytest.param("12.5 3.7 45,3 9,1", OPEN, id="as-many-of-each"),
        pytest.param("268 233 139 1.178 540", OPEN, id="no-sum"),
        pytest.param("839 233 106 1.178", COMMA, id="a-total-that-holds-only-with-thousands"),
        pytest.param("1.234 2 3 6.234", POINT, id="a-total-that-holds-only-with-decimals"),
        pytest.param("3.597 1.847 1.783 1.241 732 714 556 45,3", COMMA, id="an-order-of-size-and-a-decimal-comma"),
    ],
)
def test_the_numbers_of_a_column_decide_together(column: str, conventions: Conventions) -> None:
    assert decided(column) == (conventions,)


def test_only_so_many_numbers_are_tried_for_a_total() -> None:
    assert decided(" ".join([*["5"] * 200, "1.000"])) == (COMMA,)
    assert decided(" ".join([*["4"] * 250, "1.000"])) == (OPEN,)


def test_the_table_decides_for_its_columns() -> None:
    assert decided("1.178 268", "0,5 12,5%") == (COMMA, COMMA)
    assert decided("1.178 268 97", "0.5 12.5%") == (POINT, POINT)


def test_columns_of_a_table_that_mixes_conventions_decide_for_themselves() -> None:
    assert decided("12.5 3.7", "45,3 9,1", "1.234 7") == (POINT, COMMA, OPEN)


def test_the_document_decides_for_tables_that_show_nothing() -> None:
    assert decided("1.178 5", whole=Evidence(comma=3)) == (COMMA,)
    assert decided("1.178 1.256", whole=Evidence(point=3)) == (POINT,)
    assert decided("1.178 1.256", whole=Evidence(groups=3)) == (POINT,)
    # whole numbers beside 1.178 look like counts, whatever other tables print
    assert decided("1.178 268 97", whole=Evidence(point=3)) == (OPEN,)
    assert decided("1.178 2685 97", whole=Evidence(point=3)) == (POINT,)


def test_chinese_tables_have_decimal_points() -> None:
    assert decided("1.178 268 97", is_chinese=True) == (POINT,)


def documents_values(*tables: Table) -> list[list[Value]]:
    source = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=(), tool="t")
    document = normalise_document(Document(source=source, tables=tables))
    return [[cell.value for cell in table.cells if cell.role == "data" and cell.value] for table in document.tables]


def test_a_document_of_decimal_commas() -> None:
    rates = table_of([["Land", "Anteil"], ["A", "12,5 %"], ["B", "0,5 %"]])
    counts = table_of([["Land", "Zahl"], ["A", "1.178"], ["B", "-2.003,4"], ["C", "12"]])
    first, second = documents_values(rates, counts)
    assert [(value.number, value.unit) for value in first] == [("12.5", "%"), ("0.5", "%")]
    assert [value.number for value in second] == ["1178", "-2003.4", "12"]


def test_what_nothing_decides_has_both_readings() -> None:
    table = table_of([["Land", "Zahl"], ["A", "1.178"], ["B", "12"]])
    assert value_at(table, 1, 1) == Value(kind="text", readings=("1.178", "1178"))
    assert value_at(table, 2, 1).number == "12"


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)


@given(NUMBERS)
def test_a_number_with_a_decimal_comma_comes_back(number: Decimal) -> None:
    text = f"{number:,f}".translate(str.maketrans(".,", ",."))
    value = parse_value(text, Notation("comma"))
    assert value.number is not None
    assert Decimal(value.number) == number


@given(st.lists(st.lists(st.text("0123456789.,' -(%", max_size=9), max_size=6), max_size=3), st.booleans())
def test_any_texts_are_decided(columns: list[list[str]], is_chinese: bool) -> None:
    numerals = numerals_of(columns, is_chinese=is_chinese)
    assert all(numerals.conventions(sum(numerals.by_column, Evidence())))
