"""Tables become fields by their labels and the place of these in the hierarchy, never by a sequence."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from typing import Literal

import pytest

from extractor.document import Block
from extractor.reports.format import ReportModel
from extractor.reports.labels import bare, matches
from extractor.reports.narrative import chinese_number
from report_documents import (
    FORM_A,
    FORM_B,
    PROACTIVE,
    TOTAL_ROW,
    applications,
    checked,
    codes,
    heading,
    numbers,
    report_b,
    reported,
    results,
    rows_of,
    table,
)


@pytest.mark.parametrize(
    ("label", "patterns", "fits"),
    [
        pytest.param("（二）部分公开（区分处理的，只计这一情形）", ["部分公开"], True, id="remark-in-brackets"),
        pytest.param("三、 予 以 公 开", ["予以公开"], True, id="numbering-and-blanks"),
        pytest.param("其中：1．公务用车购置费", ["公务用车购置费"], True, id="of-which"),
        pytest.param("３.其他", ["其他"], True, id="full-width"),
        pytest.param("Ⅰ．本年收入", ["本年收入"], True, id="roman-numbering"),
        pytest.param("I. Assets", ["Assets"], False, id="letters-before-words-are-none"),
        pytest.param("其他处理", ["其他"], False, id="not-a-part-of-a-label"),
        pytest.param("行政诉讼部⻔", ["行政诉讼部门"], True, id="radicals-of-fonts"),
        pytest.param("危及\u200b“三安全一稳定”", ["*三安全一稳定*"], True, id="invisible-signs-and-wildcard"),
        pytest.param("第二类支出", ["/第[一二]类/"], True, id="expression"),
        pytest.param("", ["*"], False, id="nothing"),
        pytest.param("2020年", ["2020年"], True, id="year-is-no-numbering"),
    ],
)
def test_label_is_what_a_pattern_describes(label: str, patterns: list[str], fits: bool) -> None:
    assert matches(label, patterns) is fits


def test_numbering_alone_is_not_taken_away() -> None:
    assert bare("（一）") != ""


def test_rows_in_another_order_get_the_same_names() -> None:
    rows = applications()
    expected = numbers(reported(report_b(rows)))
    moved = [*rows[:3], rows[-1], *rows[3:-1]]
    assert numbers(reported(report_b(moved))) == expected


def test_columns_in_another_order_get_the_same_names() -> None:
    rows = applications()
    expected = numbers(reported(report_b(rows)))
    order = [0, 1, 2, 9, 3, 4, 5, 6, 7, 8]
    moved = [[row[c] for c in order] for row in rows]
    moved[0][3:5] = ["总计", "申请人情况"]
    moved[1][3] = "^"
    moved[0][3], moved[1][3], moved[2][3] = "总计", "^", "^"
    assert numbers(reported(report_b(moved))) == expected


def test_missing_row_shifts_nothing_and_is_a_finding() -> None:
    rows = applications()
    found = reported(report_b(rows[:8] + rows[9:]))
    assert codes(found) == ["report.row_missing"]
    assert "其他法律行政法规禁止公开" in found.findings[-1].message
    values = numbers(found)
    assert values["applications.results.denied.lawForbidden.total"] is None
    assert values["applications.results.denied.safetyStability.total"] == rows[9][9]
    assert results(found)["T3-SUM[total]"] in ("uncertain", "fail")


def test_extra_row_is_a_finding_and_nothing_of_the_model() -> None:
    rows = applications()
    extra = ["^", "^", "9.属于其他情形", *["0"] * 7]
    found = reported(report_b([*rows[:15], extra, *rows[15:]]))
    assert codes(found) == ["report.row_extra"]
    assert found.findings[-1].cells[0].row == 15


def test_row_that_stands_there_twice_has_no_value() -> None:
    rows = applications()
    found = reported(report_b([*rows, rows[-1]]))
    assert codes(found) == ["report.row_twice"]
    assert numbers(found)["applications.carriedForward.total"] is None
    assert results(found)["T3-FLOW[total]"] == "uncertain"


def test_label_with_a_misread_character_is_found_and_said() -> None:
    rows = applications()
    rows[16][2] = "2.没有现威信息需要另行制作"
    found = reported(report_b(rows, source="ocr"))
    assert codes(found) == ["report.row_unsure"]
    assert numbers(found)["applications.results.unableToProvide.needCreation.total"] == rows[16][9]
    assert codes(reported(report_b(rows))) == ["report.row_missing", "report.row_extra"]


def test_column_that_stands_there_twice_has_no_values() -> None:
    rows = applications()
    doubled = [[*row, row[9]] for row in rows]
    doubled[1][10] = "总计"
    found = reported(report_b(doubled))
    assert codes(found) == ["report.column_twice"]
    assert numbers(found)["applications.newReceived.total"] is None


def test_header_over_several_columns_names_the_only_number_below_it() -> None:
    rows = rows_of(PROACTIVE.replace("| 120 | < | <", "| | 120 | "))
    assert numbers(reported(report_b(two=[table(rows, "t1", 2)])))["proactive.licensing.processed"] == "120"


@pytest.mark.parametrize("kind", ["paragraph", "heading"])
def test_entries_of_a_table_of_contents_anchor_nothing(kind: Literal["heading", "paragraph"]) -> None:
    document = report_b(narrative="本年新收政府信息公开申请3件。")
    entries = [block for block in document.blocks if block.kind == "heading"][1:]
    contents = [Block(kind=kind, text=f"{one.text}……………{i + 2}", level=2) for i, one in enumerate(entries)]
    listed = document.model_copy(
        update={"blocks": (document.blocks[0], heading("目录"), *contents, *document.blocks[1:])}
    )
    plain, found = reported(document), reported(listed)
    assert numbers(found) == numbers(plain)
    assert results(found) == results(plain)
    assert codes(found) == codes(plain)


def test_title_over_two_lines_names_organisation_and_year() -> None:
    document = report_b(title="大湾镇人民政府")
    second = heading("2022年政府信息公开工作年度报告", 1)
    found = reported(document.model_copy(update={"blocks": (document.blocks[0], second, *document.blocks[1:])}))
    assert found.report is not None
    assert (found.report.organisation, found.report.year) == ("大湾镇人民政府", 2022)


@pytest.mark.parametrize(
    ("title", "organisation", "year"),
    [
        ("某市公安局2023年度政府信息公开工作年度报告", "某市公安局", 2023),
        ("2022年某县司法局政府信息公开工作年度报告", "某县司法局", 2022),
        ("某镇关于2021年政府信息公开工作的年度报告", "某镇", 2021),
        ("某区政府信息公开工作2024年度报告", "某区", 2024),
        ("某局2022年政府信息公开年报", "某局", 2022),
        ("某镇关于2022年度政府信息公开工作情况的报告", "某镇", 2022),
        ("某局2022年信息公开工作年度报告", "某局", 2022),
        ("某局二〇二二年政府信息公开年报", "某局", 2022),
    ],
)
def test_titles(title: str, organisation: str, year: int) -> None:
    found = reported(report_b(title=title)).report
    assert found is not None
    assert (found.organisation, found.year) == (organisation, year)
    assert found.score == 1


def test_other_means_what_its_group_says() -> None:
    rows = applications()
    values = numbers(reported(report_b(rows)))
    assert values["applications.results.other.otherReasons.total"] == rows[25][9]
    assert values["applications.newReceived.legalPerson.other"] == rows[3][8]


def test_blocks_that_came_out_as_tables_of_their_own_are_one_table_of_the_model() -> None:
    rows = rows_of(PROACTIVE)
    cuts = [0, 4, 7, 11, 14]
    pieces = [table(rows[a:b], f"b{a}", 2) for a, b in itertools.pairwise(cuts)]
    values = numbers(reported(report_b(two=pieces)))
    assert {key: value for key, value in values.items() if key.startswith("proactive.")} == {
        "proactive.regulations.made": "1",
        "proactive.regulations.repealed": "0",
        "proactive.regulations.valid": "3",
        "proactive.normativeDocuments.made": "4",
        "proactive.normativeDocuments.repealed": "2",
        "proactive.normativeDocuments.valid": "27",
        "proactive.licensing.processed": "120",
        "proactive.punishment.processed": "7",
        "proactive.coercion.processed": "3",
        "proactive.fees.amount": "692.59",
    }


@pytest.mark.parametrize(
    ("printed", "number", "semantic"),
    [
        pytest.param("692.59", "692.59", "NUMERIC", id="in-the-unit-of-the-form"),
        pytest.param("80618元", "8.0618", "NUMERIC", id="in-a-unit-of-its-own"),
        pytest.param("0.5亿元", "5000", "NUMERIC", id="in-a-greater-unit"),
        pytest.param("0", "0", "ZERO", id="zero"),
        pytest.param("", None, "EMPTY", id="blank"),
        pytest.param("/", None, "NA", id="not-applicable"),
        pytest.param("详见附表", None, "TEXT", id="words"),
        pytest.param("5件", None, "NUMERIC", id="unit-of-another-kind"),
    ],
)
def test_number_is_given_out_in_the_unit_of_the_model(printed: str, number: str | None, semantic: str) -> None:
    rows = rows_of(PROACTIVE.replace("692.59", printed))
    found = reported(report_b(two=[table(rows, "t1", 2)]))
    assert found.report is not None
    field = next(field for field in found.report.fields if field.key == "proactive.fees.amount")
    assert field.number is None if number is None else Decimal(field.number or "") == Decimal(number)
    assert (field.text, field.semantic) == (printed, semantic)
    assert (field.unit, field.scale) == ("万元", 10_000)


@pytest.mark.parametrize(
    ("printed", "problem"),
    [("-3", "cannot be negative"), ("2.5", "is whole"), ("详见附表", "no number")],
)
def test_value_of_another_kind_is_a_finding(printed: str, problem: str) -> None:
    rows = rows_of(PROACTIVE.replace("| 120 |", f"| {printed} |"))
    found = reported(report_b(two=[table(rows, "t1", 2)]))
    assert codes(found) == ["report.value"]
    assert problem in found.findings[-1].message


@pytest.mark.parametrize(
    ("narrative", "key", "number"),
    [
        ("本年新收政府信息公开申请12件。", "narrative.newReceived", "12"),
        ("2022年，本机关共收到政府信息公开申请 1,204 件，上年结转申请3件。", "narrative.newReceived", "1204"),
        ("上年结转申请三件。", "narrative.carriedOver", "3"),
        ("结转下年度继续办理二十一件。", "narrative.carriedForward", "21"),
        ("所有申请均已办理完成。", "narrative.allProcessed", "0"),
        ("全年共办结政府信息公开申请15件。", "narrative.totalProcessed", "15"),
        ("因政府信息公开引发的行政复议2件，行政诉讼0件。", "narrative.reviews", "2"),
        ("因政府信息公开引发的行政复议2件，行政诉讼1件。", "narrative.litigation", "1"),
        ("全年办理行政复议案件123件。", "narrative.reviews", None),
        ("通过网站共收到政府信息公开申请3件。", "narrative.newReceived", None),
        ("2021年共收到政府信息公开申请9件。", "narrative.newReceived", None),
        ("较上年本年新收申请9件。", "narrative.newReceived", None),
        ("本年新收申请9件。（一）本年新收申请8件。", "narrative.newReceived", None),
    ],
)
def test_value_in_the_text(narrative: str, key: str, number: str | None) -> None:
    assert numbers(reported(report_b(narrative=narrative))).get(key) == number


def test_text_that_disagrees_with_the_table_is_a_finding() -> None:
    total = applications()[3][9]
    agreeing = reported(report_b(narrative=f"本年新收政府信息公开申请{total}件。"))
    assert results(agreeing)["TEXT-NEW"] == "pass"
    found = reported(report_b(narrative="本年新收政府信息公开申请999件。"))
    assert codes(found) == ["report.text_mismatch"]
    assert [side.value for side in found.findings[-1].sides] == ["999", total]


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("二十一", 21), ("一百零三", 103), ("二〇", 20), ("一万二千", 12000), ("两百", 200), ("百百", None)],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


def test_derived_figure_with_a_zero_denominator_is_not_applicable_and_never_100_percent() -> None:
    rows = applications()
    for row in rows[3:]:
        row[3:] = ["0"] * 7
    found = reported(report_b(rows))
    assert found.report is not None
    rate = next(field for field in found.report.fields if field.key == "metrics.disclosureRate")
    assert (rate.semantic, rate.number) == ("NA", None)
    assert rate.reason == "not applicable: the denominator is 0"


def test_derived_figure_is_what_its_definition_says() -> None:
    """予以公开 and 部分公开 in what was handled: not in what came in."""
    rows = applications()
    found = numbers(reported(report_b(rows)))
    granted, partial, handled = (Decimal(rows[row][9]) for row in (5, 6, TOTAL_ROW))
    new, carried = (Decimal(rows[row][9]) for row in (3, 4))
    assert handled != new + carried
    rate = found["metrics.disclosureRate"]
    assert rate is not None
    assert round(Decimal(rate), 2) == round(100 * (granted + partial) / handled, 2)


def test_derived_figure_of_a_missing_value_says_which() -> None:
    rows = applications()
    rows[5][9] = ""
    found = reported(report_b(rows))
    assert found.report is not None
    rate = next(field for field in found.report.fields if field.key == "metrics.disclosureRate")
    assert (rate.number, rate.reason) == (None, "no sure value of applications.results.granted.total")


def test_sum_over_kinds_of_applicants_does_not_count_their_total_again() -> None:
    rows = applications()
    found = reported(report_b(rows))
    assert found.report is not None
    check = next(check for check in found.report.checks if check.id == "T3-ROW[newReceived]")
    assert check.left == check.right == rows[3][9]


def test_short_section_is_a_finding() -> None:
    assert codes(reported(report_b(problems="无。"))) == ["report.text_quality"]


BUDGET = ReportModel.model_validate(
    {
        "model": "budget",
        "name": "预算",
        "blank": "zero",
        "document": {"title": "*部门预算"},
        "tables": {
            "T1": {
                "name": "收支总表",
                "caption": "收支总表",
                "type": "amount",
                "unit": "万元",
                "columns": {"amount": ["预算数", "金额"]},
                "rows": {"revenue": "收入总计", "grant": "财政拨款收入", "spending": "支出总计"},
                "more_rows": "true",
            },
            "T3": {
                "name": "支出表",
                "caption": "支出表",
                "type": "amount",
                "columns": {"total": "合计", "basic": "基本支出", "project": "项目支出"},
                "rows": {"all": "合计"},
                "codes": {"digits": [3, 2, 2]},
            },
        },
        "rules": [
            {"id": "BALANCE", "formula": "T1.revenue.amount = T1.spending.amount"},
            {"id": "ACROSS", "formula": "T3.all.total = T1.spending.amount", "tolerance": "0.05 万元"},
            {"id": "PARTS", "table": "T3", "each": "row", "formula": "basic + project = total"},
            {"id": "LEVELS", "table": "T3", "each": "parent", "formula": "self = sum(children)"},
            {"id": "TOP", "table": "T3", "each": "column", "formula": "all = sum(codes.*)"},
        ],
    }
)
MIRRORED = """
收入 | < | 支出 | <
项目 | 预算数 | 项目 | 预算数
一、财政拨款收入 | 150 | 一、教育支出 | 100
二、事业收入 | | 二、住房保障支出 | 50
收入总计 | 150 | 支出总计 | 150
"""
CODED = """
科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
205 | 教育支出 | 1000000 | 1000000 |
20502 | 普通教育 | 1000000 | 1000000 |
2050201 | 学前教育 | 400000 | 400000 |
2050202 | 小学教育 | 600000 | 600000 |
221 | 住房保障支出 | 500000 | | 500000
22102 | 住房改革支出 | 500000 | | 500000
合计 | < | 1500000 | 1000000 | 500000
"""


def budget(coded: str = CODED) -> dict[str, str]:
    tables = [
        table(rows_of(MIRRORED), "t1", 2, caption="2024年收支总表", unit="万元"),
        table(rows_of(coded), "t2", 1, caption="支出表", unit="元"),
    ]
    blocks = [heading("某局2024年部门预算", 1), *(Block(kind="table", table=one.id) for one in tables)]
    found = reported(checked(blocks, tables), BUDGET)
    return {**results(found), **{key: value or "" for key, value in numbers(found).items()}}


def test_caption_tells_tables_with_the_same_rows_and_columns_apart() -> None:
    grant = BUDGET.tables["T1"].model_copy(update={"caption": ("财政拨款收支总表",)})
    model = BUDGET.model_copy(update={"tables": {"T1": BUDGET.tables["T1"], "T4": grant}, "rules": ()})
    other = rows_of(MIRRORED.replace("150", "90"))
    tables = [
        table(other, "t1", 2, caption="2024年财政拨款收支总表", unit="万元"),
        table(rows_of(MIRRORED), "t2", 2, caption="2024年收支总表", unit="万元"),
    ]
    found = numbers(reported(checked([heading("某局部门预算", 1)], tables), model))
    assert (found["T1.revenue.amount"], found["T4.revenue.amount"]) == ("150", "90")


def test_table_without_any_row_is_there_all_the_same() -> None:
    header, total = CODED.strip().splitlines()[0], "合计 | < | | |"
    tables = [table(rows_of(f"{header}\n{total}"), "t2", 1, caption="支出表", unit="元")]
    found = reported(checked([heading("某局部门预算", 1)], tables), BUDGET)
    assert [f.params["table"] for f in found.findings if f.code == "report.table_missing"] == ["收支总表"]
    assert results(found)["TOP[total]"] == "not_assessable"


def test_halves_of_a_mirrored_table_are_told_by_their_own_labels() -> None:
    found = budget()
    assert (found["T1.revenue.amount"], found["T1.spending.amount"]) == ("150", "150")
    assert found["BALANCE"] == "pass"


def test_row_that_is_called_like_a_column_is_no_header() -> None:
    rows = """
    财政拨款收入 | < | 财政拨款支出 | < | <
    项目 | 预算数 | 项目 | 合计 | 政府性基金
    一、政府性基金 | 0 | 一、教育支出 | 150 |
    收入总计 | 150 | 支出总计 | 150 |
    """
    fund = {"amount": "预算数", "total": "合计", "fund": "政府性基金"}
    spec = BUDGET.tables["T1"].model_dump() | {"columns": fund, "rows": {"in": "收入总计", "out": "支出总计"}}
    model = ReportModel.model_validate(BUDGET.model_dump() | {"tables": {"T1": spec}, "rules": ()})
    tables = [table(rows_of(rows), "t1", 2, caption="收支总表", unit="万元")]
    found = numbers(reported(checked([heading("某局部门预算", 1)], tables), model))
    assert (found["T1.in.amount"], found["T1.out.total"]) == ("150", "150")


def test_codes_may_repeat_the_level_above() -> None:
    split = """
    类 | 款 | 项 | 名称 | 合计 | 基本支出 | 项目支出
    205 | | | 教育支出 | 10 | 10 |
    205 | 02 | | 普通教育 | 10 | 10 |
    205 | 02 | 01 | 学前教育 | 10 | 10 |
    """
    whole = split.replace("205 | 02 | 01", "205 | 20502 | 2050201").replace("205 | 02 |", "205 | 20502 |")
    for text in (split, whole):
        tables = [table(rows_of(text), "t2", 1, caption="支出表", unit="元")]
        found = numbers(reported(checked([heading("某局部门预算", 1)], tables), BUDGET))
        assert found["T3.codes.205.02.01.total"] == "10"
        assert found["T3.codes.205.02.basic"] == "10"


def test_rows_named_by_codes_have_their_levels() -> None:
    found = budget()
    assert found["T3.codes.205.02.01.total"] == "400000"
    assert found["LEVELS[codes.205.02 total]"] == "pass"
    assert found["TOP[total]"] == "pass"
    assert budget(CODED.replace("| 600000 | 600000", "| 600001 | 600000"))["LEVELS[codes.205.02 total]"] == "fail"


def test_blank_counts_as_0_where_the_model_says_so() -> None:
    found = budget()
    assert found["PARTS[codes.221]"] == "pass"
    assert found["T3.codes.221.basic"] == ""


def test_yuan_and_ten_thousands_of_yuan_are_compared_as_money() -> None:
    assert budget()["ACROSS"] == "pass"
    assert budget(CODED.replace("合计 | < | 1500000", "合计 | < | 1500400"))["ACROSS"] == "pass"
    assert budget(CODED.replace("合计 | < | 1500000", "合计 | < | 1500600"))["ACROSS"] == "fail"


def test_no_field_gets_a_number_that_is_not_printed_in_its_cell() -> None:
    """Over tables with shuffled, dropped and doubled rows every number is that of its own row and column."""
    chance = random.Random(5)
    for _ in range(15):
        rows = applications()
        for r, row in enumerate(rows[3:]):
            row[3:] = [str(1000 * (r + 1) + c) for c in range(7)]
        truth = {tuple(row[3:]): row for row in rows[3:]}
        body = rows[3:]
        del body[chance.randrange(2, len(body))]
        document = reported(report_b(rows[:3] + body), FORM_B)
        assert document.report is not None
        seen = {}
        for field in document.report.fields:
            if field.key.startswith("applications.") and field.number:
                row, column = divmod(int(field.number), 1000)
                seen[field.key] = (row, column)
        by_column = {key.rsplit(".", 1)[1]: set() for key in seen}
        for key, (_, column) in seen.items():
            by_column[key.rsplit(".", 1)[1]].add(column)
        assert all(len(columns) == 1 for columns in by_column.values())
        assert len(seen) == 7 * (len(truth) - 1)


FORM_A_TABLE = """
第二十条第（一）项 | < | < | <
信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量
规章 | 3 | 1 | 1
规范性文件 | 0 | 0 | 0
第二十条第（五）项 | < | < | <
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量
行政许可 | 40 | +1036 | 7
其他对外管理服务事项 | 9 | -8 | 0
第二十条第（六）项 | < | < | <
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量
行政处罚 | 65 | 9 | 0
行政强制 | 12 | 2 | 6
第二十条第（八）项 | < | < | <
信息内容 | 上一年项目数量 | 本年增/减 | <
行政事业性收费 | 4 | 2 | <
第二十条第（九）项 | < | < | <
信息内容 | 采购项目数量 | 采购总金额 | <
政府集中采购 | 16 | 80618元 | <
"""


def test_form_a_keeps_its_own_names_whether_its_blocks_are_one_table_or_five() -> None:
    rows = rows_of(FORM_A_TABLE)
    whole = [table(rows, "t1", 2)]
    cuts = [0, 4, 8, 12, 15, 18]
    pieces = [table(rows[a:b], f"b{a}", 2) for a, b in itertools.pairwise(cuts)]
    title = "大湾镇人民政府2020年政府信息公开工作年度报告"
    found = [numbers(reported(report_b(two=tables, title=title), FORM_A)) for tables in (whole, pieces)]
    proactive = [{key: value for key, value in one.items() if key.startswith("proactive.")} for one in found]
    assert proactive[0] == proactive[1]
    assert None not in proactive[0].values()
    assert proactive[0]["proactive.licensing.change"] == "1036"
    assert proactive[0]["proactive.otherServices.change"] == "-8"
    assert proactive[0]["proactive.procurement.amount"] == "80618"
