"""Which documents are put side by side: renamed offices, revised reports, years that are missing."""

from __future__ import annotations

import pytest
from compared_reports import report_of

from extractor.compare.comparison import Comparison
from extractor.compare.edition import Edition
from extractor.compare.names import kinship
from extractor.compare.stage import compare_documents
from extractor.document import Document
from extractor.reports.plan import plan_of
from report_documents import MODELS

FORWARD_20, FORWARD_21, FORWARD_22 = [1, 0, 2, 0, 0, 1], [2, 1, 0, 0, 3, 0], [0, 1, 0, 1, 0, 0]


def in_folder(**documents: Document) -> Comparison:
    files = {f"{name}.json": document for name, document in documents.items()}
    return compare_documents(files, tuple(MODELS.values()), together=False)


def codes(made: Comparison) -> list[str]:
    return [one.code for one in made.findings if one.code != "compare.text_copied"]


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ("大湾县财政局", "大湾县 财政局", "same"),
        ("大湾县财政局", "云南省大湾县财政局", "same"),
        ("大湾县农业局", "云南省大湾县农业农村局", "renamed"),
        ("大湾县体育局", "大湾县体育运动委员会", "renamed"),
        ("大湾县环境保护局", "大湾县生态环境局", "renamed"),
        ("Kingsley Transit Commission", "Kingsley Transit Authority", "renamed"),
        ("大湾县财政局", "小河县财政局", None),
        ("大湾县教育局", "大湾县体育局", None),
        ("大湾县人民政府", "大湾县人民政府办公室", None),
        ("财政局", "大湾县财政局", None),
        ("Kingsley Commission", "Kingsley Authority", None),
        ("Kingsley Transit Commission", "Kingsley Water Commission", None),
        ("", "大湾县财政局", None),
    ],
)
def test_names_of_one_organisation(one: str, other: str, kin: str | None) -> None:
    assert kinship(one, other) == kin
    assert kinship(other, one) == kin


def test_an_office_is_followed_through_its_names() -> None:
    made = in_folder(
        a=report_of(2021, FORWARD_20, FORWARD_21, organisation="大湾县农业局"),
        b=report_of(2022, FORWARD_21, FORWARD_22, made=0, organisation="大湾县农业农村局"),
        c=report_of(2023, FORWARD_22, FORWARD_20, made=0, organisation="云南省大湾县农业农村局"),
    )
    (series,) = made.series
    assert [one.year for one in series.documents] == [2021, 2022, 2023]
    assert {check.result for check in series.checks if check.id.startswith("Y-CARRY")} == {"pass"}
    (finding,) = [one for one in made.findings if one.code == "compare.renamed"]
    assert (finding.params["earlier_name"], finding.params["later_name"]) == ("大湾县农业局", "大湾县农业农村局")


def test_two_offices_of_one_year_are_two() -> None:
    made = in_folder(
        a=report_of(2021, FORWARD_20, FORWARD_21, organisation="大湾县农业局"),
        b=report_of(2021, FORWARD_20, FORWARD_21, organisation="大湾县农业农村局"),
    )
    assert [len(made.series), len(made.alone)] == [0, 2]


def test_a_revised_report_takes_the_place_of_the_first() -> None:
    made = in_folder(
        a=report_of(2021, FORWARD_20, FORWARD_21),
        b=report_of(2022, FORWARD_21, FORWARD_22, documents=29),
        b_revised=report_of(2022, FORWARD_21, FORWARD_22, documents=30),
    )
    (series,) = made.series
    assert [one.file for one in series.documents] == ["a.json", "b_revised.json"]
    (finding,) = [one for one in made.findings if one.code == "compare.same_year"]
    assert (finding.params["file"], finding.params["values"], finding.params["count"]) == ("b.json", "other", "1")
    assert "1 of its values" in finding.message


def test_a_copy_is_said_to_be_one() -> None:
    report = report_of(2021, FORWARD_20, FORWARD_21)
    made = in_folder(a=report, b=report)
    (finding,) = made.findings
    assert finding.params["values"] == "same"


def test_forms_of_one_report_are_of_one_kind_and_other_reports_are_not() -> None:
    report = report_of(2021, FORWARD_20, FORWARD_21)
    kinds = {name: Edition("a.json", report, plan_of(model)).kind for name, model in MODELS.items()}
    assert kinds["annual-disclosure-a"] == kinds["annual-disclosure-b"]
    assert len({kinds["annual-disclosure-a"], kinds["department-budget"], kinds["final-accounts"]}) == 3


def test_missing_years_are_said() -> None:
    made = in_folder(a=report_of(2021, FORWARD_20, FORWARD_21), b=report_of(2024, FORWARD_21, FORWARD_22))
    assert codes(made) == ["compare.year_missing"]
    assert {check.reason for check in made.series[0].checks} == {"gap"}
