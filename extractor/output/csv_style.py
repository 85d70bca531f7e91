"""How CSV is written, whichever of its formats: for spreadsheets with a mark of its encoding, and without formulas."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

_FORMULA_START = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What spreadsheets take for the beginning of a formula; Chinese and Japanese ones the full-width signs too (OWASP,
CSV Injection)."""
_SKIPPED_START = ("\t", "\r", "\n")
"""What some importers skip or break a line at, so that the character after it begins the cell."""
_NUMBER_OR_DASH = re.compile(
    r"[-－]++"  # nothing is there to be counted
    r"|[-+－＋][¥￥$€£ ]*+[\d.,，．'’\u00a0 ]++[%％‰]?+[\u4e00-\u9fff¥￥$€£ ]*+"
)
"""What begins like a formula and can do nothing: a number with one sign and at most its unit, or a dash."""


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """What spreadsheets want of CSV, and other programs do not.

    Attributes:
        guard_formulas: Put an apostrophe before texts that a spreadsheet would run as a formula; numbers stay.
        bom: Begin with the byte order mark by which Excel knows UTF-8.
    """

    guard_formulas: bool = False
    bom: bool = False

    def lines(self, rows: Iterable[Iterable[object]]) -> bytes:
        """Lines of CSV in UTF-8, without the mark; None is an empty field."""
        buffer = io.StringIO()
        csv.writer(buffer).writerows(map(self._field, row) for row in rows)
        return buffer.getvalue().encode("utf-8", errors="replace")

    def file(self, content: bytes) -> bytes:
        """A whole file of such lines."""
        return codecs.BOM_UTF8 + content if self.bom else content

    def _field(self, value: object) -> object:
        return guarded(value) if self.guard_formulas and isinstance(value, str) else value


PLAIN_CSV = CsvStyle()


def guarded(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it as a formula."""
    begins = text.startswith(_SKIPPED_START) or text.lstrip().startswith(_FORMULA_START)
    return "'" + text if begins and not _NUMBER_OR_DASH.fullmatch(text) else text
