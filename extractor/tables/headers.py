"""Which rows of a fragment name its columns, and which columns name its rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.numerals import is_dash, is_number
from extractor.page import FragmentCell, TableFragment

ORDINALS = re.compile(r"\d{1,2}([=＝+\-（(].*)?")
"""What a row of column numbers (栏次) holds: 1, 2, 3=4+5."""
YEAR = re.compile(r"(?:19|20)\d\d\s?(?:[*†‡]{1,3}|[①-⑳a-z])?")
TIME = re.compile(r"years?|年份|年度", re.IGNORECASE)
COUNT_AND_SHARE = re.compile(r"\d[\d.,]*\s?[(（]\d[\d.,]*\s?[%％][)）]")
"""63 (18.5%)."""


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

    A row is data when it holds a number that is no column ordinal and no year in the place of a column header, or a
    dash in the place of one, or is mostly blank;
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
    if any(map(_is_figure, texts)) and not _is_ordinal_row(texts) and not _names_years(row, index):
        return True
    if index == 0:
        return False
    if len(row) == 1:
        return bool(texts) and any(len(above) > 1 for above in rows[:index])
    return any(map(is_dash, texts)) or _is_mostly_blank(own)


def _is_figure(text: str) -> bool:
    return is_number(text) or COUNT_AND_SHARE.fullmatch(text) is not None


def _names_years(row: Sequence[FragmentCell], index: int) -> bool:
    """Whether a row heads columns with years: none of its numbers is anything else, and none belongs to a label.

    It has no label of its own, or one that says so (Years), or one that goes on below; or a year spans columns.
    """
    own = [c for c in row if c.row == index]
    years = [c for c in own if YEAR.fullmatch(c.text)]
    if not years or any(_is_figure(c.text) for c in own if c not in years):
        return False
    label = row[0]
    unlabelled = not label.text or label.rowspan > 1 or TIME.fullmatch(label.text) is not None
    return unlabelled or any(c.colspan > 1 for c in years)


def header_rows_with_names(rows: Sequence[Sequence[FragmentCell]], count: int) -> int:
    """`count` and the rows below that name columns too: years, or words without a label below a spanning header."""
    while count < len(rows) - 1 and (_names_years(rows[count], count) or _names_parts(rows, count)):
        count += 1
    return count


def _names_parts(rows: Sequence[Sequence[FragmentCell]], index: int) -> bool:
    """Whether row `index` parts the columns of a header cell above it: words below each of them, and no label."""
    if not index or rows[index][0].text:
        return False
    filled = [c for c in rows[index] if c.text]
    spanning = [c for c in rows[index - 1] if c.colspan > 1 and c.text]
    under = {c.col for c in filled}
    parted = [s for s in spanning if under >= set(range(s.col, s.col + s.colspan))]
    return bool(parted) and not any(_is_figure(c.text) or is_dash(c.text) for c in filled)


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
    """Columns from the left before the first that holds more numbers than text below the header.

    At least 1. Codes in columns of their own (类, 款, 项) before the words that they stand for are no such numbers; a
    blank column that the header groups with the numbers is one of theirs.
    """
    below = [c for c in fragment.cells if c.row >= header_rows and c.text and c.colspan == 1]
    columns = [[c.text for c in below if c.col == col] for col in range(fragment.column_count)]
    words = next((col for col, texts in enumerate(columns) if _is_worded(texts)), 0)
    first = words if all(map(_are_codes, columns[:words])) else 0
    end = next((col for col in range(max(first, 1), fragment.column_count) if _is_numeric(columns[col])), None)
    if end is None:
        return min(1, fragment.column_count - 1)
    while end > first + 1 and not columns[end - 1] and _are_grouped(fragment, header_rows, end - 1, end):
        end -= 1
    return end


def _are_grouped(fragment: TableFragment, header_rows: int, col: int, other: int) -> bool:
    """Whether a header cell spans both columns, but not the whole table."""
    heads = (c for c in fragment.cells if c.row < header_rows and c.colspan < fragment.column_count)
    return any(c.col <= col and other < c.col + c.colspan for c in heads)


def _is_numeric(texts: Sequence[str]) -> bool:
    """Whether most texts are numbers; a dash stands in the place of one and tells nothing."""
    return sum(map(is_number, texts)) * 2 > sum(not is_dash(text) for text in texts)


def _is_worded(texts: Sequence[str]) -> bool:
    return not _is_numeric(texts) and not all(map(is_dash, texts))


def _are_codes(texts: Sequence[str]) -> bool:
    """Whether all texts are digits, equally many of them: codes have the zeros at their front that numbers lack.

    In a narrow column a code may be set in two lines.
    """
    codes = ["".join(text.split()) for text in texts]
    return all(map(str.isdecimal, codes)) and len(set(map(len, codes))) <= 1
