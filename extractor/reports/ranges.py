"""What a term of a formula comes to where some of its values are missing: the least and the most it can be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Range:
    """All values from `low` to `high`; None where there is no bound.

    A blank that is missing and not 0 leaves a count unknown, but never below 0: so a total that is less than the
    parts that are printed is wrong whatever the blanks stand for.
    """

    low: Decimal | None
    high: Decimal | None

    @property
    def exact(self) -> Decimal | None:
        """The only value; None where there are more."""
        return self.low if self.low is not None and self.low == self.high else None


UNKNOWN = Range(None, None)
NOT_NEGATIVE = Range(_ZERO, None)


def exactly(value: Decimal) -> Range:
    """The range of one value."""
    return Range(value, value)


def plus(left: Range, right: Range) -> Range:
    """What the sum of both can be."""
    return Range(_added(left.low, right.low), _added(left.high, right.high))


def minus(left: Range, right: Range) -> Range:
    """What the difference of both can be."""
    return plus(left, negative(right))


def negative(one: Range) -> Range:
    """The same with the other sign."""
    return Range(None if one.high is None else -one.high, None if one.low is None else -one.low)


def times(left: Range, right: Range) -> Range:
    """Their product, where both are known."""
    if left.exact is None or right.exact is None:
        return UNKNOWN
    return exactly(left.exact * right.exact)


def absolute(one: Range) -> Range:
    """Its amount without the sign."""
    return exactly(abs(one.exact)) if one.exact is not None else NOT_NEGATIVE


def gap(left: Range, right: Range) -> Decimal:
    """By how much the two are apart at least: negative where `left` lies below, 0 where they can be equal."""
    if left.low is not None and right.high is not None and left.low > right.high:
        return left.low - right.high
    if left.high is not None and right.low is not None and left.high < right.low:
        return left.high - right.low
    return _ZERO


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other
