"""Years, months, quarters and dates in the labels and titles of reports.

What can be read in two ways (03/04/2020, 2010-11) gives both readings, so that nobody takes one of them for sure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from extractor.normalise.periods import Edge, Period, spanning
from extractor.normalise.units import half_width, parse_unit

_YEAR_DIGITS = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_Y = rf"(?<![.,]){_YEAR_DIGITS}(?![.,]\d)"
_M = r"(?<![\d.])(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = (
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DASH = r"\s?(?:[-\u2010-\u2015~\uff5e]|至|到|\bto\b)\s?"
_CHINESE_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_CHINESE_YEAR = re.compile(rf"[{''.join(_CHINESE_DIGITS)}]{{4}}(?=年)")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "上": 1, "下": 2}
_COUNTS = {"three": 3, "six": 6, "nine": 9, "twelve": 12, "3": 3, "6": 6, "9": 9, "12": 12}

# Without any of these a label says nothing of time; most labels have none.
_OF_TIME = re.compile(rf"\d|[年月季期]|半|year|period|quarter|half|^{_NAME}$", re.IGNORECASE)
# Years that do not say when a number was counted: in titles of laws, numbers of documents, bases of indices, and what
# the number is compared with.
_NOT_ITS_TIME = re.compile(
    rf"《[^》]*》|[〔\[(]{_Y}[〕\])]\s?第?\d+\s?号|{_Y}年?\s?=\s?100\b"
    rf"|[比较与]于?{_Y}年?(?:同期)?"
    rf"|\b(?:since|vs\.?|versus|than|with|against|over|on|base(?: year)?) (?:in )?{_Y}",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)  # the labels of a form come again in every document
def periods_in(text: str) -> tuple[Period, ...]:
    """The periods that `text` names, each once, in their order; more than one where it compares, or is ambiguous."""
    if _OF_TIME.search(text) is None:
        return ()
    rest = _CHINESE_YEAR.sub(lambda m: "".join(_CHINESE_DIGITS[c] for c in m[0]), half_width(text))
    rest = _NOT_ITS_TIME.sub(_blanked, rest)
    relative = _relative(rest)
    if relative is not None:
        return (relative,)
    found: list[tuple[int, int, tuple[Period, ...]]] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(rest):
            if periods := read(match):
                found.append((match.start(), match.end(), periods))
                rest = rest[: match.start()] + _blanked(match) + rest[match.end() :]
    return tuple(dict.fromkeys(_joined(sorted(found, key=lambda f: f[:2]), rest)))


def is_bare_year(text: str) -> bool:
    """Whether `text` is four digits that may be a year or any other number or code."""
    return re.fullmatch(_Y, half_width(text)) is not None


def _blanked(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def _joined(found: list[tuple[int, int, tuple[Period, ...]]], text: str) -> Iterator[Period]:
    """The periods found; two with a dash between them are the ends of one."""
    if len(found) == 2 and all(len(periods) == 1 for _, _, periods in found):
        between = text[found[0][1] : found[1][0]]
        whole = spanning(found[0][2][0], found[1][2][0]) if re.fullmatch(_DASH, between, re.IGNORECASE) else None
        if whole is not None:
            yield whole
            return
    for _, _, periods in found:
        yield from periods


# --- Relative to the document ----------------------------------------------------------------------------------------

_ITEM = re.compile(
    r"(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)]?\s?[、.)]|[(][一二三四五六七八九十\d]{1,3}[)])\s?"
)
_RELATIVE = re.compile(
    r"(?:(?P<two>上上年|前年)|(?P<last>上一?[年期]|去年)|本[年期]|今年|当[年期]|(?P<next>下一?年|明年))"
    r"度?(?:同期)?年?(?P<edge>[初末])?(?!.?结[转余])"
    r"|(?:(?P<before>last|previous|prior|preceding)|this|current|reporting) (?:financial |fiscal )?(?:year|period)\b",
    re.IGNORECASE,
)
_EDGE = re.compile(r"[年期](?P<edge>[初末])(?:余额|数|金额|人数|总数)?")


def _relative(text: str) -> Period | None:
    """What 上年, 本期, 年末数 and the like at the front of a label say; 上年结转 is an item of this year's account."""
    bare = text[match.end() :] if (match := _ITEM.match(text)) else text
    if edge := _EDGE.fullmatch(bare):
        return Period(shift=0, edge=_edge(edge["edge"]))
    found = _RELATIVE.match(bare)
    if found is None or re.search(r"\d{4}", bare):
        return None
    shift = -2 if found["two"] else -1 if found["last"] or found["before"] else 1 if found["next"] else 0
    of_period = "期" in found[0] or "period" in found[0].lower()
    return Period(shift=shift, edge=_edge(found["edge"]), as_context=of_period)


