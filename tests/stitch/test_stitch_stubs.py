from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractor.config import OcrSettings
from extractor.document import Table
from extractor.page import BBox, PageContent, TableFragment
from extractor.stitch.cells import finished_table
from extractor.stitch.logical import single
from table_builders import fragment


def table_of(made: TableFragment) -> Table:
    page = PageContent(1, 595, 842, 595, 842)
    return finished_table("t1", single(made), (), (), {1: page}, OcrSettings())


def paths(rows: Sequence[Sequence[str]], **options: object) -> list[tuple[str, ...]]:
    return table_of(fragment(rows, **options)).row_paths()[1:]  # type: ignore[arg-type]


def set_in(made: TableFragment, ems: Sequence[float]) -> TableFragment:
    """The labels below the header moved right by as many ems."""
    cells = []
    for cell in made.cells:
        if cell.col == 0 and cell.row:
            by = 10.0 * ems[cell.row - 1]
            words = tuple(
                replace(w, bbox=BBox(w.bbox.x0 + by, w.bbox.top, w.bbox.x1 + by, w.bbox.bottom)) for w in cell.words
            )
            cell = replace(cell, words=words)
        cells.append(cell)
    return replace(made, cells=tuple(cells))


def test_numbering_nests_in_the_order_in_which_its_styles_come() -> None:
    found = paths(
        [["项目", "数量"], ["一、收入", "9"],
         ["（一）税", "5"], ["1.增值税", "3"], ["2.所得税", "2"], ["（二）费", "4"],
         ["二、支出", "7"]]
    )  # fmt: skip
    assert found == [
        ("一、收入",),
        ("一、收入", "（一）税"),
        ("一、收入", "（一）税", "1.增值税"),
        ("一、收入", "（一）税", "2.所得税"),
        ("一、收入", "（二）费"),
        ("二、支出",),
    ]


def test_a_code_stands_above_the_codes_that_begin_with_it() -> None:
    rows = [["编码", "科目", "金额"], ["201", "公共服务", "9"], ["20103", "政府", "8"], ["2010301", "行政", "5"],
            ["2010302", "事务", "3"], ["20111", "纪检", "1"], ["205", "教育", "4"]]  # fmt: skip
    found = paths(rows, stub_columns=2)
    assert found[2] == ("201", "公共服务", "20103", "政府", "2010301", "行政")
    assert found[4] == ("201", "公共服务", "20111", "纪检")
    assert found[5] == ("205", "教育")


def test_indentation_nests_and_the_total_does_not() -> None:
    rows = [["Item", "2023"], ["Assets", "9"], ["Cash", "5"], ["Other", "4"], ["Equity", "7"], ["Total", "16"]]
    table = table_of(set_in(fragment(rows), [0, 1.5, 1.5, 0, 1.5]))
    assert table.row_paths()[1:] == [
        ("Assets",), ("Assets", "Cash"), ("Assets", "Other"), ("Equity",), ("Total",),
    ]  # fmt: skip


def test_centred_labels_have_no_levels() -> None:
    rows = [["项目", "数量"], ["收入合计额", "9"], ["税收入", "5"], ["非税收入", "4"], ["费", "7"]]
    table = table_of(set_in(fragment(rows), [0, 1.0, 0.5, 2.0]))
    assert table.row_paths()[1:] == [(row[0],) for row in rows[1:]]


def test_of_which_is_part_of_the_row_above_and_those_set_in_with_it_too() -> None:
    rows = [["项目", "数量"], ["营业收入", "9"], ["其中:利息", "5"], ["保费", "4"], ["营业成本", "7"], ["税金", "1"]]
    table = table_of(set_in(fragment(rows), [0, 1.0, 3.5, 0, 0]))
    assert table.row_paths()[1:] == [
        ("营业收入",), ("营业收入", "其中:利息"), ("营业收入", "保费"), ("营业成本",), ("税金",),
    ]  # fmt: skip


def test_section_rows_stand_above_the_rows_below_them() -> None:
    made = fragment(
        [["项目", "数量"], ["行政许可", ""], ["甲", "1"], ["行政处罚", ""], ["乙", "2"]],
        spans={(1, 0): (1, 2), (3, 0): (1, 2)},
    )
    assert table_of(made).row_paths()[1:] == [("行政许可",), ("行政许可", "甲"), ("行政处罚",), ("行政处罚", "乙")]


