"""The document as Markdown: GitHub tables where a table has no spans, HTML tables where it has."""

from __future__ import annotations

import re

from extractor.document import Block, Document, Table
from extractor.output.html_table import plain_table
from extractor.output.reading import blocks_and_tables

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
# At the beginning of a line these would make a heading, a list, a quotation or a rule.
_LINE_START = re.compile(r"^(\s*)([#+\-=>]|\d+[.)](?=\s))")


class MarkdownSink:
    """Headings, paragraphs and tables in reading order; page furniture and places are left out."""

    suffix = ".md"

    def render(self, document: Document) -> bytes:
        """UTF-8, blocks parted by an empty line."""
        pieces = [_table(item) if isinstance(item, Table) else _block(item) for item in blocks_and_tables(document)]
        return ("\n\n".join(piece for piece in pieces if piece) + "\n").encode("utf-8", errors="replace")


def _block(block: Block) -> str:
    text = _escaped(block.text)
    if block.kind == "heading":
        return f"{'#' * min(block.level or 2, 6)} {text}"
    if block.kind == "caption":
        return f"**{text}**"
    return text


def _escaped(text: str) -> str:
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LINE_START.sub(lambda m: m[1] + _escape_marker(m[2]), line)


def _escape_marker(marker: str) -> str:
    return f"\\{marker}" if len(marker) == 1 else f"{marker[:-1]}\\{marker[-1]}"


def _table(table: Table) -> str:
    if table.header_rows != 1 or any(cell.rowspan > 1 or cell.colspan > 1 for cell in table.cells):
        return plain_table(table)
    rows = [[_SPECIAL.sub(r"\\\1", " ".join(cell.text.split())) for cell in row] for row in table.grid()]
    rows.insert(1, ["---"] * table.column_count)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
