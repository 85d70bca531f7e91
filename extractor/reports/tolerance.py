"""By how much the sides of an equation may differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.normalise.units import parse_unit

ROUNDING = "rounding"
_OR = re.compile(r"\s+or\s+")


@dataclass(frozen=True, slots=True)
class Allowance:
    """An amount in a unit, a share of the greater side, or what rounding can add up to.

    Attributes:
        amount: Times `scale`; of a share a fraction.
        scale: What one of the unit counts; None for the unit of the numbers themselves.
        is_rounding: Whether it is half of the last place of every number, and `amount` nothing.
    """

    amount: Decimal
    scale: int | None = None
    is_share: bool = False
    is_rounding: bool = False

    def of(self, left: Decimal, right: Decimal, scale: int, numbers: Sequence[tuple[Decimal, int]] = ()) -> Decimal:
        """What it comes to for two sides in base units, whose numbers have `scale`.

        `numbers` are those of both sides as they are printed, each with its own scale.
        """
        if self.is_rounding:
            return _rounding(numbers)
        if self.is_share:
            return self.amount * max(abs(left), abs(right))
        return self.amount * (scale if self.scale is None else self.scale)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The greatest of its allowances: 0.10 万元 or 0.5%."""

    allowances: tuple[Allowance, ...]

    def of(self, left: Decimal, right: Decimal, scale: int, numbers: Sequence[tuple[Decimal, int]] = ()) -> Decimal:
        """What it comes to, as `Allowance.of`."""
        return max(allowance.of(left, right, scale, numbers) for allowance in self.allowances)


def parse_tolerance(text: str) -> Tolerance:
    """The tolerance that `text` writes: 0.01, 0.05 万元, 0.5%, rounding, or several of these: 0.10 万元 or 0.5%.

    Raises:
        ValueError: It writes none.
    """
    return Tolerance(tuple(map(_allowance, _OR.split(text.strip()))))


def _allowance(text: str) -> Allowance:
    if text == ROUNDING:
        return Allowance(Decimal(0), is_rounding=True)
    if text.endswith("%"):
        return Allowance(_number(text[:-1]) / 100, is_share=True)
    number, _, unit_text = text.partition(" ")
    if not unit_text:
        return Allowance(_number(number))
    unit = parse_unit(unit_text)
    if unit is None:
        raise ValueError(f"{unit_text!r} is no unit")
    return Allowance(_number(number), unit.scale)


def _rounding(numbers: Sequence[tuple[Decimal, int]]) -> Decimal:
    """Half of the last place for each number; numbers of one scale are printed to the places of the finest, 0 too."""
    places: dict[int, int] = {}
    for number, scale in numbers:
        places[scale] = max(places.get(scale, 0), max(0, -int(number.as_tuple().exponent)))
    return sum((Decimal(scale).scaleb(-places[scale]) / 2 for _, scale in numbers), Decimal(0))


def _number(text: str) -> Decimal:
    number = Decimal(text.strip())
    if not number.is_finite() or number < 0:
        raise ValueError(f"{text!r} is no amount")
    return number
