"""The value of every cell: what its text stands for, and in which unit."""

from __future__ import annotations

import re

from extractor.document import Cell, Document, Table, Value
from extractor.normalise.amounts import parse_value
from extractor.normalise.labels import Labels
from extractor.normalise.units import Unit, counted_in, half_width, parse_unit

_CJK = re.compile(r"[\u3400-\u9fff]")
_CURRENCY_SIGN = re.compile(r"[$€£¥]|US ?\$|HK ?\$")

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
    labels = Labels(table, values)
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


def _in_context(cell: Cell, value: Value, labels: Labels) -> Value:
    if value.kind != "number":
        return value
    if cell.role != "data":
        # "(1)" before or above amounts is an ordinal.
        ordinal = re.fullmatch(r"\(\s?\d{1,2}\s?\)", half_width(cell.text))
        return Value(kind="text") if ordinal else value
    unit = _unit_in_context(cell, value, labels)
    return value if unit is None else value.model_copy(update={"unit": unit.text, "scale": unit.scale})


def _unit_in_context(cell: Cell, value: Value, labels: Labels) -> Unit | None:
    """The unit of a number where its labels say more of it than the cell: $5.2 under $ million, 1.5亿 under 元."""
    own = parse_unit(value.unit) if value.unit is not None else None
    is_sign = own is not None and _CURRENCY_SIGN.fullmatch(own.text) is not None
    if own is not None and own.kind != "scale" and not is_sign:
        return None
    unit = labels.unit_of(cell)
    if own is None or unit is None:
        return unit
    if own.kind == "scale":
        return counted_in(own, unit)
    return unit if unit.scale > 1 and unit.kind != "percent" else None
