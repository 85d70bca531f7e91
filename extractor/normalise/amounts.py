"""What the text of one cell stands for: a number, a blank, "not applicable", or text.

Only what can be read in one way becomes a number. "50 (1)" has two readings and stays text, and so does "12,34" unless
the numbers around it show that the comma stands before decimals there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Value
from extractor.normalise.marks import SUPERSCRIPTS, split_marks
from extractor.normalise.separators import Convention, read_in
from extractor.normalise.units import CURRENCY, Unit, half_width, parse_unit

_NOT_APPLICABLE = re.compile(
    r"[-\u2010-\u2015\u2212\u2500\uff0d]{1,4}|/{1,2}|\\|n\.?/?a\.?|不适用|不涉及|无|…{1,2}|\.{2,3}|:|\*{3,}",
    re.IGNORECASE,
)
_ZERO = re.compile(r"[零〇](?=\D*$)")
_MINUS = "\u2212\u2013\u2011\ufe63-"
_TRIANGLES = "△▲"

# The groups of one number are all parted by the same sign; a group has three digits, and the first is no 0. With more
# than five groups it is a list of numbers.
_GROUPED = r"[1-9]\d{0,2}(?P<comma>[,'\u2019 ])\d{3}(?:(?P=comma)\d{3}){0,3}(?:\.\d+)?"
_BODY = rf"{_GROUPED}|(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<stars>\*{{1,2}}\s?)?"
    rf"(?P<sign>[+{_TRIANGLES}{_MINUS}])?\s?"
    rf"(?P<currency>{CURRENCY})?\s?"
    rf"(?P<open>\(\s?)?"
    rf"(?P<inner>[+{_MINUS}])?"
    rf"(?P<body>{_BODY})(?![\d])"
    rf"(?P<tail>.*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,  # other scripts have digits too, and \d takes them all
)
_LETTER_MARKS = re.compile(r"[a-z](?:,[a-z])*$")
# A small letter at a number may be a footnote mark or one of these, with another meaning of the number.
_LETTER_SCALES_OR_UNITS = frozenset("ghklmstx")


@dataclass(frozen=True, slots=True)
class Notation:
    """What the signs in the numbers of a column mean, as far as one number cannot tell.

    Attributes:
        decimal: Whether decimals stand behind a point (and commas part thousands), or behind a comma.
        triangle_is_minus: Whether △ and ▲ before a number mean minus, as in Chinese and Japanese accounts; elsewhere
            they mean a rise, so that the text stays text.
        comma_lists: Whether commas stand between numbers, as in 413,417,421.
        letter_is_mark: Whether a small letter behind a number is a foot note mark; in codes (1a, 1b, 2a) it is none.
    """

    decimal: Convention = "point"
    triangle_is_minus: bool = False
    comma_lists: bool = False
    letter_is_mark: bool = True


USUAL = Notation()


def read_value(text: str, notations: Sequence[Notation]) -> Value:
    """What `text` stands for in a column that is printed in one of `notations`; text where they do not agree."""
    values = [parse_value(text, notation) for notation in notations]
    if all(value == values[0] for value in values):
        return values[0]
    readings = dict.fromkeys(value.number for value in values if value.number is not None)
    return Value(kind="text", readings=tuple(readings) if len(readings) > 1 else ())


def parse_value(text: str, notation: Notation = USUAL) -> Value:
    """What `text` stands for, with the unit and the scale that it names itself."""
    printed = half_width(text)
    if not printed:
        return Value(kind="blank")
    bare, marks = split_marks(printed)
    if _NOT_APPLICABLE.fullmatch(printed):
        return Value(kind="not_applicable")
    if _NOT_APPLICABLE.fullmatch(bare):
        return Value(kind="not_applicable", marks=marks)
    match = _AMOUNT.fullmatch(read_in(_ZERO.sub("0", printed), notation.decimal))
    value = _amount(match, notation) if match else None
    return value or Value(kind="text")


def _amount(match: re.Match[str], notation: Notation) -> Value | None:
    if notation.comma_lists and match["comma"] == ",":
        return None
    tail = match["tail"]
    bracketed = match["open"] is not None
    if bracketed and ")" not in tail:
        return None
    inside, outside = tail.split(")", 1) if bracketed else ("", tail)
    trailing_minus = _trailing_minus(outside, match["body"])
    if trailing_minus:
        outside = outside.lstrip()[1:]
    end = _read_end(inside, outside, match, letter_is_mark=notation.letter_is_mark)
    if end is None:
        return None
    unit, marks = end
    sign = _sign(match, bracketed, trailing_minus, notation.triangle_is_minus)
    if sign is None:
        return None
    stars = (match["stars"].strip(),) if match["stars"] else ()
    return Value(
        kind="number",
        number=sign + _plain(match["body"]),
        unit=unit.text if unit else None,
        scale=unit.scale if unit else 1,
        marks=stars + marks,
    )


def _plain(body: str) -> str:
    """The digits and the decimal point of a matched body; ".9" gets the 0 that plain notation wants."""
    digits = re.sub(r"[^0-9.]", "", body)
    return "0" + digits if digits.startswith(".") else digits


def _sign(match: re.Match[str], bracketed: bool, trailing_minus: bool, triangle_is_minus: bool) -> str | None:
    """A minus or nothing; None where signs contradict each other or have no sure meaning."""
    outer, inner = match["sign"] or "", match["inner"] or ""
    if sum((bool(outer), bool(inner), bracketed, trailing_minus)) > 1:
        return None
    if outer and outer in _TRIANGLES:
        return "-" if triangle_is_minus else None
    return "-" if bracketed or trailing_minus or (outer + inner).strip("+") else ""


def _trailing_minus(outside: str, body: str) -> bool:
    """Whether a minus follows the number, as ledgers print it; "2020-" and "5-" are open ranges."""
    return re.match(rf"\s?[{_MINUS}](?!\s?\d)", outside) is not None and re.search(r"\D", body) is not None


def _read_end(
    inside: str, outside: str, match: re.Match[str], *, letter_is_mark: bool
) -> tuple[Unit | None, tuple[str, ...]] | None:
    """Unit and footnote marks that follow the number, inside and outside of its bracket; None for anything else."""
    currency = match["currency"] or ""
    rest, marks = split_marks(outside)
    if "²" in "".join(marks) and parse_unit(outside.strip()):
        rest, marks = outside, ()
    if marks and match["body"] == "10" and set("".join(marks)) <= set(SUPERSCRIPTS):
        return None  # a power of ten
    is_letter = _LETTER_MARKS.fullmatch(rest) is not None and not set(rest) & _LETTER_SCALES_OR_UNITS
    if is_letter and letter_is_mark and not currency:
        rest, marks = "", (*[c for c in rest if c != ","], *marks)
    if inside.strip() and rest.strip():
        return None
    name = (currency + (inside or rest)).strip()
    unit = parse_unit(name)
    if name and (unit is None or name[0].isdigit()):
        return None
    return unit, marks
