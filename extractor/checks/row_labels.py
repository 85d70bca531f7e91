"""What the labels of a stub say about sums: which rows are totals, which are parts of another, which share a block."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.checks.ledger import Half, Ledger
from extractor.document import Cell

TOTAL = re.compile(r"合计|总计|小计|共计|总额|\b(sub-?)?total\b", re.IGNORECASE)
"""A label that names a sum."""
AMONG = re.compile(r"其中|of which\b|including\b", re.IGNORECASE)
"""A label of a part of the row above, which is not added again."""
LESS = re.compile(r"减:|less\b(?! than)|minus\b", re.IGNORECASE)
"""A label of a row that is subtracted in the next total."""
MORE = re.compile(r"加:|add\b|plus\b", re.IGNORECASE)
"""A label of a row that is added again."""
CODE = re.compile(r"\d{3,}")


@dataclass(frozen=True, slots=True)
class RowLabel:
    """The label of a row that holds a number, in one half of a table.

    Attributes:
        parent: The row above it in the hierarchy of labels that holds numbers itself; None at the top.
        code: Its code of digits; "" without one.
        block: First and last row of the innermost cell over several rows beside its label.
    """

    row: int
    text: str
    parent: int | None
    code: str = ""
    block: tuple[int, int] | None = None

    @property
    def is_total(self) -> bool:
        """Whether it names a sum."""
        return names_total(self.text)

    @property
    def is_among(self) -> bool:
        """Whether it says that it is a part of the row above."""
        return AMONG.match(self.text) is not None

    @property
    def is_less(self) -> bool:
        """Whether it says that the row is subtracted."""
        return LESS.match(self.text) is not None


def signed(labels: Sequence[RowLabel]) -> Iterator[tuple[tuple[int, int], ...]]:
    """The rows of `labels` with the signs that they may have in a total.

    All are added, as where minuses are printed; what follows 减 is subtracted up to the next 加; or only its own row.
    """
    signs, sign = [], 1
    for label in labels:
        sign = -1 if label.is_less else 1 if MORE.match(label.text) else sign
        signs.append(sign)
    rows = [label.row for label in labels]
    yield tuple((row, 1) for row in rows)
    if -1 in signs:
        yield tuple(zip(rows, signs, strict=True))
        yield tuple((label.row, -1 if label.is_less else 1) for label in labels)


def names_total(label: str) -> bool:
    """Whether a label of a row or column names a sum."""
    return TOTAL.search(label) is not None


def plain(text: str) -> str:
    """Full-width forms made ordinary; blanks within Chinese words, as in 合 计, left out."""
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", unicodedata.normalize("NFKC", text)).strip()


def read_labels(ledger: Ledger, half: Half) -> list[RowLabel]:
    """The labels of all rows of `half` that hold a number, from the top."""
    numbered = {r for r in ledger.body if any(ledger.rows[r][c].holds_number for c in half.columns)}
    own = _own_cells(ledger, half)
    blocks = _blocks(ledger, half)
    codes = _codes(own)
    labels = []
    for row in sorted(numbered):
        cells = own.get(row, [])
        labels.append(
            RowLabel(
                row=row,
                text=" ".join(plain(cell.text) for cell in cells),
                parent=_numbered_parent(row, half.stub.parents, numbered),
                code=codes.get(row, ""),
                block=blocks.get(row),
            )
        )
    return labels


def _own_cells(ledger: Ledger, half: Half) -> dict[int, list[Cell]]:
    """The stub cells of each row, those that go on below left out."""
    end = half.stub.col + half.stub.columns
    own: dict[int, list[Cell]] = {}
    for cell in ledger.table.cells:
        if half.stub.col <= cell.col < end and cell.row >= ledger.table.header_rows and cell.text and cell.rowspan == 1:
            own.setdefault(cell.row, []).append(cell)
    return own


def _blocks(ledger: Ledger, half: Half) -> dict[int, tuple[int, int]]:
    """For each row the rows of the innermost stub cell that covers it and others."""
    end = half.stub.col + half.stub.columns
    blocks: dict[int, tuple[int, int]] = {}
    for cell in sorted(ledger.table.cells, key=lambda c: c.col):
        if half.stub.col <= cell.col < end and cell.row >= ledger.table.header_rows and cell.rowspan > 1:
            for row in range(cell.row, cell.row + cell.rowspan):
                blocks[row] = (cell.row, cell.row + cell.rowspan - 1)
    return blocks


def _codes(own: dict[int, list[Cell]]) -> dict[int, str]:
    """The code of each row; where its levels have a column each, their digits one after the other."""
    codes = {}
    for row, cells in own.items():
        parts = [cell.text.strip() for cell in cells]
        digits = [part for part in parts if part.isascii() and part.isdigit()]
        if digits and CODE.fullmatch(digits[0]):
            codes[row] = "".join(digits)
    return codes


def _numbered_parent(row: int, parents: tuple[int | None, ...], numbered: set[int]) -> int | None:
    """The nearest row above in the hierarchy that holds numbers."""
    parent = parents[row] if row < len(parents) else None
    while parent is not None and parent not in numbered:
        parent = parents[parent]
    return parent
