"""Texts where a scan has numbers or codes all around: most are such with a speck or a piece of a rule beside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from extractor.document import Cell, Finding, Table
from extractor.findings import cell_finding

FEWEST = 4
"""Other filled cells of the column."""
NUMBERS = 0.8
"""Share of them that must be numbers, dashes in their place, or what has the form of a number and is none: 8.020.6.
In a column of codes, of which none is a number, that must be digits alone."""
FORM = re.compile(r"[-+(]?\d[\d.,]*[)%]*")
CODE = re.compile(r"\d{2,}")
SHORT = 2
"""Characters; a longer text without a digit is a word somebody put there."""


def odd_texts(table: Table) -> tuple[Finding, ...]:
    """A finding for every text read by OCR in a column of numbers or codes that holds a digit or is as short as one.

    Telephone numbers have the form of numbers, but none of their column is one, and with a dash they are no codes.
    """
    found: list[Finding] = []
    for body in table.filled_columns().values():
        if _is_of(body, _is_number_or_like_one) and any(map(_is_number, body)):
            found.extend(_finding(table, cell) for cell in body if _is_odd(cell))
        elif _is_of(body, _is_code):
            found.extend(_finding(table, cell) for cell in body if not _is_code(cell) and _is_odd(cell))
    return tuple(found)


def _is_of(body: Sequence[Cell], is_like: Callable[[Cell], bool]) -> bool:
    """Whether all but a few cells of a column are like this, and they are enough to tell."""
    return len(body) > FEWEST and sum(map(is_like, body)) >= NUMBERS * (len(body) - 1)


def _is_number(cell: Cell) -> bool:
    return cell.value is not None and cell.value.kind in ("number", "not_applicable")


def _is_number_or_like_one(cell: Cell) -> bool:
    return _is_number(cell) or FORM.fullmatch(_plain(cell)) is not None


def _is_code(cell: Cell) -> bool:
    return CODE.fullmatch(_plain(cell)) is not None


def _plain(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", cell.text).split())


def _is_odd(cell: Cell) -> bool:
    if cell.source != "ocr" or _is_number(cell) or (cell.value is not None and cell.value.readings):
        return False
    return len(cell.text) <= SHORT or any(c.isdigit() for c in cell.text)


def _finding(table: Table, cell: Cell) -> Finding:
    return cell_finding(
        "number.odd_text", table, cell, {"what": "column", "text": cell.text, "repair": "none"}, found=cell.text
    )
