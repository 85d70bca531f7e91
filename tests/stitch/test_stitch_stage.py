from __future__ import annotations

from dataclasses import replace

import numpy as np

from extractor.config import OcrSettings, StitchSettings
from extractor.document import Document, Source
from extractor.geometry import quarter_turn
from extractor.page import BBox, Origin, PageContent, PageFinding, TextBlock, Word
from extractor.stitch.stage import stitch_pages
from table_builders import fragment, page_with

HEADER = ["项目", "去年", "今年"]
UPPER = fragment([HEADER, ["甲", "1", "2"], ["乙", "3", "4"]], top=700)
LOWER = fragment([HEADER, ["丙", "5", "6"]], page=2, top=60)
SOURCE = Source(file_name="a.pdf", sha256="0", bytes=1, pages=2, kinds=(), tool="test")


def stitched(*pages: PageContent) -> Document:
    return stitch_pages(pages, SOURCE, StitchSettings(), OcrSettings())


def with_block(page: PageContent, block: TextBlock, first: bool) -> PageContent:
    entry = (("block", len(page.blocks)),)
    order = entry + page.order if first else page.order + entry
    return replace(page, blocks=(*page.blocks, block), order=order)  # type: ignore[arg-type]


def text(kind: str, words: str, table: int = -1, **more: bool) -> TextBlock:
    return TextBlock(kind, words, BBox(50, 680, 300, 692), table=table, **more)  # type: ignore[arg-type]


def test_pieces_of_a_joined_table_stay_in_the_output() -> None:
    document = stitched(page_with(UPPER, 1), page_with(LOWER, 2))
    (table,) = document.tables
    assert table.pages == (1, 2)
    assert [(f.region.page, f.first_row, f.last_row) for f in table.fragments] == [(1, 0, 2), (2, 3, 3)]
    assert table.fragments[0].join is None
    assert table.fragments[1].join is not None
    assert table.fragments[1].join.repeated_header_rows == 1
    assert any("header" in reason for reason in table.fragments[1].join.reasons)


def test_every_position_of_the_grid_has_its_cell() -> None:
    (table,) = stitched(page_with(UPPER, 1), page_with(LOWER, 2)).tables
    assert [[c.text for c in row] for row in table.grid()] == [
        HEADER,
        ["甲", "1", "2"],
        ["乙", "3", "4"],
        ["丙", "5", "6"],
    ]
    assert [c.role for c in table.cells[:6]] == ["column_header"] * 3 + ["row_header", "data", "data"]


def test_caption_and_unit_of_a_table_are_its_own() -> None:
    page = with_block(page_with(UPPER, 1), text("caption", "单位：万元", table=0), first=True)
    page = with_block(page, text("caption", "表1 收支情况", table=0), first=True)
    document = stitched(page)
    assert document.tables[0].caption == "表1 收支情况"
    assert document.tables[0].unit == "万元"
    assert [(b.kind, b.table) for b in document.blocks] == [("caption", "t1"), ("caption", "t1"), ("table", "t1")]


def test_office_that_filled_a_table_in_is_neither_its_unit_nor_its_caption() -> None:
    page = with_block(page_with(UPPER, 1), text("caption", "单位：元", table=0), first=True)
    page = with_block(page, text("caption", "编制单位：某县民政局", table=0), first=True)
    (table,) = stitched(page).tables
    assert (table.caption, table.unit) == (None, "元")


def test_paragraph_broken_by_the_page_is_one_paragraph() -> None:
    empty = PageContent(1, 595, 842, 595, 842)
    above = with_block(empty, text("paragraph", "真正把信息公开工作上升到全面加强机关", open_end=True), first=True)
    below = with_block(replace(empty, number=2), text("paragraph", "作风建设的高度。", open_start=True), first=True)
    document = stitched(above, below)
    assert [b.text for b in document.blocks] == ["真正把信息公开工作上升到全面加强机关作风建设的高度。"]
    assert [r.page for r in document.blocks[0].regions] == [1, 2]


