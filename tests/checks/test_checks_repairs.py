"""What is suggested where sums fail: the one change that closes all sums of a number, and nothing in doubt."""

from __future__ import annotations

import pytest

from checked_documents import checked, places
from extractor.checks.repairs import rewritten
from extractor.document import Document
from extractor.facts import ReadingStatus

QUARTERS = """
地区 | 一季度 | 二季度 | 三季度 | 合计
东村 | 1,204 | 2,118 | 3,009 | 6,331
西村 | 3,377 | 1,046 | 2,240 | 6,663
南村 | 2,950 | 4,415 | 1,871 | 9,236
北村 | 1,113 | 2,227 | 5,308 | 8,648
合计 | 8,644 | 9,806 | 12,428 | 30,878
"""


def changes(document: Document) -> list[dict[tuple[int, int], str]]:
    return [{(c.cell.row, c.cell.col): c.text for c in f.changes} for f in document.findings if f.changes]


def test_consistent_tables_ask_for_nothing() -> None:
    assert checked(QUARTERS).findings == ()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("4,415", "4,475", id="a-digit-for-another"),
        pytest.param("4,415", "415", id="a-digit-lost"),
        pytest.param("4,415", "44,415", id="a-digit-added"),
        pytest.param("5,308", "-5,308", id="a-minus-that-is-none"),
    ],
)
def test_one_slip_that_crossing_sums_agree_on_is_suggested(right: str, wrong: str) -> None:
    (found,) = changes(checked(QUARTERS.replace(right, wrong)))
    assert list(found.values()) == [right]


def test_a_lost_minus_is_suggested() -> None:
    text = QUARTERS.replace("1,871", "-1,871").replace("9,236", "5,494").replace("12,428", "8,686")
    text = text.replace("30,878", "27,136")
    assert checked(text).findings == ()
    assert changes(checked(text.replace("-1,871", "1,871"))) == [{(3, 3): "-1,871"}]


def test_a_lost_point_is_suggested_with_the_decimals_of_its_table() -> None:
    text = QUARTERS.replace(",", "").replace(" |", ".50 |").replace("地区.50", "地区").replace("季度.50", "季度")
    for label in ("东村", "西村", "南村", "北村", "合计"):
        text = text.replace(f"{label}.50", label)
    lines = [line.split(" | ") for line in text.strip().splitlines()]
    for line in lines[1:]:
        line[4] = f"{int(line[4]) + 1.5:.2f}"
    for col in (1, 2, 3):
        lines[5][col] = f"{float(lines[5][col]) + 1.5:.2f}"
    lines[5][4] = f"{sum(float(line[4]) for line in lines[1:5]):.2f}"
    right = "\n".join(" | ".join(line) for line in lines)
    assert checked(right).findings == ()
    assert changes(checked(right.replace("4415.50", "441550"))) == [{(3, 2): "4415.50"}]


def test_the_lost_minus_of_a_rate_of_change_is_suggested() -> None:
    text = """
    项目 | 本年 | 上年 | 增减%
    甲 | 1204 | 1118 | 7.7
    乙 | 3377 | 4046 | -16.5
    丙 | 2950 | 2415 | 22.2
    丁 | 1113 | 1227 | -9.3
    戊 | 5318 | 5029 | 5.7
    己 | 2044 | 1901 | 7.5
    """
    assert checked(text).findings == ()
    assert changes(checked(text.replace("-16.5", "16.5"))) == [{(2, 3): "-16.5"}]


SPARSE = """
事项 | 个人 | 商业 | 科研 | 公益 | 其他 | 总计
予以公开 | 17 | | | 4 | | 21
部分公开 | 46 | | 5 | | | 51
不予公开 | 23 | 12 | | | 7 | 42
无法提供 | 64 | | | 9 | | 73
不予处理 | 35 | 18 | | | 2 | 55
总计 | 185 | 30 | 5 | 13 | 9 | 242
"""


def test_a_number_cut_over_two_cells_is_made_whole() -> None:
    assert checked(SPARSE).findings == ()
    document = checked(SPARSE.replace("部分公开 | 46 | |", "部分公开 | 4 | 6 |"))
    assert changes(document) == [{(2, 1): "46", (2, 2): ""}]
    assert document.findings[0].suggestion == "46 | "


def test_a_number_that_may_be_cut_or_misread_is_neither() -> None:
    text = """
    地区 | 甲 | 乙 | 合计
    东村 | 1 | 9 | 10
    西村 | 13 | 44 | 57
    南村 | 22 | 61 | 83
    北村 | 45 | 12 | 57
    南乡 | 31 | 25 | 56
    北乡 | 17 | 38 | 55
    """
    assert checked(text).findings == ()
    assert checked(text.replace("1 | 9", "1 | 0")).findings != ()
    assert changes(checked(text.replace("1 | 9", "1 | 0"))) == []


def test_a_zero_among_zeros_is_no_piece_of_the_number_before() -> None:
    text = SPARSE.replace("| |", "| 0 |").replace("| |", "| 0 |").replace("46", "40").replace("51", "45")
    text = text.replace("185", "179").replace("242", "236")
    assert checked(text).findings == ()
    assert changes(checked(text.replace("公开 | 40 | 0", "公开 | 4 | 0"))) == [{(2, 1): "40"}]


