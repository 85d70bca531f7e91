"""Labels beside several rows that a page break cuts, and headers that a page break parts from their figures."""

from __future__ import annotations

from dataclasses import replace

from extractor.config import StitchSettings
from extractor.page import FragmentCell, TableFragment
from extractor.stitch.logical import LogicalTable, single
from extractor.stitch.tables import is_join, join, propose
from table_builders import fragment, word

HEADER = ["单位", "项目", "金额"]
FIRST = [["甲局", "维修", "1"], ["", "培训", "2"], ["乙局", "维修", "3"], ["", "培训", "4"]]
SPANS = {(1, 0): (2, 1), (3, 0): (2, 1)}


def joined(upper: TableFragment, lower: TableFragment) -> LogicalTable:
    found = propose(single(upper), lower, (), (), (595, 595))
    assert is_join(found, StitchSettings())
    return join(found)


def labels(table: LogicalTable) -> list[tuple[str, int, int]]:
    return [(c.text, c.row, c.rowspan) for c in table.cells if c.col == 0 and c.row]


def test_blank_above_a_spanning_label_is_its_beginning_where_no_label_is_blank() -> None:
    rows = [HEADER, *FIRST, ["丙局", "维修", "5"], ["", "采购", "6"]]
    upper = fragment(rows, spans={**SPANS, (5, 0): (1, 1)})
    lower = fragment([["丁局", "培训", "7"], ["", "咨询", "8"]], page=2, spans={(0, 0): (2, 1)}, header_rows=0)
    assert labels(joined(upper, lower))[-2:] == [("丙局", 5, 1), ("丁局", 6, 3)]


def test_blank_above_a_label_is_a_cell_of_its_own_where_other_labels_are_blank() -> None:
    upper = fragment([HEADER, ["", "维修", "1"], *FIRST[:2], ["", "采购", "6"]], spans={(2, 0): (2, 1)})
    lower = fragment([["丁局", "培训", "7"], ["", "咨询", "8"]], page=2, spans={(0, 0): (2, 1)}, header_rows=0)
    assert labels(joined(upper, lower))[-2:] == [("", 4, 1), ("丁局", 5, 2)]


def test_text_of_a_spanning_label_that_the_page_cuts_is_one() -> None:
    columns = [50, 74, 200, 300]
    upper = fragment([HEADER, *FIRST, ["东港文化", "维修", "5"]], columns=columns, spans=SPANS)
    rows = [["东港", "维修", "5"], ["", "采购", "6"]]
    cut = fragment([HEADER, *FIRST[:2], *rows], columns=columns, spans={(1, 0): (2, 1), (3, 0): (2, 1)})
    lower = fragment([["文化局", "培训", "7"], ["", "咨询", "8"]], page=2, spans={(0, 0): (2, 1)}, columns=columns)
    table = joined(_at_foot(cut, (3, 0)), lower)
    assert labels(table)[-1] == ("东港文化局", 3, 4)
    assert labels(joined(upper, lower))[-1] == ("文化局", 6, 2)


def _at_foot(table: TableFragment, place: tuple[int, int]) -> TableFragment:
    """`table` with the text of the cell at `place` set against the foot of the cell."""
    return replace(table, cells=tuple(_lowered(c) if (c.row, c.col) == place else c for c in table.cells))


def _lowered(cell: FragmentCell) -> FragmentCell:
    by = cell.bbox.bottom - 2 - max(w.bbox.bottom for w in cell.words)
    words = tuple(replace(w, bbox=replace(w.bbox, top=w.bbox.top + by, bottom=w.bbox.bottom + by)) for w in cell.words)
    return replace(cell, words=words)


def test_header_alone_on_its_page_is_all_header() -> None:
    upper = fragment([["人员经费", ""], ["科目", "决算数"]], spans={(0, 0): (1, 2)})
    lower = fragment([["工资", "12.5"], ["奖金", "3"]], page=2, header_rows=0)
    assert joined(upper, lower).header_rows == 2


def test_row_of_words_above_other_words_is_data() -> None:
    upper = fragment([["任务", "时限"], ["甲项", "长期"]])
    lower = fragment([["乙项", "年底"], ["丙项", "长期"]], page=2, header_rows=0)
    assert joined(upper, lower).header_rows == 1


def test_rows_that_a_span_holds_together_may_have_had_no_room_on_the_page_before() -> None:
    group = [["丙局", str(i), "1"] for i in range(10)]
    upper = single(fragment([HEADER, *FIRST], spans=SPANS))
    loose = fragment([HEADER, *group], page=2)
    held = fragment([HEADER, *group], page=2, spans={(1, 0): (10, 1)})
    scores = [propose(upper, lower, (), (), (595, 595), 0.25).score for lower in (loose, held)]
    assert scores[0] < StitchSettings().doubtful_below < scores[1]


def test_line_is_full_where_it_is_as_wide_as_the_line_before_it() -> None:
    header = ["序号", "存在问题", "整改措施"]
    columns = [50, 80, 200, 330]
    first = ["1", "制度不全", "完善制度。"]
    cut = ["2", "监督检查流于形式问题整改不到位部分制度", "限期整改。"]
    upper = fragment([header, first, cut], columns=columns, spans={})
    lower = fragment([["", "未落实", ""], ["3", "人员不足", "招录。"]], page=2, columns=columns, header_rows=0)
    table = joined(_narrowed(upper), lower)
    assert [c.text for c in table.cells if c.col == 1][-2:] == [
        "监督检查流于形式问题整改不到位部分制度未落实",
        "人员不足",
    ]


def _narrowed(table: TableFragment) -> TableFragment:
    """`table` with its text set 90 points wide in the second column, of which the cell has 120."""
    words = tuple(word(text, 90, 142 + 10 * i) for i, text in enumerate(["监督检查流于形式问", "题整改不到位部分制"]))
    broken = (*words, word("度整改不力人员不齐", 90, 162))
    return replace(
        table,
        cells=tuple(replace(c, words=broken) if c.text.startswith("监督") else c for c in table.cells),
    )
