"""Budgets and final accounts as offices print them: years over columns, carried-over columns, merged tables, titles."""

from __future__ import annotations

import pytest

from extractor.document import Block, Document
from extractor.reports.choosing import fit
from extractor.reports.format import ReportModel
from extractor.reports.plan import plan_of
from report_documents import MODELS, checked, codes, heading, numbers, reported, results, rows_of, table

BUDGET, FINAL = MODELS["department-budget"], MODELS["final-accounts"]


def report_of(text: str, caption: str, header_rows: int, model: ReportModel) -> Document:
    one = table(rows_of(text), "t1", header_rows, caption=caption, unit="万元")
    return reported(checked([heading("某县水利局2024年度公开", 1)], [one]), model)


def values(document: Document, *keys: str) -> list[str | None]:
    found = numbers(document)
    return [found.get(key) for key in keys]


def test_amounts_are_those_of_the_latest_year_whatever_stands_behind_it() -> None:
    text = """
    收入 | < | < | 支出 | < | <
    项目 | 2023年预算数 | 2024年预算数（万元） | 项目 | 2023年预算数 | 2024年预算数（万元）
    一、一般公共预算拨款收入 | 90.00 | 100.00 | 一、教育支出 | 90.00 | 100.00
    收 入 总 计 | 90.00 | 100.00 | 支 出 总 计 | 90.00 | 100.00
    """
    found = report_of(text, "公开表1 部门收支总表", 2, BUDGET)
    assert values(found, "overview.income.total.amount", "overview.expenditure.education.amount") == ["100.00"] * 2


def test_columns_below_carried_over_are_not_those_of_the_year() -> None:
    text = """
    部门（单位）代码 | 部门（单位）名称 | 合计 | 本年收入 | < | < | 上年结转结余 | < | <
    ^ | ^ | ^ | 小计 | 一般公共预算 | 事业收入 | 小计 | 一般公共预算 | 政府性基金预算
    合计 | < | 110.00 | 105.00 | 100.00 | 5.00 | 5.00 | 4.00 | 1.00
    101 | 某县水利局 | 110.00 | 105.00 | 100.00 | 5.00 | 5.00 | 4.00 | 1.00
    """
    found = report_of(text, "部门收入总表", 2, BUDGET)
    keys = ("general", "carriedOver.general", "carriedOver", "current", "funds")
    assert values(found, *(f"income.total.{key}" for key in keys)) == ["100.00", "4.00", "5.00", "105.00", None]
    assert "report.column_twice" not in codes(found)


def test_subtotal_below_this_years_budget_is_the_total_and_differences_are_none() -> None:
    text = """
    支出功能分类科目 | < | 2023年执行数 | 2024年预算数 | < | < | 2024年预算数比2023年执行数 | <
    科目编码 | 科目名称 | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%
    201 | 一般公共服务支出 | 90.00 | 100.00 | 60.00 | 40.00 | 10.00 | 11.11
    合计 | < | 90.00 | 100.00 | 60.00 | 40.00 | 10.00 | 11.11
    """
    found = report_of(text, "一般公共预算支出表", 2, BUDGET)
    assert values(found, "general.total.total", "general.codes.201.basic") == ["100.00", "60.00"]
    assert results(found)["C002-GENERAL[codes.201]"] == "pass"
    assert "report.column_twice" not in codes(found)


@pytest.mark.parametrize(("earlier", "later"), [("2023年预算数", "2024年预算数"), ("上年预算数", "本年预算数")])
def test_three_public_expenses_of_two_years_stand_side_by_side(earlier: str, later: str) -> None:
    text = f"""
    {earlier} | < | < | < | < | {later} | < | < | < | <
    合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行费 | < | 公务接待费
    ^ | ^ | 小计 | 公务用车运行费 | ^ | ^ | ^ | 小计 | 公务用车运行费 | ^
    6.00 | 1.00 | 4.00 | 4.00 | 1.00 | 5.50 | 1.00 | 4.00 | 4.00 | 0.50
    """  # noqa: E501
    found = report_of(text, "一般公共预算“三公”经费支出表", 3, BUDGET)
    keys = ("total", "vehicles.running", "lastYear.total", "lastYear.reception")
    assert values(found, *(f"threePublic.{key}" for key in keys)) == ["5.50", "4.00", "6.00", "1.00"]
    assert results(found)["C008"] == "pass"