def test_regions_are_on_the_page_as_shown() -> None:
    turned = replace(page_with(UPPER, 1), width=842.0, height=595.0, to_page=quarter_turn(90, 842, 595))
    (table,) = stitched(turned).tables
    x0, top, x1, bottom = table.fragments[0].region.bbox
    assert (x0, top, x1, bottom) == (595 - 760, 50, 595 - 700, 350)
    assert np.allclose(turned.to_page @ [50, 700, 1], [595 - 700, 50, 1])


def test_doubtful_reading_is_a_finding_and_a_suspect_cell() -> None:
    cells = list(UPPER.cells)
    doubtful = Word("8", BBox(150, 720, 160, 730), confidence=0.4, origin="ocr", alternatives=("3",))
    cells[4] = replace(cells[4], words=(doubtful,), text="8")
    cells[5] = replace(cells[5], words=(), text="", blank_proven=False)
    document = stitched(page_with(replace(UPPER, cells=tuple(cells)), 1))
    found = {(f.cells[0].row, f.cells[0].col): f for f in document.findings if f.code == "cell.suspect"}
    assert set(found) == {(1, 1), (1, 2)}
    assert found[1, 1].suggestion == "3"
    assert document.tables[0].cells[4].status == "suspect"
    assert document.tables[0].cells[4].source == "ocr"


def test_what_a_page_says_of_itself_is_a_finding_with_its_place() -> None:
    finding = PageFinding("text.garbled", {"reason": "encoding", "instead": "none"})
    word = Word("孤", BBox(1, 2, 3, 4))
    page = replace(page_with(UPPER, 1), findings=(finding,), unread=(BBox(9, 9, 19, 19),), unplaced=(word,))
    document = stitched(page)
    assert {f.code for f in document.findings} == {"text.garbled", "ink.unread", "word.unplaced"}
    assert document.pages[0].warnings == ("page 1: the letters are those of another encoding",)
    assert document.unplaced[0].region.bbox == (1, 2, 3, 4)


def test_tables_with_text_between_stay_two() -> None:
    upper = with_block(page_with(UPPER, 1), text("paragraph", "以上为合计。"), first=False)
    document = stitched(upper, page_with(LOWER, 2))
    assert [t.id for t in document.tables] == ["t1", "t2"]


def test_continuation_mark_speaks_for_the_piece_below_it_only() -> None:
    mark = text("caption", "（续表）", table=0)
    second = with_block(page_with(LOWER, 2), mark, first=True)
    third = with_block(page_with(replace(LOWER, page=3), 3), text("caption", "表2 另一表", table=0), first=True)
    document = stitched(page_with(UPPER, 1), second, third)
    assert [t.pages for t in document.tables] == [(1, 2), (3,)]


def test_lines_above_a_table_that_the_next_page_repeats_do_not_part_it() -> None:
    upper, lower = (
        with_block(page_with(piece, number), text("paragraph", "附件1"), first=True)
        for number, piece in ((1, UPPER), (2, LOWER))
    )
    (table,) = stitched(upper, lower).tables
    assert table.pages == (1, 2)
    other = with_block(page_with(LOWER, 2), text("paragraph", "附件2"), first=True)
    assert [t.pages for t in stitched(upper, other).tables] == [(1,), (2,)]


def test_two_numbers_side_by_side_in_a_cell_of_a_scan_are_flagged() -> None:
    def with_numbers(origin: Origin) -> str:
        words = tuple(Word("0", BBox(x, 723, x + 6, 733), origin=origin) for x in (155, 215))
        cells = tuple(replace(c, words=words, text="0 0") if (c.row, c.col) == (1, 1) else c for c in UPPER.cells)
        (table,) = stitched(page_with(replace(UPPER, cells=cells), 1)).tables
        return table.cells[4].status

    assert with_numbers("ocr") == "suspect"
    assert with_numbers("text-layer") == "read"
