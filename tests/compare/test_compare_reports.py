"""Three years of one organisation, the first in another form: equations between years, changes, likeness of texts."""

from __future__ import annotations

import pytest
from compared_reports import report_2020, report_of

from extractor.compare.comparison import Comparison, Series
from extractor.compare.stage import compare_documents
from extractor.document import Document
from report_documents import MODELS

FORWARD_20, FORWARD_21, FORWARD_22 = [1, 0, 2, 0, 0, 1], [2, 1, 0, 0, 3, 0], [0, 1, 0, 1, 0, 0]


def compared(*documents: Document, locale: str = "en", together: bool = True) -> Comparison:
    files = {f"{i}.json": document for i, document in enumerate(documents)}
    return compare_documents(files, tuple(MODELS.values()), "zh" if locale == "zh" else "en", together=together)


def three_years(**changed: object) -> Series:
    later = {"made": 2, "valid": 5, "documents": 29, **changed}
    made = compared(
        report_of(2022, FORWARD_21, FORWARD_22, **later),  # type: ignore[arg-type]
        report_2020(FORWARD_20),
        report_of(2021, FORWARD_20, FORWARD_21),
    )
    (series,) = made.series
    return series


def results(series: Series, later: int) -> dict[str, str]:
    return {check.id: check.result for check in series.checks if check.later == later}


def test_reports_stand_in_the_order_of_their_years() -> None:
    series = three_years()
    assert [(one.year, one.model) for one in series.documents] == [
        (2020, "annual-disclosure-a"),
        (2021, "annual-disclosure-b"),
        (2022, "annual-disclosure-b"),
    ]
    assert (series.basis, series.organisation) == ("report", "大湾镇人民政府")


def test_equations_between_reports_of_one_form_hold() -> None:
    found = results(three_years(), later=2)
    assert len(found) == 9
    assert set(found.values()) == {"pass"}


def test_over_the_change_of_the_form_only_what_means_the_same_is_compared() -> None:
    found = results(three_years(), later=1)
    assert {name: result for name, result in found.items() if name.startswith("Y-CARRY")} == dict.fromkeys(
        (name for name in found if name.startswith("Y-CARRY")), "pass"
    )
    assert found["Y-VALID[regulations]"] == found["Y-VALID[normativeDocuments]"] == "not_comparable"
    assert found["Y-ITEMS[licensing]"] == "not_comparable"  # stated by the old form alone


def test_a_wrong_number_fails_with_its_cells_in_both_years() -> None:
    series = three_years(valid=6)
    (finding,) = (one for one in series.findings if one.code == "compare.mismatch")
    assert finding.params["rule"].startswith("Y-VALID[regulations]")
    assert (finding.params["left"], finding.params["right"]) == ("6", "5")
    assert [(side.name, side.value, side.document) for side in finding.sides] == [
        ("proactive.regulations.valid", "6", 2),
        ("previous.proactive.regulations.valid", "3", 1),
        ("proactive.regulations.made", "2", 2),
        ("proactive.regulations.repealed", "0", 2),
    ]
    assert all(side.cell is not None for side in finding.sides)
    assert len(finding.fingerprint) == 16
    assert finding.fingerprint in {one.fingerprint for one in three_years(valid=7).findings}


def test_a_missing_value_leaves_the_equation_open() -> None:
    found = results(three_years(valid="/"), later=2)
    assert found["Y-VALID[regulations]"] == "uncertain"
    assert found["Y-VALID[normativeDocuments]"] == "pass"


def test_without_the_year_between_nothing_is_carried_over() -> None:
    made = compared(report_of(2021, FORWARD_20, FORWARD_21), report_of(2023, FORWARD_22, FORWARD_21))
    (series,) = made.series
    assert {(check.result, check.reason) for check in series.checks} == {("not_assessable", "gap")}


def test_changes_are_absolute_and_in_percent() -> None:
    values = {one.key: one for one in three_years().values}
    regulations = values["proactive.regulations.valid"]
    assert [value and value.number for value in regulations.values] == [None, "3", "5"]
    assert regulations.changes[0].reason == "form"
    assert (regulations.changes[1].absolute, regulations.changes[1].percent) == ("2", "66.67")


