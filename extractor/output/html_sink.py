"""The document as one self-contained HTML page, doubtful cells in colour, each thing with its place on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.document import Block, Document, PageReport, Table
from extractor.output.anchors import finding_anchors, link_to
from extractor.output.html_cells import table_html
from extractor.output.html_findings import findings_html, findings_of_cells
from extractor.output.html_style import STYLE
from extractor.output.html_table import places, safe
from extractor.output.sections import Heading, Item, Section, sections_of
from extractor.script import is_cjk


class HtmlSink:
    """Readable in a browser, without a network, and in a program: spans, places, statuses and anchors stay."""

    suffix = ".html"

    def render(self, document: Document) -> bytes:
        """A complete page in UTF-8, HTML5."""
        root = sections_of(document)
        anchors = finding_anchors(document.findings)
        title = safe(document.source.file_name)
        page = [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>\n{STYLE}\n</style>",
            "</head>",
            "<body>",
            *_contents(root, len(document.findings)),
            f"<main{_language(document)}>",
            *_section(root, findings_of_cells(document.findings, anchors)),
            "</main>",
            *findings_html(document.findings, anchors),
            *_pages(document.pages),
            f'<p class="pages">{title}: {document.source.pages} pages, read by {safe(document.source.tool)}</p>',
            "</body>",
            "</html>",
        ]
        return ("\n".join(page) + "\n").encode("utf-8", errors="replace")


def _language(document: Document) -> str:
    """The attribute lang for what the document says, where it has Chinese; the words of the page itself are English."""
    texts = (block.text for block in document.blocks)
    cells = (cell.text for table in document.tables for cell in table.cells)
    return ' lang="zh"' if any(is_cjk(c) for part in (texts, cells) for text in part for c in text) else ""


def _contents(root: Section, findings: int) -> list[str]:
    entries = _entries(root)
    if findings:
        entries.append(f'<li><a href="#findings">Findings ({findings})</a></li>')
    return ['<nav aria-label="Contents">', "<ol>", *entries, "</ol>", "</nav>"] if entries else []


def _entries(section: Section) -> list[str]:
    """A line for each table of a section and each section within it, these with their own."""
    lines = [_entry(item.id, _title_of(item)) for item in section.items if isinstance(item, Table)]
    for inner in section.sections:
        assert inner.heading is not None
        nested = _entries(inner)
        below = ["<ol>", *nested, "</ol>"] if nested else []
        lines.append("\n".join([_entry(inner.heading.anchor, inner.heading.block.text, closed=False), *below, "</li>"]))
    return lines


def _entry(anchor: str, text: str, *, closed: bool = True) -> str:
    return f'<li><a href="{link_to(anchor)}">{safe(text) or "▨"}</a>' + ("</li>" if closed else "")


def _title_of(table: Table) -> str:
    return f"{table.id}: {table.caption}" if table.caption else table.id


def _section(section: Section, findings: Mapping[str, str]) -> Iterator[str]:
    for item, captions in _with_captions(section.items):
        yield table_html(item, captions, findings) if isinstance(item, Table) else _block(item)
    for inner in section.sections:
        assert inner.heading is not None
        yield f'<section id="{safe(inner.heading.anchor)}">'
        yield _heading(inner.heading)
        yield from _section(inner, findings)
        yield "</section>"


def _with_captions(items: Sequence[Item]) -> Iterator[tuple[Item, tuple[Block, ...]]]:
    """Each item with the captions that stand right above it and are its own; these do not come by themselves."""
    waiting: list[Block] = []
    for item in items:
        if isinstance(item, Block) and item.kind == "caption":
            waiting.append(item)
            continue
        own = tuple(block for block in waiting if isinstance(item, Table) and block.table == item.id)
        yield from ((block, ()) for block in waiting if block not in own)
        waiting = []
        yield item, own
    yield from ((block, ()) for block in waiting)


def _heading(heading: Heading) -> str:
    where = _facts(heading.block)
    return f"<h{heading.level}{where}>{safe(heading.block.text)}</h{heading.level}>"


def _block(block: Block) -> str:
    class_ = "" if block.kind == "paragraph" else f' class="{block.kind}"'
    return f"<p{class_}{_facts(block)}>{safe(block.text) or '▨'}</p>"


def _facts(block: Block) -> str:
    return f'{places(block.regions)} data-confidence="{block.confidence:g}"'


def _pages(pages: Sequence[PageReport]) -> list[str]:
    """The sizes that the boxes refer to."""
    if not pages:
        return []
    items = map(_page, pages)
    return ['<details class="pages">', "<summary>Pages</summary>", "<ul>", *items, "</ul>", "</details>"]


def _page(page: PageReport) -> str:
    size = f' data-width="{page.width:g}" data-height="{page.height:g}"'
    said = f"page {page.number}: {page.width:g} × {page.height:g} points, {page.kind}"
    return f'<li data-page="{page.number}"{size} data-kind="{page.kind}">{said}</li>'
