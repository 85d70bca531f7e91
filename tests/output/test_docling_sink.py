"""What docling-core itself reads, exports and chunks of the documents that are handed to it."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docling_core.transforms.chunker.hierarchical_chunker import HierarchicalChunker
from docling_core.transforms.chunker.hybrid_chunker import HybridChunker
from docling_core.transforms.chunker.tokenizer.base import BaseTokenizer
from docling_core.types.doc import ContentLayer, DocItemLabel, DoclingDocument

from extractor.config import Settings
from extractor.document import Block, Document, PageReport
from extractor.errors import ExtraMissingError, OutputError
from extractor.output.docling_sink import DoclingSink
from extractor.output.marks import SUSPECT_MARK
from extractor.output.stage import load_sink
from extractor.pipeline import extract
from html_grids import grids_in, texts_by_place

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "fixtures"
DOCUMENTATION = ROOT / "docs" / "formats.md"
CASES = ("row-span-over-page-break/page.pdf", "township-2020/digital.pdf")


@cache
def extracted(case: str) -> Document:
    return extract(FIXTURES / case, Settings())


def as_docling(document: Document) -> DoclingDocument:
    return DoclingDocument.model_validate_json(DoclingSink().render(document))


class CharacterTokenizer(BaseTokenizer):
    """Counts characters, so that no model is needed."""

    def count_tokens(self, text: str) -> int:
        return len(text)

    def get_max_tokens(self) -> int:
        return 400

    def get_tokenizer(self) -> Any:
        return len


@pytest.mark.parametrize("case", CASES)
def test_a_round_trip_changes_nothing(case: str) -> None:
    content = DoclingSink().render(extracted(case))
    read = DoclingDocument.model_validate_json(content)
    assert read.export_to_dict() == json.loads(content)


@pytest.mark.parametrize("case", CASES)
def test_its_html_has_every_text_in_its_place(case: str) -> None:
    document = extracted(case)
    assert any(cell.rowspan > 1 or cell.colspan > 1 for table in document.tables for cell in table.cells)
    grids = grids_in(as_docling(document).export_to_html())
    assert grids == [texts_by_place(table) for table in document.tables]


@pytest.mark.parametrize("case", CASES)
def test_its_data_frames_have_every_row_below_the_header(case: str) -> None:
    document = extracted(case)
    made = as_docling(document)
    for table, item in zip(document.tables, made.tables, strict=True):
        frame = item.export_to_dataframe(doc=made)
        rows = [[cell.text for cell in row] for row in table.grid()[table.header_rows :]]
        assert frame.to_numpy().tolist() == rows
        assert [name.split(".")[-1] for name in frame.columns] == [
            cell.text for cell in table.grid()[table.header_rows - 1]
        ]


@pytest.mark.parametrize("case", CASES)
def test_its_markdown_has_every_text_in_reading_order(case: str) -> None:
    document = extracted(case)
    markdown = as_docling(document).export_to_markdown(escape_html=False)
    at = 0
    for block in document.blocks:
        if block.text:
            at = markdown.index(block.text, at)
    numbers = [c.value.number for t in document.tables for c in t.cells if c.value and c.value.number is not None]
    assert numbers
    assert all(number in markdown for number in numbers)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("chunker", [HierarchicalChunker(), HybridChunker(tokenizer=CharacterTokenizer())])
def test_chunks_hold_the_texts_and_the_numbers(case: str, chunker: HierarchicalChunker | HybridChunker) -> None:
    document = extracted(case)
    chunks = list(chunker.chunk(as_docling(document)))
    text = "".join("".join(chunk.text.split()) for chunk in chunks)
    said = [block.text for block in document.blocks if block.kind in ("paragraph", "caption", "note")]
    assert said
    assert [s for s in said if "".join(s.split()) not in text] == []
    for table in document.tables:
        header = table.header_rows
        for row in table.grid()[header:]:
            assert all("".join(cell.text.split()) in text for cell in row[1:])
    titles = {heading for chunk in chunks for heading in chunk.meta.headings or ()}
    assert next(document.headings()).text in titles


def test_labels_levels_captions_and_notes(document: Document) -> None:
    extra = (
        Block(kind="heading", text="一、总体", level=2),
        Block(kind="figure", regions=document.blocks[0].regions),
    )
    made = as_docling(document.model_copy(update={"blocks": (*extra, *document.blocks)}))
    assert [(item.label, item.text) for item in made.texts if item.content_layer == ContentLayer.BODY] == [
        (DocItemLabel.SECTION_HEADER, "一、总体"),
        (DocItemLabel.TITLE, "年度报告"),
        (DocItemLabel.TEXT, document.blocks[1].text),
        (DocItemLabel.CAPTION, "表1 收入<支出> & 其他"),
        (DocItemLabel.FOOTNOTE, "注：单位"),
    ]
    assert made.texts[0].level == 1
    assert [table.caption_text(made) for table in made.tables] == ["表1 收入<支出> & 其他", ""]
    assert len(made.pictures) == 1
    furniture = [item for item in made.texts if item.content_layer == ContentLayer.FURNITURE]
    assert [(item.label, item.text) for item in furniture] == [(DocItemLabel.PAGE_HEADER, "- 1 -")]
    assert "注：单位" in made.export_to_markdown()


def test_places_are_boxes_from_the_top_left(document: Document) -> None:
    made = as_docling(document)
    assert {number: page.size.as_tuple() for number, page in made.pages.items()} == {1: (595, 842), 2: (595, 842)}
    paragraph = made.texts[1]
    assert [(place.page_no, place.charspan) for place in paragraph.prov] == [
        (1, (0, len(paragraph.text))),
        (2, (0, len(paragraph.text))),
    ]
    assert paragraph.prov[0].bbox.as_tuple() == (72, 100, 300, 120.25)
    assert paragraph.prov[0].bbox.coord_origin == "TOPLEFT"
    assert [place.page_no for place in made.tables[0].prov] == [1, 2]


def test_a_box_beyond_the_page_is_cut_at_its_edge(document: Document) -> None:
    small = (PageReport(number=1, kind="ocr", width=200, height=110),)
    made = as_docling(document.model_copy(update={"pages": small}))
    assert made.texts[0].prov[0].bbox.as_tuple() == (72, 100, 200, 110)
    assert [place.page_no for place in made.texts[1].prov] == [1], "page 2 was not read: it has no size"


def test_a_cell_has_a_box_only_where_its_page_is_sure(document: Document) -> None:
    grid = as_docling(document).tables[0].data.grid
    assert grid[2][2].bbox is not None
    assert grid[3][2].bbox is None, "a page broke it"


def test_flags_of_cells(document: Document) -> None:
    cells = as_docling(document).tables[0].data.table_cells
    assert [c.text for c in cells if c.column_header] == ["项目", "金额", "本年", "增长（%）"]
    assert [c.text for c in cells if c.row_header] == ["收入", '税收 "<b>"', "=HYPERLINK(1)", "合计|总"]


def test_a_suspect_cell_is_no_number_to_anyone(document: Document) -> None:
    made = as_docling(document)
    table = made.tables[0]
    frame = table.export_to_dataframe(doc=made)
    assert frame.iloc[2, 2] == f"12345678901234567.89 {SUSPECT_MARK}"
    with pytest.raises(ValueError, match="could not convert"):
        float(frame.iloc[2, 2])
    chunks = [chunk.text for chunk in HierarchicalChunker().chunk(made)]
    said = "row 5 column 3: 12345678901234567.89, or 1284 (confidence 0.40)"
    assert any(said in text for text in chunks)
    assert said in made.export_to_markdown()
    assert table.meta is not None
    assert table.meta.description.get_custom_part()["extractor__cells"] == [
        {
            "row": 4,
            "col": 2,
            "status": "suspect",
            "text": "12345678901234567.89",
            "printed": "12345678901234567.89",
            "confidence": 0.4,
            "alternatives": ["1284"],
        }
    ]
    assert made.tables[1].meta is None


def test_a_suspect_blank_is_marked(document: Document) -> None:
    table = document.tables[1]
    cells = (*table.cells[:-1], table.cells[-1].model_copy(update={"text": "", "status": "suspect"}))
    made = as_docling(document.model_copy(update={"tables": (table.model_copy(update={"cells": cells}),)}))
    assert made.tables[0].data.grid[1][1].text == SUSPECT_MARK


def test_findings_are_comments_on_their_tables(document: Document) -> None:
    made = as_docling(document)
    (ref,) = made.tables[0].comments
    comment = ref.resolve(made)
    assert comment.text == "warning cell.doubtful: read as 12345678901234567.89"
    assert comment.content_layer == ContentLayer.NOTES
    assert comment.prov[0].page_no == 2
    assert comment.text not in made.export_to_markdown()


def test_a_table_that_is_too_large_is_an_output_error(document: Document) -> None:
    huge = document.tables[1].model_copy(update={"row_count": 1_000_000})
    with pytest.raises(OutputError, match="exceeds the limit of 1000000 cells"):
        DoclingSink().render(document.model_copy(update={"tables": (huge,)}))


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docling_core.types.doc", None)
    monkeypatch.delitem(sys.modules, "extractor.output.docling_sink")
    with pytest.raises(ExtraMissingError, match=r"report-extractor\[docling\]"):
        load_sink("docling")


def test_the_file_that_was_read_is_named_with_its_hash(document: Document) -> None:
    sha256 = "0123456789abcdef" * 4
    changed = document.source.model_copy(update={"sha256": sha256})
    origin = as_docling(document.model_copy(update={"source": changed})).origin
    assert origin is not None
    assert (origin.filename, origin.mimetype) == ("报告 & 1.pdf", "application/pdf")
    assert origin.binary_hash == int(sha256, 16) & 0xFFFF_FFFF_FFFF_FFFF


def test_the_example_of_the_documentation_runs(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = DOCUMENTATION.read_text(encoding="utf-8").split("## DoclingDocument")[1]
    example = section.split("```python\n")[1].split("```")[0]
    (tmp_path / "report.docling.json").write_bytes(DoclingSink().render(document))
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "docs/formats.md", "exec"), {})  # our own documentation
    shown = capsys.readouterr().out
    assert "表1 收入<支出> & 其他" in shown
    assert "['年度报告'] 1. 我乡" in shown
