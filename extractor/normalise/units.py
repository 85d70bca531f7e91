"""Units of measure, and the scale (万, million, …) each of them carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

REMEMBERED = 8192
"""Texts whose reading is kept: labels are asked about for each cell of their row or column."""
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


@lru_cache(maxsize=REMEMBERED)
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
    rf"(?:人民币|港币|美元)?(?P<scale>{_alternatives(' '.join(_CHINESE_SCALES))})??"
    rf"(?:(?P<money>{_alternatives(_CHINESE_MONEY)})|(?P<other>{_alternatives(_CHINESE_OTHER)}))"
    rf"(?:\((?:{_alternatives(_CHINESE_OTHER)})\))?"
    rf"(?:[/每](?:[十百千万亿]*)(?:{_alternatives(_CHINESE_MONEY)}|{_alternatives(_CHINESE_OTHER)}|年|月|日|季度))*"
)
_BARE_SCALE = re.compile("万|亿|百万|千万|十亿|百亿|千亿|万亿")

# --- Latin -----------------------------------------------------------------------------------------------------------

CURRENCY = (
    r"(?:US\s?\$|\$\s?US|USD|HK\s?\$|HKD|A\s?\$|AUD|C\s?\$|CAD|NT\s?\$|S\s?\$|SGD|RMB|CNY|EUR|GBP|JPY|CHF|SEK|DKK|NOK|INR"
    r"|F[Ff]r\.?|Rs\.?|\$|€|£|¥|₹|euros?|dollars?|pounds|yuan|yen|rupees|ECUs?|人民币)"
)
"""A currency by sign, code or name."""

_LATIN_SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_SCALE_SPELLINGS = {
    "hundred": r"hundreds",
    "thousand": r"['’]?000['’]?s?|1[, ]?000s|thousands?|thsd|thous\.?",
    "lakh": r"lakhs?|lacs?",
    "million": r"millions?|mill?\.?|mln|mn|mio\.?",
    "crore": r"crores?",
    "billion": r"billions?|bln|bn\.?|mrd\.?",
    "trillion": r"trillions?|tn",
}
# One letter is a scale only where a currency stands before it: "12 m" may be metres.
_LETTER_SCALES = {"k": "thousand", "m": "million", "b": "billion"}
_LATIN_OTHER = (
    r"tonnes?|tons?|kg|mg|g|km|cm|mm|ha|hectares?|km2|km²|m2|m²|m3|m³|GWh|MWh|kWh|TWh|GW|MW|kW|ktoe|Mtoe|toe|kt|Mt|litres?"
    r"|persons?|people|inhabitants|employees|households|units?|years?|months|days|hours|pp|bps?|°C|℃|jobs|head"
)
_TIMES = r"10{0,8}(?:[, ]000)*"
"""100 million yuan, 10,000 tons: what is counted in 亿元 and 万吨 in Chinese."""
COUNTED_IN = re.compile(r"^(?:(?:measured|expressed|stated|shown|reported|figures|amounts)\s+)?in\s+", re.IGNORECASE)
"""What may stand before a unit: in, measured in."""
_LATIN_UNIT = re.compile(
    rf"(?P<before>{CURRENCY})?\s*(?(before)(?:in\s+)?)(?:(?P<times>{_TIMES})\s?(?!\s?\d))?"
    rf"(?:(?P<scale>{'|'.join(_SCALE_SPELLINGS.values())})|(?P<letter>(?(before)[kmb]\.?|(?!))))?\s*(?:of\s+)?"
    rf"(?:(?P<after>{CURRENCY})|(?P<other>{_LATIN_OTHER}))?"
    rf"(?P<per>\s*(?:/|per\s)\s*[a-z]+[23²³]?)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"%(?:\s?points?)?|‰|percentage points?|percentages?|per\s?cents?|pct\.?|个?百分点", re.IGNORECASE
)


@lru_cache(maxsize=REMEMBERED)
def parse_unit(text: str) -> Unit | None:
    """The unit that `text` as a whole names; None where it names none that is known for sure."""
    printed = half_width(text)
    if match := COUNTED_IN.match(printed):
        printed = printed[match.end() :]
    if not printed:
        return None
    if _PERCENT.fullmatch(printed):
        return Unit(printed, kind="percent")
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
    if match["times"]:
        scale *= int(re.sub(r"\D", "", match["times"]))
    return Unit(printed, scale, "money" if currency else "other" if match["other"] else "scale")


def counted_in(scale: Unit, unit: Unit) -> Unit | None:
    """A bare scale in a cell together with the unit that its labels name: 1.5亿 under 元; None where both have one."""
    if scale.kind != "scale" or unit.scale != 1 or unit.kind in ("percent", "scale"):
        return None
    space = "" if scale.text in _CHINESE_SCALES else " "
    return Unit(f"{scale.text}{space}{unit.text}", scale.scale, unit.kind)