def test_percent_of_zero_is_not_applicable() -> None:
    values = {one.key: one for one in three_years().values}
    from_zero = values["applications.carriedForward.legalPerson.commercial"].changes[0]
    assert (from_zero.absolute, from_zero.percent, from_zero.reason) == ("1", None, None)


def test_a_word_of_counting_is_no_other_unit() -> None:
    values = {one.key: one for one in three_years(valid="5件").values}
    assert values["proactive.regulations.valid"].changes[1].absolute == "2"


def test_a_value_whose_meaning_changed_has_no_change() -> None:
    series = three_years()
    values = {one.key: one for one in series.values}
    made = values["proactive.regulations.made"]  # 本年新制作数量, later 本年制发件数
    assert [value and value.number for value in made.values] == ["1", "1", "2"]
    assert made.changes[0].reason == "form"
    assert made.changes[1].absolute == "1"
    decided = values["proactive.licensing.processed"]  # 处理决定数量 in both forms
    assert (decided.changes[0].absolute, decided.changes[0].percent) == ("20", "20.00")


def test_a_text_that_was_taken_over_is_found() -> None:
    series = three_years()
    (finding,) = series.findings
    assert (finding.code, finding.params["earlier"]) == ("compare.text_copied", "2021")
    likeness = next(one for one in series.sections if one.section == "problems" and one.later == 2)
    assert likeness.similarity == 1.0
    rewritten = three_years(
        problems="今年的主要问题是平台建设滞后，栏目设置不合理。计划明年重新设计网站并开展满意度调查。"
    )
    assert [one for one in rewritten.findings if one.code == "compare.text_copied"] == []


def test_two_reports_of_one_year_are_not_mixed() -> None:
    made = compared(
        report_of(2021, FORWARD_20, FORWARD_21),
        report_of(2021, FORWARD_20, FORWARD_20),
        report_of(2022, FORWARD_21, FORWARD_22, made=0),
        together=False,
    )
    (series,) = made.series
    assert [one.file for one in series.documents] == ["0.json", "2.json"]
    assert "compare.same_year" in {one.code for one in series.findings}


def test_versions_of_one_year_can_be_compared() -> None:
    made = compared(report_of(2021, FORWARD_20, FORWARD_21), report_of(2021, FORWARD_20, FORWARD_21, valid=4))
    (series,) = made.series
    values = {one.key: one for one in series.values}
    assert values["proactive.regulations.valid"].changes[0].absolute == "1"
    assert {check.reason for check in series.checks} == {"gap"}


def test_reports_of_two_organisations_carry_nothing_over() -> None:
    made = compared(
        report_of(2021, FORWARD_20, FORWARD_21), report_of(2022, FORWARD_20, FORWARD_22, organisation="小河镇人民政府")
    )
    (series,) = made.series
    assert {check.reason for check in series.checks} == {"organisation"}
    assert [one.code for one in series.findings if one.code != "compare.text_copied"] == ["compare.organisations"]


def test_organisations_are_kept_apart() -> None:
    made = compared(
        report_of(2021, FORWARD_20, FORWARD_21),
        report_of(2022, FORWARD_21, FORWARD_22, made=0),
        report_of(2022, FORWARD_21, FORWARD_22, organisation="小河镇人民政府"),
    )
    assert [len(series.documents) for series in made.series] == [2]
    assert [one.organisation for one in made.alone] == ["小河镇人民政府"]


@pytest.mark.parametrize(("locale", "word"), [("en", "on the left"), ("zh", "年度间勾稽不符")])
def test_findings_are_said_in_both_languages(locale: str, word: str) -> None:
    made = compared(report_of(2021, FORWARD_20, FORWARD_21), report_of(2022, FORWARD_20, FORWARD_22), locale=locale)
    assert all(word in one.message for one in made.findings if one.code == "compare.mismatch")
    assert any(one.code == "compare.mismatch" for one in made.findings)


def test_a_report_is_made_for_a_document_that_has_none() -> None:
    bare = report_of(2021, FORWARD_20, FORWARD_21).model_copy(update={"report": None})
    made = compared(bare, report_of(2022, FORWARD_21, FORWARD_22, made=0))
    assert [check.result for check in made.series[0].checks].count("pass") == 8
