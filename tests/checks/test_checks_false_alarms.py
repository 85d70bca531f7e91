"""Tables whose numbers agree though a total is not the sum of all that stands around it; and wrong numbers in them."""

from __future__ import annotations

import pytest

from checked_documents import checked, places, results, sheet

SHARES = """
Region | Low | Middle | High | Total
Glenford | 19.8 | 15.6 | 64.6 | 100.0
Hargate | 6.6 | 28.7 | 64.7 | 100.0
Kingston | 21.6 | 4.4 | 74.0 | 100.0
Penley | 7.0 | 37.5 | 55.5 | 100.0
Ashford | 32.5 | 7.1 | 60.4 | 100.0
Total | 15.7 | 17.2 | 67.1 | 100.0
"""


def test_shares_that_are_100_in_every_row_are_not_added_up() -> None:
    document = checked(SHARES, source="text-layer")
    assert document.findings == ()
    assert set(results(document.tables[0])) == {(row, 4) for row in range(1, 7)}
    assert places(sheet(SHARES.replace("74.0", "71.0")), "suspect") >= {(3, 3)}


LISTED = """
编码 | 科目 | 合计 | 基本支出 | 项目支出
 | 合计 | 888.05 | 459.51 | 428.54
204 | 公共安全支出 | 651.57 | 365.30 | 286.27
20402 | 公安 | 651.57 | 365.30 | 286.27
2040201 | 行政运行 | 451.31 | 265.30 | 186.01
2040202 | 一般事务 | 200.26 | 100.00 | 100.26
217 | 金融支出 | 236.48 | 94.21 | 142.27
21701 | 金融部门支出 | 236.48 | 94.21 | 142.27
2170101 | 行政运行 | 229.35 | 94.21 | 135.14
2170199 | 其他支出 | 2.82 | | 2.82
"""
LEVELS = {3: 2, 4: 3, 5: 3, 7: 6, 8: 7, 9: 7}


def test_an_item_left_out_is_no_finding_though_one_of_its_columns_is_blank() -> None:
    document = checked(LISTED, stubs=((0, 2),), parents=LEVELS, source="text-layer")
    assert document.findings == ()


@pytest.mark.parametrize(
    "wrong", [("236.48 | 94.21 | 142.27\n2170101", "236.48 | 94.21 | 742.27\n2170101"), ("200.26", "260.26")]
)
def test_one_wrong_number_is_no_item_left_out(wrong: tuple[str, str]) -> None:
    document = checked(LISTED.replace(*wrong), stubs=((0, 2),), parents=LEVELS, source="text-layer")
    assert {finding.code for finding in document.findings} == {"sum.mismatch"}


@pytest.mark.parametrize("less", ["减：销售折让", "Less: rebates"])
def test_what_is_labelled_as_less_is_subtracted(less: str) -> None:
    text = f"""
    项目 | 2021年 | 2022年
    主营业务收入 | 41081.99 | 52202.13
    其他业务收入 | 21185.53 | 2207.15
    {less} | 2343.97 | 9429.11
    加：补贴收入 | 3200.29 | 413.99
    合计 | 63123.84 | 45394.16
    """
    document = checked(text, source="text-layer")
    assert document.findings == ()
    assert results(document.tables[0]) == {(5, 1): ["pass"], (5, 2): ["pass"]}
    assert (4, 1) in places(sheet(text.replace("3200.29", "3260.29")), "suspect")


def test_what_stands_between_less_and_more_is_subtracted_too() -> None:
    text = """
    项目 | 本期 | 上期
    一、营业收入 | 9,410,226 | 8,770,431
    减：营业成本 | 5,120,118 | 4,800,907
    销售费用 | 310,442 | 299,013
    加：投资收益 | 120,350 | 98,776
    利润总额 | 4,100,016 | 3,769,287
    """
    assert set(results(sheet(text))) == {(5, 1), (5, 2)}


def test_minuses_that_are_printed_are_not_subtracted_again() -> None:
    text = """
    项目 | 2021年 | 2022年
    收入 | 41081 | 52202
    减：折让 | -2343 | -9429
    合计 | 38738 | 42773
    """
    assert set(results(sheet(text))) == {(3, 1), (3, 2)}


def test_a_digit_added_to_a_part_does_not_make_means_of_its_column() -> None:
    text = """
    泵站 | 开机时间 | 提水量 | 用电量 | 检修次数
    东湖一站 | 1,204 | 86.5 | 23,410 | 2
    东湖二站 | 988 | 71.2 | 19,876 | 1
    石门站 | 1,530 | 120.0 | 30,065 | 3
    龙泉站 | 642 | 38.9 | 11,702 | 0
    合计 | 4,364 | 316.6 | 85,053 | 6
    """
    assert checked(text).findings == ()
    assert (2, 2) in places(sheet(text.replace("71.2", "701.2")), "suspect")


COUNTS = """
事项 | 甲 | 乙 | 丙 | 丁 | 总计
许可 | 12 | 7 | 3 | 21 | 43
处罚 | 5 | 11 | 8 | 2 | 26
强制 | 9 | 4 | 17 | 6 | 36
收费 | 14 | 3 | 1 | 10 | 28
总计 | 40 | 25 | 29 | 39 | 133
"""


def test_counts_that_are_off_by_one_are_not_taken_for_rounded() -> None:
    assert checked(COUNTS, source="text-layer").findings == ()
    (finding,) = checked(COUNTS.replace("| 17 |", "| 16 |"), source="text-layer").findings
    assert [(ref.row, ref.col) for ref in finding.cells] == [(3, 3)]


MEANS = """
地区 | 人口 | 人均收入 | 中位年龄
东村 | 1204 | 1852 | 41.2
西村 | 3377 | 1203 | 38.5
南村 | 2950 | 1644 | 44.1
北村 | 1877 | 2310 | 35.9
合计 | 9408 | 1645 | 40.1
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(MEANS, id="means-and-medians"),
        pytest.param(
            "Answer | All | Women\nPrice | 812 | 401\nQuality | 655 | 377\nHabit | 390 | 188\n"
            "Total respondents | 1204 | 611",
            id="several-answers",
        ),
        pytest.param(
            "Age | Males | Females\n0–14 | 8123 | 7904\n15–64 | 20441 | 21377\n65– | 5120 | 7033\n"
            "Total | 33721 | 36340",
            id="not-stated-is-not-shown",
        ),
        pytest.param(
            "地区 | 合计 | 产品一 | 产品二\n东村 | 812 | 101 | 322\n西村 | 655 | 77 | 280\n南村 | 990 | 388 | 114\n"
            "北村 | 714 | 209 | 97",
            id="some-columns-of-many",
        ),
        pytest.param(
            "指标 | 2021年 | 2022年\n进出口总额（万美元） | 90412 | 93377\n税收总额（亿元） | 41.2 | 44.7\n"
            "社会消费品零售总额（亿元） | 88.3 | 91.9\n用电量合计（亿千瓦时） | 120.4 | 133.8",
            id="totals-of-nothing-in-the-table",
        ),
        pytest.param(
            "月份 | 新增 | 期末余额\n1月 | 120 | 5120\n2月 | 77 | 5197\n3月 | 240 | 5437\n4月 | 310 | 5747\n"
            "合计 | 747 | 5747",
            id="stocks-beside-flows",
        ),
    ],
)  # fmt: skip
def test_totals_that_are_no_sums_are_left_alone(text: str) -> None:
    assert checked(text, source="text-layer").findings == ()
