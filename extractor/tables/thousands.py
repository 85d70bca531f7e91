"""Commas between thousands that a worn print shows as points: 1.684.04 among numbers such as 3,779.59.

The digits are what they are; of the marks between them only one reading is a number in the format of its column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from extractor.page import FragmentCell, TableFragment, Word
from extractor.script import join_words

FEWEST = 2
"""Other numbers of the column that must show its decimals."""
AGREEING = 0.8
"""Share of them that must have as many."""

_NUMBER = re.compile(r"[-+(]?(?:\d{1,3}(?:,\d{3})+|\d+)\.(?P<decimals>\d+)%?\)?", re.ASCII)
_WITH_THOUSANDS = re.compile(r"[-+(]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?\)?", re.ASCII)
_MISREAD = re.compile(
    r"(?P<head>[-+(]?)(?P<groups>\d{1,3}(?:[.,]\d{3})+)[.,](?P<decimals>\d{1,2}|\d{4,})(?P<tail>%?\)?)", re.ASCII
)
"""At least three groups of digits, of which the last, which is not as long as thousands, must be decimals."""


def resolve_thousands(fragment: TableFragment) -> TableFragment:
    """`fragment` with numbers whose points and commas are mixed up in the format of their column.

    Only readings by OCR are touched; the reading that is replaced stays among the word's alternatives.
    """
    if not any(_WITH_THOUSANDS.fullmatch(cell.text) for cell in fragment.cells):
        return fragment
    decimals = _decimals_by_column(fragment.cells)
    cells = tuple(_resolved(cell, decimals.get(cell.col)) for cell in fragment.cells)
    return replace(fragment, cells=cells)


def _decimals_by_column(cells: Iterable[FragmentCell]) -> dict[int, int]:
    """For each column whose numbers have points before decimals, how many these are."""
    counts: dict[int, Counter[int]] = {}
    for cell in cells:
        match = _NUMBER.fullmatch(cell.text)
        if match is not None:
            counts.setdefault(cell.col, Counter())[len(match["decimals"])] += 1
    usual = {col: count.most_common(1)[0] for col, count in counts.items()}
    return {
        col: decimals
        for col, (decimals, count) in usual.items()
        if count >= FEWEST and count >= AGREEING * counts[col].total()
    }


def _resolved(cell: FragmentCell, decimals: int | None) -> FragmentCell:
    if decimals is None or len(cell.words) != 1 or cell.words[0].origin != "ocr":
        return cell
    word = _in_format(cell.words[0], decimals)
    return cell if word is cell.words[0] else replace(cell, words=(word,), text=join_words((word,)))


def _in_format(word: Word, decimals: int) -> Word:
    """The word as a number with so many decimals; as it is where it is one, or cannot be."""
    match = _MISREAD.fullmatch(word.text)
    if match is None or len(match["decimals"]) != decimals:
        return word
    text = f"{match['head']}{match['groups'].replace('.', ',')}.{match['decimals']}{match['tail']}"
    if text == word.text:
        return word
    others = tuple(alternative for alternative in word.alternatives if alternative != text)
    return replace(word, text=text, alternatives=(word.text, *others))
