"""Terms and equations of a model with values put for the names: in decimals, exact where all values are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce

from extractor.reports import ranges
from extractor.reports.formulas import Call, Comparator, Name, Number, Term
from extractor.reports.ranges import Range

Lookup = Callable[[Name], Sequence[Range]]


class ZeroDenominatorError(ArithmeticError):
    """The term divides by 0: what it stands for is not applicable."""


def evaluate(term: Term, lookup: Lookup) -> Range:
    """What `term` comes to.

    Raises:
        ZeroDenominatorError: It divides by 0.
    """
    values = _values(term, lookup)
    assert len(values) == 1, "the grammar keeps wildcards inside of functions"
    return values[0]


def _values(term: Term, lookup: Lookup) -> Sequence[Range]:
    if isinstance(term, Name):
        return lookup(term)
    if isinstance(term, Number):
        return [ranges.exactly(term.value)]
    if isinstance(term, Call):
        return [_call(term, lookup)]
    left, right = _values(term.left, lookup), _values(term.right, lookup)
    (one,), (other,) = (_single(left), _single(right))
    if term.sign == "+":
        return [ranges.plus(one, other)]
    if term.sign == "-":
        return [ranges.minus(one, other)]
    if term.sign == "*":
        return [ranges.times(one, other)]
    return [_divided(one, other)]


def _single(values: Sequence[Range]) -> Sequence[Range]:
    """The one value of a term; the sum of several, where a wildcard stands in a term of its own inside sum()."""
    return values if len(values) == 1 else [reduce(ranges.plus, values, ranges.exactly(Decimal(0)))]


def _divided(one: Range, other: Range) -> Range:
    if other.exact == 0:
        raise ZeroDenominatorError
    if one.exact is None or other.exact is None:
        return ranges.UNKNOWN
    return ranges.exactly(one.exact / other.exact)


def _call(call: Call, lookup: Lookup) -> Range:
    values = [value for argument in call.arguments for value in _values(argument, lookup)]
    if call.function == "sum":
        return reduce(ranges.plus, values, ranges.exactly(Decimal(0)))
    if call.function == "abs":
        return ranges.absolute(values[0])
    exact = [value.exact for value in values]
    known = [value for value in exact if value is not None]
    if not known or len(known) < len(exact):
        return ranges.UNKNOWN
    return ranges.exactly(max(known) if call.function == "max" else min(known))


def holds(comparator: Comparator, left: Range, right: Range, tolerance: Decimal) -> bool | None:
    """Whether the sides compare as they should; None where the values that are known do not tell."""
    apart = ranges.gap(left, right)
    if left.exact is not None and right.exact is not None:
        return _compares(comparator, left.exact - right.exact, tolerance)
    # All that is left to know is whether no value of the unknown ones could make it true.
    if apart == 0:
        return None
    return None if _compares(comparator, apart, tolerance) else False


def _compares(comparator: Comparator, difference: Decimal, tolerance: Decimal) -> bool:
    if comparator == "=":
        return abs(difference) <= tolerance
    if comparator == "<=":
        return difference <= tolerance
    if comparator == ">=":
        return difference >= -tolerance
    return difference < 0 if comparator == "<" else difference > 0
