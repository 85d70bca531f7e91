"""What became of a value from one document to the next: absolute, and in percent where that has a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from extractor.compare.comparison import Change, NoChange, YearValue
from extractor.normalise.units import Unit
from extractor.reports.located import plain

PERCENT_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of one document, ready to be compared.

    Attributes:
        unit: As the labels say; None where they say nothing.
        is_ambiguous: Whether its labels stand in several places.
    """

    value: YearValue
    unit: Unit | None = None
    is_ambiguous: bool = False


def change(earlier: Entry | None, later: Entry | None, *, same_meaning: bool = True) -> Change:
    """The change from `earlier` to `later`; with the reason where there is none."""
    if earlier is None and later is None:
        return Change(reason="nowhere")
    if not same_meaning:
        return Change(reason="form")
    if earlier is None or later is None:
        return Change(reason="absent")
    reason = _hindrance(earlier, later)
    if reason is not None:
        return Change(reason=reason)
    assert earlier.value.number is not None
    assert later.value.number is not None
    before = Decimal(earlier.value.number) * _factor(earlier.unit, later.unit)
    difference = Decimal(later.value.number) - before
    return Change(
        absolute=plain(_trimmed(difference)),
        percent=None if before == 0 else _percent(difference, before),
        is_doubtful="suspect" in (earlier.value.status, later.value.status),
    )


def _hindrance(earlier: Entry, later: Entry) -> NoChange | None:
    if earlier.is_ambiguous or later.is_ambiguous:
        return "several"
    if earlier.value.number is None or later.value.number is None:
        return "no_number"
    return None if _is_convertible(earlier.unit, later.unit) else "unit"


def _is_convertible(one: Unit | None, other: Unit | None) -> bool:
    """Whether both are the same unit, or amounts of the same money."""
    if one is None or other is None:
        return one is other
    if one.text == other.text:
        return True
    return one.kind == other.kind == "money" and _currency(one) == _currency(other)


def _currency(unit: Unit) -> str:
    """What is left of a unit of money without its scale: 元 of 万元."""
    return unit.text.lstrip("十百千万亿")


def _factor(one: Unit | None, other: Unit | None) -> Decimal:
    return Decimal(one.scale) / Decimal(other.scale) if one and other else Decimal(1)


def _percent(difference: Decimal, before: Decimal) -> str:
    share = 100 * difference / abs(before)
    return plain(share.quantize(PERCENT_PLACES, ROUND_HALF_UP))


def _trimmed(number: Decimal) -> Decimal:
    """The same number without zeros that a conversion has put behind it."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
