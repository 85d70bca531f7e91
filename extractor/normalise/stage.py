"""The value of every cell: what its text stands for, and in which unit."""

from __future__ import annotations

import re

from extractor.document import Cell, Document, Table, Value
from extractor.normalise.amounts import parse_value
from extractor.normalise.units import (
    Unit,
    half_width,
    names_unit_column,
    parse_unit,
    parse_unit_line,
    takes_unit,
    unit_in_brackets,
    unit_in_label,
)

_CJK = re.compile(r"[\u3400-\u9fff]")
_UNIT_IS_CURRENCY_SIGN = re.compile(r"[$€£¥]|US ?\$|HK ?\$")

_COMMA_GROUPS = re.compile(r"\d,\d{3}(?:,\d{3}|\.\d)")
_DOT_GROUPS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3}){2,}(?!\d)|\d\.\d{3},\d")
_COMMA_DECIMALS = re.compile(r"[-+(]?(?:\d+,(?:\d\d?|\d{4,})|0,\d+)\)?\s?%?")


def normalise_document(document: Document) -> Document:
    """`document` with `Cell.value` set for every cell of every table; nothing else is changed."""
    tables = tuple(normalise_table(table) for table in document.tables)
    return document.model_copy(update={"tables": tables})


def normalise_table(table: Table) -> Table:
    """`table` with the value of every cell: from the cell itself, its unit also from the labels around it."""
    triangle_is_minus = _triangle_means_minus(table)
    values = [parse_value(cell.text, triangle_is_minus=triangle_is_minus) for cell in table.cells]
    doubtful = _doubtful_separators(table)
    if doubtful is not None:
        values = [_unless_doubtful(cell, value, doubtful) for cell, value in zip(table.cells, values, strict=True)]
    labels = _Labels(table, values)
    cells = []
    for cell, value in zip(table.cells, values, strict=True):
        cells.append(cell.model_copy(update={"value": _in_context(cell, value, labels)}))
    return table.model_copy(update={"cells": tuple(cells)})


def _triangle_means_minus(table: Table) -> bool:
    """Whether △ and ▲ are minus signs: in Chinese or Japanese tables, unless ▽ or ▼ stands for the fall."""
    text = "".join(cell.text for cell in table.cells)
    return _CJK.search(text) is not None and not re.search("[▽▼↓]", text)


def _doubtful_separators(table: Table) -> re.Pattern[str] | None:
    """What a number of this table must not hold to be read in one way; None where nothing speaks against the usual.

    Where other cells write 12,34 or 1.234.567, as much of Europe does, 1,234 and 1.234 have two readings.
    """
    texts = [half_width(cell.text) for cell in table.cells]
    comma_groups = any(map(_COMMA_GROUPS.search, texts))
    dot_groups = any(map(_DOT_GROUPS.search, texts))
    comma_decimals = any(map(_COMMA_DECIMALS.fullmatch, texts)) and not comma_groups
    if comma_groups or not (dot_groups or comma_decimals):
        return None
    return re.compile(r",|\.\d{3}(?!\d)")


def _unless_doubtful(cell: Cell, value: Value, doubtful: re.Pattern[str]) -> Value:
    if value.kind == "number" and doubtful.search(half_width(cell.text)):
        return Value(kind="text")
    return value


def _in_context(cell: Cell, value: Value, labels: _Labels) -> Value:
    if value.kind != "number":
        return value
    if cell.role != "data":
        # "(1)" before or above amounts is an ordinal.
        ordinal = re.fullmatch(r"\(\s?\d{1,2}\s?\)", half_width(cell.text))
        return Value(kind="text") if ordinal else value
    if value.unit is not None and not _UNIT_IS_CURRENCY_SIGN.fullmatch(value.unit):
        return value
    unit = labels.unit_of(cell)
    if unit is None or (value.unit is not None and unit.kind == "percent"):
        return value
    if value.unit is not None and unit.scale == 1:
        return value
    return value.model_copy(update={"unit": unit.text, "scale": unit.scale})


class _Labels:
    """What is printed around the cells of one table, asked for the unit of each."""

    def __init__(self, table: Table, values: list[Value]) -> None:
        self._grid = table.grid()
        self._table_unit = _table_unit(table)
        is_text = {id(cell): value.kind == "text" for cell, value in zip(table.cells, values, strict=True)}
        self._stub_columns = table.stub_columns
        self._header_rows = [
            r < table.header_rows or _is_inner_header(row, is_text) for r, row in enumerate(self._grid)
        ]

    def unit_of(self, cell: Cell) -> Unit | None:
        """The unit that the labels of `cell` name; None where there is none, or where they contradict each other."""
        header, farther = self._headers(cell)
        stub = self._stub_path(cell)
        from_header = _first_unit(header)
        from_row = self._unit_column(cell) or _first_unit(stub)
        for unit in (from_header, from_row):
            if unit is not None and unit.kind == "percent":
                return unit
        if from_header is not None and from_row is not None and from_header.text != from_row.text:
            return None
        named = from_row or from_header
        if named is not None:
            return named
        unit = self._table_unit
        if unit is None or not all(takes_unit(label, unit) for label in header + farther + stub):
            return None
        return unit

    def _headers(self, cell: Cell) -> tuple[list[str], list[str]]:
        """Texts of the header cells above, the nearest first: those of the lowest run of header rows, and the others.

        The others name the column no longer where the table starts anew; but a row of words may also be data.
        """
        rows = [row for row in range(cell.row - 1, -1, -1) if self._header_rows[row]]
        near = [row for i, row in enumerate(rows) if row == rows[0] - i]
        texts = [list(dict.fromkeys(self._grid[r][cell.col].text for r in part)) for part in (near, rows[len(near) :])]
        return [text for text in texts[0] if text], [text for text in texts[1] if text]

    def _stub_path(self, cell: Cell) -> list[str]:
        """Texts of the stub cells before it, the nearest first."""
        texts = [self._grid[cell.row][c].text for c in range(min(self._stub_columns, cell.col))]
        return list(dict.fromkeys(text for text in reversed(texts) if text))

    def _unit_column(self, cell: Cell) -> Unit | None:
        """The unit that a column 计量单位 gives for the row of `cell`."""
        for column, other in enumerate(self._grid[cell.row]):
            if column != cell.col and other.text and other.role != "column_header":
                path, _ = self._headers(other)
                if path and names_unit_column(path[0]):
                    return parse_unit(other.text)
        return None


def _is_inner_header(row: list[Cell], is_text: dict[int, bool]) -> bool:
    """Whether a row below the header names columns anew: it is marked so, or it holds words alone, and several.

    A row of one cell is a section of the table, and names no column.
    """
    filled = {id(cell): cell for cell in row if cell.text}
    if any(cell.role == "column_header" for cell in filled.values()):
        return True
    return len(filled) > 1 and len(filled) >= len({id(cell) for cell in row}) / 2 and all(is_text[i] for i in filled)


def _first_unit(labels: list[str]) -> Unit | None:
    return next((unit for unit in map(unit_in_label, labels) if unit is not None), None)


def _table_unit(table: Table) -> Unit | None:
    """The unit of the table as a whole: from its unit line, else in brackets in its caption."""
    if table.unit:
        return parse_unit_line(table.unit)
    return unit_in_brackets(table.caption) if table.caption else None
