"""Texts where a scan has numbers all around: most are numbers with a speck or a piece of a rule beside them."""

from __future__ import annotations

import re
import unicodedata

from extractor.document import Cell, Finding, Table
from extractor.findings import cell_finding

FEWEST = 4
"""Other filled cells of the column."""
NUMBERS = 0.8
"""Share of them that must be numbers, dashes in their place, or what has the form of a number and is none: 8.020.6."""
FORM = re.compile(r"[-+(]?\d[\d.,]*[)%]*")
SHORT = 2
"""Characters; a longer text without a digit is a word somebody put there."""


def odd_texts(table: Table) -> tuple[Finding, ...]:
    """A finding for every text read by OCR in a column of numbers that holds a digit or is as short as one.

    Codes and telephone numbers have the form of numbers, but none of their column is one.
    """
    found: list[Finding] = []
    for col in range(table.column_count):
        body = [c for c in table.cells if c.col == col and c.colspan == 1 and c.row >= table.header_rows and c.text]
        if len(body) <= FEWEST:
            continue
        numbers = sum(_is_number(c) or _has_form_of_number(c) for c in body)
        if numbers < NUMBERS * (len(body) - 1) or not any(map(_is_number, body)):
            continue
        found.extend(_finding(table, cell) for cell in body if _is_odd(cell))
    return tuple(found)


def _is_number(cell: Cell) -> bool:
    return cell.value is not None and cell.value.kind in ("number", "not_applicable")


def _has_form_of_number(cell: Cell) -> bool:
    return FORM.fullmatch("".join(unicodedata.normalize("NFKC", cell.text).split())) is not None


def _is_odd(cell: Cell) -> bool:
    if cell.source != "ocr" or _is_number(cell) or (cell.value is not None and cell.value.readings):
        return False
    return len(cell.text) <= SHORT or any(c.isdigit() for c in cell.text)


def _finding(table: Table, cell: Cell) -> Finding:
    return cell_finding(
        "number.odd_text", table, cell, {"what": "column", "text": cell.text, "repair": "none"}, found=cell.text
    )
