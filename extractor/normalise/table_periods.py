"""The period of each number: as its labels say, else of the table, else of the document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from extractor.document import Document, Table
from extractor.normalise.dates import is_bare_year, periods_in
from extractor.normalise.periods import UNCLEAR, Period, along_path, in_context, merged
from extractor.normalise.units import half_width

_QUESTION = re.compile(r"Q\d{1,2}")


def document_period(document: Document) -> Period | None:
    """The period that the title of a document names, else its running header; None where they name none, or several.

    2020 for "2020年度报告（2021年1月）", which names one whole year.
    """
    titles = [block.text for block in document.headings() if block.level == 1]
    headers = [line.text for line in document.furniture if line.role == "header"]
    for text in (*titles, *headers):
        dated = [period for period in periods_in(text) if period.is_dated]
        years = [period for period in dated if period.months is None]
        for sure in (dated, years):
            if len(sure) == 1:
                return sure[0]
    return None


class TablePeriods:
    """The periods of the numbers of one table."""

    def __init__(self, table: Table, document: Period | None) -> None:
        """`document` is the period of the document that holds it."""
        self._context = _context(table.caption or "", document)
        rows: defaultdict[int, list[str]] = defaultdict(list)
        columns: defaultdict[int, list[str]] = defaultdict(list)
        for cell in table.cells:
            if cell.row < table.header_rows:
                rows[cell.row].append(cell.text)
            elif any(stub.col <= cell.col < stub.col + stub.columns for stub in table.stubs):
                columns[cell.col].append(cell.text)
        self._row_codes, self._column_codes = _codes(columns.values()), _codes(rows.values())
        self._where_none_is_named = self._written(None)
        self._rows: dict[tuple[str, ...], Period | None] = {}
        self._columns: dict[tuple[str, ...], Period | None] = {}

    def of(self, row_path: tuple[str, ...], column_path: tuple[str, ...]) -> str | None:
        """The period of a number with these labels; None where they name none, or none that is sure."""
        if row_path not in self._rows:
            self._rows[row_path] = _along(row_path, self._row_codes)
        if column_path not in self._columns:
            self._columns[column_path] = _along(column_path, self._column_codes)
        by_row, by_column = self._rows[row_path], self._columns[column_path]
        if by_row is None and by_column is None:
            return self._where_none_is_named
        return self._written(merged(by_row, by_column) if by_row and by_column else by_row or by_column)

    def _written(self, named: Period | None) -> str | None:
        whole = in_context(named, self._context)
        return None if whole is None else whole.written()


def _context(caption: str, document: Period | None) -> Period | None:
    named = periods_in(caption)
    if len(named) > 1:
        return UNCLEAR
    return in_context(named[0] if named else None, document)


def _codes(lines: Iterable[Iterable[str]]) -> frozenset[str]:
    """Labels that look like years or quarters, but stand among others of their kind that are none: 2345, Q5."""
    codes: set[str] = set()
    for line in map(frozenset, lines):
        digits = {text for text in line if half_width(text).isdecimal()}
        questions = {text for text in line if _QUESTION.fullmatch(text)}
        if not all(map(is_bare_year, digits)):
            codes |= digits
        if not all(map(periods_in, questions)):
            codes |= questions
    return frozenset(codes)


def _along(path: tuple[str, ...], codes: frozenset[str]) -> Period | None:
    return along_path(periods_in(label) for label in reversed(path) if label not in codes)
