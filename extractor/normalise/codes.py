"""Columns of codes that show it by how they are printed: with zeros in front, which no amount has."""

from __future__ import annotations

import re

from extractor.document import Column, Table
from extractor.normalise.units import half_width

FEWEST_PADDED = 2
"""Codes with a zero in front; a single one may be 0.6 with a point that was lost."""
CODES = 0.8
"""Share of the filled cells of the column that must be two digits or more and nothing else."""

_CODE = re.compile(r"\d{2,}", re.ASCII)
_AMOUNT_SIGN = re.compile(r"\d[.,%]|[.,]\d|\(\s?\d", re.ASCII)
"""Points, commas, shares and brackets of an amount."""


def code_columns(table: Table) -> frozenset[Column]:
    """The columns below whose header codes stand, such as 类, 款, 项: 208, 05, 99."""
    texts = {
        column: [half_width(cell.text) for cell in cells if cell.role != "column_header"]
        for column, cells in table.filled_columns().items()
    }
    return frozenset(column for column, below in texts.items() if _are_codes(below))


def _are_codes(texts: list[str]) -> bool:
    codes = [text for text in texts if _CODE.fullmatch(text)]
    padded = sum(text.startswith("0") and text.strip("0") != "" for text in codes)
    if padded < FEWEST_PADDED or len(codes) < CODES * len(texts):
        return False
    return not any(map(_AMOUNT_SIGN.search, texts))