def _edge(sign: str | None) -> Edge | None:
    return "start" if sign == "初" else "end" if sign else None


# --- Rules, the most specific first; what one has read the later ones do not see -------------------------------------


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if text.startswith("十"):
        return 10 + (" 一二".index(text[1]) if len(text) > 1 else 0)
    if text in "一二三四五六七八九":
        return int(_CHINESE_DIGITS[text])
    if text == "两":
        return 2
    return _NAMES.index(text[:3].lower()) + 1


def _day(year: str, month: str, day: str) -> tuple[Period, ...]:
    number = _month(month)
    if int(day) > monthrange(int(year), number)[1]:
        return ()
    return (Period(year=int(year), months=(number, number), day=int(day)),)


def _months(year: str | None, first: int, last: int) -> tuple[Period, ...]:
    return (Period(year=int(year) if year else None, months=(first, last)),) if first <= last else ()


def _numeric_day(match: re.Match[str]) -> tuple[Period, ...]:
    """31.12.2020 and 12/31/2020; 03/04/2020 may be either, and 03.04.2020 is in April."""
    one, two, year = match["one"], match["two"], match["y"]
    readings: list[Period] = []
    if int(two) <= 12:
        readings += _day(year, two, one)
    if int(one) <= 12 and match["sign"] == "/":
        readings += _day(year, one, two)
    return tuple(readings)


def _ended(match: re.Match[str]) -> tuple[Period, ...]:
    """So many months up to a date."""
    dates = periods_in(match["date"])
    if len(dates) != 1 or dates[0].year is None or dates[0].months is None:
        return dates
    year, last = dates[0].year, dates[0].months[1]
    first = last - (12 if match["year"] else _COUNTS[match["count"].lower()]) + 1
    if first >= 1:
        return (Period(year=year, months=(first, last)),)
    start = Period(year=year - 1, months=(first + 12, first + 12))
    return (replace(start, until=Period(year=year, months=(last, last))),)


def _two_years(match: re.Match[str]) -> tuple[Period, ...]:
    """2012/13 and 2010-2012; 2010-11 may be a month as well, and 2009/2008 compares two years."""
    start, second = int(match["y"]), match["z"]
    end = int(str(start)[: 4 - len(second)] + second)
    if second == "00":  # 1999/00
        end += 100
    years = Period(year=start, until=Period(year=end))
    if match["sign"] == "/":
        return (years,) if end == start + 1 else (Period(year=start), Period(year=end)) if len(second) == 4 else ()
    month = len(second) == 2 and 1 <= int(second) <= 12 and not match["fy"]
    readings = [years] if end > start else []
    if month:
        readings.append(Period(year=start, months=(int(second), int(second))))
    return tuple(readings)


_AFTER_YEARS = frozenset("abcdefghijklmnopqrstuvwxyz")
"""Foot note marks."""


def _bare_year(match: re.Match[str]) -> tuple[Period, ...]:
    """A year by its digits alone, unless what follows makes it an amount."""
    following = re.match(r"\s?([A-Za-z%‰]+|[\u4e00-\u9fff]+)", match.string[match.end() :])
    if following and following[1] not in _AFTER_YEARS and parse_unit(following[1]) is not None:
        return ()
    return (Period(year=int(match["y"])),)


def _exact_day(match: re.Match[str]) -> tuple[Period, ...]:
    return _day(match["y"], match["m"], match["d"])


def _exact_month(match: re.Match[str]) -> tuple[Period, ...]:
    month = _month(match["m"])
    return _months(match["y"], month, month)


def _month_range(match: re.Match[str]) -> tuple[Period, ...]:
    return _months(match["y"], _month(match["a"]), _month(match["b"]))


def _quarter(match: re.Match[str]) -> tuple[Period, ...]:
    quarter = _ordinal(match["n"])
    return _months(match["y"], 3 * quarter - 2, 3 * quarter)


def _quarters(match: re.Match[str]) -> tuple[Period, ...]:
    """The first two or three quarters."""
    return _months(match["y"], 1, 3 * _month(match["n"]))


def _first_months(match: re.Match[str]) -> tuple[Period, ...]:
    """The first nine months of a year."""
    return _months(match["y"], 1, _COUNTS[match["n"].lower()])


