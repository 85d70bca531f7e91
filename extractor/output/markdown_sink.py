"""The document as GitHub's Markdown: tables of its own where a table has no spans, HTML tables where it has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import Block, Document, Finding, Table
from extractor.output.anchors import MOST_LINKS, cell_name, link_to
from extractor.output.html_table import legal, places, plain_table, safe
from extractor.output.marks import SUSPECT_MARK, marked_text
from extractor.output.sections import Heading, Part, headings_and_items
from extractor.places import CellRef, Region

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
# At the beginning of a line these would make a heading, a list, a quotation or a rule.
_LINE_START = re.compile(r"^(\s*)([#+\-=>]|\d+[.)](?=\s|$))")
_KEY = f"{SUSPECT_MARK} stands at what is in doubt: look at it."


class MarkdownSink:
    """Headings, paragraphs, tables and findings in reading order, with anchors; suspect cells are marked."""

    suffix = ".md"

    def render(self, document: Document) -> bytes:
        """UTF-8, blocks parted by an empty line."""
        pieces = [_part(part) for part in headings_and_items(document)] + _findings(document)
        return ("\n\n".join(piece for piece in pieces if piece) + "\n").encode("utf-8", errors="replace")


def _part(part: Part) -> str:
    if isinstance(part, Heading):
        return f"{_anchor(part.anchor, part.block.regions)}\n\n{'#' * part.level} {_escaped(part.block.text)}"
    return _table(part) if isinstance(part, Table) else _block(part)


def _block(block: Block) -> str:
    text = _escaped(block.text)
    return f"**{text}**" if text and block.kind == "caption" else text


def _anchor(name: str, regions: tuple[Region, ...]) -> str:
    """An anchor that says where its heading or table is printed."""
    return f'<a id="{safe(name)}"{places(regions)}></a>'


def _escaped(text: str) -> str:
    return _LINE_START.sub(lambda m: m[1] + _escape_marker(m[2]), _inline(text))


def _inline(text: str) -> str:
    """`text` on one line, its characters meaning nothing but themselves."""
    return _SPECIAL.sub(r"\\\1", " ".join(legal(text).split()))


def _escape_marker(marker: str) -> str:
    return f"\\{marker}" if len(marker) == 1 else f"{marker[:-1]}\\{marker[-1]}"


def _table(table: Table) -> str:
    anchor = _anchor(table.id, tuple(fragment.region for fragment in table.fragments))
    return f"{anchor}\n\n{_rows(table)}"


def _rows(table: Table) -> str:
    if table.header_rows != 1 or any(cell.rowspan > 1 or cell.colspan > 1 for cell in table.cells):
        return plain_table(table)
    rows = [[_inline(marked_text(cell)) for cell in row] for row in table.grid()]
    rows.insert(1, ["---"] * table.column_count)
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _findings(document: Document) -> list[str]:
    """The meaning of the mark, and a list of the findings, each with links to its tables."""
    is_marked = any(cell.status == "suspect" for table in document.tables for cell in table.cells)
    pieces = [_KEY] if is_marked else []
    if document.findings:
        items = "\n".join(map(_finding, document.findings))
        pieces += ['<a id="findings"></a>', "## Findings", items]
    return pieces


def _finding(finding: Finding) -> str:
    texts = map(_inline, filter(None, (finding.code, finding.message, finding.suggestion)))
    return "- " + " ".join([f"**{finding.severity}**", *texts, *_links(finding.cells), *_page(finding)])


def _links(cells: Sequence[CellRef]) -> list[str]:
    links = [f"[{_inline(cell_name(ref))}]({link_to(ref.table)})" for ref in cells[:MOST_LINKS]]
    if len(cells) > len(links):
        links.append(f"{len(cells) - len(links)} more")
    return [", ".join(links)] if links else []


def _page(finding: Finding) -> list[str]:
    return [f"(page {finding.region.page})"] if finding.region else []
