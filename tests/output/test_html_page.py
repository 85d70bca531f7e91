"""The HTML page as html5lib reads it, which refuses what the standard calls an error."""

from __future__ import annotations

from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Block, Cell, Document, Finding, Table, Value
from extractor.output.anchors import MOST_LINKS
from extractor.output.html_sink import HtmlSink
from extractor.places import CellRef
from html_grids import grids_in, texts_by_place


def page_of(document: Document) -> Element:
    """The page, parsed strictly, without namespaces in the names of its elements."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page: Element = parser.parse(HtmlSink().render(document).decode())
    return page


def by_id(page: Element) -> dict[str, Element]:
    """All elements that have an id, each id once."""
    found: dict[str, Element] = {}
    for element in page.iter():
        if (name := element.get("id")) is not None:
            assert name not in found, f"two elements are called {name}"
            found[name] = element
    return found


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def outline(element: Element) -> list[object]:
    """The headings of the sections within an element, each with those within its own."""
    return [
        [text_of(next(child for child in section if child.tag[0] == "h")), *outline(section)]
        for section in element.findall("section")
    ]


def with_blocks(document: Document, *blocks: Block) -> Document:
    return document.model_copy(update={"blocks": blocks})


def headed(text: str, level: int | None) -> Block:
    return Block(kind="heading", text=text, level=level)


def test_every_cell_is_in_its_place(document: Document) -> None:
    page = HtmlSink().render(document).decode()
    assert grids_in(page) == [texts_by_place(table) for table in document.tables]
    assert "<script>" not in page


def test_every_link_leads_somewhere(document: Document) -> None:
    page = page_of(document)
    links = [unquote(link.get("href", "")[1:]) for link in page.iter("a")]
    assert len(links) == 6, "a heading, two tables, the findings, the cell of one, and back"
    assert set(links) <= set(by_id(page))


def test_cells_say_where_they_are_and_how_sure(document: Document) -> None:
    cells = by_id(page_of(document))
    broken, doubtful, header = cells["t1/3/2"], cells["t1/4/2"], cells["t1/0/2"]
    assert (broken.get("data-page"), broken.get("data-bbox")) == ("1 2", "72 100 300 120.25; 72 100 300 120.25")
    assert (doubtful.get("data-status"), doubtful.get("data-confidence")) == ("suspect", "0.4")
    assert doubtful.get("class") == "suspect number"
    assert doubtful.get("title") == "suspect; confidence 0.40; other readings: 1284"
    assert (header.tag, header.get("scope"), header.get("colspan")) == ("th", "col", "2")
    assert cells["t1/4/0"].get("scope") == "row"
    assert [float(x) for x in cells["t1"].get("data-bbox", "").split(";")[1].split()] == [72, 100, 300, 120.25]


def test_blocks_and_pages_say_where_they_are(document: Document) -> None:
    page = page_of(document)
    paragraph = next(p for p in page.iter("p") if text_of(p).startswith("1. 我乡"))
    assert (paragraph.get("data-page"), paragraph.get("data-confidence")) == ("1 2", "1")
    sizes = [(li.get("data-page"), li.get("data-width"), li.get("data-height")) for li in page.iter("li")]
    assert ("2", "595", "842") in sizes


def test_a_finding_and_its_cell_lead_to_one_another(document: Document) -> None:
    places = by_id(page_of(document))
    (back,) = places["f-1"].iter("a")
    assert (back.get("href"), text_of(back)) == ("#t1/4/2", "t1 row 5 column 3")
    (link,) = places["t1/4/2"].iter("a")
    assert link.get("href") == "#f-1"
    assert places["f-1"].get("data-page") == "2"
    assert "warning cell.doubtful" in text_of(places["f-1"])


def test_findings_are_called_by_their_fingerprints(document: Document) -> None:
    finding = document.findings[0].model_copy(update={"fingerprint": "abc"})
    twice = document.model_copy(update={"findings": (finding, finding)})
    assert {"f-abc", "f-abc-2"} <= set(by_id(page_of(twice)))


def test_many_cells_of_a_finding_are_folded_up(document: Document) -> None:
    refs = tuple(CellRef(table="t1", row=2, col=2) for _ in range(MOST_LINKS + 1))
    many = Finding(code="report.blank", severity="info", message="blank", cells=refs)
    page = page_of(document.model_copy(update={"findings": (many,)}))
    (folded,) = by_id(page)["f-1"].iter("details")
    assert text_of(folded).startswith(f"{len(refs)} cells")
    assert len(list(folded.iter("a"))) == len(refs)


def test_sections_stand_in_those_above_them(document: Document) -> None:
    blocks = [("报告", 1), ("一", 2), ("（一）", 3), ("1.", 9), ("二", None), ("附件", 1), ("一", 3)]
    page = page_of(with_blocks(document, *(headed(text, level) for text, level in blocks)))
    (main,) = page.iter("main")
    assert outline(main) == [["报告", ["一", ["（一）", ["1."]]], ["二"]], ["附件", ["一"]]]
    assert [int(element.tag[1]) for element in main.iter() if element.tag[0] == "h"] == [1, 2, 3, 6, 2, 1, 3]
    anchors = " ".join(name for name in by_id(page) if name.startswith("s-"))
    assert anchors == "s-报告 s-一 s-一-2 s-1 s-二 s-附件 s-一-3"


def test_contents_list_what_is_there(document: Document) -> None:
    (contents,) = page_of(document).iter("nav")
    assert text_of(contents).split() == ["年度报告", "t1:", "表1", "收入<支出>", "&", "其他", "t2", "Findings", "(1)"]


def test_captions_belong_to_their_tables(document: Document) -> None:
    page = page_of(document)
    first, second = page.iter("table")
    assert text_of(first.find("caption") or Element("none")).strip() == "表1 收入<支出> & 其他"
    assert second.find("caption") is None
    assert [text_of(p) for p in page.iter("p") if p.get("class") == "caption"] == []


def test_a_caption_that_stands_elsewhere_stays_there(document: Document) -> None:
    late = Block(kind="caption", text="续表1", table="t1")
    page = page_of(with_blocks(document, *document.blocks, late))
    assert [text_of(p) for p in page.iter("p") if p.get("class") == "caption"] == ["续表1"]


def test_a_header_is_a_group_of_rows(document: Document) -> None:
    table = next(page_of(document).iter("table"))
    assert [len(list(group)) for group in (table.find("thead"), table.find("tbody")) if group is not None] == [2, 3]


def test_a_header_that_goes_on_below_is_not_cut(document: Document) -> None:
    cells = (
        Cell(row=0, col=0, rowspan=2, role="column_header", text="a"),
        Cell(row=0, col=1, role="column_header", text="b"),
        Cell(row=1, col=1, text="c"),
    )
    table = Table(id="t1", pages=(1,), row_count=2, column_count=2, header_rows=1, cells=cells)
    changed = document.model_copy(update={"tables": (table,), "findings": ()})
    assert next(page_of(changed).iter("table")).find("thead") is None
    assert grids_in(HtmlSink().render(changed).decode()) == [texts_by_place(table)]


def test_an_ambiguous_number_says_what_it_may_be(document: Document) -> None:
    table = document.tables[0]
    value = Value(kind="text", readings=("78", "-78"))
    doubtful = table.cells[-1].model_copy(update={"text": "(78)", "value": value, "status": "suspect"})
    changed = table.model_copy(update={"cells": (*table.cells[:-1], doubtful)})
    cell = by_id(page_of(document.model_copy(update={"tables": (changed,)})))["t1/4/3"]
    assert cell.get("title") == "suspect; confidence 1.00; other readings: 78, -78"


def test_a_repaired_cell_says_what_it_was_read_as(document: Document) -> None:
    table = document.tables[0]
    repaired = table.cells[-1].model_copy(update={"text": "410", "printed": "41O", "status": "repaired"})
    changed = table.model_copy(update={"cells": (*table.cells[:-1], repaired)})
    cell = by_id(page_of(document.model_copy(update={"tables": (changed,)})))["t1/4/3"]
    assert (cell.get("title"), cell.get("data-status")) == ("repaired; read as 41O", "repaired")


@pytest.mark.parametrize(("text", "language"), [("年度", "zh"), ("Annual", None)])
def test_the_language_is_that_of_the_document(document: Document, text: str, language: str | None) -> None:
    page = page_of(with_blocks(document.model_copy(update={"tables": (), "findings": ()}), headed(text, 1)))
    (main,) = page.iter("main")
    assert main.get("lang") == language


@given(st.text(max_size=40))
def test_any_text_makes_a_valid_page(text: str) -> None:
    cell = Cell(row=0, col=0, text=text, status="suspect", alternatives=(text,))
    table = Table(id="t1", caption=text, pages=(1,), row_count=1, column_count=1, cells=(cell,))
    blocks = (headed(text, 1), Block(kind="paragraph", text=text), Block(kind="caption", text=text, table="t1"))
    finding = Finding(code="c", severity="info", message=text, suggestion=text, fingerprint="f")
    source = {"file_name": text, "sha256": "", "bytes": 1, "pages": 1, "kinds": (), "tool": "t"}
    page = page_of(
        Document.model_validate({"source": source, "tables": (table,), "blocks": blocks, "findings": (finding,)})
    )
    assert by_id(page).keys() >= {"t1", "t1/0/0", "f-f", "findings"}
