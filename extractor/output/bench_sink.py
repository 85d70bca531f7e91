"""A document in the form that table benchmarks compare: tables as cells in a grid, headings, paragraphs.

The form is that of the truth files under fixtures/ (see fixtures/README.md).
"""

from __future__ import annotations

from typing import TypedDict

from extractor.document import Document, Table


class BenchCell(TypedDict):
    """A cell at a 0-based place of a logical table."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str


class BenchTable(TypedDict):
    """A logical table and the pages, from 1, that it lies on."""

    id: str
    pages: list[int]
    cells: list[BenchCell]


class BenchHeading(TypedDict):
    """A heading; level 1 is the title."""

    level: int
    text: str


class BenchDocument(TypedDict):
    """What is compared of a document."""

    document: str
    tables: list[BenchTable]
    headings: list[BenchHeading]
    paragraphs: list[str]


PARAGRAPH_KINDS = frozenset({"paragraph", "caption", "note"})
"""Captions and notes are body text to a benchmark; it knows by their text which of them not to count."""


def document_to_bench(document: Document) -> BenchDocument:
    """The tables, headings and paragraphs of `document`, in reading order."""
    return {
        "document": document.source.file_name,
        "tables": [_table(table) for table in document.tables],
        "headings": [{"level": block.level or 1, "text": block.text} for block in document.headings()],
        "paragraphs": [block.text for block in document.blocks if block.kind in PARAGRAPH_KINDS],
    }


def _table(table: Table) -> BenchTable:
    return {
        "id": table.id,
        "pages": list(table.pages),
        "cells": [
            {"row": c.row, "col": c.col, "rowspan": c.rowspan, "colspan": c.colspan, "text": c.text}
            for c in table.cells
        ],
    }
