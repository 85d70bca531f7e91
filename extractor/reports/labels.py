"""Printed labels and the patterns of a report model: when the one is the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Radicals that fonts of some PDFs put in place of the characters; NFKC knows only those of the Kangxi block.
_RADICALS = str.maketrans("⺠⻔⻋⻅⻆⻉⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻓⺟⻄", "民门车见角贝页风飞食马鱼鸟麦黄齐齿龙长母西")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CHINESE_DIGITS = "零〇一二三四五六七八九十百"
_NUMBERING = re.compile(
    rf"(?:第?[{_CHINESE_DIGITS}]{{1,4}}[、.,:]"
    rf"|[((<\[][{_CHINESE_DIGITS}\d]{{1,3}}[))>\]][、.]?"
    r"|\d{1,2}[、.)](?!\d)"
    r"|[IVX]{1,4}[、.,](?=[\u4e00-\u9fff]))"
)
_CIRCLED = re.compile("^\\s*[①-⑳]")
_LEAD = re.compile(r"(?:其中|加|减)[:：]")
_PUNCTUATION = re.compile(r"[\s、，。；;：:,.·“”\"'‘’「」《》<>\-—_/|]")
_BRACKETED = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=32768)
def bare(label: str) -> str:
    """`label` without what differs from one print to the next: width, case, blanks, numbering, 其中, punctuation."""
    label = _CIRCLED.sub("", label)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", label.translate(_RADICALS)))
    text = re.sub(r"\s+", "", text)
    for _ in range(2):  # "三、(一)予以公开" and "其中:1.公务用车" have two
        text = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
        numbering = _NUMBERING.match(text)
        if numbering and numbering.end() < len(text):
            text = text[numbering.end() :]
    return _PUNCTUATION.sub("", text).casefold()


@lru_cache(maxsize=32768)
def core(label: str) -> str:
    """`bare` without remarks in brackets: 部分公开(区分处理的,只计这一情形) is 部分公开."""
    text = bare(label)
    without = _BRACKETED.sub("", text)
    return without or text


def matches(label: str, patterns: Iterable[str]) -> bool:
    """Whether a printed label is what one of the patterns describes.

    A pattern is a label as printed; "*" in it stands for any text. One between slashes is a regular expression, which
    is looked for anywhere in the label as it stands, blanks left out.
    """
    return any(_matches(label, pattern) for pattern in patterns)


def _matches(label: str, pattern: str) -> bool:
    if not label.strip():
        return False
    if is_expression(pattern):
        text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
        return re.search(pattern[1:-1], text) is not None
    if "*" in pattern:
        return _wildcard(pattern).fullmatch(bare(label)) is not None
    return bare(label) == bare(pattern) or core(label) == core(pattern)


@lru_cache(maxsize=1024)
def _wildcard(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(bare(part)) for part in pattern.split("*")))


def is_expression(pattern: str) -> bool:
    """Whether a pattern is a regular expression: /…/."""
    return len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")
