from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.config import TableSettings
from extractor.page import BBox, PageContent, TableFragment
from extractor.tables.dashes import resolve_dashes
from extractor.tables.stage import detect_tables
from table_builders import fragment, full_grid, word


def with_stroke(text: str, width: float, origin: str = "ocr") -> TableFragment:
    """Numbers 7.5 points high, so set in 10 points, and a single stroke in their column."""
    table = fragment([["项目", "数量"], ["甲", "12"], ["乙", "345"], ["丙", text], ["丁", "6"]])
    cells = []
    for cell in table.cells:
        words = tuple(
            replace(
                w,
                origin=origin,
                bbox=BBox(w.bbox.x0, w.bbox.top, w.bbox.x0 + (width if w.text == text else 8), w.bbox.top + 7.5),
            )
            for w in cell.words
        )
        cells.append(replace(cell, words=words))
    return replace(table, cells=tuple(cells))


def text_of(table: TableFragment) -> str:
    return next(c.text for c in table.cells if (c.row, c.col) == (3, 1))


@pytest.mark.parametrize(("height", "dash"), [(1.6, "-"), (0.8, "–")])
def test_a_thick_stroke_read_as_a_hyphen_is_one(height: float, dash: str) -> None:
    """In bold type a hyphen is as long as the dash of another face."""
    table = with_stroke("-", 3.8)
    cells = tuple(
        replace(c, words=tuple(replace(w, bbox=replace(w.bbox, bottom=w.bbox.top + height)) for w in c.words))
        if c.text == "-"
        else c
        for c in table.cells
    )
    assert text_of(resolve_dashes(replace(table, cells=cells))) == dash


@pytest.mark.parametrize(("width", "dash"), [(9.5, "—"), (5.0, "–"), (2.5, "-")])
def test_stroke_in_a_column_of_numbers_is_a_dash_as_long_as_printed(width: float, dash: str) -> None:
    table = resolve_dashes(with_stroke("一", width))
    assert text_of(table) == dash
    assert next(w for c in table.cells for w in c.words if w.text == dash).alternatives == ("一",)


def test_text_layer_is_believed() -> None:
    assert text_of(resolve_dashes(with_stroke("一", 9.5, origin="text-layer"))) == "一"


def test_stroke_in_a_column_of_words_is_the_numeral() -> None:
    table = fragment([["序号", "名称"], ["一", "甲"], ["二", "乙"], ["三", "丙"]])
    ocr = tuple(replace(c, words=tuple(replace(w, origin="ocr") for w in c.words)) for c in table.cells)
    assert [c.text for c in resolve_dashes(replace(table, cells=ocr)).cells if c.col == 0][1:] == ["一", "二", "三"]


def test_changed_word_is_changed_among_the_words_of_the_page_too() -> None:
    words = [
        replace(word(text, x, y), origin="ocr")
        for x, y, text in [
            (10, 10, "项"),
            (110, 10, "数"),
            (10, 30, "甲"),
            (110, 30, "12"),
            (10, 50, "乙"),
            (110, 50, "34"),
        ]
    ]
    words += [replace(word("丙", 10, 70), origin="ocr"), replace(word("一", 110, 70), origin="ocr")]
    page = PageContent(
        1, 595, 842, 595, 842, words=tuple(words), rulings=tuple(full_grid([0, 100, 200], [0, 20, 40, 60, 80]))
    )
    found = detect_tables(page, TableSettings())
    held = {id(w) for f in found.fragments for c in f.cells for w in c.words}
    assert held == {id(w) for w in found.words}
    assert "一" not in {w.text for w in found.words}
