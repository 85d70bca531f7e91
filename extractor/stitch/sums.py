"""Arithmetic of totals over the page break: whether a total holds for one piece of a table or only for both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.stitch.logical import LogicalCell

TOTAL = re.compile(r"(合\s*计|总\s*计|Total|TOTAL|Grand total)$")
SUBTOTAL = re.compile(r"(小\s*计|sub-?total)\s*[:：]?$", re.IGNORECASE)
AMOUNT = re.compile(r"(?P<open>\()?(?P<sign>[-−–△])?(?P<body>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?\)?")
LEAST_ADDENDS = 3
"""Numbers other than 0 that a sum must have in a column: two numbers add up to a third by chance too often."""
LEAST_TOTAL = 20
"""Smallest total, in roundings of its addends, that no chance gives: sums of a few small counts agree easily."""
COLUMNS_WITHOUT_LABEL = 2
"""Columns whose sums must hold where no label says that the row is a total."""


@dataclass(frozen=True, slots=True)
class ColumnSums:
    """What has been added up so far, for each column of a table.

    Attributes:
        sums: Of all numbers of the body, by column.
        addends: How many of them are not 0.
        unit: The last decimal place of the numbers, as a number: 1 or 0.01.
    """

    sums: dict[int, Decimal]
    addends: dict[int, int]
    unit: Decimal

    def plus(self, other: ColumnSums) -> ColumnSums:
        """Both added up, column by column."""
        columns = self.sums.keys() | other.sums.keys()
        return ColumnSums(
            {c: self.sums.get(c, Decimal(0)) + other.sums.get(c, Decimal(0)) for c in columns},
            {c: self.addends.get(c, 0) + other.addends.get(c, 0) for c in columns},
            min(self.unit, other.unit),
        )

    def relaid(self, places: Sequence[int]) -> ColumnSums:
        """The same on other columns: boundary i is boundary `places[i]` of the new layout; columns that are cut go."""
        whole = [c for c in self.sums if places[c + 1] == places[c] + 1]
        return replace(
            self,
            sums={places[c]: self.sums[c] for c in whole},
            addends={places[c]: self.addends[c] for c in whole},
        )


def amount_of(text: str) -> Decimal | None:
    """The number that `text` is without a unit; None where it is none, or a share."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    match = AMOUNT.fullmatch(plain)
    if match is None:
        return None
    value = Decimal(match["body"].replace(",", "") + (match["decimals"] or ""))
    return -value if match["sign"] or match["open"] else value


def column_sums(cells: Iterable[LogicalCell], first_row: int) -> ColumnSums:
    """The sums of the cells from `first_row` on; cells over several columns belong to none."""
    sums: dict[int, Decimal] = {}
    addends: dict[int, int] = {}
    unit = Decimal(1)
    for cell in cells:
        if cell.row < first_row or cell.colspan > 1 or (value := amount_of(cell.text)) is None:
            continue
        sums[cell.col] = sums.get(cell.col, Decimal(0)) + value
        addends[cell.col] = addends.get(cell.col, 0) + (value != 0)
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int):
            unit = min(unit, Decimal(1).scaleb(exponent))
    return ColumnSums(sums, addends, unit)


def is_total_of(row: Sequence[LogicalCell], sums: ColumnSums) -> bool:
    """Whether the numbers of `row`, which are themselves among `sums`, add up all the others.

    It takes several addends, so that chance has no say, and most columns: shares and means add up to nothing. Without
    the label of a total it takes more columns than one.
    """
    checked = [
        _holds(value, sums, cell.col)
        for cell in row
        if cell.colspan == 1
        and (value := amount_of(cell.text)) is not None
        and sums.addends.get(cell.col, 0) > LEAST_ADDENDS
        and abs(value) >= LEAST_TOTAL * _rounding(sums, cell.col)
    ]
    needed = 1 if is_labelled_total(row) else COLUMNS_WITHOUT_LABEL
    return sum(checked) >= needed and sum(checked) * 2 > len(checked)


def _holds(total: Decimal, sums: ColumnSums, col: int) -> bool:
    """Whether the rest of the column adds up to `total`, each number being rounded to the last place."""
    return abs(sums.sums[col] - 2 * total) <= _rounding(sums, col)


def _rounding(sums: ColumnSums, col: int) -> Decimal:
    """How far the sum of rounded numbers is usually off: half a place each, by the square root of their number."""
    return Decimal(sums.addends[col]).sqrt() / 2 * sums.unit


def is_labelled_total(row: Sequence[LogicalCell]) -> bool:
    """Whether the first text of a row says that it adds up others."""
    label = next((c.text for c in row if c.text and amount_of(c.text) is None), "")
    return TOTAL.search(label) is not None


def is_labelled_subtotal(row: Sequence[LogicalCell]) -> bool:
    """Whether a text of a row says that it adds up a part of the table, after which others may follow."""
    return any(SUBTOTAL.search(c.text) for c in row)