def _half(match: re.Match[str]) -> tuple[Period, ...]:
    half = _ordinal(match["n"])
    return _months(match["y"], 6 * half - 5, 6 * half)


def _ordinal(text: str) -> int:
    return _ORDINALS.get(text.lower()) or _month(text)


def _year(match: re.Match[str]) -> tuple[Period, ...]:
    return (Period(year=int(match["y"]), edge=_edge(match["edge"])),)


# The year before a part of it, as Chinese labels have it; it may be missing.
_OF_YEAR = rf"(?:(?P<y>{_Y})\s?年度?\s?)?"

_RULES = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (
            r"(?:(?P<year>year)|(?P<count>three|six|nine|twelve|3|6|9|12) months) (?:ended|ending|to) (?P<date>.+)",
            _ended,
        ),
        (rf"(?P<y>{_Y})\s?年\s?(?P<m>{_M})\s?月\s?(?P<d>{_D})\s?日", _exact_day),
        (rf"(?P<y>{_YEAR_DIGITS})(?P<sign>[-./])(?P<m>1[0-2]|0?[1-9])(?P=sign)(?P<d>{_D})", _exact_day),
        (rf"\b(?P<d>{_D})(?:st|nd|rd|th)?[ .-]?\s?(?P<m>{_NAME}),?[ -]?(?P<y>{_Y})", _exact_day),
        (rf"(?P<m>{_NAME}) (?P<d>{_D})(?:st|nd|rd|th)?,? (?P<y>{_Y})", _exact_day),
        (rf"(?<![\d./-])(?P<one>{_D})(?P<sign>[./])(?P<two>{_D})(?P=sign)(?P<y>{_YEAR_DIGITS})", _numeric_day),
        (rf"{_OF_YEAR}(?P<a>{_M})月?{_DASH}(?P<b>{_M})\s?月份?", _month_range),
        (rf"{_OF_YEAR}(?P<m>{_M})\s?月(?:份|末|底)?", _exact_month),
        (rf"{_OF_YEAR}前(?P<n>[二两三])个?季度?", _quarters),
        (rf"{_OF_YEAR}第?(?P<n>[一二三四1-4])\s?季(?:度|(?![\u4e00-\u9fff]))", _quarter),
        (rf"{_OF_YEAR}(?P<n>[上下])半年", _half),
        (rf"(?P<y>{_Y})[ -]?Q(?P<n>[1-4])\b", _quarter),
        (rf"(?P<y>{_Y})[ -]?H(?P<n>[12])\b", _half),
        (rf"\bQ(?P<n>[1-4])(?:[ /-]?(?P<y>{_Y})|\b)", _quarter),
        (rf"\bH(?P<n>[12])(?:[ /-]?(?P<y>{_Y})|\b)", _half),
        (rf"\b(?P<n>[1-4])Q ?(?P<y>{_YEAR_DIGITS})", _quarter),
        (rf"\b(?P<n>[12])H ?(?P<y>{_YEAR_DIGITS})", _half),
        (rf"\b(?:first )?(?P<n>three|six|nine|3|6|9)(?:[ -]months?|M)(?: of)? (?P<y>{_Y})", _first_months),
        (rf"\b(?P<n>{'|'.join(_ORDINALS)}) quarter(?:(?: of)? (?P<y>{_Y}))?", _quarter),
        (rf"\b(?P<n>first|second) half(?:(?: of)? (?P<y>{_Y}))?", _half),
        (rf"(?P<a>{_NAME}){_DASH}(?P<b>{_NAME}),? (?P<y>{_Y})", _month_range),
        (rf"(?P<m>{_NAME}),?[ -](?P<y>{_Y})", _exact_month),
        (rf"(?P<y>{_Y}),? (?P<m>{_NAME})", _exact_month),
        (rf"^(?P<m>{_NAME})(?P<y>)$", _exact_month),
        (
            rf"(?P<fy>FY\s?)?(?P<y>{_Y})\s?(?P<sign>[/\u2010-\u2015-])\s?(?P<z>(?:19|20)?\d\d|(?<=/)\d)(?![\d年]|[.,]\d)",
            _two_years,
        ),
        (rf"(?P<y>{_Y})\s?(?:财政?)?年度?(?P<edge>[初末底])?", _year),
        (rf"\b(?:FY|fiscal (?:year )?)\s?(?P<y>{_Y})(?P<edge>)", _year),
        (rf"(?<![A-Za-z/#§№-])(?<!No\.)(?<!No)(?<!No )(?P<y>{_Y})(?![A-Za-z/]{{2}}|[-/]\d)", _bare_year),
    )
)
