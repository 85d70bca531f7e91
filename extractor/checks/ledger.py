"""The numbers of a table as whole numbers on a grid, so that sums over its rows and its columns are exact and quick."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from extractor.document import Cell, Stub, Table

PERCENT = ("%", "‰", "百分点", "per cent", "percent")
"""What stands in the unit of shares and rates."""
SCANNED = ("ocr", "mixed")
"""Sources of cells that were read from a picture."""
NO_QUANTITY = re.compile(r"序号|编号|编码|代码|位次|排名|名次|年份|rank(ing)?|year|code|no\.?", re.IGNORECASE)
"""Labels of columns whose numbers count or name, and are never added."""
LONGEST_INDEX = 3
"""Numbers 1, 2, 3, … side by side, at least, that only count the columns (栏次)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one position of the grid holds.

    Attributes:
        amount: The number, in the smallest decimal place of the table; 0 for a blank, None for what is no number.
        place: The last decimal place printed, in the same unit; 0 for a blank.
        decimals: How many decimals are printed.
        is_blank: Nothing, or a dash, is printed.
        is_suspect: The reading is in doubt already.
        is_percent: It is a share or a rate, which has no total.
        scale: What one unit counts (10000 for 万元).
        is_settled: A person has looked at it.
    """

    amount: int | None
    place: int = 0
    decimals: int = 0
    is_blank: bool = False
    is_suspect: bool = False
    is_percent: bool = False
    scale: int = 1
    is_settled: bool = False

    @property
    def holds_number(self) -> bool:
        """Whether a number that may be added is printed there."""
        return self.amount is not None and not self.is_blank and not self.is_percent


NOTHING = Entry(None)
Lines = Sequence[Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Half:
    """A stub and the columns whose rows it names; `columns` hold at least one number each."""

    stub: Stub
    columns: tuple[int, ...]
    end: int


@dataclass(frozen=True)
class Ledger:
    """The numbers of `table`.

    Attributes:
        rows: One entry for each position of the grid; a cell over several positions is nothing, for it has no column.
        unit: What 1 is among the amounts.
    """

    table: Table
    rows: tuple[tuple[Entry, ...], ...]
    unit: int

    @cached_property
    def columns(self) -> tuple[tuple[Entry, ...], ...]:
        """The same by columns."""
        return tuple(zip(*self.rows, strict=True))

    @property
    def body(self) -> range:
        """The rows below the header."""
        return range(self.table.header_rows, self.table.row_count)

    def printed(self, amount: int, place: int = 0) -> str:
        """An amount in plain notation, with the decimals of `place`; without one, those that say something."""
        text = f"{Decimal(amount) / self.unit:f}"
        whole, _, part = text.partition(".")
        decimals = len(str(self.unit // place)) - 1 if place else len(part.rstrip("0"))
        return f"{whole}.{part.ljust(decimals, '0')[:decimals]}" if decimals else whole

    def alternative(self, place: tuple[int, int], change: int) -> str | None:
        """The other reading of a cell that differs from the printed number by `change`; None where there is none."""
        entry, cell = self.at(place), self.cells.get(place)
        if cell is None or entry.amount is None or not entry.place:
            return None
        wanted = abs(entry.amount + change)
        return next((text for text in cell.alternatives if self._may_be(text, wanted, entry.place)), None)

    def _may_be(self, text: str, amount: int, place: int) -> bool:
        """Whether `text` is that number without its sign, or its digits with other separators."""
        digits = digits_of(text)
        decimals = len(digits) - len(digits_of(text.partition(".")[0])) if "." in text else 0
        is_equal = bool(digits) and Decimal(digits).scaleb(-decimals) * self.unit == amount
        return is_equal or (amount % place == 0 and digits.lstrip("0") == str(amount // place))

    def at(self, place: tuple[int, int]) -> Entry:
        """What one position holds."""
        row, col = place
        return self.rows[row][col]

    @cached_property
    def cells(self) -> dict[tuple[int, int], Cell]:
        """The cells of the table by their first row and column."""
        return {(cell.row, cell.col): cell for cell in self.table.cells}

    @cached_property
    def header(self) -> list[list[Cell]]:
        """The rows of the column header, as in `Table.grid`."""
        return self.table.grid()[: self.table.header_rows]

    @cached_property
    def paths(self) -> list[tuple[str, ...]]:
        """The column paths of the table."""
        return self.table.column_paths()

    @cached_property
    def halves(self) -> tuple[Half, ...]:
        """The stubs of the table with the columns of numbers at the right of each; without a stub all is one half."""
        stubs = self.table.stubs or (Stub(col=0, columns=max(1, self.table.stub_columns)),)
        ends = [*(stub.col for stub in stubs[1:]), self.table.column_count]
        return tuple(self._half(stub, end) for stub, end in zip(stubs, ends, strict=True))

    def _share_label(self, left: Cell, right: Cell) -> bool:
        """Whether one header cell stands over both; a title over the whole table is no label."""
        return left is right and left.colspan < self.table.column_count

    def _half(self, stub: Stub, end: int) -> Half:
        first = stub.col + stub.columns
        # What shares a label with the columns of numbers is one of them, whatever the stub takes it for.
        while 0 < first < end and any(self._share_label(row[first - 1], row[first]) for row in self.header):
            first -= 1
        columns = [c for c in range(max(first, stub.col), end) if not _names_no_quantity(self.paths[c])]
        return Half(stub, tuple(c for c in columns if any(self.rows[r][c].holds_number for r in self.body)), end)


def _names_no_quantity(path: tuple[str, ...]) -> bool:
    return bool(path) and NO_QUANTITY.fullmatch(path[-1].strip()) is not None


def open_ledger(table: Table) -> Ledger:
    """The numbers of `table` below its header; rows that only count the columns hold none."""
    numbers = [c.value.number for c in table.cells if c.value is not None and c.value.number is not None]
    decimals = max((len(number.partition(".")[2]) for number in numbers), default=0)
    rows = [[NOTHING] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        if cell.row >= table.header_rows and cell.rowspan == cell.colspan == 1:
            rows[cell.row][cell.col] = _entry(cell, decimals)
    counted = tuple(tuple(NOTHING for _ in row) if _counts_columns(row) else tuple(row) for row in rows)
    return Ledger(table, counted, 10**decimals)


def _entry(cell: Cell, decimals: int) -> Entry:
    value = cell.value
    suspect, settled = cell.status == "suspect", cell.is_settled
    if value is None or value.kind == "text":
        return Entry(None, is_suspect=suspect, is_settled=settled)
    if value.number is None:
        return Entry(0, is_blank=True, is_suspect=suspect, is_settled=settled)
    whole, _, part = value.number.partition(".")
    amount = int(whole + part) * 10 ** (decimals - len(part))
    percent = any(sign in (value.unit or "") for sign in PERCENT)
    place = 10 ** (decimals - len(part))
    return Entry(
        amount,
        place,
        len(part),
        is_suspect=suspect,
        is_percent=percent,
        scale=value.scale,
        is_settled=settled,
    )


def digits_of(text: str) -> str:
    """The digits of a text."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def _counts_columns(row: Sequence[Entry]) -> bool:
    """Whether the numbers of a row are 1, 2, 3, … from its first on."""
    numbers = [e.amount // e.place for e in row if e.amount is not None and not e.is_blank]
    return len(numbers) >= LONGEST_INDEX and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
