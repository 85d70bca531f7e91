"""Sums that forms prescribe: printed rules, blocks of rows with a total, halves that balance, alternating columns."""

from __future__ import annotations

from checked_documents import checked, places, results, sheet
from extractor.checks.ledger import open_ledger

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
REQUESTS = f"""
{NOTE} | < | 申请人情况 | < | <
^ | ^ | 自然人 | 企业 | 总计
一、本年新收 | < | 5 | 1 | 6
二、上年结转 | < | 0 | 0 | 0
三、本年度办理结果 | （一）予以公开 | 2 | 1 | 3
^ | （二）部分公开 | 1 | 0 | 1
^ | （三）不予公开 | 2 | 0 | 2
^ | （四）总计 | 5 | 1 | 6
四、结转下年度 | < | 0 | 0 | 0
"""
BALANCE = """
收入 | < | 支出 | <
项目 | 预算数 | 项目 | 预算数
一、财政拨款收入 | 31,214,205.80 | 一、一般公共服务支出 | 22,186,440.80
二、事业收入 | | 二、卫生健康支出 | 9,027,765.00
收入总计 | 31,214,205.80 | 支出总计 | 31,214,205.80
"""


def requests(text: str = REQUESTS) -> dict[tuple[int, int], list[str]]:
    return results(sheet(text, header_rows=2, stubs=((0, 2),)))


def test_a_form_of_small_counts_is_checked_all_over() -> None:
    found = requests()
    assert found[2, 2] == ["pass"]  # the printed rule
    assert found[7, 2] == ["pass"]  # the total of the block
    assert found[2, 4] == ["pass", "pass"]  # the rule, and the total of the row


def test_a_total_of_nothing_that_is_not_zero_is_seen() -> None:
    text = REQUESTS.replace("四、结转下年度 | < | 0 | 0 | 0", "四、结转下年度 | < | 0 | 0 | 1")
    table = sheet(text, header_rows=2, stubs=((0, 2),), source="text-layer")
    assert results(table)[8, 4] == ["fail"]
    assert "fail" in results(table)[2, 4]


def test_a_total_of_zero_over_a_block_that_is_not_is_seen() -> None:
    text = REQUESTS.replace("（四）总计 | 5 | 1 | 6", "（四）总计 | 0 | 0 | 0").replace("| 5 | 1 | 6", "| 0 | 0 | 0")
    document = checked(text, header_rows=2, stubs=((0, 2),), source="text-layer")
    named = {(ref.row, ref.col) for finding in document.findings for ref in finding.cells}
    assert {(7, 2), (7, 3)} <= named


def test_income_is_spending() -> None:
    table = sheet(BALANCE, header_rows=2, stubs=((0, 1), (2, 1)))
    assert "pass" in results(table)[4, 1]
    wrong = sheet(
        BALANCE.replace("支出总计 | 31,214,205.80", "支出总计 | 31,274,205.80"), header_rows=2, stubs=((0, 1), (2, 1))
    )
    assert (4, 3) in places(wrong, "suspect")


def test_halves_that_are_no_account_need_not_balance() -> None:
    text = """
    编码 | 决算数 | 编码 | 决算数
    301 | 95.36 | 302 | 10.23
    合计 | 95.36 | 合计 | 10.23
    """
    assert checked(text, stubs=((0, 1), (2, 1))).findings == ()


def test_columns_of_two_kinds_are_added_apart() -> None:
    text = """
    单位 | 合计 | < | 出国费 | < | 用车费 | < | < | < | 接待费 | <
    ^ | ^ | ^ | ^ | ^ | 小计 | < | 购置费 | < | ^ | ^
    ^ | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
    甲局 | 61.20 | 48.85 | 12.00 | 9.50 | 30.20 | 25.10 | 30.20 | 25.10 | 19.00 | 14.25
    乙局 | 44.10 | 40.33 | 8.60 | 8.60 | 21.50 | 20.03 | 21.50 | 20.03 | 14.00 | 11.70
    """
    table = sheet(text, header_rows=3)
    totals = {one.total[1]: sorted(part[1] for part in one.parts) for one in table.relations}
    assert (totals[1], totals[2]) == ([3, 5, 9], [4, 6, 10])


def test_a_single_row_of_totals_under_headings() -> None:
    text = """
    行政复议 | < | < | < | 行政诉讼 | < | < | <
    维持 | 纠正 | 其他 | 总计 | 维持 | 纠正 | 其他 | 总计
    2 | 1 | 3 | 6 | 4 | 0 | 5 | 9
    """
    assert set(results(sheet(text, header_rows=2))) == {(2, 3), (2, 7)}


def test_rates_of_change_are_compared_with_their_numbers() -> None:
    rows = ["指标 | 本年 | 上年 | 增长（%）"]
    rows += [
        f"指标{i} | {now} | {then} | {100 * (now - then) / then:.1f}"
        for i, (now, then) in enumerate(
            [(2193, 4694), (973, 344), (7547, 1833), (4500, 5933), (1276, 5629), (1687, 6875)]
        )
    ]
    table = sheet("\n".join(rows))
    assert {one.kind for one in table.relations} == {"change"}
    assert {one.result for one in table.relations} == {"pass"}
    wrong = checked("\n".join(rows).replace("182.8", "132.8"))
    assert (2, 3) in places(wrong.tables[0], "suspect")


def test_differences_are_compared_with_their_numbers() -> None:
    rows = ["项目 | 本年 | 上年 | 增减额"]
    rows += [
        f"项{i} | {now} | {then} | {now - then}"
        for i, (now, then) in enumerate(
            [(2193, 4694), (973, 344), (7547, 1833), (4500, 5933), (1276, 5629), (1687, 6875)]
        )
    ]
    table = sheet("\n".join(rows))
    assert {one.result for one in table.relations} == {"pass"}
    assert len(table.relations) == 6


def test_a_title_over_the_whole_table_makes_no_numbers_of_its_codes() -> None:
    text = """
    支出决算表 | < | < | <
    科目 | 合计 | 基本支出 | 项目支出
    201 | 512.34 | 300.14 | 212.20
    208 | 128.41 | 112.41 | 16.00
    210 | 97.06 | 81.16 | 15.90
    """
    table = sheet(text, header_rows=2)
    assert [half.columns for half in open_ledger(table).halves] == [(1, 2, 3)]
    assert {one.total for one in table.relations} == {(2, 1), (3, 1), (4, 1)}
