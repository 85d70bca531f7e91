"""A second opinion on every line with digits, from a reader of numbers that shares nothing with the engine.

A vote over the same crop cannot catch a crop that was cut wrong: the second reader sees another segmentation, with the
rules and the neighbours of the line left where they are and less paper around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from extractor.ocr.engine import LineReading
from extractor.ocr.ink import Ink
from extractor.ocr.numerals import OTHER, NumeralReading, spelled
from extractor.ocr.second_look import Look, bare, compare, is_dubious_number
from extractor.ocr.strips import Strip, cut_as_printed
from extractor.page import Pixels

OBJECTION = 0.9
"""Probability from which another reading is an objection; a less sure one is no opinion."""
CONSENT = 0.5
"""Probability from which the same reading is consent."""
NUMBER_RUN = re.compile(rf"[^{OTHER}]*[0-9][^{OTHER}]*")
"""A number within a text, with the marks beside it."""
MARKS = "-.,:/()+%"
LETTERS_LIKE_DIGITS = frozenset("iIlLoO|!")


class SecondReader(Protocol):
    """Anything that reads numbers as `numerals.NumeralReader` does."""

    def read(self, strips: Sequence[Pixels]) -> list[NumeralReading]:
        """The reading of each strip."""


def with_second_opinion(ink: Ink, looks: Sequence[Look], reader: SecondReader) -> list[Look]:
    """The looks, those of lines with digits heard by `reader`: settled by consent, in doubt after an objection.

    It is not asked again about what it has been heard on.
    """
    asked = [i for i, look in enumerate(looks) if look.consent is None and _may_hold_number(look)]
    strips = [cut_as_printed(ink, looks[i].line) for i in asked]
    result = list(looks)
    for i, strip, opinion in zip(asked, strips, reader.read([s.pixels for s in strips]), strict=True):
        result[i] = heard(result[i], strip, opinion)
    return result


def heard(look: Look, strip: Strip, opinion: NumeralReading) -> Look:
    """The look after `opinion` on the picture `strip` of its line.

    Both readings are kept after an objection; it leads where the engine's own is odd for a number.
    """
    look = replace(look, consent=False)
    own = spelled(look.reading.text)
    if opinion.text == own and OTHER not in own:
        if opinion.probability < CONSENT:
            return look
        same = LineReading(look.reading.text, opinion.probability, opinion.positions, opinion.confidences)
        return replace(compare(look, strip, same), consent=True)
    if numbers_in(opinion.text) == numbers_in(own):
        return replace(look, consent=opinion.probability >= CONSENT)
    if opinion.probability < OBJECTION:
        return look
    other = LineReading(opinion.text, opinion.probability, opinion.positions, opinion.confidences)
    if OTHER in opinion.text:
        return replace(look, objections=(*look.objections, (strip, other)))
    if opinion.is_number and is_dubious_number(look):
        return replace(look, strip=strip, reading=other, others=((look.strip, look.reading), *look.others))
    return replace(look, others=(*look.others, (strip, other)))


def numbers_in(spelling: str) -> list[str]:
    """The numbers within a text as the second reader spells it, without the marks that stand beside them."""
    return [run.strip(MARKS) for run in NUMBER_RUN.findall(spelling)]


def _may_hold_number(look: Look) -> bool:
    text = bare(look.reading.text)
    return any(c.isdigit() for c in text) or (bool(text) and set(text) <= LETTERS_LIKE_DIGITS)
