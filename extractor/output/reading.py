"""The order in which a person reads a document, for the outputs that are read by persons."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.document import Block, Document, Table


def blocks_and_tables(document: Document) -> Iterator[Block | Table]:
    """The blocks in reading order, each table in the place of its block; tables without a block come last."""
    tables = {table.id: table for table in document.tables}
    for block in document.blocks:
        if block.kind != "table":
            yield block
        elif block.table in tables:
            yield tables.pop(block.table)
    yield from tables.values()
