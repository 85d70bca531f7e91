"""Headings: numbering, size and place tell them from text; their levels are the same over the whole document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_CHINESE = r"[〇零一二三四五六七八九十百]+"
_NUMBERINGS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (0.0, re.compile(rf"第(?:{_CHINESE}|\d+)(?:部分|编|篇|章)")),
    (0.0, re.compile(r"(?:part|chapter)\s(?:\d+|[ivx]+|[a-z])\b", re.IGNORECASE)),
    (0.5, re.compile(rf"第(?:{_CHINESE}|\d+)节")),
    (0.5, re.compile(r"(?:section|annex|appendix)\s(?:\d+|[ivx]+|[a-z])\b", re.IGNORECASE)),
    (1.0, re.compile(rf"{_CHINESE}[、.,]")),
    (1.5, re.compile(r"[IVX]{1,5}[.、]\s?\D")),
    (2.0, re.compile(rf"\({_CHINESE}\)")),
    (3.2, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?![\d%])")),
    (3.2, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?![\d%])")),
    (3.1, re.compile(r"\d{1,2}\.\d{1,2}\.?(?![\d%])\s?[^\d\s%]")),
    (3.0, re.compile(r"\d{1,2}(?:[、.]\s?(?!\d)|\s(?=[A-Z]))")),
    (4.0, re.compile(r"\(\d{1,2}\)")),
    (5.0, re.compile(r"[A-Z][.)]\s")),
)
"""Rank and form of the numberings, tried in this order: a lower rank stands above a higher one where both occur."""
SECTION = 1.5
"""Numberings up to this rank make a short line of its own a heading even in the type of the text."""
SUBSECTION = 2.0
"""So do these, where text follows that is set as a paragraph."""

_SENTENCE_END = re.compile(r"[。！？；;，,：:!?]$|(?<![\d.⺀-鿿])\.$")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|-{4,}|·{4,}|—{4,}")
_CONTENTS = re.compile(r"目\s?(?:录|次)|(?:table of )?contents", re.IGNORECASE)


def numbering_rank(text: str) -> float | None:
    """The rank of the numbering that `text` begins with; None where it begins with none."""
    plain = _plain(text)
    return next((rank for rank, pattern in _NUMBERINGS if pattern.match(plain)), None)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends in punctuation that a heading does not end in; a dot after Chinese is a speck."""
    return bool(_SENTENCE_END.search(_plain(text)))


def has_clauses(text: str) -> bool:
    """Whether commas or full stops stand within `text`, as in a sentence and in hardly any heading."""
    return bool(re.search(r"[,，;；。:：]", text))


def has_leaders(text: str) -> bool:
    """Whether `text` holds a row of dots, as an entry of a table of contents does."""
    return bool(_LEADERS.search(_plain(text)))


def is_contents_title(text: str) -> bool:
    """Whether `text` stands above a table of contents."""
    return bool(_CONTENTS.fullmatch(_plain(text)))


def is_short(text: str) -> bool:
    """Whether `text` is no longer than headings are: 45 Chinese or 110 Latin characters."""
    ems = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.4 for c in text)
    return 0 < ems <= 45


def levels_of_ranks(ranks: Iterable[float]) -> dict[float, int]:
    """The level of every rank that occurs: 2 for the uppermost, 3 for the next, and so on."""
    return {rank: 2 + place for place, rank in enumerate(sorted(set(ranks)))}


def in_contents(blocks: Sequence[tuple[str, float, bool]]) -> list[bool]:
    """For each block of the document, whether it is an entry of a table of contents.

    The entries are those after a contents title, up to the first text that does not look like one: no heading by
    its looks, larger type than the first entry, no leaders where that has them, or the first entry again, with
    which the body begins.

    Args:
        blocks: Text, font size and whether it looks like a heading, in reading order.
    """
    inside: list[bool] = []
    entries: list[tuple[str, float, bool]] | None = None
    for text, size, looks in blocks:
        key, leaders = re.sub(r"[\W\d_]+", "", _plain(text)), has_leaders(text)
        if is_contents_title(text):
            entries = []
        elif entries is not None and (looks or leaders) and _goes_on(entries, key, size, leaders):
            entries.append((key, size, leaders))
            inside.append(True)
            continue
        else:
            entries = None
        inside.append(leaders)
    return inside


def _goes_on(entries: Sequence[tuple[str, float, bool]], key: str, size: float, leaders: bool) -> bool:
    """Whether a block is a further entry of the table of contents that `entries` are from."""
    if not entries:
        return True
    _, first_size, first_leaders = entries[0]
    return key not in {entry[0] for entry in entries} and size <= 1.1 * first_size and leaders >= first_leaders


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
