"""Numbers in a workbook: as numbers that look as they are printed, where a workbook holds all their digits."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.document import Cell

EXACT_DIGITS = 15
"""Excel keeps numbers as doubles: longer ones are written as text, so that no digit is lost."""
MOST_DECIMALS = 30
"""In a number format of Excel."""
LONGEST_AFFIX = 16
"""Characters of what is printed at a number, such as 元 or US$."""
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(?P<decimals>\d+))?", re.ASCII)
"""Decimals that mean the same without a zero at their beginning."""
_PRINTED = re.compile(r"(?P<before>\D*)(?P<digits>\d(?:[\d.,，．'’ \u00a0]*\d)?)(?P<after>\D*)")
_SIGNS = re.compile(r"[-+−－＋()（）\s]")
_UNQUOTABLE = re.compile(r'["\\\x00-\x1f\ud800-\udfff\ufffe\uffff]')


def as_number(cell: Cell) -> Decimal | None:
    """The number in the cell where a double holds all its digits; headers such as years stay text."""
    value = cell.value
    if cell.role != "data" or value is None or value.number is None or value.marks:
        return None
    plain = _PLAIN.fullmatch(value.number)
    if plain is None or len(plain["decimals"] or "") > MOST_DECIMALS:
        return None
    if len(re.sub(r"\D", "", value.number).lstrip("0")) > EXACT_DIGITS:
        return None
    return Decimal(value.number)


def number_format(text: str, number: Decimal) -> str:
    """The format of Excel that shows `number` as `text` has it: its decimals, its separators, its unit, its brackets.

    A percent sign is shown and does nothing: the value is not divided by 100.
    """
    decimals = max(0, -int(number.as_tuple().exponent))
    printed = _PRINTED.fullmatch(text)
    separators = len(re.sub(r"\d", "", printed["digits"])) - bool(decimals) if printed else 0
    digits = ("#,##0" if separators > 0 else "0") + ("." + "0" * decimals if decimals else "")
    if printed is None:
        return digits
    shown = _quoted(printed["before"]) + digits + _quoted(printed["after"])
    in_brackets = number < 0 and re.search("[(（]", printed["before"])
    return f"{shown};({shown})" if in_brackets else shown


def _quoted(affix: str) -> str:
    """What stands at a number, as a format shows it; signs are the number's own."""
    text = _SIGNS.sub("", affix)
    return f'"{text}"' if text and len(text) <= LONGEST_AFFIX and not _UNQUOTABLE.search(text) else ""
