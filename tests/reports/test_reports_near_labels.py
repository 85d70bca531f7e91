"""Labels of scans with misread characters: taken for what they can only be, with a finding, and never for others."""

from __future__ import annotations

import pytest

from extractor.document import Document, Stub
from extractor.reports.labels import bare
from extractor.reports.near_labels import contradict, edits_inside, near_forms
from report_documents import (
    DISPUTES,
    FORM_B,
    MODELS,
    PROACTIVE,
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

FINAL = MODELS["final-accounts"]


@pytest.mark.parametrize(
    ("printed", "labels", "near"),
    [
        pytest.param("没有现威信息需要另行制作", ["没有现成信息需要另行制作"], True, id="one-of-twelve"),
        pytest.param("收人合计", ["收入合计", "支出合计"], True, id="decisive-word-misread-into-none"),
        pytest.param("人贝经费合计", ["人员经费合计", "公用经费合计"], True, id="the-other-twice-as-far"),
        pytest.param("须算数", ["预算数", "决算数"], False, id="as-near-to-two"),
        pytest.param("支出合计", ["收入合计"], False, id="income-is-no-expenditure"),
        pytest.param("下级补助收入", ["上级补助收入"], False, id="from-below-is-not-from-above"),
        pytest.param("其他公共预算拨款收入", ["一般公共预算拨款收入"], False, id="other-is-not-general"),
        pytest.param("年末结转和结余", ["年初结转和结余"], False, id="end-is-not-beginning"),
        pytest.param("属于二类内部事务信息", ["属于三类内部事务信息"], False, id="numerals"),
        pytest.param("2022年预算数", ["2023年预算数"], False, id="years"),
        pytest.param("收到其他与投资活动有关的现金", ["收到其他与经营活动有关的现金"], False, id="activities"),
        pytest.param("流动资产合计", ["非流动资产合计"], False, id="negation"),
        pytest.param("合汁", ["合计"], False, id="too-short"),
        pytest.param("外父支岀", ["外交支出"], False, id="two-of-four"),
    ],
)
def test_label_is_near_another(printed: str, labels: list[str], near: bool) -> None:
    assert near_forms(printed, labels) == ([labels[0]] if near else labels if printed == "须算数" else [])


def test_misread_negation_is_no_lost_one() -> None:
    assert not contradict(bare("本机关木掌握相关政府信息"), bare("本机关不掌握相关政府信息"))


def test_label_is_found_inside_a_caption() -> None:
    caption = bare("某局2024年度财政拔款收入支出决算总表")
    assert edits_inside(caption, "财政拨款收入支出决算总表") == 1
    assert edits_inside(caption, "一般公共预算财政拨款支出决算表") is None


def columns_of(found: Document) -> list[str]:
    return [one.params["column"] for one in found.findings if one.code == "report.column_unsure"]


def test_misread_column_header_is_found_and_said() -> None:
    rows = applications()
    rows[2][6] = "社会公益组识"
    found = reported(report_b(rows, source="ocr"))
    assert columns_of(found) == ["法人或其他组织 / 社会公益组织"]
    assert numbers(found)["applications.newReceived.legalPerson.social"] == rows[3][6]
    assert found.report is not None
    assert {f.key for f in found.report.fields if f.label_unsure} == {
        f.key for f in found.report.fields if f.key.endswith("legalPerson.social")
    }
    assert results(found)["T3-SUM[legalPerson.social]"] == "pass"


def test_misread_group_decides_between_equal_labels_below_it() -> None:
    disputes = rows_of(DISPUTES.replace("复议后起诉", "复议后起诈"))
    document = report_b(source="ocr")
    tables = [*document.tables[:2], table(disputes, "t3", 3, "ocr")]
    found = reported(checked(document.blocks, tables))
    assert numbers(found)["disputes.litigationPostReview.unfinished"] == "3"
    assert len(columns_of(found)) == 5
    assert "report.column_missing" not in codes(found)


def test_misread_header_of_one_block_does_not_give_its_rows_to_the_block_above() -> None:
    rows = rows_of(PROACTIVE.replace("本年收费金额（单位：万元）", "本年收贾金额（单位：万元）"))
    found = reported(report_b(two=[table(rows, "t1", 2, "ocr")]))
    assert numbers(found)["proactive.fees.amount"] == "692.59"
    assert numbers(found)["proactive.coercion.processed"] == "3"


def test_label_that_fits_as_it_stands_goes_before_one_that_nearly_does() -> None:
    rows = applications()
    doubled = [*rows, ["四、结转下午度继续办理", "<", "<", *["9"] * 7]]
    found = reported(report_b(doubled, source="ocr"), FORM_B)
    assert codes(found) == ["report.row_extra"]
    assert numbers(found)["applications.carriedForward.total"] == rows[-1][9]


def test_of_two_labels_that_nearly_fit_none_is_taken() -> None:
    rows = applications()
    rows[-1][0] = "四、结转下牛度继续办理"
    doubled = [*rows, ["四、结转下午度继续办理", "<", "<", *["9"] * 7]]
    found = reported(report_b(doubled, source="ocr"), FORM_B)
    assert codes(found) == ["report.row_missing", "report.row_extra", "report.row_extra"]
    assert numbers(found)["applications.carriedForward.total"] is None


def test_text_layer_has_no_misread_characters() -> None:
    rows = applications()
    rows[2][6] = "社会公益组识"
    assert codes(reported(report_b(rows))) == ["report.column_missing"]


def final(text: str, caption: str, *, stubs: tuple[Stub, ...] = ()) -> Document:
    one = table(rows_of(text), "t1", 2, "ocr", caption=caption, unit="万元")
    document = checked([heading("某局2024年度部门决算", 1)], [one])
    tables = tuple(one.model_copy(update={"stubs": stubs} if stubs else {}) for one in document.tables)
    return reported(document.model_copy(update={"tables": tables}), FINAL)


def test_misread_caption_is_that_of_its_table_and_not_of_a_shorter_one() -> None:
    appropriation = """
    收入 | < | 支出 | < | <
    项目 | 决算数 | 项目 | 合计 | 一般公共预算财政拨款
    本年收入合计 | 100.00 | 本年支出合计 | 97.00 | 92.00
    总计 | 107.00 | 总计 | 107.00 | 92.00
    """
    found = numbers(final(appropriation, "财政拔款收入支出决算总表"))
    assert found["appropriation.income.total.amount"] == "107.00"
    assert found["overview.income.total.amount"] is None


def test_rows_below_an_unreadable_header_are_not_those_of_the_half_at_the_right() -> None:
    halves = """
    人员经费 | < | < | 公用经费 | < | <
    科目编码 | 科目名称 | 央算教 | 科目编码 | 科目名称 | 决算数
    301 | 工资福利支出 | 50.00 | 302 | 商品和服务支出 | 8.00
    30101 | 基本工资 | 30.00 | 30201 | 办公费 | 8.00
    """
    stubs = (Stub(col=0, columns=2), Stub(col=3, columns=2))
    found = numbers(final(halves, "一般公共预算财政拨款基本支出决算表", stubs=stubs))
    assert found["basic.codes.302.amount"] == "8.00"
    assert found.get("basic.codes.301.amount") is None


def test_part_of_a_row_that_could_not_be_read_is_not_the_row_of_that_name_above_it() -> None:
    rows = """
    收入 | < | 支出 | < | <
    项目 | 决算数 | 项目 | 合计 | 一般公共预算财政拨款
    一、一股公共顶算财政发款 | 90.00 | 一、教育支出 | 97.00 | 92.00
    本年收入合计 | 100.00 | 本年支出合计 | 97.00 | 92.00
    午初财攻拔款结专禾结佘 | 7.00 | 年末财政拨款结转和结余 | 10.00 |
    一、一般公共预算财政拨款 | 2.00 | | |
    总计 | 107.00 | 总计 | 107.00 | 92.00
    """
    found = numbers(final(rows, "财政拨款收入支出决算总表"))
    assert found["appropriation.income.general.amount"] is None
    assert found["appropriation.income.current.amount"] == "100.00"
