from __future__ import annotations

import contextlib
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reports.evaluation import ZeroDenominatorError, evaluate, holds
from extractor.reports.formulas import FormulaError, Name, names_in, parse_equation, parse_term
from extractor.reports.ranges import NOT_NEGATIVE, UNKNOWN, Range, exactly
from extractor.reports.tolerance import parse_tolerance

VALUES = {"a": [Decimal(7)], "b": [Decimal("0.5")], "g.*": [Decimal(1), Decimal(2), Decimal(3)], "zero": [Decimal(0)]}


def lookup(name: Name) -> Sequence[Range]:
    return [exactly(value) for value in VALUES[str(name)]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a + b", "7.5", id="plus"),
        pytest.param("a - b - b", "6", id="from-left-to-right"),
        pytest.param("a + b * 2", "8", id="product-before-sum"),
        pytest.param("(a + b) * 2", "15", id="brackets"),
        pytest.param("-a + 10", "3", id="minus-before-a-name"),
        pytest.param("sum(g.*)", "6", id="wildcard"),
        pytest.param("sum(a, g.*, b)", "13.5", id="several-in-sum"),
        pytest.param("max(g.*) - min(g.*)", "2", id="max-and-min"),
        pytest.param("abs(b - a)", "6.5", id="abs"),
        pytest.param("100 * b / a * a", "50.0", id="decimals-not-floats"),
    ],
)
def test_terms_are_worked_out(text: str, value: str) -> None:
    exact = evaluate(parse_term(text), lookup).exact
    assert exact is not None
    assert round(exact, 20) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a +", "expected at position 4, not the end", id="unfinished"),
        pytest.param("a b", "a sign or the end expected at position 3", id="two-names"),
        pytest.param("g.* + 1", r"write sum\(g.\*\)", id="wildcard-outside-of-sum"),
        pytest.param("a; b", "';' at position 2 has no meaning", id="strange-sign"),
        pytest.param("__import__('os')", "has no meaning", id="no-code"),
        pytest.param("(a", r"'\)' expected", id="open-bracket"),
        pytest.param("a ** 2", "expected", id="no-powers"),
        pytest.param("(" * 3000 + "a", "more than 500 names, numbers and signs", id="too-long"),
        pytest.param("-" * 300 + "a", "nested more than 40 deep at position 41", id="too-deep"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse_term(text)


@given(st.text(alphabet="ab1.*+-/=<>(), 数", max_size=30))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    for parse in (parse_term, parse_equation):
        with contextlib.suppress(FormulaError):
            assert list(names_in(parse(text))) is not None


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=8))
def test_sum_is_exact(values: list[Decimal]) -> None:
    found = evaluate(parse_term("sum(x.*)"), lambda name: [exactly(value) for value in values])
    assert found.exact == sum(values)


def test_equation_needs_one_comparison() -> None:
    assert parse_equation("a <= b").comparator == "<="
    with pytest.raises(FormulaError, match="one of"):
        parse_equation("a + b")
    with pytest.raises(FormulaError):
        parse_equation("a = b = a")


def test_name_of_the_year_before_says_so() -> None:
    names = list(names_in(parse_equation("x.valid = previous.x.valid + x.made")))
    assert [(str(name), name.is_previous) for name in names] == [
        ("x.valid", False),
        ("previous.x.valid", True),
        ("x.made", False),
    ]


def test_division_by_0_is_told_from_an_unknown_value() -> None:
    with pytest.raises(ZeroDenominatorError):
        evaluate(parse_term("a / zero"), lookup)
    assert evaluate(parse_term("1 / a"), lambda name: [UNKNOWN]) == UNKNOWN


@pytest.mark.parametrize(
    ("comparator", "left", "right", "verdict"),
    [
        pytest.param("=", exactly(Decimal(2)), exactly(Decimal(2)), True, id="equal"),
        pytest.param("=", exactly(Decimal(2)), exactly(Decimal(3)), False, id="unequal"),
        pytest.param("=", exactly(Decimal(2)), NOT_NEGATIVE, None, id="unknown"),
        pytest.param("=", Range(Decimal(5), None), exactly(Decimal(4)), False, id="known-parts-too-much"),
        pytest.param("=", Range(Decimal(3), None), exactly(Decimal(4)), None, id="known-parts-not-too-much"),
        pytest.param("<=", Range(Decimal(5), None), exactly(Decimal(4)), False, id="more-than-allowed"),
        pytest.param("<=", exactly(Decimal(4)), exactly(Decimal(4)), True, id="as-much-as-allowed"),
        pytest.param(">=", exactly(Decimal(4)), Range(Decimal(5), None), False, id="less-than-wanted"),
        pytest.param("<", exactly(Decimal(4)), exactly(Decimal(4)), False, id="strictly"),
    ],
)
def test_sides_are_compared_as_far_as_they_are_known(
    comparator: str, left: Range, right: Range, verdict: bool | None
) -> None:
    assert holds(comparator, left, right, Decimal(0)) is verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        pytest.param("0", "0", id="none"),
        pytest.param("0.01", "100", id="in-the-unit-of-the-numbers"),
        pytest.param("0.05 万元", "500", id="in-a-unit-of-its-own"),
        pytest.param("5 元", "5", id="in-the-base-unit"),
        pytest.param("0.5%", "10", id="share-of-the-greater-side"),
        pytest.param("8 元 or 0.5%", "10", id="an-amount-or-a-share-that-is-more"),
        pytest.param("0.05 万元 or 0.5%", "500", id="an-amount-that-is-more-or-a-share"),
    ],
)
def test_tolerance_in_base_units(text: str, amount: str) -> None:
    assert parse_tolerance(text).of(Decimal(2000), Decimal(-1000), scale=10_000) == Decimal(amount)


@pytest.mark.parametrize("text", ["-1", "much", "1 parsec", "nan", "1 or", "0.1 or much"])
def test_no_tolerance(text: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        parse_tolerance(text)
