"""Budgets and final accounts: codes, mirrored halves, totals called alike, blanks that are 0, 元 beside 万元."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.document import Block, Document, Table
from extractor.reports.format import ReportModel
from report_documents import MODELS, checked, codes, heading, numbers, reported, results, rows_of, table

BUDGET, FINAL = MODELS["department-budget"], MODELS["final-accounts"]

OVERVIEW = """
收入 | < | 支出 | <
项目 | 决算数 | 项目 | 决算数
一、一般公共预算财政拨款收入 | 90.00 | 一、一般公共服务支出 | 80.00
二、事业收入 | 10.00 | 二、教育支出 | 15.00
本年收入合计 | 100.00 | 本年支出合计 | 95.00
使用非财政拨款结余 | | 结余分配 |
年初结转和结余 | | 年末结转和结余 | 5.00
总计 | 100.00 | 总计 | 100.00
"""
EXPENDITURE = """
项目 | < | 本年支出合计 | 基本支出 | 项目支出 | 上缴上级支出 | 经营支出 | 对附属单位补助支出
功能分类科目编码 | 科目名称 | ^ | ^ | ^ | ^ | ^ | ^
合计 | < | 95.00 | 60.00 | 35.00 | | |
201 | 一般公共服务支出 | 80.00 | 50.00 | 30.00 | | |
20103 | 政府办公厅（室）及相关机构事务 | 80.00 | 50.00 | 30.00 | | |
2010301 | 行政运行 | 60.00 | 50.00 | 10.00 | | |
2010302 | 一般行政管理事务 | 20.00 | | 20.00 | | |
205 | 教育支出 | 15.00 | 10.00 | 5.00 | | |
"""
APPROPRIATION = """
收入 | < | 支出 | < | < | < | <
项目 | 决算数 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款
一、一般公共预算财政拨款 | 90.00 | 一、一般公共服务支出 | 97.00 | 92.00 | 5.00 |
二、政府性基金预算财政拨款 | 10.00 | 二、外交支出 | | | |
本年收入合计 | 100.00 | 本年支出合计 | 97.00 | 92.00 | 5.00 |
年初财政拨款结转和结余 | 7.00 | 年末财政拨款结转和结余 | 10.00 | | 10.00 |
一、一般公共预算财政拨款 | 2.00 | | | | |
二、政府性基金预算财政拨款 | 5.00 | | | | |
总计 | 107.00 | 总计 | 107.00 | 92.00 | 15.00 |
"""
THREE_HALVES = """
人员经费 | < | < | 公用经费 | < | < | < | < | <
科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
301 | 工资福利支出 | 50.00 | 302 | 商品和服务支出 | 8.00 | 310 | 资本性支出 | 2.00
30101 | 基本工资 | 30.00 | 30201 | 办公费 | 8.00 | 31002 | 办公设备购置 | 2.00
30102 | 津贴补贴 | 20.00 | 30202 | 印刷费 | | 31003 | 专用设备购置 |
人员经费合计 | < | 50.00 | 公用经费合计 | < | < | < | < | 10.00
"""
THREE_PUBLIC_NUMBERS = {"total": ("6.00", "4.50"), "abroad": ("2.00", ""), "vehicles.total": ("3.00", "4.00")}
THREE_PUBLIC_BY_ITEM = """
合计 | < | 因公出国（境）费 | < | 公务用车购置及运行维护费 | < | < | < | < | < | 公务接待费 | <
^ | ^ | ^ | ^ | 小计 | < | 公务用车购置费 | < | 公务用车运行维护费 | < | ^ | ^
预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
6.00 | 4.50 | 2.00 | | 3.00 | 4.00 | | | 3.00 | 4.00 | 1.00 | 0.50
"""
THREE_PUBLIC_BY_KIND = """
预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <
合计 | 因公出国 | 公务用车购置和运行费 | < | < | 公务接待费 | 合计 | 因公出国 | 公务用车费 | < | < | 公务接待费
^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12
6.00 | 2.00 | 3.00 | | 3.00 | 1.00 | 4.50 | | 4.00 | | 4.00 | 0.50
"""


def final(*tables: Table) -> Document:
    title = heading("某县教育体育局2024年度部门决算", 1)
    return reported(checked([title], tables), FINAL)


def part(text: str, caption: str, header_rows: int = 2, unit: str | None = "万元", name: str = "t1") -> Table:
    return table(rows_of(text), name, header_rows, caption=caption, unit=unit)


def mismatches(document: Document) -> list[str]:
    return [code for code in codes(document) if "mismatch" in code]


def values(document: Document, keys: Sequence[str]) -> list[str | None]:
    found = numbers(document)
    return [found[key] for key in keys]


def test_totals_called_alike_belong_to_the_half_they_stand_in() -> None:
    found = final(part(OVERVIEW.replace("总计 | 100.00\n", "总计 | 99.00\n"), "收入支出决算总表"))
    keys = ["overview.income.total.amount", "overview.expenditure.total.amount"]
    assert values(found, keys) == ["100.00", "99.00"]
    assert results(found)["V33-115"] == "fail"
    assert results(found)["V33-115-IN"] == "pass"
    assert {"report.row_extra", "report.row_twice"}.isdisjoint(codes(found))


def test_codes_add_up_level_by_level_and_blanks_are_zero() -> None:
    found = final(part(OVERVIEW, "收入支出决算总表", name="t1"), part(EXPENDITURE, "支出决算表", name="t2"))
    by_rule = results(found)
    assert by_rule["V33-120-EXPENDITURE[codes.201.03 basic]"] == "pass"
    assert by_rule["V33-005-EXPENDITURE[projects]"] == "pass"
    assert by_rule["V33-211[codes.205]"] == "pass"
    assert by_rule["V33-201"] == "pass"
    assert mismatches(found) == []
    assert numbers(found)["expenditure.codes.201.03.02.projects"] == "20.00"


def test_wrong_item_is_found_in_its_code_and_in_its_row() -> None:
    found = final(part(EXPENDITURE.replace("| 20.00 | | 20.00 |", "| 20.00 | | 28.00 |"), "支出决算表"))
    failing = {name for name, result in results(found).items() if result == "fail"}
    assert failing == {"V33-120-EXPENDITURE[codes.201.03 projects]", "V33-211[codes.201.03.02]"}
    assert {(ref.row, ref.col) for one in found.findings for ref in one.cells} == {(6, 4)}


def test_part_of_a_printed_row_is_another_than_the_row_of_that_name_before_it() -> None:
    found = final(part(APPROPRIATION, "财政拨款收入支出决算总表"))
    keys = ["appropriation.income.general.amount", "appropriation.income.carriedOver.general.amount"]
    assert values(found, keys) == ["90.00", "2.00"]
    assert mismatches(found) == []
    assert "report.row_twice" not in codes(found)
    assert results(found)["V33-119-OUT[funds]"] == "pass"


def test_third_half_that_holds_only_codes_has_a_stub_of_its_own() -> None:
    found = final(part(THREE_HALVES, "一般公共预算财政拨款基本支出决算表"))
    keys = ["basic.codes.310.02.amount", "basic.codes.302.amount", "basic.operating.amount"]
    assert values(found, keys) == ["2.00", "8.00", "10.00"]
    assert "report.column_twice" not in codes(found)
    assert results(found)["V33-117-CODES[codes.301 amount]"] == "pass"


@pytest.mark.parametrize(
    ("text", "header_rows"),
    [
        pytest.param(THREE_PUBLIC_BY_ITEM, 3, id="budget-and-actual-below-each-item"),
        pytest.param(THREE_PUBLIC_BY_KIND, 3, id="items-below-budget-and-actual-with-ordinals"),
    ],
)
def test_twelve_columns_of_three_public_expenses(text: str, header_rows: int) -> None:
    found = final(part(text, "财政拨款“三公”经费支出决算表", header_rows))
    for key, (budget, actual) in THREE_PUBLIC_NUMBERS.items():
        pair = [f"threePublic.{key}.budget", f"threePublic.{key}.actual"]
        assert values(found, pair) == [budget or None, actual or None]
    assert [results(found)[f"V33-121[{kind}]"] for kind in ("budget", "actual")] == ["pass", "pass"]
    assert [results(found)[f"V33-244[{kind}]"] for kind in ("budget", "actual")] == ["pass", "pass"]


def test_tables_in_different_units_are_compared_and_one_without_a_unit_is_not() -> None:
    general = """
    功能分类科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    201 | 一般公共服务支出 | 950,000.00 | 600,000.00 | 350,000.00
    合计 | < | 950,000.00 | 600,000.00 | 350,000.00
    """
    expenditure = part(EXPENDITURE, "支出预算总表", name="t1")
    title = heading("某局2024年部门预算", 1)
    for unit, result in (("元", "pass"), (None, "uncertain")):
        small = part(general, "一般公共预算支出表", 1, unit, "t2")
        found = reported(checked([title], [expenditure, small]), BUDGET)
        assert results(found)["C007[total]"] == result
        assert mismatches(found) == []


def test_amount_at_the_left_edge_is_in_the_unit_of_its_table() -> None:
    text = """
    “三公”经费预算数 | < | < | < | < | < | 机关运行经费预算数
    合计 | 因公出国(境)费 | 公务接待费 | 公务用车购置及运行费 | < | < | ^
    ^ | ^ | ^ | 小计 | 购置费 | 运行费 | ^
    0.95 | | 0.95 | | | | 229.43
    """
    rows = rows_of(text)
    as_label = table(
        rows,
        "t1",
        3,
        caption="2025年部门“三公”经费和机关运行经费预算表",
        unit="万元",
        edit=lambda cell: cell.model_copy(update={"role": "row_header"}) if (cell.row, cell.col) == (3, 0) else cell,
    )
    found = reported(checked([heading("某局2025年部门预算", 1)], [as_label]), BUDGET)
    assert results(found)["C008"] == "pass"


@pytest.mark.parametrize(
    ("title", "model", "organisation", "year"),
    [
        ("某县教育体育局2024年度部门决算", FINAL, "某县教育体育局", 2024),
        ("2023年度某局部门决算公开", FINAL, "某局", 2023),
        ("某街道办事处2025年部门预算", BUDGET, "某街道办事处", 2025),
        ("上海市普陀区2025年区级部门预算", BUDGET, None, 2025),
    ],
)
def test_titles_name_organisation_and_year(title: str, model: ReportModel, organisation: str | None, year: int) -> None:
    found = reported(checked([heading(title, 1)], [part(EXPENDITURE, "支出决算表")]), model).report
    assert found is not None
    assert (found.organisation, found.year) == (organisation, year)
    assert found.score >= 0.3


def test_missing_column_is_no_zero_though_its_row_may_be_left_out() -> None:
    without = part(EXPENDITURE.replace("本年支出合计", "全年"), "支出决算表", name="t2")
    found = final(part(OVERVIEW, "收入支出决算总表"), without)
    assert results(found)["V33-201"] == "uncertain"
    assert mismatches(found) == []


def test_subtotal_below_basic_expenditure_is_basic_expenditure() -> None:
    text = """
    功能分类科目 | < | 合计 | 基本支出 | < | < | 项目支出
    科目编码 | 科目名称 | ^ | 小计 | 人员经费 | 公用经费 | ^
    201 | 一般公共服务支出 | 95.00 | 60.00 | 50.00 | 10.00 | 35.00
    合计 | < | 95.00 | 60.00 | 50.00 | 10.00 | 35.00
    """
    one = part(text, "一般公共预算支出表")
    found = reported(checked([heading("某局2024年部门预算", 1)], [one]), BUDGET)
    assert values(found, ["general.total.total", "general.total.basic"]) == ["95.00", "60.00"]
    assert results(found)["C002-GENERAL[total]"] == "pass"
    assert {"report.column_twice", "report.column_missing"}.isdisjoint(codes(found))


def test_document_picks_the_final_accounts_by_itself() -> None:
    lines = ("第一部分某局概况", "二、机构设置", "第三部分某局2024年度部门决算情况说明", "第四部分名词解释")
    headings = [heading("某局2024年度部门决算", 1), *map(heading, lines)]
    tables = [
        part(OVERVIEW, "收入支出决算总表", name="t1"),
        part(EXPENDITURE, "支出决算表", name="t2"),
        part(APPROPRIATION, "财政拨款收入支出决算总表", name="t3"),
        part(THREE_HALVES, "一般公共预算财政拨款基本支出决算表", name="t4"),
    ]
    report = reported(checked(headings, tables)).report
    assert report is not None
    assert (report.model, report.organisation) == ("final-accounts", "某局")


@pytest.mark.parametrize(("printed", "result"), [("63.16", "pass"), ("63.2", "pass"), ("61.36", "fail")])
def test_printed_share_is_the_part_of_the_total(printed: str, result: str) -> None:
    sentence = (
        f"本年支出合计95.00万元，其中：基本支出60.00万元，占{printed}%；项目支出35.00万元，占36.84%。"
        "与上年相比，项目支出增加3.00万元，增长9.38%。"
    )
    blocks = [heading("某局2024年度部门决算", 1), Block(kind="paragraph", text=sentence)]
    found = reported(checked(blocks, [part(EXPENDITURE, "支出决算表")]), FINAL)
    assert results(found)["TEXT-SHARE-BASIC"] == result
    assert results(found)["TEXT-SHARE-PROJECTS"] == "pass"
