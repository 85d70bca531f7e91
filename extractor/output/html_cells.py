"""A logical table in the HTML page: caption, header scopes, and for each cell its anchor, place, status and finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.document import Block, Cell, Table
from extractor.output.anchors import cell_anchor, link_to
from extractor.output.html_table import places, safe, spans, table_body, tag
from extractor.output.marks import other_readings

_SCOPES = {"column_header": ' scope="col"', "row_header": ' scope="row"'}


def table_html(table: Table, captions: Sequence[Block], findings: Mapping[str, str]) -> str:
    """The table and the line that says its pages.

    `captions` stand above it and belong to it; `findings` has by the anchor of a cell that of the first finding
    that speaks of it.
    """
    name = safe(" ".join(filter(None, (table.id, table.caption))))
    where = places(tuple(fragment.region for fragment in table.fragments))
    lines = [
        f'<div class="wide" role="region" aria-label="{name}" tabindex="0">',
        f'<table id="{safe(table.id)}"{where}>',
    ]
    lines += _caption(table, captions)
    lines += table_body(table, lambda cell: _cell(table.id, cell, findings))
    lines += ["</table>", "</div>", f'<p class="pages">{_pages_of(table)}</p>']
    return "\n".join(lines)


def _caption(table: Table, captions: Sequence[Block]) -> list[str]:
    if captions:
        lines = [f"<p{places(block.regions)}>{safe(block.text)}</p>" for block in captions]
        return ["<caption>", *lines, "</caption>"]
    return [f"<caption>{safe(table.caption)}</caption>"] if table.caption else []


def _pages_of(table: Table) -> str:
    if not table.pages:
        return safe(table.id)
    joined = f", joined from {len(table.fragments)} pieces" if len(table.fragments) > 1 else ""
    pages = f"page {table.pages[0]}" if len(table.pages) == 1 else f"pages {table.pages[0]}–{table.pages[-1]}"
    return f"{safe(table.id)}: {pages}{joined}"


def _cell(table: str, cell: Cell, findings: Mapping[str, str]) -> str:
    anchor = cell_anchor(table, cell.row, cell.col)
    text = safe(cell.text)
    if text and anchor in findings:
        text = f'<a href="{link_to(findings[anchor])}">{text}</a>'
    attributes = _SCOPES.get(cell.role, "") + _classes(cell) + spans(cell) + _facts(cell) + _hint(cell)
    return f'<{tag(cell)} id="{safe(anchor)}"{attributes}>{text}</{tag(cell)}>'


def _classes(cell: Cell) -> str:
    classes: list[str] = [cell.status] if cell.status != "read" else []
    if cell.role == "data" and cell.value is not None and cell.value.kind == "number":
        classes.append("number")
    if cell.role == "section":
        classes.append("section")
    return f' class="{" ".join(classes)}"' if classes else ""


def _facts(cell: Cell) -> str:
    """Where the cell is printed, and how sure its reading is."""
    return f'{places(cell.regions)} data-status="{cell.status}" data-confidence="{cell.confidence:g}"'


def _hint(cell: Cell) -> str:
    if cell.status == "repaired":
        return f' title="{safe(f"repaired; read as {cell.as_read}")}"'
    if cell.status != "suspect":
        return ""
    readings = other_readings(cell)
    others = f"; other readings: {', '.join(readings)}" if readings else ""
    return f' title="{safe(f"suspect; confidence {cell.confidence:.2f}{others}")}"'
