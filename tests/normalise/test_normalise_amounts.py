from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.document import Value
from extractor.normalise.amounts import USUAL, Notation, parse_value, read_value
from extractor.normalise.units import half_width, parse_unit
from extractor.numerals import is_number
from extractor.stitch.sums import amount_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("1,234.50", "1234.50", id="no-digit-is-lost"),
        pytest.param("0", "0", id="zero-is-a-number"),
        pytest.param("零", "0", id="chinese-zero"),
        pytest.param("0.00", "0.00", id="zeros-behind-the-point-stay"),
        pytest.param("１，２３４．５", "1234.5", id="full-width"),
        pytest.param("1 234 567", "1234567", id="blanks-between-groups-of-three"),
        pytest.param("1\u00a0234", "1234", id="no-break-space"),
        pytest.param("1'234.5", "1234.5", id="swiss"),
        pytest.param("1’234’567", "1234567", id="curly-apostrophe"),
        pytest.param(".9", "0.9", id="nothing-before-the-point"),
        pytest.param("(87)", "-87", id="brackets-mean-negative"),
        pytest.param("（1,234.5）", "-1234.5", id="full-width-brackets"),
        pytest.param("-5", "-5", id="hyphen"),
        pytest.param("−5", "-5", id="minus-sign"),
        pytest.param("–5", "-5", id="en-dash"),
        pytest.param("－5", "-5", id="full-width-hyphen"),
        pytest.param("- 5.2", "-5.2", id="accounting-blank-after-sign"),
        pytest.param("+1036", "1036", id="plus"),
        pytest.param("1,234-", "-1234", id="ledger-minus-behind"),
        pytest.param("-$5", "-5", id="sign-before-currency"),
        pytest.param("$-5", "-5", id="sign-behind-currency"),
        pytest.param("2010301", "2010301", id="a-code-is-a-number-by-form"),
        pytest.param("12345678901234567890.12345", "12345678901234567890.12345", id="longer-than-a-double"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert parse_value(text) == parse_value(text).model_copy(update={"kind": "number", "number": number})


@pytest.mark.parametrize(
    ("text", "number", "unit", "scale"),
    [
        pytest.param("80618元", "80618", "元", 1, id="yuan"),
        pytest.param("3.5万元", "3.5", "万元", 10_000, id="scale-is-kept-apart"),
        pytest.param("1.5亿", "1.5", "亿", 100_000_000, id="bare-scale"),
        pytest.param("5千元", "5", "千元", 1_000, id="thousand-yuan"),
        pytest.param("80千克", "80", "千克", 1, id="kilogram-has-no-scale"),
        pytest.param("0件", "0", "件", 1, id="cases"),
        pytest.param("5台（套）", "5", "台(套)", 1, id="two-measure-words"),
        pytest.param("12.5%", "12.5", "%", 1, id="percent-as-printed"),
        pytest.param("１２％", "12", "%", 1, id="full-width-percent"),
        pytest.param("(10.9)%", "-10.9", "%", 1, id="percent-behind-bracket"),
        pytest.param("(10.9%)", "-10.9", "%", 1, id="percent-inside-bracket"),
        pytest.param("5.6个百分点", "5.6", "个百分点", 1, id="percentage-points"),
        pytest.param("¥1,200", "1200", "¥", 1, id="currency-before"),
        pytest.param("12 EUR", "12", "EUR", 1, id="currency-behind"),
        pytest.param("$2.5m", "2.5", "$m", 1_000_000, id="letter-scale-with-currency"),
        pytest.param("2 million", "2", "million", 1_000_000, id="million"),
        pytest.param("25g", "25", "g", 1, id="gram-is-no-footnote"),
        pytest.param("12 m²", "12", "m²", 1, id="square-metre-is-no-footnote"),
    ],
)
def test_units_in_the_cell(text: str, number: str, unit: str, scale: int) -> None:
    assert parse_value(text) == Value(kind="number", number=number, unit=unit, scale=scale)


@pytest.mark.parametrize(
    ("text", "number", "marks"),
    [
        ("1,234a", "1234", ("a",)),
        ("12.5①", "12.5", ("①",)),
        ("12.5①②", "12.5", ("①", "②")),
        ("1,234 *", "1234", ("*",)),
        ("5**", "5", ("**",)),
        ("1,234¹", "1234", ("¹",)),
        ("50(a)", "50", ("a",)),
        ("12.3a,b", "12.3", ("a", "b")),
        ("1992 (*)", "1992", ("*",)),
        ("*1,234", "1234", ("*",)),
    ],
)
def test_footnote_marks_are_kept_apart(text: str, number: str, marks: tuple[str, ...]) -> None:
    assert parse_value(text) == Value(kind="number", number=number, marks=marks)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\n\t"])
def test_blank_is_not_zero(text: str) -> None:
    assert parse_value(text) == Value(kind="blank")


@pytest.mark.parametrize(
    "text", ["/", "-", "—", "--", "——", "－", "N/A", "n/a", "n.a.", "不适用", "不涉及", "无", "…", "..", "...", ":"]
)
def test_not_applicable(text: str) -> None:
    assert parse_value(text) == Value(kind="not_applicable")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1.234.567", id="dots-as-separators"),
        pytest.param("12,34", id="decimal-comma"),
        pytest.param("412,413,414,417,421,423", id="list-of-numbers"),
        pytest.param("0,0001", id="decimal-comma-after-zero"),
        pytest.param("1,234'567", id="two-kinds-of-separator"),
        pytest.param("12 34", id="two-numbers"),
        pytest.param("1,2 34", id="a-broken-reading"),
        pytest.param("1234,567", id="first-group-too-long"),
        pytest.param("50 (1)", id="number-with-number-in-brackets"),
        pytest.param("2.1 (20.5%)", id="number-with-share"),
        pytest.param("12 m", id="metres-or-millions"),
        pytest.param("12k", id="k-without-currency"),
        pytest.param("10³", id="power-of-ten"),
        pytest.param("3-5", id="range"),
        pytest.param("5-", id="open-range"),
        pytest.param("65+", id="and-older"),
        pytest.param("2020-12-31", id="date"),
        pytest.param("2020年", id="year"),
        pytest.param("9月", id="month"),
        pytest.param("3/10", id="fraction-or-date"),
        pytest.param("0201", id="code-with-leading-zero"),
        pytest.param("-(12)", id="two-signs"),
        pytest.param("(12", id="open-bracket"),
        pytest.param("12)", id="list-number"),
        pytest.param("3rd", id="ordinal"),
        pytest.param("5 1000 EUR", id="number-beside-a-scale-in-digits"),
        pytest.param("9.", id="list-number-with-dot"),
        pytest.param("约100", id="about"),
        pytest.param("200余人", id="more-than"),
        pytest.param("<0.1", id="less-than"),
        pytest.param("1e5", id="exponent"),
        pytest.param("一", id="chinese-one-or-dash"),
        pytest.param("详见附表", id="words"),
        pytest.param("①", id="mark-alone"),
        pytest.param("12O", id="letter-o"),
    ],
)
def test_what_has_two_readings_stays_text(text: str) -> None:
    assert parse_value(text) == Value(kind="text")


