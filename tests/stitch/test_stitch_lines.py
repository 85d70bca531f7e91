"""The lines of the pages in the output: each character once, at its place, with what it belongs to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.config import LineSettings, OcrSettings, Settings, StitchSettings
from extractor.document import Document, Source
from extractor.geometry import quarter_turn
from extractor.lines import TextLine
from extractor.output.json_sink import JsonSink
from extractor.page import BBox, Matrix, PageContent, TextBlock, Word
from extractor.pipeline import assemble, extract, read_pages
from extractor.places import CellRef
from extractor.rechecking import correct, recheck
from extractor.script import join_lines
from extractor.stitch.stage import stitch_pages
from table_builders import fragment, page_with, word

FIXTURES = Path(__file__).parents[2] / "fixtures"
KEEP = Settings(lines=LineSettings(keep=True))
HEADER = ["项目", "去年", "今年"]
SOURCE = Source(file_name="a.pdf", sha256="0", bytes=1, pages=2, kinds=(), tool="test")


def stitched(*pages: PageContent) -> Document:
    return stitch_pages(pages, SOURCE, StitchSettings(), OcrSettings(), keep_lines=True)


def page_of_text(*words: Word, to_page: Matrix | None = None) -> PageContent:
    block = TextBlock("paragraph", "", BBox.around(w.bbox for w in words), words=words)
    page = PageContent(1, 500, 700, 500, 700, blocks=(block,), order=(("block", 0),), words=words)
    return page if to_page is None else replace(page, to_page=to_page)


def only_line(page: PageContent) -> TextLine:
    (line,) = stitched(page).lines
    return line


@pytest.mark.parametrize("name", ["township-2020/digital.pdf", "three-pages/page.pdf", "rotated-page/page.pdf"])
def test_every_character_that_was_read_is_in_one_line(name: str) -> None:
    read = read_pages(FIXTURES / name, KEEP)
    lines = assemble(read, KEEP).lines
    assert Counter(c for line in lines for w in line.words for c in w.text) == Counter(
        c for page in read.pages for w in page.words for c in w.text
    )


def test_lines_of_a_cell_and_of_a_block_read_as_its_text() -> None:
    document = extract(FIXTURES / "township-2020" / "digital.pdf", KEEP)
    for table in document.tables:
        for cell in table.cells:
            own = [
                x
                for x in document.lines
                if x.cell and (x.cell.table, x.cell.row, x.cell.col) == (table.id, cell.row, cell.col)
            ]
            assert join_lines([line.text for line in own]) == cell.text
            assert {line.page for line in own} <= {region.page for region in cell.regions}
    for index, block in enumerate(document.blocks):
        if block.kind == "heading":
            assert join_lines([line.text for line in document.lines if line.block == index]) == block.text
    for index, piece in enumerate(document.furniture):
        assert [line.text for line in document.lines if line.furniture == index] == [piece.text]


def test_nothing_changes_where_lines_are_not_asked_for() -> None:
    with_lines = extract(FIXTURES / "three-pages" / "page.pdf", KEEP)
    without = extract(FIXTURES / "three-pages" / "page.pdf")
    assert b'"lines"' not in JsonSink().render(without)
    assert with_lines.source.settings == {**without.source.settings, "lines": {"keep": True}}
    stripped = with_lines.model_copy(update={"lines": (), "source": without.source})
    assert JsonSink().render(stripped) == JsonSink().render(without)
    assert Document.model_validate_json(JsonSink().render(with_lines)) == with_lines


def test_lines_stay_as_read_when_a_cell_is_corrected() -> None:
    document = extract(FIXTURES / "three-pages" / "page.pdf", KEEP)
    ref = CellRef(table="t1", row=2, col=1)
    after = recheck(correct(document, {ref: "987"}))
    assert after.tables[0].grid()[2][1].text == "987"
    assert after.lines == document.lines


def test_a_repeated_header_has_lines_and_no_cell() -> None:
    upper = fragment([HEADER, ["甲", "1", "2"], ["乙", "3", "4"]], top=600)
    lower = fragment([HEADER, ["丙", "5", "6"]], page=2, top=60)
    document = stitched(page_with(upper, 1), page_with(lower, 2))
    (table,) = document.tables
    assert table.row_count == 4
    second = [line for line in document.lines if line.page == 2]
    assert [(line.text, line.cell and line.cell.row) for line in second] == [
        *((text, None) for text in HEADER),
        *(("丙", 3), ("5", 3), ("6", 3)),
    ]
    assert {line.block for line in document.lines} == {0}


def test_pages_come_in_their_order_and_furniture_after_the_text() -> None:
    document = extract(FIXTURES / "township-2020" / "digital.pdf", KEEP)
    pages = [line.page for line in document.lines]
    assert pages == sorted(pages)
    assert set(pages) == set(range(1, 7))
    for number in set(pages):
        on_page = [line.furniture is not None for line in document.lines if line.page == number]
        assert on_page == sorted(on_page)


def test_blanks_are_those_of_the_text() -> None:
    line = only_line(
        page_of_text(word("表1", 50, 100), word("收入", 90, 100), word("a", 150, 100), word("12", 170, 100))
    )
    assert [w.blank_before for w in line.words] == [False, True, True, True]
    chinese = only_line(page_of_text(word("收入", 50, 100), word("支出", 90, 100)))
    assert (chinese.text, [w.blank_before for w in chinese.words]) == ("收入支出", [False, False])


def test_words_of_a_crooked_scan_have_corners() -> None:
    angle = radians(3)
    turned = np.array([[cos(angle), -sin(angle), 0], [sin(angle), cos(angle), 0], [0, 0, 1]])
    line = only_line(page_of_text(word("数据", 100, 100), to_page=turned))
    (made,) = line.words
    assert made.corners is not None
    assert made.corners[:2] == pytest.approx(
        (100 * cos(angle) - 95 * sin(angle), 100 * sin(angle) + 95 * cos(angle)), abs=0.01
    )
    assert made.bbox == (
        min(made.corners[::2]),
        min(made.corners[1::2]),
        max(made.corners[::2]),
        max(made.corners[1::2]),
    )
    assert line.turn == 0


@pytest.mark.parametrize(("turn", "reads"), [(0, 0), (90, 270), (180, 180), (270, 90)])
def test_a_page_that_lay_on_its_side_says_how_its_text_runs(turn: int, reads: int) -> None:
    """A reader that turned the content by 90 degrees clockwise found it to read upwards."""
    back = quarter_turn(-turn, *((500, 700) if turn in (0, 180) else (700, 500)))
    line = only_line(page_of_text(word("数据", 100, 100), to_page=back))
    assert line.turn == reads


def test_turned_text_of_a_text_layer_keeps_its_direction(tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600))
    for y in range(300, 560, 20):
        canvas.drawString(50, y, "level text that fills the page from left to right")
    canvas.saveState()
    canvas.translate(200, 100)
    canvas.rotate(90)
    canvas.drawString(0, 0, "up first 2020")
    canvas.drawString(0, -14, "up second")
    canvas.restoreState()
    canvas.save()
    lines = extract(path, KEEP).lines
    upwards = [line for line in lines if line.turn == 270]
    assert sorted(w.text for line in upwards for w in line.words) == ["2020", "first", "second", "up", "up"]
    (first,) = (line for line in upwards if "2020" in line.text)
    assert first.text == "first 2020"
    assert first.words[0].outline[:2] == pytest.approx((first.bbox[0], first.bbox[3]))
    assert all(line.turn == 0 for line in lines if "level" in line.text)
