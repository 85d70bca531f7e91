"""The value of every cell: what its text stands for, and in which unit."""

from __future__ import annotations

import re

from extractor.document import Cell, Column, Document, Table, Value
from extractor.normalise.amounts import read_value
from extractor.normalise.codes import code_columns
from extractor.normalise.labels import Labels
from extractor.normalise.notation import TableNotations
from extractor.normalise.separators import Evidence
from extractor.normalise.signs import doubtful_brackets, either_way, names_loss
from extractor.normalise.units import Unit, counted_in, half_width, parse_unit

_CURRENCY_SIGN = re.compile(r"[$€£¥]|US ?\$|HK ?\$")


def normalise_document(document: Document) -> Document:
    """`document` with `Cell.value` set for every cell of every table; nothing else is changed."""
    notations = [TableNotations(table) for table in document.tables]
    whole = sum((one.shown for one in notations), Evidence())
    tables = (_normalised(table, one, whole) for table, one in zip(document.tables, notations, strict=True))
    return document.model_copy(update={"tables": tuple(tables)})


def normalise_table(table: Table) -> Table:
    """`table` by itself with the value of every cell: from the cell, its unit also from the labels around it."""
    notations = TableNotations(table)
    return _normalised(table, notations, notations.shown)


def _normalised(table: Table, notations: TableNotations, whole: Evidence) -> Table:
    by_column = notations.by_column(whole)
    printed = [read_value(cell.text, by_column[cell.col]) for cell in table.cells]
    labels = Labels(table, printed)
    codes = code_columns(table)
    values = [
        Value(kind="text") if _is_code(cell, value, labels, codes) else _in_context(cell, value, labels)
        for cell, value in zip(table.cells, printed, strict=True)
    ]
    doubtful = doubtful_brackets(table.cells, values)
    cells = []
    for i, (cell, value) in enumerate(zip(table.cells, values, strict=True)):
        is_doubtful = i in doubtful and not any(map(names_loss, labels.around(cell)))
        cells.append(cell.model_copy(update={"value": either_way(value) if is_doubtful else value}))
    return table.model_copy(update={"cells": tuple(cells)})


def _is_code(cell: Cell, value: Value, labels: Labels, codes: frozenset[Column]) -> bool:
    """Whether a number below a header is a code, a telephone number or a date: by its labels, or as one of `codes`."""
    if value.kind != "number" or value.unit is not None or cell.role == "column_header":
        return False
    return labels.names_identifiers(cell) or (cell.col, cell.colspan) in codes


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
