"""Brackets around numbers: a minus in accounts, but not where the table prints its signs as + and -."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import Cell, Value
from extractor.normalise.units import half_width

_BRACKETED = re.compile(r"[^\d()]*\(.*\d.*\)\s?%?")
_SIGNED = re.compile(r"[-+\u2011\u2013\u2212\ufe63]\s?[\d.].*")


_NAMES_LOSS = re.compile(
    r"\((?:以)?[“\"‘']?(?:净?亏损|净?损失|净?减少|净?流出|超支|赤字|短缺|支出|-|负).*\)"
    r"|\((?:net )?(?:loss(?:es)?|deficits?|decreases?|outflows?|expenses?|shortfalls?|used|credits?|charges?)\b.*\)",
    re.IGNORECASE,
)


def names_loss(label: str) -> bool:
    """Whether a label says that what stands in brackets is the opposite: 结余（超支）, Profit/(loss)."""
    return _NAMES_LOSS.search(half_width(label)) is not None


def doubtful_brackets(cells: Sequence[Cell], values: Sequence[Value]) -> frozenset[int]:
    """Indices of the numbers in brackets that may be no minus, for others of the table bear a + or - in the same unit.

    Growth in percent has signs of its own beside amounts in brackets.
    """
    numbers = {
        i: half_width(cell.text)
        for i, (cell, value) in enumerate(zip(cells, values, strict=True))
        if cell.role == "data" and value.kind == "number"
    }
    signed = {values[i].unit for i, text in numbers.items() if _SIGNED.fullmatch(text)}
    return frozenset(i for i, text in numbers.items() if values[i].unit in signed and _BRACKETED.fullmatch(text))


def either_way(value: Value) -> Value:
    """A number in brackets as a text that is either below zero or not."""
    number = value.number or ""
    return Value(kind="text", readings=(number, number.removeprefix("-")))
