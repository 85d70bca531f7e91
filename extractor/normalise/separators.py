"""What point and comma do in the numbers of a table: which of them stands before decimals, and which parts thousands.

1,234 and 1.234 say nothing by themselves. So the numbers of a table decide together, else those of the document; a sum
that holds in one reading only, and rows put in order of size, are evidence too. Where it is missing, both readings
stay open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise, takewhile
from typing import Literal

from extractor.normalise.units import half_width

Convention = Literal["point", "comma"]
"""The sign before decimals; the other one parts thousands."""
Conventions = tuple[Convention, ...]

POINT: Conventions = ("point",)
COMMA: Conventions = ("comma",)
OPEN: Conventions = ("point", "comma")

FEWEST = 2
"""Numbers that must speak for a convention against the usual one: a single 45,3 may be a misprint."""
MAJORITY = 4
"""Times as many numbers must speak for one convention as for the other; a table that mixes them decides nothing."""
FEWEST_ADDED = 3
"""Numbers above a total that must add up to it; two do so by chance."""
MOST_ADDED = 200
"""Numbers above a total that are tried: in a longer column a sum would hold by chance."""
FEWEST_IN_ORDER = 5
"""Numbers in order of size, one below the other."""


def _clear(decimal: str, group: str) -> re.Pattern[str]:
    """Numbers that can be read with `decimal` before decimals and `group` between thousands, and not otherwise."""
    d, g = re.escape(decimal), re.escape(group)
    return re.compile(
        rf"[1-9]\d{{0,2}}(?:{g}\d{{3}}){{2,}}|[1-9]\d{{0,2}}(?:{g}\d{{3}})+{d}\d+|[1-9]\d{{0,2}}(?:[ '’]\d{{3}})+{d}\d+"
        rf"|0?{d}\d+|\d{{4,}}{d}\d+|[1-9]\d{{0,2}}{d}(?:\d{{1,2}}|\d{{4,}})",
        re.ASCII,
    )


_CLEAR: dict[Convention, re.Pattern[str]] = {"point": _clear(".", ","), "comma": _clear(",", ".")}
_NUMERAL = re.compile(r"[^\d.,]{0,8}(?P<numeral>[.,]?\d(?:[\d.,]|[ '’](?=\d{3}))*)[^\d]{0,8}", re.ASCII)
_PAIR = re.compile(r"([1-9]\d*),([1-9]\d*)", re.ASCII)
_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_UNCLEAR_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_SHORT_WHOLE = re.compile(r"\d{1,3}", re.ASCII)
_CHANGED_ROLES = str.maketrans(".,", ",.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many numbers speak for each convention.

    Attributes:
        pairs: Numbers such as 12,34 with a comma before decimals, unless it is one between two numbers of a list.
        groups: Numbers such as 1,234, whose comma parts thousands unless others show that it does not.
    """

    point: int = 0
    comma: int = 0
    pairs: int = 0
    groups: int = 0

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.point + other.point,
            self.comma + other.comma,
            self.pairs + other.pairs,
            self.groups + other.groups,
        )

    @property
    def verdict(self) -> Conventions:
        """The convention that it shows; both where it shows both; none where it shows too little."""
        if self.comma >= FEWEST and self.comma >= MAJORITY * self.point:
            return COMMA
        if self.point and (self.comma < FEWEST <= self.point or self.point >= MAJORITY * self.comma):
            return POINT
        return OPEN if self.point else ()


@dataclass(frozen=True, slots=True)
class TableNumerals:
    """The numerals in the columns of a table, in their order, without signs, units and what else is printed beside.

    Attributes:
        columns: A tuple for each column.
        is_chinese: Where numbers have the point before decimals, whatever a misreading may look like.
    """

    columns: tuple[tuple[str, ...], ...]
    is_chinese: bool = False

    @property
    def by_column(self) -> tuple[Evidence, ...]:
        """What each column shows."""
        return tuple(map(_evidence, self.columns))

    def conventions(self, whole: Evidence) -> tuple[Conventions, ...]:
        """For each column the conventions in which its numbers may be printed; `whole` is what the document shows."""
        shown = self.by_column
        own = sum(shown, Evidence(point=FEWEST) if self.is_chinese else Evidence())
        return tuple(
            _decided(column, evidence, own, whole) for column, evidence in zip(self.columns, shown, strict=True)
        )