@pytest.mark.parametrize("reading", ["read", "verified"])
def test_a_lone_sum_that_several_slips_would_mend_suggests_none(reading: ReadingStatus) -> None:
    lone = "地区 | 户数\n东村 | 1204\n西村 | 3377\n南村 | 2950\n合计 | 7531"
    assert changes(checked(lone.replace("7531", "7631"), reading=reading)) == []


@pytest.mark.parametrize(
    ("text", "printed", "expected"),
    [
        ("1,234.50", "1284.50", "1,284.50"),
        ("80618元", "80518", "80518元"),
        ("(87)", "97", "97"),
        ("(87)", "-97", "(97)"),
        ("△5.2", "-5.3", "△5.3"),
        ("87", "-87", "-87"),
        ("12①", "13", "13①"),
        ("１２", "13", "13"),
    ],
)
def test_a_number_is_rewritten_as_it_was_written(text: str, printed: str, expected: str) -> None:
    assert rewritten(text, printed) == expected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        pytest.param("4,4I5", [{(3, 2): "4,415"}], id="a-letter"),
        pytest.param("A,4l5", [{(3, 2): "4,415"}], id="two-letters"),
        pytest.param("4.415.", [{(3, 2): "4,415"}], id="separators"),
        pytest.param("4.475.", [], id="another-number"),
        pytest.param("-4.415.", [], id="another-sign"),
    ],
)
def test_a_text_is_the_number_that_its_sums_ask_for_if_it_has_its_digits(
    wrong: str, right: list[dict[tuple[int, int], str]]
) -> None:
    assert changes(checked(QUARTERS.replace("| 4,415", f"| {wrong}"))) == right


def test_a_wrong_sum_that_nothing_crosses_is_the_sources() -> None:
    text = """
    事项 | 个人 | 商业 | 科研 | 总计
    予以公开 | 17 | | | 17
    部分公开 | | | 6 | 6
    不予公开 | 23 | | | 23
    总计 | 40 | 0 | 0 | 40
    """
    assert changes(checked(text)) == []


def test_a_number_cut_before_a_0_is_made_whole_though_its_end_is_no_number() -> None:
    text = SPARSE.replace("64 |", "604 |").replace("73", "613").replace("185", "725").replace("242", "782")
    assert checked(text).findings == ()
    document = checked(text.replace("604 | |", "6 | 04 |"))
    assert {(4, 1), (4, 2)} <= places(document.tables[0], "suspect")
    assert {tuple(one.items()) for one in changes(document)} == {(((4, 1), "604"), ((4, 2), ""))}


def test_both_pieces_of_a_number_are_in_doubt_where_nothing_says_in_which_cell_it_stands() -> None:
    text = """
    地区 | 甲 | 乙 | 丙 | 合计
    东村 | 412 | | 39 | 451
    西村 | 106 | | 44 | 150
    南村 | 22 | 617 | | 639
    北村 | 450 | 12 | | 462
    南乡 | 317 | | 25 | 342
    """
    assert checked(text).findings == ()
    document = checked(text.replace("106 | |", "1 | 06 |"))
    assert changes(document) == []
    assert places(document.tables[0], "suspect") == {(2, 1), (2, 2)}


def test_a_0_beside_a_number_that_needs_it_is_its_last_digit() -> None:
    document = checked(
        SPARSE.replace("17 | |", "20 | |").replace("| 21", "| 24").replace("185", "188").replace("242", "245")
    )
    assert document.findings == ()
    text = SPARSE.replace("17 | |", "2 | 0 |").replace("| 21", "| 24").replace("185", "188").replace("242", "245")
    assert changes(checked(text)) == [{(1, 1): "20", (1, 2): ""}]


def test_a_rate_of_change_that_lost_its_point_gets_it_back() -> None:
    text = """
    项目 | 本年 | 上年 | 增减%
    甲 | 1204.4 | 1118.2 | 7.7
    乙 | 3377.1 | 4046.0 | -16.5
    丙 | 116.3 | 114.8 | 1.3
    丁 | 1113.0 | 1227.5 | -9.3
    戊 | 5318.8 | 5029.3 | 5.8
    己 | 2044.6 | 1901.7 | 7.5
    """
    assert checked(text).findings == ()
    assert changes(checked(text.replace("| 1.3", "| 13"))) == [{(3, 3): "1.3"}]


def test_a_number_whose_point_is_lost_with_its_decimals_has_one_slip() -> None:
    text = """
    Year | Q1 | Q2 | Q3 | Q4 | Total
    2004 | 34.7 | 36.2 | 44.5 | 51.3 | 166.7
    2005 | 58.1 | 63.4 | 61.6 | 55.2 | 238.3
    2006 | 74.7 | 84.1 | 96.5 | 111.8 | 367.1
    2007 | 148.8 | 142.3 | 156.7 | 186.1 | 633.9
    """
    assert checked(text).findings == ()
    assert changes(checked(text.replace("51.3", "513"))) == [{(1, 4): "51.3"}]
