"""Whether two names are of one organisation: with and without the province, or from before and after it was renamed."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Literal

from extractor.reports.labels import bare

Kinship = Literal["same", "renamed"]

SHARED = 1 / 3
"""Share of the shorter name of an office whose pairs of characters the other one has too: 环境保护, 生态环境."""
FEWEST_WORDS = 2
"""Words of an English name that must stay when it is renamed; one alone is a place."""

_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:省|自治区|特别行政区|自治州|自治县|地区|市|州|盟|县|区|旗|镇|(?<!城)乡|街道)"
)
_OF_OFFICE = re.compile(r"(?:人民政府|委员会|办公室|办事处|管理|监督|行政|工作|服务|中心|局|厅|部|委|办|处|院)+$")
_GENERIC_WORDS = re.compile(
    r"\b(?:agency|authority|board|bureau|commission|committee|council|department|office|ministry|of|for|the|and)\b"
)


def kinship(one: str, other: str) -> Kinship | None:
    """Whether both are names of the same organisation, or may be, as after a reform; None for different ones."""
    if bare(one) == bare(other):
        return "same"
    places, office = _parted(one)
    other_places, other_office = _parted(other)
    if not places or not other_places:
        return "renamed" if _are_alike_words(one, other) else None
    shorter = min(len(places), len(other_places))
    if places[-shorter:] != other_places[-shorter:]:
        return None
    if office == other_office:
        return "same"
    return "renamed" if _are_alike(office, other_office) else None


def _parted(name: str) -> tuple[tuple[str, ...], str]:
    """The places that a Chinese name begins with, from the largest, and the office."""
    rest = bare(name)
    places: list[str] = []
    while (match := _PLACE.match(rest)) and _OF_OFFICE.search(rest[match.end() :]):
        places.append(match[0])
        rest = rest[match.end() :]
    return tuple(places), rest


def _are_alike(office: str, other: str) -> bool:
    """Whether what two offices of one place are for is much the same: 农业局, 农业农村局."""
    pairs, other_pairs = (set(map("".join, pairwise(_OF_OFFICE.sub("", name)))) for name in (office, other))
    fewer = min(len(pairs), len(other_pairs))
    return fewer > 0 and len(pairs & other_pairs) >= SHARED * fewer


def _are_alike_words(one: str, other: str) -> bool:
    """Whether two English names differ in the word for the kind of office only."""
    words, other_words = _words(one), _words(other)
    return words == other_words and len(words) >= FEWEST_WORDS


def _words(name: str) -> set[str]:
    """The words of a name, but for those that many offices have."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return set(re.findall(r"[a-z]+", _GENERIC_WORDS.sub("", plain)))
