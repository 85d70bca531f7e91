"""Which rows of a fragment name its columns, and which columns name its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.numerals import is_dash, is_number
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

    A row is data when it holds a number that is no column ordinal, or a dash in the place of one, or is mostly blank;
    and so is a section row, that is a single cell below a row of several. Rows reached by a row span of the header
    belong to it. A fragment without any data row that can be told apart (all text) has the first row, and what its
    spans reach, as header.
    """
    if not rows:
        return 0
    count = 0
    while count < len(rows) and not _is_data(rows, count):
        count += 1
    if count == len(rows):
        count = 1
    reach = max((c.row + c.rowspan for row in rows[:count] for c in row if c.row < count), default=0)
    return reach if count > 0 and reach < len(rows) else count


def _is_data(rows: Sequence[Sequence[FragmentCell]], index: int) -> bool:
    row = rows[index]
    own = [c for c in row if c.row == index]
    texts = [c.text for c in own if c.text]
    if any(is_number(t) for t in texts) and not _is_ordinal_row(texts):
        return True
    if index == 0:
        return False
    if len(row) == 1:
        return bool(texts) and any(len(above) > 1 for above in rows[:index])
    return any(map(is_dash, texts)) or _is_mostly_blank(own)


def _is_mostly_blank(own: Sequence[FragmentCell]) -> bool:
    """Whether most cells of a row, or all but its label, are blank: nothing names the columns there."""
    blanks = sum(not c.text and c.rowspan == 1 and c.colspan == 1 for c in own)
    return blanks > 0 and (blanks >= len(own) - 1 or blanks * 2 > len(own))


def _is_ordinal_row(texts: Sequence[str]) -> bool:
    """Whether the numbers of a row count its columns: 1, 2, 3 …, beside labels such as 栏次."""
    numbers = [t for t in texts if is_number(t) or ORDINALS.fullmatch(t)]
    if len(numbers) < 2 or not all(ORDINALS.fullmatch(t) for t in numbers):
        return False
    values = [int(m.group()) for t in numbers if (m := re.match(r"\d{1,2}", t))]
    return values == list(range(values[0], values[0] + len(values))) and values[0] in (0, 1)


def stub_column_count(fragment: TableFragment, header_rows: int) -> int:
    """Columns from the left before the first that holds more numbers than text below the header; at least 1.

    Codes in columns of their own (类, 款, 项) before the words that they stand for are no such numbers.
    """
    below = [c for c in fragment.cells if c.row >= header_rows and c.text and c.colspan == 1]
    columns = [[c.text for c in below if c.col == col] for col in range(fragment.column_count)]
    words = next((col for col, texts in enumerate(columns) if texts and not _is_numeric(texts)), 0)
    first = words if all(_are_codes(texts) for texts in columns[:words]) else 0
    for col in range(first, fragment.column_count):
        if col > 0 and _is_numeric(columns[col]):
            return col
    return min(1, fragment.column_count - 1)


def _is_numeric(texts: Sequence[str]) -> bool:
    return bool(texts) and sum(map(is_number, texts)) * 2 > len(texts)


def _are_codes(texts: Sequence[str]) -> bool:
    """Whether all texts are digits, equally many of them: codes have the zeros at their front that numbers lack.

    In a narrow column a code may be set in two lines.
    """
    codes = ["".join(text.split()) for text in texts]
    return all(map(str.isdecimal, codes)) and len(set(map(len, codes))) <= 1
