"""Units of measure in printed labels, and the scale (万, million, …) each of them carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["money", "percent", "scale", "other"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed.

    Attributes:
        text: As printed, without brackets and without a leading 单位:.
        scale: What one of it counts of its base unit: 10000 for 万元, 1 for 元 and %.
        kind: `scale` for a bare 万 or million, which counts in another unit or in pieces.
    """

    text: str
    scale: int = 1
    kind: UnitKind = "other"


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA5: "¥",
    0xFFE5: "¥",
    0xFFE1: "£",
}


def half_width(text: str) -> str:
    """`text` with full-width ASCII made ordinary and runs of white space made one blank; other signs stay.

    Not NFKC, which would turn the footnote marks ① and ² into digits.
    """
    return " ".join(text.translate(_FULL_WIDTH).split())


# --- Chinese ---------------------------------------------------------------------------------------------------------

_CHINESE_SCALES = {
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "十亿": 1_000_000_000,
    "百亿": 10_000_000_000,
    "千亿": 100_000_000_000,
    "万亿": 1_000_000_000_000,
}
_CHINESE_MONEY = "人民币元 人民币 元人民币 美元 港元 港币 欧元 日元 英镑 澳元 加元 韩元 卢布 新台币元 元 角"
# Only what follows a number in tables. 年, 月, 日, 号, 期, 类, 级, 届 make ordinals and dates of numbers: no units.
# 千克, 千米 and the like are units of their own, so that 千 is no scale in them.
_CHINESE_OTHER = (
    "件 条 个 项 次 人 户 家 台 辆 套 份 批 篇 宗 起 处 所 座 栋 幢 间 名 位 例 张 只 头 株 棵 本 册 部 场 岁 倍 种 "
    "艘 架 床 人次 户次 车次 件次 次数 头只 册次 家次 天 小时 分钟 秒 个月 工日 台套 台次 台班 "
    "亩 公顷 平方米 平方公里 平方千米 公里 千米 米 厘米 毫米 立方米 升 毫升 "
    "吨 公吨 公斤 千克 克 毫克 斤 吨标准煤 吨公里 人公里 千瓦 千瓦时 兆瓦 度 伏 安 焦耳 吉焦 "
    "辆次 架次 艘次 吨次 标准箱 箱 袋 包 瓶 盒 桶 羽 尾 枚 支 根 块 片 眼 口 盏 门 线 对 双 副 组 班 课时 学时 人天 分"
)


def _alternatives(names: str) -> str:
    return "|".join(re.escape(name) for name in sorted(names.split(), key=len, reverse=True))


_CHINESE_UNIT = re.compile(
    rf"(?:人民币)?(?P<scale>{_alternatives(' '.join(_CHINESE_SCALES))})??"
    rf"(?:(?P<money>{_alternatives(_CHINESE_MONEY)})|(?P<other>{_alternatives(_CHINESE_OTHER)}))"
    rf"(?:\((?:{_alternatives(_CHINESE_OTHER)})\))?"
    rf"(?:[/每](?:[十百千万亿]*)(?:{_alternatives(_CHINESE_MONEY)}|{_alternatives(_CHINESE_OTHER)}|年|月|日|季度))*"
)
_BARE_SCALE = re.compile("万|亿|百万|千万|十亿|百亿|千亿|万亿")

# --- Latin -----------------------------------------------------------------------------------------------------------

CURRENCY = (
    r"(?:US\s?\$|\$\s?US|USD|HK\s?\$|HKD|A\s?\$|AUD|C\s?\$|CAD|NT\s?\$|RMB|CNY|EUR|GBP|JPY|CHF|SEK|F[Ff]r\.?|\$|€|£|¥"
    r"|euros?|dollars?|pounds|yuan|ECUs?|人民币)"
)
"""A currency by sign, code or name."""

