"""Which rows of a fragment name its columns, and which columns name its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.numerals import is_number
from extractor.page import FragmentCell, TableFragment

ORDINALS = re.compile(r"\d{1,2}([=＝+\-（(].*)?")
"""What a row of column numbers (栏次) holds: 1, 2, 3=4+5."""


def with_headers(fragment: TableFragment) -> TableFragment:
    """`fragment` with its column header rows and stub columns counted."""
    rows = rows_of(fragment)
    header = header_row_count(rows)
    return replace(fragment, header_rows=header, stub_columns=stub_column_count(fragment, header))


def rows_of(fragment: TableFragment) -> list[list[FragmentCell]]:
    """For each row the cells that cover it, from left to right."""
    rows: list[list[FragmentCell]] = [[] for _ in range(fragment.row_count)]
    for cell in sorted(fragment.cells, key=lambda c: c.col):
        for r in range(cell.row, cell.row + cell.rowspan):
            rows[r].append(cell)
    return rows


def header_row_count(rows: Sequence[Sequence[FragmentCell]]) -> int:
    """Rows from the top before the first that holds data.

    A row is data when it holds a number that is no column ordinal, or a blank cell beside a label of its own; rows
    reached by a row span of the header belong to it. A fragment without any data row that can be told apart (all
    text) has the first row, and what its spans reach, as header.
    """
    if not rows:
        return 0
    count = 0
    while count < len(rows) and not _is_data(rows[count], count):
        count += 1
    if count == len(rows):
        count = 1
    reach = max((c.row + c.rowspan for row in rows[:count] for c in row if c.row < count), default=0)
    return reach if count > 0 and reach < len(rows) else count


def _is_data(row: Sequence[FragmentCell], index: int) -> bool:
    own = [c for c in row if c.row == index]
    texts = [c.text for c in own if c.text]
    if any(is_number(t) for t in texts) and not _is_ordinal_row(texts):
        return True
    blanks = [c for c in own if not c.text and c.rowspan == 1 and c.colspan == 1]
    return index > 0 and len(row) > 1 and len(blanks) > 0 and len(blanks) >= len(own) - 1


def _is_ordinal_row(texts: Sequence[str]) -> bool:
    """Whether the numbers of a row count its columns: 1, 2, 3 …, beside labels such as 栏次."""
    numbers = [t for t in texts if is_number(t) or ORDINALS.fullmatch(t)]
    if len(numbers) < 2 or not all(ORDINALS.fullmatch(t) for t in numbers):
        return False
    values = [int(m.group()) for t in numbers if (m := re.match(r"\d{1,2}", t))]
    return values == list(range(values[0], values[0] + len(values))) and values[0] in (0, 1)


def stub_column_count(fragment: TableFragment, header_rows: int) -> int:
    """Columns from the left before the first that holds more numbers than text below the header; at least 1."""
    below = [c for c in fragment.cells if c.row >= header_rows and c.text and c.colspan == 1]
    for col in range(fragment.column_count):
        texts = [c.text for c in below if c.col == col]
        numbers = sum(is_number(t) for t in texts)
        if texts and numbers * 2 > len(texts) and col > 0:
            return col
    return min(1, fragment.column_count - 1)
