"""How the numbers of each column of a table are printed, as all of its numbers together show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.document import Table
from extractor.normalise.amounts import Notation
from extractor.normalise.marks import explained_marks
from extractor.normalise.separators import Evidence, TableNumerals, numerals_of
from extractor.normalise.units import half_width

FEWEST_CODES = 2
"""Numbers with a letter behind them; a single one bears a foot note mark."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LONG_LIST = re.compile(r"\d{1,4}(?:,\s?\d{1,4}){5,}", re.ASCII)
"""More parts than a number has groups of digits."""
_LETTERED = re.compile(r"\d+(?P<letter>[a-z])", re.ASCII)


class TableNotations:
    """The notations that the columns of one table may be printed in."""

    def __init__(self, table: Table) -> None:
        self._notes = table.notes
        text = "".join(cell.text for cell in table.cells)
        is_chinese = _CHINESE.search(text) is not None
        self._triangle_is_minus = is_chinese and not re.search("[▽▼↓]", text)
        """In Chinese and Japanese tables, unless ▽ or ▼ stands for the fall."""
        self._columns: list[list[str]] = [[] for _ in range(table.column_count)]
        for cell in table.cells:
            if cell.role == "data" and cell.text:
                self._columns[cell.col].append(half_width(cell.text))
        self._numerals: TableNumerals = numerals_of(self._columns, is_chinese=is_chinese)

    @property
    def shown(self) -> Evidence:
        """What its numbers show of point and comma."""
        return sum(self._numerals.by_column, Evidence())

    def by_column(self, whole: Evidence) -> tuple[tuple[Notation, ...], ...]:
        """For each column one notation, or several where nothing decides; `whole` is what the document shows."""
        explained = explained_marks(self._notes)
        found = []
        for texts, conventions in zip(self._columns, self._numerals.conventions(whole), strict=True):
            lists, marks = any(map(_LONG_LIST.fullmatch, texts)), not _are_codes(texts, explained)
            found.append(tuple(Notation(decimal, self._triangle_is_minus, lists, marks) for decimal in conventions))
        return tuple(found)


def _are_codes(texts: Sequence[str], explained: Iterable[str]) -> bool:
    """Whether every number of a column has a letter behind it that no note explains."""
    numbers = [text for text in texts if text[0].isdecimal()]
    letters = {match["letter"] for match in map(_LETTERED.fullmatch, numbers) if match}
    lettered = sum(_LETTERED.fullmatch(text) is not None for text in numbers)
    return FEWEST_CODES <= lettered == len(numbers) and not letters <= set(explained)