_LATIN_SCALES = {
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_SCALE_SPELLINGS = {
    "thousand": r"'?000'?s?|1[, ]?000s?|thousands?|thsd|thous\.?",
    "million": r"millions?|mill?\.?|mln|mn|mio\.?",
    "billion": r"billions?|bln|bn\.?|mrd\.?",
    "trillion": r"trillions?|tn",
}
# One letter is a scale only where a currency stands before it: "12 m" may be metres.
_LETTER_SCALES = {"k": "thousand", "m": "million", "b": "billion"}
_LATIN_OTHER = (
    r"tonnes?|tons?|kg|mg|g|km|cm|mm|ha|hectares?|km2|km²|m2|m²|m3|m³|GWh|MWh|kWh|TWh|GW|MW|kW|ktoe|Mtoe|toe|kt|Mt|litres?"
    r"|persons?|people|inhabitants|employees|households|units?|years?|months|days|hours|pp|bps?|°C|℃|jobs|head"
)
_LATIN_UNIT = re.compile(
    rf"(?:in\s+)?(?P<before>{CURRENCY})?\s*"
    rf"(?:(?P<scale>{'|'.join(_SCALE_SPELLINGS.values())})|(?P<letter>(?(before)[kmb]\.?|(?!))))?\s*(?:of\s+)?"
    rf"(?:(?P<after>{CURRENCY})|(?P<other>{_LATIN_OTHER}))?"
    rf"(?P<per>\s*(?:/|per\s)\s*[a-z]+)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%(?:\s?points?)?|‰|percentage points?|(?:in\s+)?per\s?cents?|个?百分点|in\s+%", re.IGNORECASE)


def parse_unit(text: str) -> Unit | None:
    """The unit that `text` as a whole names; None where it names none that is known for sure."""
    printed = half_width(text)
    if not printed:
        return None
    if _PERCENT.fullmatch(printed):
        return Unit(re.sub(r"^in\s+", "", printed), kind="percent")
    return _chinese(printed) or _latin(printed)


def _chinese(printed: str) -> Unit | None:
    compact = printed.replace(" ", "")
    if _BARE_SCALE.fullmatch(compact):
        return Unit(printed, _CHINESE_SCALES[compact], "scale")
    match = _CHINESE_UNIT.fullmatch(compact)
    if match is None:
        return None
    scale = _CHINESE_SCALES[match["scale"]] if match["scale"] else 1
    return Unit(printed, scale, "money" if match["money"] else "other")


def _latin(printed: str) -> Unit | None:
    match = _LATIN_UNIT.fullmatch(printed)
    if match is None:
        return None
    currency = match["before"] or match["after"]
    if match["letter"]:
        if not match["before"]:
            return None
        scale = _LATIN_SCALES[_LETTER_SCALES[match["letter"][0].lower()]]
    elif match["scale"]:
        scale = next(
            _LATIN_SCALES[name]
            for name, spellings in _SCALE_SPELLINGS.items()
            if re.fullmatch(spellings, match["scale"], re.IGNORECASE)
        )
    elif currency or match["other"]:
        scale = 1
    else:
        return None
    return Unit(printed, scale, "money" if currency else "other" if match["other"] else "scale")


def counted_in(scale: Unit, unit: Unit) -> Unit | None:
    """A bare scale in a cell together with the unit that its labels name: 1.5亿 under 元; None where both have one."""
    if scale.kind != "scale" or unit.scale != 1 or unit.kind in ("percent", "scale"):
        return None
    space = "" if scale.text in _CHINESE_SCALES else " "
    return Unit(f"{scale.text}{space}{unit.text}", scale.scale, unit.kind)


# --- Labels ----------------------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"[(\[【](?P<inside>[^()\[\]【】]+)[)\]】]")
_UNIT_WORD = re.compile(r"^(?:计量|金额|数量)?单位\s*[::]?\s*|^units?\s*:\s*", re.IGNORECASE)
_SEPARATED = re.compile(
    r"(?:[:,]|/(?!\s*(?:years?|months?|days?|hours?|年|月|日|天|小时)$)|\bin\s)\s*(?P<unit>[^/:,]+)$|,\s*(?P<listed>[^,]+)$",
    re.IGNORECASE,
)
"""What is named per year or per day is not counted in years."""
_LAST_WORDS = re.compile(r"(?=\s(?P<two>\S+\s\S+)$)|\s(?P<one>\S+)$")
_PLAINLY_A_UNIT = re.compile(r"[€£$¥/]|\b[A-Z]{3}")
"""Beside its scale; "people" or "head" may be words of the label."""
_PERCENT_SIGN = re.compile(r"(?<!\d)(?<!\d\s)[%‰]")
"""Not that of a number: "sales of the 5% largest"."""
# Measure words that are headers of their own: 类, 款, 项 are the parts of a budget code.
_ALSO_NAMES = frozenset("项处所部组班线门口片块例本册种位分度场")
_LIST = re.compile(r"\s*[、,;]\s*|\s+及\s*|\s*和\s*")


def units_in_line(text: str) -> tuple[Unit, ...]:
    """The units that a table's unit line names: 万元 and 人 for "单位:万元、人"; none where a part of it is no unit.

    An organisation (单位:某某局) is none.
    """
    printed = _UNIT_WORD.sub("", half_width(text))
    whole = parse_unit(printed)
    if whole is not None:
        return (whole,)
    for names in (_LIST.split(printed), printed.split()):
        parts = [parse_unit(_UNIT_WORD.sub("", name)) for name in names]
        known = tuple(part for part in parts if part is not None)
        if len(known) == len(parts):
            return known
    return ()


def unit_in_label(label: str) -> Unit | None:
    """The unit that a column header, a stub label or a caption names: 采购金额(万元), Sales, $ million, 增长%."""
    printed = half_width(label)
    whole = parse_unit(_UNIT_WORD.sub("", printed))
    if whole is not None:
        return None if printed in _ALSO_NAMES else whole
    bracketed = unit_in_brackets(printed)
    if bracketed is not None:
        return bracketed
    if sign := _PERCENT_SIGN.search(printed):
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
    return None


def unit_in_brackets(text: str) -> Unit | None:
    """The unit in the last brackets of `text` that hold one: 表1 收支总表(万元)."""
    units = (parse_unit(_UNIT_WORD.sub("", match["inside"])) for match in _BRACKETS.finditer(half_width(text)))
    return next(iter([unit for unit in units if unit is not None][::-1]), None)


def unit_in_caption(caption: str) -> Unit | None:
    """The unit that a title names, in brackets or at its end: 表1 收支总表(万元), Exports, $ million."""
    unit = unit_in_brackets(caption)
    if unit is not None:
        return unit
    last = _unit_at_end(half_width(caption))
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


_UNIT_COLUMN = re.compile(r"(?:计量|计算|数量|度量)?单位|units?(?: of measure)?", re.IGNORECASE)


def names_unit_column(label: str) -> bool:
    """Whether a column under this header gives the unit of each row."""
    return _UNIT_COLUMN.fullmatch(half_width(label).replace("位 ", "位")) is not None
