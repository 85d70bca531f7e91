"""ALTO and hOCR, read back by parsers that have no part in writing them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path

import html5lib
import pytest
import xmlschema
from lxml import etree

from extractor.config import LineSettings, Settings
from extractor.document import Document
from extractor.errors import OutputError
from extractor.output.alto_sink import AltoSink
from extractor.output.hocr_sink import HocrSink
from extractor.output.stage import load_sink
from extractor.pipeline import extract
from extractor.script import join_lines

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "tests" / "data" / "alto-4-4-parts.xsd"
"""Of 4.4, and stricter than the published one: it has only what this program writes."""
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
XHTML = "{http://www.w3.org/1999/xhtml}"
CASES = ("township-2020/digital", "three-pages/page", "rotated-page/page", "row-span-over-page-break/page")
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module", params=CASES)
def read(request: pytest.FixtureRequest) -> Document:
    return extract(ROOT / "fixtures" / f"{request.param}.pdf", Settings(lines=LineSettings(keep=True)))


def alto(document: Document) -> etree._Element:
    return etree.fromstring(AltoSink().render(document))


def hocr(document: Document) -> etree._Element:
    return etree.fromstring(HocrSink().render(document))


def place(element: etree._Element) -> Box:
    x, y, width, height = (float(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    return x, y, x + width, y + height


def box(element: etree._Element) -> Box | None:
    found = re.search(r"\bbbox (\d+) (\d+) (\d+) (\d+)", element.get("title", ""))
    return tuple(map(float, found.groups())) if found else None  # type: ignore[return-value]


def lies_in(inner: Box, outer: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def text_of(line: etree._Element) -> str:
    return "".join(" " if part.tag == f"{ALTO}SP" else part.get("CONTENT") for part in line)


@pytest.mark.parametrize("format_", ["alto", "hocr"])
def test_a_document_without_lines_says_how_to_make_them(document: Document, format_: str) -> None:
    with pytest.raises(OutputError, match=r"--lines, or LineSettings\(keep=True\)"):
        load_sink(format_).render(document.model_copy(update={"lines": ()}))


def test_alto_fits_the_published_schema(read: Document) -> None:
    # That of 4.2, the newest that a package carries; later ones only add to it, and nothing that is written here.
    published = distribution("digiflow").locate_file("digiflow/resources/xsd/alto-4-2.xsd")
    etree.XMLSchema(etree.parse(str(published))).assertValid(alto(read))


def test_alto_fits_the_schema(read: Document) -> None:
    content = AltoSink().render(read)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(content))
    xmlschema.XMLSchema(SCHEMA).validate(content.decode())


def test_alto_of_all_that_there_is_fits_the_schema(document: Document) -> None:
    xmlschema.XMLSchema(SCHEMA).validate(AltoSink().render(document).decode())


def test_the_schema_of_the_test_refuses_what_alto_does_not_know(read: Document) -> None:
    content = AltoSink().render(read).decode()
    schema = xmlschema.XMLSchema(SCHEMA)
    for wrong in (
        content.replace("inch1200", "point"),
        content.replace("<PrintSpace", "<Middle").replace("</PrintSpace", "</Middle"),
        content.replace('TAGREFS="data"', 'TAGREFS="datum"'),
        re.sub(r' CONTENT="[^"]*"', "", content, count=1),
        re.sub(r'ID="p1"', 'ID="p2"', content, count=1)
        if content.count("<Page") > 1
        else content.replace("ID=", "id="),
    ):
        assert not schema.is_valid(wrong)


def test_alto_has_all_words_in_their_places(read: Document) -> None:
    words = [w for line in read.lines for w in line.words]
    strings = list(alto(read).iter(f"{ALTO}String"))
    assert sorted(s.get("CONTENT") for s in strings) == sorted(w.text for w in words)
    for page in alto(read).iter(f"{ALTO}Page"):
        number = int(page.get("PHYSICAL_IMG_NR"))
        wanted = sorted(
            (w.text, *(round(v * 1200 / 72) for v in w.bbox))
            for line in read.lines
            if line.page == number
            for w in line.words
        )
        assert sorted((s.get("CONTENT"), *map(int, place(s))) for s in page.iter(f"{ALTO}String")) == wanted


def test_boxes_of_alto_lie_in_one_another(read: Document) -> None:
    for element in alto(read).iter(*(f"{ALTO}{name}" for name in ("String", "TextLine", "TextBlock", "ComposedBlock"))):
        parent = element.getparent()
        if parent.get("HPOS") is not None:
            assert lies_in(place(element), place(parent)), element.get("ID") or element.get("CONTENT")


def test_cells_of_alto_read_as_they_do_in_the_document(read: Document) -> None:
    root = alto(read)
    blocks = {index: block for index, block in enumerate(read.blocks) if block.kind == "table"}
    texts: dict[tuple[int, int, int], list[str]] = {}
    for element in root.iter(f"{ALTO}TextBlock"):
        found = re.fullmatch(r"p\d+\.b(\d+)\.r(\d+)c(\d+)(?:\.(\d+)x(\d+))?", element.get("ID"))
        if found:
            key = (int(found[1]), int(found[2]), int(found[3]))
            texts.setdefault(key, []).extend(map(text_of, element))
    for index, block in blocks.items():
        (table,) = (table for table in read.tables if table.id == block.table)
        for cell in table.cells:
            assert join_lines(texts[index, cell.row, cell.col]) == cell.text


def test_alto_names_the_source_the_program_and_the_page_number(document: Document) -> None:
    root = alto(document)
    assert root.findtext(f".//{ALTO}fileName") == "报告 & 1.pdf"
    assert root.findtext(f".//{ALTO}softwareName") == "report-extractor"
    assert root.find(f".//{ALTO}Page").get("PRINTED_IMG_NR") == "- 1 -"
    labels = {tag.get("ID") for tag in root.find(f"{ALTO}Tags")}
    used = {name for element in root.iter() for name in element.get("TAGREFS", "").split()}
    assert labels == used
    assert {"heading-1", "table", "data", "page_number"} <= labels


def test_only_words_of_ocr_have_a_confidence(document: Document, read: Document) -> None:
    assert {s.get("WC") for s in alto(document).iter(f"{ALTO}String")} == {"0.500"}
    assert {s.get("WC") for s in alto(read).iter(f"{ALTO}String")} == {None}
    titles = [e.get("title") for e in hocr(document).iter(f"{XHTML}span") if e.get("class") == "ocrx_word"]
    assert all(title.endswith("x_wconf 50") for title in titles)
    assert not any("x_wconf" in e.get("title", "") for e in hocr(read).iter(f"{XHTML}span"))


def test_turned_and_crooked_text_keeps_its_direction(document: Document) -> None:
    first = document.lines[0]
    word = first.words[0].model_copy(update={"corners": (20.0, 10.0, 20.0, 40.0, 10.0, 40.0, 10.0, 10.0)})
    turned = document.model_copy(
        update={"lines": (first.model_copy(update={"turn": 90, "words": (word,)}), *document.lines[1:])}
    )
    xmlschema.XMLSchema(SCHEMA).validate(AltoSink().render(turned).decode())
    (line,) = (line for line in alto(turned).iter(f"{ALTO}TextLine") if line.get("BASEDIRECTION") == "ttb")
    assert line.getparent().get("ROTATION") == "270"
    assert line.find(f".//{ALTO}Polygon").get("POINTS") == "333,167 333,667 167,667 167,167"
    (span,) = (e for e in hocr(turned).iter(f"{XHTML}span") if "textangle" in e.get("title", ""))
    assert span.get("title").endswith("textangle 270")


@pytest.mark.parametrize("sink", [AltoSink(), HocrSink()], ids=["alto", "hocr"])
def test_what_xml_cannot_hold_is_replaced(document: Document, sink: AltoSink | HocrSink) -> None:
    word = document.lines[0].words[0].model_copy(update={"text": "a\x00b\ud800<&>\"'\ufffe"})
    line = document.lines[0].model_copy(update={"words": (word,)})
    content = sink.render(document.model_copy(update={"lines": (line,)}))
    shown = [*etree.fromstring(content).itertext(), *etree.fromstring(content).xpath("//@CONTENT")]
    assert "a\ufffdb\ufffd<&>\"'\ufffd" in shown


def ocr_elements(root: etree._Element) -> Iterator[etree._Element]:
    return (e for e in root.iter() if isinstance(e.tag, str) and e.get("class", "").startswith("ocr"))


ALLOWED = {
    "ocrx_word": {"ocr_line"},
    "ocr_line": {"ocr_par", "ocr_table"},
    "ocr_par": {"ocr_carea", "ocr_header", "ocr_footer", "ocr_pageno", "ocr_float", "ocr_caption", "ocr_photo"},
    "ocr_page": {None},
}
"""By class the classes of the nearest element around it that has one; all others stand on the page."""


def test_elements_of_hocr_are_nested_as_they_should_be(read: Document) -> None:
    root = hocr(read)
    for element in ocr_elements(root):
        around = next((e for e in element.iterancestors() if e.get("class", "").startswith("ocr")), None)
        allowed = ALLOWED.get(element.get("class"), {"ocr_page"})
        assert (None if around is None else around.get("class")) in allowed
        own, outer = box(element), None if around is None else box(around)
        assert own is not None
        assert outer is None or lies_in(own, outer)
    declared = root.xpath("string(//*[@name='ocr-capabilities']/@content)").split()
    assert {e.get("class") for e in ocr_elements(root)} <= set(declared)


def test_hocr_has_all_words_in_their_places(read: Document) -> None:
    pages = [e for e in ocr_elements(hocr(read)) if e.get("class") == "ocr_page"]
    assert len(pages) == len(read.pages)
    for report, page in zip(read.pages, pages, strict=True):
        properties = dict(part.strip().split(" ", 1) for part in page.get("title").split(";"))
        assert properties["ppageno"] == str(report.number - 1)
        dpi = int(properties["scan_res"].split()[0])
        assert properties["bbox"] == f"0 0 {round(report.width * dpi / 72)} {round(report.height * dpi / 72)}"
        wanted = sorted(
            (w.text, *(round(v * dpi / 72) for v in w.bbox))
            for line in read.lines
            if line.page == report.number
            for w in line.words
        )
        words = [e for e in ocr_elements(page) if e.get("class") == "ocrx_word"]
        assert sorted((w.text, *map(int, box(w) or ())) for w in words) == wanted


def test_tables_of_hocr_have_the_spans_of_the_page(read: Document) -> None:
    """Every position of the rows on the page belongs to exactly one cell, whose lines read as its text."""
    page_tables = [e for e in ocr_elements(hocr(read)) if e.get("class") == "ocr_table"]
    fragments = [(table, f) for table in read.tables for f in table.fragments]
    fragments.sort(key=lambda item: item[1].region.page)
    for _, group in groupby(fragments, key=lambda item: item[1].region.page):
        for (table, fragment), element in zip(list(group), page_tables, strict=False):
            page_tables = page_tables[1:]
            taken = set()
            for row, line in enumerate(element.iter(f"{XHTML}tr")):
                for cell in line:
                    col = next(c for c in range(table.column_count) if (row, c) not in taken)
                    down, right = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
                    places = {(row + i, col + k) for i in range(down) for k in range(right)}
                    assert not places & taken
                    taken |= places
            assert len(taken) == (fragment.last_row - fragment.first_row + 1) * table.column_count
    assert page_tables == []


def test_a_browser_reads_hocr_as_it_is(read: Document) -> None:
    """As HTML, where nothing may be nested that a parser would have to mend."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(HocrSink().render(read).decode().partition("?>")[2])
    # The doctype of XHTML is not that of HTML 5; all else would be a fault.
    assert {code for _, code, _ in parser.errors} <= {"unknown-doctype"}
    found = [e.text for e in tree.iter("span") if e.get("class") == "ocrx_word"]
    assert found == [e.text for e in ocr_elements(hocr(read)) if e.get("class") == "ocrx_word"]
    head = {meta.get("name"): meta.get("content") for meta in tree.iter("meta")}
    assert head["ocr-system"].startswith("report-extractor")
    assert head["ocr-number-of-pages"] == str(len(read.pages))


def test_a_file_name_is_no_property_of_hocr(document: Document) -> None:
    named = document.source.model_copy(update={"file_name": 'a"; bbox 9 9 9 9; x\\.pdf'})
    title = next(ocr_elements(hocr(document.model_copy(update={"source": named})))).get("title")
    assert title.startswith('image "a\\"; bbox 9 9 9 9; x\\\\.pdf"; bbox 0 0 2479 3508; ppageno 0;')
