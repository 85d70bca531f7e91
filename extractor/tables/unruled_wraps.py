"""Cells that wrap in a table without rules: with which line of its row a line without a label stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import Enum
from itertools import pairwise

from extractor.tables.unruled_lines import CURRENCIES, is_value
from extractor.tables.unruled_row import Row

MARK = re.compile(r"\d{1,2}/|\([a-z\d]\)|[a-z*†‡]{1,2}")
"""A foot note mark that did not fit beside its number: `1/`, `(a)`, `r`."""


class Setting(Enum):
    """Where in a row the cells with fewer lines than others stand."""

    TOP = "top"
    BOTTOM = "bottom"
    UNKNOWN = "unknown"


def find_setting(parts: Sequence[Row], numeric: Collection[int]) -> Setting:
    """How the rows are set whose lines `parts` are, by the lines without a label: what they go on from, or go on in.

    `numeric` are the columns of numbers, in which no text wraps.
    """
    low = sum(has_no_label(above) and ends_in(above, here, numeric) for above, here in pairwise(parts))
    high = sum(has_no_label(here) and begins_in(above, here, numeric) for above, here in pairwise(parts))
    if low == high:
        return Setting.UNKNOWN
    return Setting.BOTTOM if low > high else Setting.TOP


def has_no_label(part: Row) -> bool:
    """Whether nothing stands in the first column."""
    return bool(part.filled) and 0 not in part.filled


def ends_in(above: Row, here: Row, numeric: Collection[int]) -> bool:
    """Whether every cell of `above` goes on in `here`, as in rows whose cells are set to the bottom."""
    return above.filled <= here.filled and all(_is_one_cell(above, here, col, numeric) for col in above.filled)


def begins_in(above: Row, here: Row, numeric: Collection[int]) -> bool:
    """Whether every cell of `here` goes on from `above`, as in rows whose cells are set to the top."""
    return here.filled <= above.filled and all(_is_one_cell(above, here, col, numeric) for col in here.filled)


def has_wrapped_value(above: Row, here: Row) -> bool:
    """Whether a number in `above` has its mark in `here`, or a currency sign its number.

    A mark that also stands for an absent number may be a cell of its own.
    """
    for col in above.filled & here.filled:
        upper, lower = above.text(col), here.text(col)
        if _is_wrapped_value(upper, lower) and (upper in CURRENCIES or not is_value(lower)):
            return True
    return False


def _is_one_cell(above: Row, here: Row, col: int, numeric: Collection[int]) -> bool:
    """Whether what two lines have in one column can be one cell: text, or a number and its mark or currency sign."""
    upper, lower = above.text(col), here.text(col)
    if is_value(upper) or is_value(lower) or col in numeric:
        return _is_wrapped_value(upper, lower)
    return True


def _is_wrapped_value(upper: str, lower: str) -> bool:
    if upper in CURRENCIES:
        return is_value(lower)
    return is_value(upper) and MARK.fullmatch(lower) is not None
