"""Markdown as another program reads it: markdown-it, with the tables of GitHub."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extractor.document import Block, Cell, Document, Table
from extractor.output.anchors import MOST_LINKS
from extractor.output.markdown_sink import MarkdownSink
from extractor.output.marks import SUSPECT_MARK
from extractor.places import CellRef
from html_grids import Grid, grids_in, texts_by_place


def as_html(document: Document) -> str:
    return MarkdownIt("commonmark").enable("table").render(MarkdownSink().render(document).decode())


def marked(grid: Grid, *places: tuple[int, int]) -> Grid:
    return {place: f"{text} {SUSPECT_MARK}" if place in places else text for place, text in grid.items()}


def test_every_cell_is_in_its_place_and_suspects_are_marked(document: Document) -> None:
    spanned, plain = document.tables
    assert grids_in(as_html(document)) == [marked(texts_by_place(spanned), (4, 2)), texts_by_place(plain)]


def test_html_is_used_only_where_there_are_spans(document: Document) -> None:
    text = MarkdownSink().render(document).decode()
    assert text.count("<table>") == 1
    assert "| a\\|b | 2020 |\n| --- | --- |\n| +cmd | -7 |" in text


def test_a_suspect_cell_of_a_plain_table_is_marked(document: Document) -> None:
    table = document.tables[1]
    doubtful = table.cells[-1].model_copy(update={"status": "suspect"})
    changed = table.model_copy(update={"cells": (*table.cells[:-1], doubtful)})
    page = as_html(document.model_copy(update={"tables": (changed,)}))
    assert grids_in(page) == [marked(texts_by_place(changed), (1, 1))]
    assert f"{SUSPECT_MARK} stands at" in page


def test_texts_mean_nothing_but_themselves(document: Document) -> None:
    page = as_html(document)
    assert "<p>1. 我乡 *重视* &lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert "<strong>表1 收入&lt;支出&gt; &amp; 其他</strong>" in page


def test_headings_and_tables_have_anchors_with_their_places(document: Document) -> None:
    page = as_html(document)
    assert '<a id="s-年度报告" data-page="1" data-bbox="72 100 300 120.25"></a>' in page
    assert '<a id="t1" data-page="1 2"' in page
    assert "<h1>年度报告</h1>" in page


def test_every_link_leads_somewhere(document: Document) -> None:
    page = as_html(document)
    links = {unquote(link) for link in re.findall(r'href="#([^"]*)"', page)}
    assert links == {"t1"}
    assert links <= set(re.findall(r'id="([^"]*)"', page))


def test_findings_stand_at_the_end(document: Document) -> None:
    page = as_html(document)
    assert page.index("<h2>Findings</h2>") > page.rindex("</table>")
    assert "<strong>warning</strong> cell.doubtful read as 12345678901234567.89" in page
    assert '<a href="#t1">t1 row 5 column 3</a> (page 2)' in page


def test_a_text_of_several_lines_does_not_end_its_table(document: Document) -> None:
    table = document.tables[0]
    cells = (table.cells[0].model_copy(update={"text": "a\n\n# b"}), *table.cells[1:])
    changed = table.model_copy(update={"cells": cells})
    page = as_html(document.model_copy(update={"tables": (changed,), "blocks": (), "findings": ()}))
    assert grids_in(page)[0][0, 0] == "a # b"
    assert "<h1>" not in page


@pytest.mark.parametrize(
    "text", ["1.", "- a", "+ a", "# a", "===", "> a", "&lt;b&gt;", "![a](b)", "a\\", "12) b", "~~a~~"]
)
def test_what_looks_like_markup_is_text(document: Document, text: str) -> None:
    blocks = (Block(kind="paragraph", text=text),)
    page = as_html(document.model_copy(update={"tables": (), "blocks": blocks, "findings": ()}))
    assert page == f"<p>{text.replace('&', '&amp;').replace('>', '&gt;')}</p>\n"


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"]), max_size=40)
)
def test_any_text_is_read_as_it_was(text: str) -> None:
    cells = (Cell(row=0, col=0, text="x", role="column_header"), Cell(row=1, col=0, text=text))
    table = Table(id="t1", pages=(1,), row_count=2, column_count=1, header_rows=1, cells=cells)
    blocks = (Block(kind="paragraph", text=text), Block(kind="table", table="t1"))
    source = {"file_name": "a.pdf", "sha256": "", "bytes": 1, "pages": 1, "kinds": (), "tool": "t"}
    page = as_html(Document.model_validate({"source": source, "tables": (table,), "blocks": blocks}))
    paragraphs = [unescape(said) for said in re.findall(r"^<p>(?!<a)(.*)</p>$", page, flags=re.MULTILINE)]
    assert paragraphs == [text] if text else paragraphs == []
    assert grids_in(page)[0][1, 0] == text


def test_many_cells_of_a_finding_are_counted(document: Document) -> None:
    refs = tuple(CellRef(table="t1", row=2, col=2) for _ in range(MOST_LINKS + 3))
    many = document.findings[0].model_copy(update={"cells": refs})
    page = as_html(document.model_copy(update={"findings": (many,)}))
    assert page.count('href="#t1"') == MOST_LINKS
    assert ", 3 more (page 2)" in page
