"""How runs of characters of a script are joined: Chinese without blanks, Latin words with one, hyphens undone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from extractor.page import Word

HYPHENS = "-\u00ad\u2010"
"""Hyphen-minus, soft hyphen, hyphen. The non-breaking hyphen (U+2011) never stands at the end of a line."""
NEUTRAL = frozenset("()[]{}<>\"'“”‘’«»…—–·.,:;!?/\\-")
"""Punctuation that both scripts use: the letter beside it tells which script it stands in."""
SAME_LINE = 0.4
"""Two words are on one line where at least this share of the lower one's height overlaps."""


def is_cjk(character: str) -> bool:
    """Whether `character` is set on the full square: Chinese characters, kana, full-width punctuation and forms."""
    return unicodedata.east_asian_width(character) in "WF"


def join_lines(lines: Sequence[str]) -> str:
    """The text of a block whose printed lines are `lines`, from top to bottom.

    No blank is put where either side of the break is Chinese, one between Latin words. A hyphen at the end of a
    line is undone where the next line goes on in lower case, and kept without a blank elsewhere. Lines without
    text count for nothing.
    """
    text = ""
    for line in lines:
        text = _joined(text, line.strip()) if text else line.strip()
    return text


def join_line(words: Sequence[Word]) -> str:
    """The text of the words of one line, from left to right: a blank where one is printed, but none within Chinese."""
    text = ""
    for word in words:
        if text and has_blank_before(word, text):
            text += " "
        text += word.text
    return text


def has_blank_before(word: Word, before: str) -> bool:
    """Whether a blank parts `word` from the text before it on its line, of at least one character."""
    return word.space_before and not (is_cjk(before[-1]) and is_cjk(word.text[:1] or " "))


def join_words(words: Sequence[Word]) -> str:
    """The text of `words`, given in reading order on one or several lines."""
    return join_lines([join_line(line) for line in lines_of(words)])


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """The lines of `words`, given in reading order.

    A new line begins at a word that stands lower than the line so far and does not continue it to the right.
    """
    lines: list[list[Word]] = []
    for word in words:
        if lines and _same_line(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _same_line(before: Word, word: Word) -> bool:
    common = min(before.bbox.bottom, word.bbox.bottom) - max(before.bbox.top, word.bbox.top)
    lesser = min(before.bbox.height, word.bbox.height)
    return common >= SAME_LINE * lesser and word.bbox.x0 >= before.bbox.x_mid


def _joined(above: str, below: str) -> str:
    """`above` and `below` as they read without the line break between them."""
    if not above or not below:
        return above + below
    if above[-1] in HYPHENS and len(above) > 1 and above[-2].isalnum() and not is_cjk(above[-2]):
        undone = above[-2].isalpha() and below[0].islower()
        return (above[:-1] if undone or above[-1] == "\u00ad" else above) + below
    if _cjk_beside(above[::-1]) or _cjk_beside(below):
        return above + below
    return f"{above} {below}"


def _cjk_beside(text: str) -> bool:
    """Whether the first character of `text` that belongs to one script only is Chinese."""
    for character in text:
        if character not in NEUTRAL and not character.isspace():
            return is_cjk(character)
    return False