def test_labels_under_different_outer_labels_are_not_above_each_other() -> None:
    made = fragment(
        [["类", "项", "数"], ["甲", "一、子", "1"], ["", "（一）孙", "2"], ["乙", "（一）孙", "3"]],
        spans={(1, 0): (2, 1)}, stub_columns=2,
    )  # fmt: skip
    found = table_of(made).row_paths()[1:]
    assert found == [("甲", "一、子"), ("甲", "一、子", "（一）孙"), ("乙", "（一）孙")]


def test_mirrored_halves_have_a_stub_each() -> None:
    rows = [["收入", "", "支出", ""], ["项目", "金额", "项目", "金额"], ["一、拨款", "9", "一、工资", "5"],
            ["二、其他", "1", "二、办公", "3"], ["合计", "10", "合计", "8"]]  # fmt: skip
    table = table_of(fragment(rows, spans={(0, 0): (1, 2), (0, 2): (1, 2)}, header_rows=2))
    assert [(s.col, s.columns) for s in table.stubs] == [(0, 1), (2, 1)]
    assert table.row_paths(col=1)[2] == ("一、拨款",)
    assert table.row_paths(col=3)[2] == ("一、工资",)
    assert {c.text for c in table.cells if c.role == "row_header"} >= {"一、工资", "二、办公", "一、拨款"}
    assert table.column_paths()[3] == ("支出", "金额")


def test_mirrored_halves_with_codes_have_a_stub_of_two_columns_each() -> None:
    rows = [["编码", "名称", "金额", "编码", "名称", "金额"], ["301", "工资", "9.5", "302", "服务", "5.1"],
            ["30101", "工资", "8", "30201", "办公费", ""], ["30102", "奖金", "2", "30202", "水费", "—"]]  # fmt: skip
    table = table_of(fragment(rows, stub_columns=2))
    assert [(s.col, s.columns) for s in table.stubs] == [(0, 2), (3, 2)]
    assert table.row_paths(col=5)[2] == ("302", "服务", "30201", "办公费")


@pytest.mark.parametrize("blank", [True, False], ids=["own-level-only", "all-levels"])
def test_codes_in_columns_of_their_own_nest(blank: bool) -> None:
    above = ("", "") if blank else ("201", "03")
    rows = [["类", "款", "项", "名称", "金额"], ["201", "", "", "公共服务", "9.5"], [above[0], "03", "", "政府", "8"],
            [*above, "01", "行政", "5"], [*above, "02", "事务", "3"], ["205", "", "", "教育", "4"]]  # fmt: skip
    found = [tuple(t for t in path if not t.isdecimal()) for path in paths(rows, stub_columns=4)]
    assert found == [
        ("公共服务",), ("公共服务", "政府"), ("公共服务", "政府", "行政"), ("公共服务", "政府", "事务"), ("教育",),
    ]  # fmt: skip


def test_a_column_of_remarks_is_no_stub() -> None:
    rows = [
        ["项目", "金额", "备注", "比例"],
        ["甲", "9", "自筹", "5"],
        ["乙", "1", "拨款", "3"],
        ["丙", "2", "拨款", "1"],
    ]
    assert len(table_of(fragment(rows)).stubs) == 1


def test_levels_of_one_text_are_both_in_the_path() -> None:
    made = fragment([["合计", ""], ["合计", "其中"], ["甲", "1"]], spans={(0, 0): (1, 2)}, header_rows=2)
    assert table_of(made).column_paths() == [("合计", "合计"), ("合计", "其中")]


def test_numbers_that_the_header_groups_with_others_are_no_stub() -> None:
    rows = [["行政复议", "", "行政诉讼", ""], ["维持", "纠正", "维持", "纠正"], ["0", "0", "1", "0"]]
    grouped = table_of(fragment(rows, spans={(0, 0): (1, 2), (0, 2): (1, 2)}, header_rows=2))
    assert (grouped.stubs, grouped.stub_columns) == ((), 0)
    rows = [["项目", "", "合计"], ["编码", "名称", ""], ["201", "一般公共服务", "5.5"]]
    codes = table_of(fragment(rows, spans={(0, 0): (1, 2), (0, 2): (2, 1)}, header_rows=2, stub_columns=2))
    assert codes.stub_columns == 2
    years = table_of(fragment([["", "Q1", "Q2"], ["2004", "34.7", "36.2"], ["2005", "58.1", "63.4"]]))
    assert years.stub_columns == 1
