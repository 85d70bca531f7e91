"""All equations of an annual disclosure report: what holds, what fails, and what is not known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractor.checks.stage import check_document
from extractor.config import ReportSettings, Settings
from extractor.document import Cell
from extractor.findings import in_language
from extractor.pipeline import extract
from report_documents import (
    FORM_A,
    FORWARD_ROW,
    TOTAL_ROW,
    applications,
    codes,
    numbers,
    report_b,
    reported,
    results,
)

FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_all_42_equations_of_form_b_hold() -> None:
    found = reported(report_b())
    assert found.report is not None
    assert found.report.model == "annual-disclosure-b"
    inside = Counter((c.id.split("[")[0], c.result) for c in found.report.checks if not c.id.startswith("TEXT"))
    assert inside == {
        ("T3-SUM", "pass"): 7,
        ("T3-FLOW", "pass"): 7,
        ("T3-ROW", "pass"): 25,
        ("T4-SUM", "pass"): 3,
    }
    assert codes(found) == []


def test_report_of_2020_has_its_own_inconsistency_as_finding_once() -> None:
    found = extract(FIXTURES / "township-2020" / "digital.pdf")
    assert found.report is not None
    assert (found.report.model, found.report.organisation, found.report.year) == ("annual-disclosure-a", "扎科乡", 2020)
    failing = {check.id: (check.left, check.right) for check in found.report.checks if check.result == "fail"}
    assert failing == {"T3-SUM[legalPerson.other]": ("6", "0"), "T3-SUM[total]": ("6", "0")}
    wrong = [finding for finding in found.findings if finding.code.endswith("mismatch")]
    assert [finding.code for finding in wrong] == ["report.mismatch"] * 2
    assert [[(ref.row, ref.col) for ref in one.cells] for one in wrong] == [[(5, 8), (24, 8)], [(5, 9), (24, 9)]]
    assert all("the source itself is inconsistent" in one.message for one in wrong)
    assert numbers(found)["applications.results.granted.total"] == "6"
    assert {check.result for check in found.report.checks if check.id.startswith("T3-ROW")} == {"uncertain"}


def test_wrong_number_fails_where_row_and_column_cross() -> None:
    rows = applications()
    rows[TOTAL_ROW][9] = str(int(rows[TOTAL_ROW][9]) - 1)
    found = reported(report_b(rows))
    failing = {name for name, result in results(found).items() if result == "fail"}
    assert failing == {"T3-SUM[total]", "T3-FLOW[total]", "T3-ROW[results.totalProcessed]"}
    wrong = [finding for finding in found.findings if "mismatch" in finding.code]
    assert {finding.code for finding in wrong} == {"report.mismatch"}
    assert len(wrong) == 3
    assert {(ref.row, ref.col) for finding in wrong for ref in finding.cells} == {(TOTAL_ROW, 9)}


def test_finding_has_every_value_of_both_sides_with_its_cell() -> None:
    rows = applications()
    rows[3][9] = "999"
    found = reported(report_b(rows))
    flow = next(finding for finding in found.findings if "T3-FLOW[total]" in finding.message)
    assert [(side.side, side.name) for side in flow.sides] == [
        ("left", "applications.newReceived.total"),
        ("left", "applications.carriedOver.total"),
        ("right", "applications.results.totalProcessed.total"),
        ("right", "applications.carriedForward.total"),
    ]
    assert flow.sides[0].value == "999"
    assert flow.sides[0].cell is not None
    assert (flow.sides[0].cell.table, flow.sides[0].cell.row, flow.sides[0].cell.col) == ("t2", 3, 9)
    assert flow.sides[0].region is not None
    assert (flow.expected, flow.found) == (str(999 + int(rows[4][9])), str(int(rows[26][9]) + int(rows[27][9])))


def test_two_errors_that_cancel_in_the_total_are_seen_by_rows_and_columns_together() -> None:
    rows = applications()
    rows[6][3], rows[6][8] = str(int(rows[6][3]) - 1), str(int(rows[6][8]) + 1)
    failing = {name for name, result in results(reported(report_b(rows))).items() if result == "fail"}
    assert failing == {"T3-SUM[naturalPerson]", "T3-SUM[legalPerson.other]"}


def test_blank_is_missing_and_never_0() -> None:
    rows = applications()
    rows[FORWARD_ROW][5] = ""
    found = results(reported(report_b(rows)))
    assert {name for name, result in found.items() if result == "uncertain"} == {
        "T3-FLOW[legalPerson.research]",
        "T3-ROW[carriedForward]",
    }
    assert numbers(reported(report_b(rows)))["applications.carriedForward.legalPerson.research"] is None


def test_parts_that_exceed_their_total_are_wrong_whatever_the_blanks_stand_for() -> None:
    rows = applications()
    rows[FORWARD_ROW] = [*rows[FORWARD_ROW][:3], "5", "", "", "", "", "", "4"]
    found = reported(report_b(rows))
    assert results(found)["T3-ROW[carriedForward]"] == "fail"
    assert any("≥ 5 on the" in finding.message for finding in found.findings)
    assert any("为 ≥ 5，" in finding.message for finding in in_language(found, "zh").findings)


@pytest.mark.parametrize("sign", ["/", "-", "不适用"])
def test_not_applicable_is_no_number(sign: str) -> None:
    rows = applications()
    rows[FORWARD_ROW][5] = sign
    found = reported(report_b(rows))
    assert results(found)["T3-ROW[carriedForward]"] == "uncertain"
    assert found.report is not None
    field = next(f for f in found.report.fields if f.key == "applications.carriedForward.legalPerson.research")
    assert (field.semantic, field.text, field.number) == ("NA", sign, None)


def test_value_read_without_certainty_makes_its_equations_uncertain() -> None:
    def doubt(cell: Cell) -> Cell:
        update = {"status": "suspect", "reading": "suspect"}
        return cell.model_copy(update=update) if (cell.row, cell.col) == (5, 3) else cell

    found = reported(report_b(source="ocr", edit=doubt))
    uncertain = {name for name, result in results(found).items() if result == "uncertain"}
    assert uncertain == {"T3-SUM[naturalPerson]", "T3-ROW[results.granted]"}


def test_on_a_scan_the_cell_to_blame_is_suspect_and_the_equation_fails_all_the_same() -> None:
    rows = applications()
    rows[TOTAL_ROW][9] = str(int(rows[TOTAL_ROW][9]) + 3)
    found = reported(report_b(rows, source="ocr"))
    assert results(found)["T3-ROW[results.totalProcessed]"] == "fail"
    cell = next(c for c in found.tables[1].cells if (c.row, c.col) == (TOTAL_ROW, 9))
    assert cell.status == "suspect"
    assert found.report is not None
    field = next(f for f in found.report.fields if f.key == "applications.results.totalProcessed.total")
    assert field.status == "suspect"


def test_missing_table_is_a_finding_and_its_equations_are_not_assessable() -> None:
    document = report_b()
    without = document.model_copy(update={"tables": (document.tables[0], document.tables[2])})
    found = reported(without)
    assert found.report is not None
    assert {c.result for c in found.report.checks if c.id.startswith("T3")} == {"not_assessable"}
    assert codes(found) == ["report.table_missing"]
    assert all(f.reason == "the table is not there" for f in found.report.fields if f.key.startswith("applications."))


def test_between_years_is_not_checked_in_one_document() -> None:
    assert not any(name.startswith("Y-") for name in results(reported(report_b())))


def test_checked_and_reported_again_it_is_the_same() -> None:
    rows = applications()
    rows[TOTAL_ROW][9] = "1"
    once = reported(report_b(rows, source="ocr"))
    assert reported(check_document(once)) == once


def test_no_report_where_none_is_wanted() -> None:
    settings = Settings(report=ReportSettings(model="none"))
    found = extract(FIXTURES / "township-2020" / "digital.pdf", settings)
    assert found.report is None
    assert {finding.code for finding in found.findings} == {"sum.mismatch"}


def test_form_b_read_as_form_a_maps_nothing_wrong() -> None:
    found = reported(report_b(), FORM_A)
    named = {key: number for key, number in numbers(found).items() if key.startswith("proactive.") and number}
    assert named == {
        "proactive.licensing.processed": "120",
        "proactive.punishment.processed": "7",
        "proactive.coercion.processed": "3",
    }
    assert {"report.column_missing", "report.row_missing"} <= set(codes(found))


def test_document_of_another_kind_has_no_report() -> None:
    found = extract(FIXTURES / "three-pages" / "page.pdf")
    assert found.report is None
    assert codes(found) == []
