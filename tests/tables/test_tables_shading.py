from __future__ import annotations

from extractor.page import BBox, Fill, PageContent, Ruling, Word
from extractor.tables.shading import edges_of_single_shading, rulings_of_shading
from extractor.tables.stage import find_ruled
from table_builders import horizontal, vertical, word

BLUE, GREEN = (200, 210, 250), (200, 250, 210)


def cells(gap: float, colours: tuple[tuple[int, int, int], ...] = (BLUE, BLUE)) -> list[Fill]:
    return [
        Fill(BBox(x, y, x + 100 - gap, y + 20 - gap), colours[(i + k) % 2])
        for i, x in enumerate((0, 100, 200))
        for k, y in enumerate((0, 20))
    ]


def shapes(fills: list[Fill], rulings: list[Ruling], words: list[Word]) -> list[tuple[int, int]]:
    page = PageContent(1, 595, 842, 595, 842, words=tuple(words), rulings=tuple(rulings), fills=tuple(fills))
    return [(table.row_count, table.column_count) for table in find_ruled(page, words)]


TEXTS = [word(f"{x}", x + 10, y) for x in (0, 100, 200) for y in (10, 30)]


def test_white_between_shaded_cells_is_as_good_as_rules() -> None:
    assert shapes(cells(2.0), [], TEXTS) == [(2, 3)]


def test_shaded_cells_that_touch_in_two_colours_are_a_table() -> None:
    assert shapes(cells(0.0, (BLUE, GREEN)), [], TEXTS) == [(2, 3)]


def test_one_shaded_area_painted_in_pieces_has_no_cells() -> None:
    assert rulings_of_shading(cells(0.0)[::2], []) == ()


def test_shaded_areas_far_apart_are_no_cells() -> None:
    assert rulings_of_shading(cells(8.0), []) == ()


def test_bars_below_one_another_are_no_cells() -> None:
    assert rulings_of_shading([Fill(BBox(0, y, 40 + y, y + 10), BLUE) for y in (0, 12, 24, 36, 48)], []) == ()


def test_stripes_divide_the_rows_between_walls() -> None:
    walls = [vertical(x, 0, 80) for x in (0, 100, 200, 300)]
    stripes = [Fill(BBox(0, y, 300, y + 20), BLUE) for y in (0, 40)]
    words = [word(f"{x}", x + 10, y) for x in (0, 100, 200) for y in (10, 30, 50, 70)]
    assert shapes(stripes, walls, words) == [(4, 3)]


def test_stripes_between_rules_divide_nothing() -> None:
    walls = [vertical(x, 0, 60) for x in (0, 100, 200, 300)]
    rules = [horizontal(0, 0, 300), horizontal(20, 100, 300), horizontal(40, 0, 300), horizontal(60, 0, 300)]
    stripes = [Fill(BBox(0, y, 300, y + 20), BLUE) for y in (0, 40)]
    assert rulings_of_shading(stripes, [*walls, *rules]) == ()


def test_shaded_header_whose_labels_span_rows_and_columns_is_one_area() -> None:
    stub, group = Fill(BBox(0, 0, 100, 60), BLUE), Fill(BBox(100, 0, 300, 20), BLUE)
    labels = [Fill(BBox(x, y, x + 100, y + 20), BLUE) for y in (20, 40) for x in (100, 200)]
    assert rulings_of_shading([stub, group, *labels], []) == ()


def test_edges_of_a_shaded_header_are_ruling_lines_and_those_of_stripes_are_not() -> None:
    header = [Fill(BBox(x, 0, x + 100, 20), BLUE) for x in (0, 100, 200)]
    stripes = [Fill(BBox(0, y, 300, y + 20), GREEN) for y in (40, 80)]
    assert [(r.position, r.start, r.end) for r in edges_of_single_shading([*header, *stripes])] == [
        (0, 0, 300),
        (20, 0, 300),
    ]
