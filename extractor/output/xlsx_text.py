"""Texts in a workbook: never a formula, whatever they begin with, and only what a workbook can hold."""

from __future__ import annotations

import re
from typing import Any

LONGEST_TEXT = 32_767
"""Characters of a cell, in UTF-16, that Excel reads."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Of _x000D_ and the like a workbook makes a character (ECMA-376, ST_Xstring), unless the low line is spelled so."""
_TAKEN_ANEW = re.compile(r"[=+\-@＝＋－＠'\d.(（]")
"""Beginnings of texts that Excel would make a formula or a number of when a person goes through the cell."""


def legal(text: str) -> str:
    """`text` as XML can hold it, with "…" for what is too long for a cell."""
    text = _ILLEGAL.sub("\ufffd", text)
    return text if utf16_length(text) <= LONGEST_TEXT else cut(text, LONGEST_TEXT - 1) + "…"


def cut(text: str, longest: int) -> str:
    """The beginning of `text` that has at most so many units of UTF-16, in which Excel counts."""
    return text.encode("utf-16-le", errors="surrogatepass")[: 2 * longest].decode("utf-16-le", errors="ignore")


def utf16_length(text: str) -> int:
    """Characters as Excel counts them: those beyond the first 65,536 are two."""
    return len(text) + sum(c > "\uffff" for c in text)


def write_text(at: Any, text: str) -> None:
    """Put `text` into the openpyxl cell `at`, as text also after a person has edited the cell; none for ""."""
    if not text:
        return
    at.value = _ESCAPE.sub("_x005F_", legal(text))
    at.data_type = "s"
    at.quotePrefix = bool(_TAKEN_ANEW.match(text))
