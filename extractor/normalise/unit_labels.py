"""The unit that a label, a caption or a unit line names, and which of a table's units its amounts are counted in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.normalise.units import COUNTED_IN, REMEMBERED, Unit, half_width, parse_unit

_BRACKETS = re.compile(r"[(\[【](?P<inside>[^()\[\]【】]+)[)\]】]")
_UNIT_WORD = re.compile(r"^(?:计量|金额|数量)?单位\s*[::]?\s*|^units?\s*:\s*", re.IGNORECASE)
_ASIDE = re.compile(
    r"[,;、\s]*(?:币种|货币种类|审计类型|报表类型)\s*:\s*\S+|,?\s*\b(?:except|unless|other than|excluding)\b.*",
    re.IGNORECASE,
)
"""What stands beside the unit in a unit line: 币种:人民币, (in millions, except per share data)."""
_SEPARATED = re.compile(
    r"(?:(?<!\d)[:,]|[:,](?!\d)|\s/|\bin\s)\s*(?P<unit>[^/:,]+)$|(?:(?<!\d),|,(?!\d))\s*(?P<listed>[^,]+)$",
    re.IGNORECASE,
)
"""A comma inside of a number separates nothing: 10,000 tons."""
_BEHIND_SLASH = re.compile(r"(?<!\s)/(?P<unit>[^/:,]+)$")
"""Amount/EUR; in Yield t/ha and Cost/day the slash divides."""
_NOT_BEHIND = "".join(rf"(?<!\b{word})" for word in ("per", "over", "under", "above", "below", "than"))
_LAST_WORDS = re.compile(rf"(?<!\d){_NOT_BEHIND}\s(?=(?:(?P<two>[^\s\d]\S*\s\S+)|(?P<one>[^\s\d]\S*))$)")
"""Not behind a number or these words, where it is part of a name: aged over 10 years, loans under $100 million."""
_PLAINLY_A_UNIT = re.compile(r"[€£$¥/]|\b[A-Z]{3}")
"""Beside its scale; "people" or "head" may be words of the label."""
_PERCENT_WORD = re.compile(r"(?:percentages?|per\s?cent|pct)\b", re.IGNORECASE)
"""At the front of a label or of a bracket: Percentage of all companies, (percent of GDP)."""
_PERCENT_SIGN = re.compile(r"(?<!\d)(?<!\d\s)[%‰]")
"""Not that of a number: "sales of the 5% largest"."""
# Measure words that are headers of their own: 类, 款, 项 are the parts of a budget code.
_ALSO_NAMES = frozenset("项处所部组班线门口片块例本册种位分度场")
_LIST = re.compile(r"\s*[、,;]\s*|\s+及\s*|\s*和\s*")


def units_in_line(text: str) -> tuple[Unit, ...]:
    """The units that a table's unit line names: 万元 and 人 for "单位:万元、人"; none where a part of it is no unit.

    An organisation (单位:某某局) is none.
    """
    printed = _bare(text)
    whole = parse_unit(printed)
    if whole is not None:
        return (whole,)
    for names in (_LIST.split(printed), printed.split()):
        parts = [parse_unit(_UNIT_WORD.sub("", name)) for name in names]
        known = tuple(part for part in parts if part is not None)
        if len(known) == len(parts):
            return known
    return ()


def _bare(text: str) -> str:
    """A unit line without its word, and without what stands beside the unit."""
    return _ASIDE.sub("", _UNIT_WORD.sub("", half_width(text)))


@lru_cache(maxsize=REMEMBERED)
def unit_in_label(label: str) -> Unit | None:
    """The unit that a column header, a stub label or a caption names: 采购金额(万元), Sales, $ million, 增长%."""
    printed = _ASIDE.sub("", half_width(label))
    whole = parse_unit(_UNIT_WORD.sub("", printed))
    if whole is not None:
        return None if printed in _ALSO_NAMES else whole
    bracketed = unit_in_brackets(printed)
    if bracketed is not None:
        return bracketed
    if sign := _PERCENT_SIGN.search(printed) or _PERCENT_WORD.match(printed):
        return Unit(sign[0], kind="percent")
    return _unit_at_end(printed)


def _unit_at_end(printed: str) -> Unit | None:
    """The unit that ends a label: by itself (to air kg/year, Total EURbn), or after a comma, colon, slash or "in"."""
    for match in _LAST_WORDS.finditer(printed):
        unit = parse_unit(match["two"] or match["one"])
        if unit is not None and (unit.scale > 1 or _PLAINLY_A_UNIT.search(unit.text)):
            return unit
    for match in _SEPARATED.finditer(printed):
        unit = parse_unit(match["unit"] or match["listed"])
        if unit is not None:
            return unit
    divided = _BEHIND_SLASH.search(printed)
    unit = parse_unit(divided["unit"]) if divided else None
    return unit if unit is not None and unit.kind in ("money", "percent") else None


def unit_in_brackets(text: str) -> Unit | None:
    """The unit in the last brackets of `text` that hold one: 表1 收支总表(万元)."""
    insides = [_bare(match["inside"]) for match in _BRACKETS.finditer(half_width(text))]
    return next((unit for unit in map(_bracketed, reversed(insides)) if unit is not None), None)


def _bracketed(inside: str) -> Unit | None:
    unit = parse_unit(inside)
    if unit is None and (word := _PERCENT_WORD.match(COUNTED_IN.sub("", inside))):
        return Unit(word[0], kind="percent")
    return unit


def unit_in_caption(caption: str) -> Unit | None:
    """The unit that a title names, in brackets or at its end: 表1 收支总表(万元), Exports, $ million."""
    unit = unit_in_brackets(caption) or parse_unit(caption)
    if unit is not None:
        return unit
    last = _unit_at_end(_ASIDE.sub("", half_width(caption)))
    return last if last is not None and (last.scale > 1 or last.kind in ("money", "percent")) else None


_SHARE = re.compile(
    r"百分比|比重|占比|比例|比率|指数|增长率|增速|增幅|增长(?!额|量|数)|率$|同比|环比|per\s?cent|\bshare\b|\bgrowth\b|\bratio\b|\brate\b|\bindex\b",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"序号|编号|编码|代码|行次|栏次|年份|排名|名次|位次|电话|邮编|日期|时间|\b(?:no|year|rank|code|date|id)\b\.?$|^年度?$",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"额|费|收入|支出|资金|投资|产值|增加值|余额|款|税|\b(?:amount|cost|revenue|income|expenditure)s?\b", re.I
)
_COUNT = re.compile(
    r"(?:人|户|件|个|台|辆|次|套|家|批|条|篇|项|头|床|份|场|村|笔|单)数|数量|人次|批次|面积|产量|人口|人员编制|保有量"
    r"|\bnumber\b|\bcount\b|\bfreq(?:uency)?\b|\bpopulation\b|\bpersons\b|\bemployees\b|\bhouseholds\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=REMEMBERED)
def takes_unit(label: str, unit: Unit) -> bool:
    """Whether amounts under `label` may be counted in the unit of the whole table.

    Rates, shares, identifiers and years never are; numbers of persons, cases or pieces are not counted in money.
    """
    printed = half_width(label)
    if _IDENTIFIER.search(printed):
        return False
    if _SHARE.search(printed) and unit.kind != "percent":
        return False
    return not (unit.kind == "money" and _COUNT.search(printed))


def unit_for(labels: Sequence[str], units: Sequence[Unit]) -> Unit | None:
    """Which of the units of a table its amounts under `labels` are counted in; None where that is not sure.

    Percent beside one other unit is for what is named as a share, which the labels say themselves. Of several others
    counts take the one they name (人数 in 人), and amounts of money that of money.
    """
    others = [unit for unit in units if unit.kind != "percent"] or list(units)
    fitting = [unit for unit in others if all(takes_unit(label, unit) for label in labels)]
    if len(others) == 1:
        return next(iter(fitting), None)
    named = [unit for unit in fitting if any(unit.text[-1] in label for label in labels) and unit.kind != "money"]
    money = [unit for unit in fitting if unit.kind == "money" and any(map(_MONEY.search, labels))]
    sure = [*named, *money]
    return sure[0] if len(sure) == 1 else None


_NAMES_NO_AMOUNT = re.compile(
    r".*(?:编号|编码|代码|文号|证号|卡号|账号|帐号|号码|电话|手机号?|传真|联系方式|邮编|邮政编码|日期)"
    r"|(?:[a-z]+ )?(?:code|phone|telephone|tel|fax|mobile|postcode|zip(?: code)?|date|id|account (?:no|number))\.?",
    re.IGNORECASE,
)


def names_identifier(label: str) -> bool:
    """Whether what stands under this header is a code, a telephone number or a date: digits, but no amount."""
    return _NAMES_NO_AMOUNT.fullmatch(half_width(label)) is not None


_UNIT_COLUMN = re.compile(r"(?:计量|计算|数量|度量)?单位|units?(?: of measure)?", re.IGNORECASE)


def names_unit_column(label: str) -> bool:
    """Whether a column under this header gives the unit of each row."""
    return _UNIT_COLUMN.fullmatch(half_width(label).replace("位 ", "位")) is not None
