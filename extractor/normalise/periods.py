"""Periods of time as labels name them: whole or in part, and put together to one that can be written down."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

T = TypeVar("T")
Edge = Literal["start", "end"]

_NAMED_PARTS = {(1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (1, 6): "H1", (7, 12): "H2"}
_WHOLE_YEAR = (1, 12)


@dataclass(frozen=True, slots=True)
class Period:
    """What a label says of time; what it leaves open, other labels or the document may say.

    Attributes:
        year: None where the label names none.
        shift: Years from the year of the document or of a label above: -1 for 上年, 0 for 本年, None for neither.
        months: First and last month.
        day: Of the only month.
        edge: The first or the last day of the period: 年初, 期末.
        as_context: Whether the part of the year is that of the document: 同期, 上期.
        until: The end of a period over more than one year, of which this is the beginning.
        is_unclear: Whether labels name a period, but not one that is sure; then the rest says nothing.
    """

    year: int | None = None
    shift: int | None = None
    months: tuple[int, int] | None = None
    day: int | None = None
    edge: Edge | None = None
    as_context: bool = False
    until: Period | None = None
    is_unclear: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether its year is known."""
        return self.year is not None

    def written(self) -> str | None:
        """In the form of ISO 8601, quarters and halves as 2022-Q1 and 2022-H1; None while the year is open."""
        if self.year is None:
            return None
        if self.until is not None:
            return f"{replace(self, until=None).written()}/{self.until.written()}"
        months = self.months or _WHOLE_YEAR
        if self.edge == "start":
            return f"{self.year}-{months[0]:02}-01"
        if self.edge == "end":
            return f"{self.year}-{months[1]:02}-{_last_day(self):02}"
        if self.day is not None:
            return f"{self.year}-{months[0]:02}-{self.day:02}"
        if months == _WHOLE_YEAR:
            return str(self.year)
        if months in _NAMED_PARTS:
            return f"{self.year}-{_NAMED_PARTS[months]}"
        if months[0] == months[1]:
            return f"{self.year}-{months[0]:02}"
        return f"{self.year}-{months[0]:02}/{self.year}-{months[1]:02}"


UNCLEAR = Period(is_unclear=True)


def spanning(start: Period, end: Period) -> Period | None:
    """The period from `start` to `end`, either of which may leave the year to the other; None where there is none."""
    year = end.year if start.year is None else start.year
    last = year if end.year is None else end.year
    start, end = replace(start, year=year), replace(end, year=last)
    if start.day == 1 and end.months and end.day == _last_day(end):
        start, end = replace(start, day=None), replace(end, day=None)
    if year == last and start.months and end.months and not start.day and not end.day:
        months = (start.months[0], end.months[1])
        return Period(year=year, months=months) if months[0] < months[1] else None
    if year is None or last is None or _order(start) >= _order(end):
        return None
    return replace(start, until=end)


def _order(period: Period) -> tuple[int, int, int]:
    return (period.year or 0, period.months[0] if period.months else 0, period.day or 0)


def _last_day(period: Period) -> int | None:
    """The last day of its last month; None while the year is open."""
    if period.year is None:
        return None
    return monthrange(period.year, (period.months or _WHOLE_YEAR)[1])[1]


def merged(one: Period, other: Period) -> Period:
    """What two labels say together, such as 2019年 above 1-6月; unclear where they contradict each other."""
    if one == other:
        return one
    if one.is_unclear or other.is_unclear or one.until or other.until or not _agree(one, other):
        return UNCLEAR
    year, shift = _either(one.year, other.year), _either(one.shift, other.shift)
    if year is not None and shift is not None:
        year, shift = year + shift, None
    return Period(
        year=year,
        shift=shift,
        months=_either(one.months, other.months),
        day=_either(one.day, other.day),
        edge=_either(one.edge, other.edge),
        as_context=one.as_context or other.as_context,
    )


def _agree(one: Period, other: Period) -> bool:
    pairs = ((one.year, other.year), (one.shift, other.shift), (one.months, other.months))
    finer = ((one.day, other.day), (one.edge, other.edge))
    return all(a is None or b is None or a == b for a, b in (*pairs, *finer))


def _either(one: T | None, other: T | None) -> T | None:
    return other if one is None else one


def along_path(named: Iterable[tuple[Period, ...]]) -> Period | None:
    """What the labels of one path say together, each its periods, the nearest first; None where they say nothing.

    A nearer label that names a year is believed against those above it; several periods in one label are unclear.
    """
    found: Period | None = None
    for periods in named:
        if not periods:
            continue
        outer = periods[0] if len(periods) == 1 else UNCLEAR
        both = outer if found is None else merged(found, outer)
        if found is not None and both.is_unclear and found.is_dated:
            return found
        found = both
    return found


def in_context(period: Period | None, context: Period | None) -> Period | None:
    """`period` with what it leaves open taken from `context`, the period of the table or of the document."""
    if period is None:
        return context
    if period.is_unclear or period.is_dated or context is None or context.year is None:
        return period
    whole = period.months is None and (period.as_context or (period.edge is not None and not period.shift))
    months = context.months if whole else period.months
    return replace(period, year=context.year + (period.shift or 0), shift=None, months=months, as_context=False)
