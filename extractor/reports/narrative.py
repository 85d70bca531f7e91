"""Values that the running text states, such as 本年新收政府信息公开申请12件."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.document import Block
from extractor.reports.format import TextSpec
from extractor.reports.outline import Outline

NUMBER_PLACE = "{n}"
_NUMBER = r"(?P<n>\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+)"
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_SENTENCE_END = re.compile("[。；;！!？?]")
_CLAUSE_END = re.compile("[。；;！!？?，,]")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000}


@dataclass(frozen=True, slots=True)
class Statement:
    """What the text says of one value.

    Attributes:
        value: None where it says several things.
        phrase: The words that say it.
        block: Where they stand.
    """

    key: str
    spec: TextSpec
    value: Decimal | None
    phrase: str
    block: Block


def find_statements(specs: dict[str, TextSpec], outline: Outline, year: int | None) -> dict[str, Statement]:
    """Of the values that `specs` name those that the text states, by key.

    Phrases in a sentence that has come to speak of another year than `year` count for nothing.
    """
    found = {}
    for key, spec in specs.items():
        statements = [s for block in outline.paragraphs(spec.section) for s in _statements(key, spec, block, year)]
        if statements:
            values = {statement.value for statement in statements}
            first = statements[0]
            one = first.value if len(values) == 1 else None
            found[key] = Statement(key, spec, one, first.phrase, first.block)
    return found


def _statements(key: str, spec: TextSpec, block: Block, year: int | None) -> list[Statement]:
    text = _compact(block.text)
    found = []
    for pattern in spec.pattern:
        for match in _compiled(expression_of(pattern)).finditer(text):
            clause = text[_last_end(_CLAUSE_END, text, match.start()) : match.end()]
            if _speaks_of_another_year(text, match, year) or any(_compiled(p).search(clause) for p in spec.unless):
                continue
            value = spec.value if spec.value is not None else _number(match["n"])
            found.append(Statement(key, spec, value, match[0], block))
    return found


def expression_of(pattern: str) -> str:
    """The regular expression of a pattern in which {n} stands for a number."""
    return pattern.replace(NUMBER_PLACE, _NUMBER)


@lru_cache(maxsize=256)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _last_end(sign: re.Pattern[str], text: str, before: int) -> int:
    return max((match.end() for match in sign.finditer(text, 0, before)), default=0)


def _speaks_of_another_year(text: str, match: re.Match[str], year: int | None) -> bool:
    sentence = text[_last_end(_SENTENCE_END, text, match.start()) : match.end()]
    years = _YEAR.findall(sentence)
    return bool(years) and year is not None and int(years[-1]) != year


def _number(text: str) -> Decimal | None:
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    return chinese_number(text)


def chinese_number(text: str) -> Decimal | None:
    """The number that Chinese numerals write: 一百零三 is 103, 二〇 is 20; None where they write none."""
    if all(sign in _DIGITS for sign in text):
        return Decimal("".join(str(_DIGITS[sign]) for sign in text))
    high, _, low = text.rpartition("万")
    upper = _below_ten_thousand(high) if high else 0
    lower = _below_ten_thousand(low) if low else 0
    if upper is None or lower is None:
        return None
    return Decimal(upper * 10_000 + lower)


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last_unit = 0, None, 10_000
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            continue
        unit = _UNITS.get(sign)
        if unit is None or unit >= last_unit:
            return None
        total += (1 if digit is None else digit) * unit
        digit, last_unit = None, unit
    return total + (digit or 0)