def numerals_of(columns: Iterable[Iterable[str]], *, is_chinese: bool = False) -> TableNumerals:
    """The numerals in the texts of each column; texts with anything else but a sign, a unit or a mark have none."""
    matches = ([_NUMERAL.fullmatch(half_width(text)) for text in column] for column in columns)
    return TableNumerals(tuple(tuple(m["numeral"] for m in column if m) for column in matches), is_chinese)


def read_in(text: str, convention: Convention) -> str:
    """`text` as it would be printed with the point before decimals."""
    if convention == "point":
        return text
    return re.sub(r"[.,](?=\d)", lambda match: match[0].translate(_CHANGED_ROLES), text)


def _decided(column: Sequence[str], evidence: Evidence, own: Evidence, whole: Evidence) -> Conventions:
    of_table = own.verdict
    if of_table == OPEN:
        return evidence.verdict or OPEN
    if of_table:
        return of_table
    of_document = whole.verdict
    if of_document in (COMMA, OPEN):
        return of_document
    if own.comma or own.pairs:
        return OPEN
    if own.groups or not any(map(_UNCLEAR_POINT.fullmatch, column)):
        return POINT
    return OPEN if _looks_like_counts(column) or not (of_document or whole.groups) else POINT


def _looks_like_counts(column: Sequence[str]) -> bool:
    """Whether beside 1.234 stand whole numbers of up to three digits, and no longer ones: 4.330, 119, 2.003."""
    whole = [text for text in column if text.isdecimal()]
    return len(whole) >= FEWEST and all(map(_SHORT_WHOLE.fullmatch, whole))


def _evidence(column: Sequence[str]) -> Evidence:
    point = comma = pairs = groups = 0
    for text in column:
        groups += _GROUP.fullmatch(text) is not None
        if _CLEAR["point"].fullmatch(text):
            point += 1
        elif _CLEAR["comma"].fullmatch(text):
            pair = _PAIR.fullmatch(text)
            is_list = pair is not None and int(pair[1]) < int(pair[2])
            pairs += is_list
            comma += not is_list
    proved = Evidence(point, comma, pairs, groups)
    if any(map(_UNCLEAR_POINT.fullmatch, column)):
        proved += _proofs(column)
    return proved


# --- What only one of the readings explains --------------------------------------------------------------------------


def _proofs(column: Sequence[str]) -> Evidence:
    """Totals and an order of size that hold with the point as one sign and not as the other.

    A total is enough to decide, an order needs something else that speaks for it.
    """
    point, comma = (_amounts(column, convention) for convention in _CLEAR)
    unclear = [_UNCLEAR_POINT.fullmatch(text) is not None for text in column]
    totals = [(_is_total(point, i), _is_total(comma, i)) for i, is_unclear in enumerate(unclear) if is_unclear]
    shown = Evidence(
        point=FEWEST * sum(decimal and not thousands for decimal, thousands in totals),
        comma=FEWEST * sum(thousands and not decimal for decimal, thousands in totals),
    )
    mixed = any(unclear) and not all(unclear)
    fall = _longest_fall(comma)
    return shown + Evidence(comma=int(mixed and fall >= FEWEST_IN_ORDER and fall > _longest_fall(point)))


def _amounts(column: Sequence[str], convention: Convention) -> list[Decimal]:
    """The numbers in one convention; what is none in it counts as 0."""
    plain = (re.sub(r"[ '’,]", "", read_in(text, convention)) for text in column)
    return [Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text, re.ASCII) else Decimal(0) for text in plain]


def _is_total(amounts: Sequence[Decimal], at: int) -> bool:
    """Whether an amount is the sum of those right above it, from any of them on; none of them is below zero."""
    sums = accumulate(amounts[i] for i in range(at - 1, max(-1, at - 1 - MOST_ADDED), -1))
    within = takewhile(lambda total: total <= amounts[at], sums)
    return any(total == amounts[at] for count, total in enumerate(within, 1) if count >= FEWEST_ADDED)


def _longest_fall(amounts: Sequence[Decimal]) -> int:
    """How many amounts stand in a row of which none is greater than the one above it."""
    return max(_falls(amounts), default=0)


def _falls(amounts: Sequence[Decimal]) -> Iterator[int]:
    length = 1
    for above, below in pairwise(amounts):
        length = length + 1 if below <= above else 1
        yield length
