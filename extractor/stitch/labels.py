"""Item numbering of labels: 一、 （二） 3. ④ 2010301, and whether one goes on after another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
PATTERNS = (
    ("chapter", re.compile(r"第([零〇一二三四五六七八九十\d]+)[章节条部分]")),
    ("section", re.compile(r"([零〇一二三四五六七八九十]{1,3})[、.]")),
    ("bracketed", re.compile(r"[(]([零〇一二三四五六七八九十]{1,3})[)]")),
    ("item", re.compile(r"(\d{1,3})(?:[.、](?!\d)|[)])")),
    ("bracketed item", re.compile(r"[(](\d{1,3})[)]")),
    ("roman", re.compile(r"([IVX]{1,5})[.)]\s")),
)
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The numbering at the front of a label: which style, and which number."""

    style: str
    number: int


def ordinal_of(text: str) -> Ordinal | None:
    """The numbering that `text` starts with; None where there is none."""
    text = text.lstrip()
    if text[:1] in CIRCLED and text:
        return Ordinal("circled", CIRCLED.index(text[0]) + 1)
    plain = unicodedata.normalize("NFKC", text)
    for style, pattern in PATTERNS:
        match = pattern.match(plain)
        if match:
            return Ordinal(style, _number(match.group(1)))
    return None


def _number(digits: str) -> int:
    if digits.isascii() and digits.isdigit():
        return int(digits)
    if all(d in ROMAN for d in digits):
        values = [ROMAN[d] for d in digits]
        return sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return (DIGITS.get(tens, 1) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(DIGITS.get(d, 0)) for d in digits))


OPENING = "（(【[《〈“‘「『"
CLOSING = "）)】]》〉”’」』"


def is_unbalanced(upper: str, lower: str) -> bool:
    """Whether a bracket or quotation mark that `upper` leaves open is closed in `lower`."""
    for opening, closing in zip(OPENING, CLOSING, strict=True):
        left_open = upper.count(opening) - upper.count(closing)
        left_closed = lower.count(closing) - lower.count(opening)
        if left_open > 0 and left_closed > 0 and (closing != "’" or upper.count(opening) > 0):
            return True
    return False
