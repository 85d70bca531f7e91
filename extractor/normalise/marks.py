"""Foot note marks at the end of numbers and labels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠ"
_CIRCLED = "\u2460-\u2473\u24d0-\u24e9\u2776-\u277f"
_BRACKETED_MARKS = r"\([a-z]\)|\[[a-z]\]|\(\*{1,3}\)"
_AT_NUMBER = re.compile(
    rf"\s?(?P<marks>[*†‡§#]{{1,3}}|[{_CIRCLED}](?:[,、]?[{_CIRCLED}])*|[{SUPERSCRIPTS}]{{1,3}}|{_BRACKETED_MARKS})$"
)
_AT_LABEL = re.compile(
    rf"(?<=[^\W])\s?(?P<marks>\(\*{{1,3}}\)|[*†‡§]{{1,3}}|[{_CIRCLED}]+|(?<![m\d])[{SUPERSCRIPTS}]{{1,3}})$"
    r"|(?<=\S)\s?\(?(?P<noted>[a-z]|\d{1,2})\)$"
)
"""m² is a unit and 10³ a number; (a) and 1) are marks only where a note below the table begins with them."""
_END_OF_MARK = re.compile(rf"[*†‡§){_CIRCLED}{SUPERSCRIPTS}]")
_OF_NOTE = re.compile(r"[(（]?(?P<mark>[a-z]|\d{1,2})[)）]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and the foot note marks that stood at it."""

    text: str
    marks: tuple[str, ...] = ()


def explained_marks(notes: Iterable[str]) -> frozenset[str]:
    """The marks in brackets with which the notes of a table begin."""
    return frozenset(match["mark"] for note in notes if (match := _OF_NOTE.match(note)))


def read_label(text: str, explained: frozenset[str] = frozenset()) -> Label:
    """A printed label parted from its foot note marks; `explained` are those in brackets that notes begin with."""
    match = _AT_LABEL.search(text) if _END_OF_MARK.search(text[-1:]) else None
    if match is None or (match["noted"] and match["noted"] not in explained):
        return Label(text)
    found = match["noted"] or match["marks"].strip("()")
    each = tuple(found) if re.fullmatch(f"[{_CIRCLED}]+", found) else (found,)
    return Label(text[: match.start()], each)


def split_marks(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without the footnote marks at its end, and the marks, brackets and commas left out."""
    match = _AT_NUMBER.search(text)
    if match is None:
        return text, ()
    found = match["marks"]
    if found[0] in "*†‡§#" + SUPERSCRIPTS:
        marks: tuple[str, ...] = (found,)
    else:
        marks = tuple(re.findall(r"\*+|[^()\[\],、]", found))
    return text[: match.start()], marks
