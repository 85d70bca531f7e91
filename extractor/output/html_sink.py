"""The document as one self-contained HTML page, doubtful cells in colour, each with its place on the page."""

from __future__ import annotations

from extractor.document import Block, Cell, Document, Finding, Table
from extractor.output.html_table import places, rows_of, safe, spans, tag
from extractor.output.reading import blocks_and_tables

_STYLE = """
body { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
       max-width: 75rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #1b1f24; }
table { border-collapse: collapse; margin: .3rem 0 1.2rem; font-size: .9rem; }
th, td { border: 1px solid #8c959f; padding: .2rem .5rem; vertical-align: middle; }
th { background: #f0f3f6; font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.section { background: #f7f8fa; text-align: center; }
.verified { box-shadow: inset 3px 0 #2da44e; }
.suspect { background: #ffe3a3; outline: 2px solid #d4a72c; outline-offset: -2px; }
.repaired { background: #d3ecf7; }
.caption { font-weight: 600; margin: 1rem 0 0; }
.note, .pages, .figure { color: #57606a; font-size: .85rem; margin: 0 0 .8rem; }
.error { color: #a40e26; } .warning { color: #7d4e00; }
""".strip()


class HtmlSink:
    """Readable in a browser, without a network, and in a program: spans, data-page and data-bbox stay."""

    suffix = ".html"

    def render(self, document: Document) -> bytes:
        """A complete page in UTF-8."""
        body = [_table(item) if isinstance(item, Table) else _block(item) for item in blocks_and_tables(document)]
        title = safe(document.source.file_name)
        page = [
            "<!DOCTYPE html>",
            '<html lang="zh">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>\n{_STYLE}\n</style>",
            "</head>",
            "<body>",
            *body,
            *_findings(document.findings),
            f'<p class="pages">{title}: {document.source.pages} pages, read by {safe(document.source.tool)}</p>',
            "</body>",
            "</html>",
        ]
        return ("\n".join(page) + "\n").encode("utf-8", errors="replace")


def _block(block: Block) -> str:
    where = places(block.regions)
    if block.kind == "heading":
        level = min(block.level or 2, 6)
        return f"<h{level}{where}>{safe(block.text)}</h{level}>"
    if block.kind == "paragraph":
        return f"<p{where}>{safe(block.text)}</p>"
    return f'<p class="{block.kind}"{where}>{safe(block.text) or "▨"}</p>'


def _table(table: Table) -> str:
    lines = [f'<table id="{safe(table.id)}">']
    for row in rows_of(table):
        lines.append(f"<tr>{''.join(map(_cell, row))}</tr>")
    lines.append("</table>")
    lines.append(f'<p class="pages">{_pages_of(table)}</p>')
    return "\n".join(lines)


def _pages_of(table: Table) -> str:
    if not table.pages:
        return ""
    joined = f", joined from {len(table.fragments)} pieces" if len(table.fragments) > 1 else ""
    return (
        f"page {table.pages[0]}{joined}"
        if len(table.pages) == 1
        else f"pages {table.pages[0]}–{table.pages[-1]}{joined}"
    )


def _cell(cell: Cell) -> str:
    classes: list[str] = [cell.status] if cell.status != "read" else []
    if cell.role == "data" and cell.value is not None and cell.value.kind == "number":
        classes.append("number")
    if cell.role == "section":
        classes.append("section")
    class_ = f' class="{" ".join(classes)}"' if classes else ""
    return f"<{tag(cell)}{class_}{spans(cell)}{places(cell.regions)}{_hint(cell)}>{safe(cell.text)}</{tag(cell)}>"


def _hint(cell: Cell) -> str:
    if cell.status == "repaired":
        return f' title="{safe(f"repaired; read as {cell.as_read}")}"'
    if cell.status != "suspect":
        return ""
    others = f"; other readings: {', '.join(cell.alternatives)}" if cell.alternatives else ""
    return f' title="{safe(f"confidence {cell.confidence:.2f}{others}")}"'


def _findings(findings: tuple[Finding, ...]) -> list[str]:
    if not findings:
        return []
    items = []
    for finding in findings:
        links = "".join(
            f' <a href="#{safe(ref.table)}">{safe(ref.table)} row {ref.row + 1} column {ref.col + 1}</a>'
            for ref in finding.cells
        )
        where = places((finding.region,)) if finding.region else ""
        text = f"<code>{safe(finding.code)}</code> {safe(finding.message)}{links}"
        items.append(f'<li class="{finding.severity}"{where}>{text}</li>')
    return ["<h2>Findings</h2>", "<ul>", *items, "</ul>"]