def test_triangle_is_minus_only_where_it_is_usual() -> None:
    assert parse_value("△5.2", Notation(triangle_is_minus=True)).number == "-5.2"
    assert parse_value("▲1,234", Notation(triangle_is_minus=True)).number == "-1234"
    assert parse_value("▲1,234").kind == "text"


AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**14), max_value=10**14)
FORMS = {
    "plain": lambda d: f"{d:f}",
    "commas": lambda d: f"{d:,f}",
    "blanks": lambda d: f"{d:,f}".replace(",", " "),
    "full width": lambda d: "".join(chr(ord(c) + 0xFEE0) for c in f"{d:,f}"),
    "brackets": lambda d: f"({-d:,f})" if d < 0 else f"{d:,f}",
    "minus sign": lambda d: f"{d:,f}".replace("-", "\u2212"),
    "percent": lambda d: f"{d:f} %",
    "unit": lambda d: f"{d:,f}万元",
    "mark": lambda d: f"{d:,f}②",
}


@given(AMOUNTS, st.sampled_from(sorted(FORMS)))
def test_a_formatted_number_comes_back(amount: Decimal, form: str) -> None:
    value = parse_value(FORMS[form](amount))
    assert value.number is not None
    assert Decimal(value.number) == amount
    assert value.number == f"{amount:f}" or amount == 0


PIECES = st.lists(
    st.sampled_from(
        [*"0123456789,.' -+()%（），．－△▲*①¹a元万$/", "千", "million", "000", "kg", "零", "n/a", "\u00a0"]
    ),
    max_size=12,
).map("".join)


@given(st.one_of(st.text(max_size=20), PIECES), st.booleans())
@example("٣", False)
@example("1٣", False)
@example("²", False)
@example("Ⅷ1", True)
def test_a_number_has_the_digits_of_its_text_and_no_other(text: str, triangle_is_minus: bool) -> None:
    value = parse_value(text, Notation(triangle_is_minus=triangle_is_minus))
    if value.number is None:
        return
    assert value.kind == "number"
    assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", value.number)
    printed = re.sub(r"[^0-9.]", "", half_width(text).replace("零", "0").replace("〇", "0"))
    # A unit may have digits of its own (m2, '000); a point may stand without a 0 before it.
    number = value.number.lstrip("-")
    assert printed.startswith((number, number.removeprefix("0")))
    if value.unit is None:
        assert printed in (number, number.removeprefix("0"))


@pytest.mark.parametrize("text", ["1,234", "１，２３４", "1,234,567.50", "(1,234)", "-8", "0.05"])
def test_all_rooms_read_the_same_number(text: str) -> None:
    """A number with commas that one room knows and another takes for words falls out of half of the checks."""
    number = parse_value(text).number
    assert number is not None
    assert is_number(text)
    assert amount_of(text) == Decimal(number)


@given(st.one_of(st.text(max_size=20), PIECES, st.text("0123456789.,()-%abcdefgkmEURnxX*元件万人 ", max_size=10)))
def test_letters_in_a_number_are_those_of_its_unit_and_marks(text: str) -> None:
    value = parse_value(text)
    if value.number is None:
        return
    letters = {letter for letter in half_width(text) if letter.isalpha()} - set("零〇")
    assert letters <= set((value.unit or "") + "".join(value.marks))
    assert value.unit is None or parse_unit(value.unit) is not None


@given(st.text(max_size=20), st.booleans(), st.booleans())
def test_what_notations_read_otherwise_is_text(text: str, comma_lists: bool, letter_is_mark: bool) -> None:
    notations = [USUAL, Notation("comma", comma_lists=comma_lists, letter_is_mark=letter_is_mark)]
    values = [parse_value(text, notation) for notation in notations]
    value = read_value(text, notations)
    assert value == values[0] if values[0] == values[1] else value.kind == "text"
    assert len(value.readings) in (0, 2)
