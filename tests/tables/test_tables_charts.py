from __future__ import annotations

from dataclasses import replace

from extractor.config import TableSettings
from extractor.page import BBox, PageContent, TableFragment
from extractor.tables.charts import is_chart
from extractor.tables.stage import detect_tables
from table_builders import fragment, full_grid, word


def with_confidence(table: TableFragment, confidence: float, every: int) -> TableFragment:
    """`table` with one word of `every` read with `confidence`."""
    cells = tuple(
        replace(c, words=tuple(replace(w, confidence=confidence) for w in c.words)) if i % every == 0 else c
        for i, c in enumerate(table.cells)
    )
    return replace(table, cells=cells)


TABLE = fragment([["项目", "数量", "金额"], ["甲", "12", "3.5"], ["乙", "345", "6.1"], ["丙", "7", "8.2"]])


def test_a_table_is_no_chart_though_some_of_its_words_are_doubtful_and_dirt_lies_on_it() -> None:
    assert not is_chart(TABLE, ())
    assert not is_chart(with_confidence(TABLE, 0.5, 6), [BBox(60, 110, 66, 116)])


def test_many_doubtful_words_make_a_chart() -> None:
    assert is_chart(with_confidence(TABLE, 0.5, 2), ())


def test_much_ink_that_is_no_text_makes_a_chart() -> None:
    bars = [BBox(160 + 40 * i, 130, 180 + 40 * i, 178) for i in range(4)]
    assert is_chart(TABLE, bars)


def scale(values: list[int]) -> TableFragment:
    """Two plots side by side under a frame of two cells; the scale stands in the first of them."""
    box = BBox(50, 100, 450, 300)
    cells = fragment([["", "Spain"]]).cells
    words = tuple(word(str(value), 55, 115 + 20 * i) for i, value in enumerate(values))
    return replace(
        TABLE, bbox=box, rows=(100, 300), columns=(50, 250, 450), cells=(replace(cells[0], words=words), cells[1])
    )


def test_the_scale_of_an_axis_in_one_cell_makes_a_chart() -> None:
    assert is_chart(scale([450, 400, 350, 300, 250, 200]), ())
    assert not is_chart(scale([1, 2, 3, 4, 5, 6]), ()), "counted rows"
    assert not is_chart(scale([2, 31, 7, 12, 5, 60]), ()), "numbers of a half-ruled table"


def test_gridlines_divide_the_scale_of_a_chart_and_rows_of_a_table_hold_a_number_each() -> None:
    chart = fragment([["400", "spread"], ["200", ""], ["100", ""], ["50", "yield"]])
    cells = [
        replace(cell, words=(word("400", 55, 104), word("350", 55, 112))) if (cell.row, cell.col) == (0, 0) else cell
        for cell in chart.cells
    ]
    lower = [
        replace(c, words=(word(t, 55, c.bbox.top + 10),))
        for c, t in zip(cells[2::2], ("300", "250", "200"), strict=True)
    ]
    cut = replace(chart, cells=(*cells[:2], *lower, *cells[3::2]))
    assert is_chart(cut, ())
    assert not is_chart(fragment([["Age", "n"], *([str(a), "7"] for a in (10, 20, 30, 40, 50, 60))]), ())


def test_lines_that_end_anywhere_make_a_chart_unless_labels_stand_between_them_as_in_a_form() -> None:
    spans = {(0, 0): (1, 5), (1, 0): (3, 2), (1, 2): (2, 3), (3, 2): (1, 3), (4, 0): (1, 5)}
    places = [["31", "", "", "", ""], *[[""] * 5] * 4]
    assert is_chart(fragment(places, spans=spans), ())
    assert not is_chart(
        fragment([["姓名", "", "", "", ""], ["住址", "", "电话", "", ""], *[[""] * 5] * 3], spans=spans), ()
    )


def test_a_chart_is_a_figure_and_its_ink_is_explained() -> None:
    words = [word(f"{v}", 60 + 100 * (i % 3), 110 + 20 * (i // 3)) for i, v in enumerate(range(9))]
    bars = [BBox(70 + 100 * i, 122, 100 + 100 * i, 158) for i in range(3)]
    page = PageContent(
        1, 595, 842, 595, 842, kind="ocr", words=tuple(words), unread=tuple(bars),
        rulings=tuple(full_grid([50, 150, 250, 350], [100, 120, 140, 160])),
    )  # fmt: skip
    found = detect_tables(page, TableSettings())
    assert found.fragments == ()
    assert found.unread == ()
    assert found.images == (BBox(50, 100, 350, 160),)
