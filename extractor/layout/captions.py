"""Lines that belong to a table: titles, unit lines and continuation marks above it, remarks and sources below."""

from __future__ import annotations

import re
import unicodedata

_NUMERAL = r"[\d一二三四五六七八九十]"
_CAPTION = re.compile(
    rf"(?:续?附?表{_NUMERAL}+[\d.\-—–]*(?![\d元件])|附表(?:{_NUMERAL}|$|[:：])"
    rf"|[(（]?(?:续表?|续上表|接上表)[)）]?$|续表{_NUMERAL}"
    r"|tab(?:le|\.)\s?[\divx]+[\w.\-–]*(?:[.:：\s—–-]|$)|[(（]?(?:table\s[\w.]+\s?)?[(（]?cont(?:inued|'d|\.)[)）]?\.?$)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:(?:金额|计量|货币|数量)?单位\s?[:：]|[(（](?:金额|计量|货币)?单位\s?[:：][^)）]*[)）]$"
    r"|(?:编制|填报|预算|主管|报送|公开|制表|申报){0,2}(?:部门|单位)(?:名称)?(?:[(（]盖?章?[)）])?\s?[:：]"
    r"|编制日期\s?[:：]|公开\s?\d+\s?表$|(?:预算|决算|财决|财预|附)?公开?\s?\d+\s?表$|财决\s?\d+(?:-\d+)?\s?表$"
    r"|unit(?:s)?\s?:|[(（]?(?:in\s)?(?:thousands?|millions?|billions?)\s(?:of\s)?[\w\s]{0,20}[)）]?$"
    r"|[(（](?:in\s)?(?:%|‰|per\s?cent|[十百千万亿]*(?:[美欧港日]?元|人|户|件|吨))[)）]$"
    r"|[(（]?(?:eur|usd|rmb|cny|gbp|€|\$|£|¥)\s?(?:in\s)?(?:thousands?|millions?|billions?)[)）]?$)",
    re.IGNORECASE,
)
_FIGURE = re.compile(rf"(?:图\s?{_NUMERAL}|(?:figure|fig\.|chart|graph|box)\s?[\divx]+\b)", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:[(（]?(?:备注|附注|说明|注释?\d?)\s?[)）]?\s?[:：]|注\s?\d*\s?[.．、:：]|(?:资料|数据|信息)?来源\s?[:：]"
    r"|(?:\*|※|†|‡|§)+|sources?\s?:|notes?\s?\d?\s?[:.]|n\.?b\.?\s?[:.]"
    r"|[(（]?(?-i:[a-z])[)）]?\s(?-i:(?=[A-Z]))|[(（]\d{1,2}[)）]\s|\d{1,2}[)）]\s)",
    re.IGNORECASE,
)
_CIRCLED = re.compile(r"\s*[①-⑳]")
_STRONG_NOTE = re.compile(
    r"(?:[(（]?注\s?\d*\s?[)）]?\s?[:：]|(?:资料|数据)?来源\s?[:：]|sources?\s?:|notes?\s?:)", re.IGNORECASE
)


def is_caption_text(text: str) -> bool:
    """Whether `text` names or numbers a table, marks its continuation or gives its unit or office."""
    return bool(_CAPTION.match(_plain(text))) or is_unit_line(text)


def is_figure_title(text: str) -> bool:
    """Whether `text` numbers a figure."""
    return bool(_FIGURE.match(_plain(text)))


def is_unit_line(text: str) -> bool:
    """Whether `text` is a line such as 单位：万元, 部门：… or 公开03表: whole in itself, never the start of a wrap."""
    return len(text) <= 60 and bool(_UNIT.match(_plain(text)))


def is_note_text(text: str) -> bool:
    """Whether `text` begins as a remark below a table does: 注：, 资料来源：, Source:, a foot note mark."""
    return bool(_CIRCLED.match(text) or _NOTE.match(_plain(text)))


def is_strong_note_text(text: str) -> bool:
    """Whether `text` is a remark or a source wherever it stands."""
    return bool(_STRONG_NOTE.match(_plain(text)))


def is_table_title(text: str) -> bool:
    """Whether `text` ends as the name of a table does: 收入支出决算总表, …情况表（续）."""
    plain = re.sub(r"[(（][^()（）]{0,12}[)）]$", "", _plain(text))
    return len(plain) <= 60 and plain.endswith(("表", "一览"))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
