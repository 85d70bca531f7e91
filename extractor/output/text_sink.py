"""The document for a terminal: headings, paragraphs and drawn tables."""

from __future__ import annotations

import io

from rich.console import Console
from rich.text import Text

from extractor.document import Block, Document, Table
from extractor.output.reading import blocks_and_tables
from extractor.output.text_table import draw_table

_SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


class TextSink:
    """Plain text without colours.

    Args:
        width: Columns; the same for every terminal, so that the same document gives the same bytes.
    """

    suffix = ".txt"

    def __init__(self, width: int = 120) -> None:
        self._width = width

    def render(self, document: Document) -> bytes:
        """UTF-8; wide characters count as two columns."""
        buffer = io.StringIO()
        print_document(document, Console(file=buffer, width=self._width, color_system=None, highlight=False))
        lines = (line.rstrip() for line in buffer.getvalue().splitlines())
        return ("\n".join(lines) + "\n").encode("utf-8", errors="replace")


def print_document(document: Document, console: Console, *, tables_only: bool = False) -> None:
    """Print what a person reads, in reading order, then the findings."""
    for item in blocks_and_tables(document):
        if isinstance(item, Table):
            _print_table(item, console)
        elif not tables_only or item.kind in ("heading", "caption"):
            _print_block(item, console)
    for finding in document.findings:
        line = Text(f"{finding.severity}  {finding.code}  ", style=_SEVERITY_STYLES[finding.severity])
        console.print(line + Text(finding.message, style=""), soft_wrap=False)


def _print_block(block: Block, console: Console) -> None:
    if not block.text:
        return
    if block.kind == "heading":
        indent = "#" * (block.level or 2) + " "
        console.print(Text(indent + block.text, style="bold"))
    else:
        console.print(Text(block.text, style="italic" if block.kind in ("caption", "note") else ""))
    console.print()


def _print_table(table: Table, console: Console) -> None:
    pages = f"page {table.pages[0]}" if len(table.pages) == 1 else f"pages {', '.join(map(str, table.pages))}"
    joined = f", joined from {len(table.fragments)} pieces" if len(table.fragments) > 1 else ""
    size = f"{table.row_count} rows x {table.column_count} columns"
    console.print(Text(f"{table.id}: {size}, {pages}{joined}", style="dim"))
    for line in draw_table(table, console.width):
        console.print(line, soft_wrap=True)
    console.print()