def test_final_accounts_with_balances_around_the_expenditure() -> None:
    text = """
    项目 | < | 年初结转和结余 | < | < | 本年收入 | < | < | 本年支出 | < | < | 年末结转和结余 | < | <
    功能分类科目编码 | 科目名称 | 合计 | 基本支出结转 | 项目支出结转和结余 | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出结转 | 项目支出结转和结余
    合计 | < | 10.00 | 5.00 | 5.00 | 110.00 | 65.00 | 45.00 | 100.00 | 60.00 | 40.00 | 20.00 | 10.00 | 10.00
    201 | 一般公共服务支出 | 10.00 | 5.00 | 5.00 | 110.00 | 65.00 | 45.00 | 100.00 | 60.00 | 40.00 | 20.00 | 10.00 | 10.00
    """  # noqa: E501
    found = report_of(text, "一般公共预算财政拨款收入支出决算表", 2, FINAL)
    keys = ("total", "basic", "carriedOver", "income.basic", "carriedForward.projects")
    assert values(found, *(f"general.total.{key}" for key in keys)) == ["100.00", "60.00", "10.00", "65.00", "10.00"]
    assert "report.column_twice" not in codes(found)


def test_funds_and_state_capital_in_one_table_are_compared_with_both() -> None:
    merged = """
    功能分类科目编码 | 科目名称 | 本年支出 | < | <
    ^ | ^ | 合计 | 基本支出 | 项目支出
    合计 | < | 10.00 | | 10.00
    212 | 城乡社区支出 | 8.00 | | 8.00
    223 | 国有资本经营预算支出 | 2.00 | | 2.00
    """
    appropriation = """
    收入 | < | 支出 | < | < | < | <
    项目 | 决算数 | 项目 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款
    本年收入合计 | 10.00 | 本年支出合计 | 10.00 | | 8.00 | 2.00
    """
    tables = [
        table(rows_of(appropriation), "t1", 2, caption="财政拨款收入支出决算总表", unit="万元"),
        table(rows_of(merged), "t2", 2, caption="政府性基金预算和国有资本经营预算财政拨款支出决算表", unit="万元"),
    ]
    found = results(reported(checked([heading("某局2024年度部门决算", 1)], tables), FINAL))
    assert (found["V33-122-BOTH"], found["V33-122-CAPITAL"]) == ("pass", "not_assessable")


def test_caption_is_that_of_the_table_that_explains_most_of_it() -> None:
    text = """
    科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费
    301 | 工资福利支出 | 50.00 | 50.00 |
    合计 | < | 50.00 | 50.00 |
    """
    found = report_of(text, "一般公共预算财政拨款基本支出决算表", 1, FINAL)
    assert values(found, "expenditure.total.total") == [None]


@pytest.mark.parametrize(
    ("lines", "model", "organisation", "year"),
    [
        pytest.param(["上海市水务局", "2025年", "部门预算"], BUDGET, "上海市水务局", 2025, id="three-lines"),
        pytest.param(["2023年度", "某县司法局部门决算"], FINAL, "某县司法局", 2023, id="year-before"),
        pytest.param(["某县司法局", "2023年度部门决算公开"], FINAL, "某县司法局", 2023, id="office-before"),
        pytest.param(["关于某县司法局2024年部门预算的公开说明"], BUDGET, "某县司法局", 2024, id="about"),
        pytest.param(["二〇二四年某县司法局部门预算"], BUDGET, "某县司法局", 2024, id="chinese-year"),
        pytest.param(["某省某厅２０２３年度部门决算"], FINAL, "某省某厅", 2023, id="full-width-year"),
        pytest.param(["2023年度某县司法局决算公开"], FINAL, "某县司法局", 2023, id="without-the-word-department"),
        pytest.param(
            ["上海市普陀区2025年区级部门预算", "预算主管部门：上海市普陀区财政局"],
            BUDGET,
            "上海市普陀区财政局",
            2025,
            id="district-level-with-a-line-for-the-office",
        ),
        pytest.param(
            ["某区2023年区级部门决算", "部门名称：某区教育局"],
            FINAL,
            "某区教育局",
            2023,
            id="final-accounts-of-a-district",
        ),
    ],
)
def test_title_lines_name_organisation_and_year(
    lines: list[str], model: ReportModel, organisation: str, year: int
) -> None:
    blocks = [heading(lines[0], 1), *(Block(kind="paragraph", text=line) for line in lines[1:])]
    found = fit(checked(blocks, []), plan_of(model), {})
    assert (found.organisation, found.year) == (organisation, year)


def test_labels_of_rows_are_no_headers_of_a_table_whose_model_has_columns_alone() -> None:
    text = """
    项目 | 2024年预算数
    合计 | 5.00
    1．公务接待费 | 1.00
    2．公务用车购置及运行费 | 4.00
    其中：（1）公务用车购置费 |
    （2）公务用车运行维护费 | 4.00
    """
    found = report_of(text, "“三公”经费支出预算表", 1, BUDGET)
    assert {one.params["table"] for one in found.findings if one.code == "report.table_missing"} >= {
        "“三公”经费和机关运行经费预算表"
    }
    assert {"report.value", "report.column_missing"}.isdisjoint(codes(found))
