"""By how much the sides of an equation may differ."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.normalise.units import parse_unit


@dataclass(frozen=True, slots=True)
class Tolerance:
    """An amount in a unit, or a share of the greater side.

    Attributes:
        amount: Times `scale`; of a share a fraction.
        scale: What one of the unit counts; None for the unit of the numbers themselves.
    """

    amount: Decimal
    scale: int | None = None
    is_share: bool = False

    def of(self, left: Decimal, right: Decimal, scale: int) -> Decimal:
        """What it comes to for two sides in base units, whose numbers have `scale`."""
        if self.is_share:
            return self.amount * max(abs(left), abs(right))
        return self.amount * (scale if self.scale is None else self.scale)


def parse_tolerance(text: str) -> Tolerance:
    """The tolerance that `text` writes: 0.01, 0.05 万元, 0.5%.

    Raises:
        ValueError: It writes none.
    """
    stripped = text.strip()
    if stripped.endswith("%"):
        return Tolerance(_number(stripped[:-1]) / 100, is_share=True)
    number, _, unit_text = stripped.partition(" ")
    if not unit_text:
        return Tolerance(_number(number))
    unit = parse_unit(unit_text)
    if unit is None:
        raise ValueError(f"{unit_text!r} is no unit")
    return Tolerance(_number(number), unit.scale)


def _number(text: str) -> Decimal:
    number = Decimal(text.strip())
    if not number.is_finite() or number < 0:
        raise ValueError(f"{text!r} is no amount")
    return number
