"""Financial statements in Chinese and English: consistent ones raise no alarm, and a wrong number is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from statement_documents import (
    AMERICAN,
    BALANCE,
    CASH,
    FLOWS,
    INCOME,
    MIRRORED,
    POSITION,
    PROFIT,
    chinese,
    english,
    report,
    rows_of_all,
    statement,
)

from extractor.document import Document
from extractor.pipeline import extract
from extractor.reports.tolerance import parse_tolerance
from report_documents import codes, numbers, results

CHINESE_FONT = "STSong-Light"


def american(rows: str = AMERICAN) -> Document:
    return report(statement("ACME CORP CONSOLIDATED BALANCE SHEETS", rows, header_rows=2))


def mirrored(rows: str = MIRRORED) -> Document:
    return report(statement("资产负债表", rows))


@pytest.mark.parametrize("make", [chinese, mirrored, english, american])
def test_consistent_statements_raise_no_alarm(make: Callable[[], Document]) -> None:
    found = make()
    assert codes(found) == []
    # Between two statements of which one alone has a unit line, nothing is certain.
    unsure = {"ACROSS-CASH"} if make is english else set()
    assert {rule for rule, result in results(found).items() if result == "uncertain"} <= unsure


@pytest.mark.parametrize(
    ("make", "model", "passing"),
    [(chinese, "zh", 61), (mirrored, "zh", 18), (english, "en", 19), (american, "en", 4)],
)
def test_statements_pick_their_model(make: Callable[[], Document], model: str, passing: int) -> None:
    found = make()
    assert found.report is not None
    assert found.report.model == f"financial-statement-{model}"
    assert list(results(found).values()).count("pass") == passing


def test_values_have_names_that_no_year_changes() -> None:
    found = numbers(chinese())
    assert found["balance.assets.current.cash.closing"] == "1250300.50"
    assert found["balance.assets.current.cash.opening"] == "980000.00"
    assert found["balance.equity.treasury.closing"] == "50000.00"
    assert found["income.impairment.credit.prior"] == "-8000.00"
    assert found["cash.closing.current"] == "1205300.50"
    later = BALANCE.replace("2023", "2031").replace("2022", "2030")
    assert numbers(chinese(balance=later)) == found


def test_column_of_the_earlier_year_may_stand_first() -> None:
    swapped = "\n".join(" | ".join([*row[:-2], row[-1], row[-2]]) for row in rows_of_all(PROFIT))
    assert numbers(english(profit=swapped)) == numbers(english())


def test_halves_of_a_balance_sheet_stand_side_by_side() -> None:
    found = numbers(mirrored())
    assert found["balance.assets.current.receivables.closing"] == "60"
    assert found["balance.liabilities.total.opening"] == "120"
    assert found["balance.totalLiabilitiesAndEquity.closing"] == "500"


def test_brackets_are_minus_and_capitals_are_no_other_label() -> None:
    found = numbers(american())
    assert found["balance.equity.retained.closing"] == "-50"
    assert found["balance.totalLiabilitiesAndEquity.opening"] == "1410"
    assert numbers(english())["cash.investing.net.prior"] == "-80"


@pytest.mark.parametrize(
    ("make", "statement_rows", "printed", "wrong", "rule", "row"),
    [
        pytest.param(
            lambda t: chinese(balance=t),
            BALANCE,
            "1,750,000.00 |",
            "1,760,000.00 |",
            "BS-EQUATION[closing]",
            32,
            id="zh-total",
        ),
        pytest.param(
            lambda t: chinese(balance=t),
            BALANCE,
            "| 405,499.25",
            "| 405,999.25",
            "BS-CURRENT-MOST[closing]",
            9,
            id="zh-item",
        ),
        pytest.param(
            lambda t: chinese(income=t), INCOME, "| 96,000.00", "| 69,000.00", "IS-NET[current]", 18, id="zh-tax"
        ),
        pytest.param(
            lambda t: chinese(income=t),
            INCOME,
            "| 200,000.00",
            "| 300,000.00",
            "IS-OPERATING[current]",
            5,
            id="zh-cost",
        ),
        pytest.param(
            lambda t: chinese(cash=t),
            CASH,
            "| 840,000.00",
            "| 340,000.00",
            "CF-CLOSING[prior]",
            28,
            id="zh-opening-cash",
        ),
        pytest.param(mirrored, MIRRORED, "| 360 | 330", "| 380 | 330", "BS-EQUATION[closing]", 10, id="zh-mirrored"),
        pytest.param(
            lambda t: english(position=t), POSITION, "(585)", "(595)", "BS-NET-ASSETS[closing]", 22, id="en-liabilities"
        ),
        pytest.param(lambda t: english(profit=t), PROFIT, "(840)", "(480)", "IS-GROSS[prior]", 3, id="en-cost"),
        pytest.param(lambda t: english(flows=t), FLOWS, "| (65)", "| (56)", "CF-CLOSING[current]", 12, id="en-flow"),
        pytest.param(
            american, AMERICAN, "700 | 710", "700 | 701", "BS-EQUATION-OWNERS[opening]", 17, id="us-liabilities"
        ),
    ],
)
def test_wrong_number_is_named(
    make: Callable[[str], Document], statement_rows: str, printed: str, wrong: str, rule: str, row: int
) -> None:
    assert statement_rows.count(printed) == 1
    found = make(statement_rows.replace(printed, wrong))
    assert results(found)[rule] == "fail"
    named = [f for f in found.findings if f.code == "report.mismatch" and f.params["rule"].startswith(rule)]
    assert [any(side.cell is not None and side.cell.row == row for side in one.sides) for one in named] == [True]


def test_row_that_the_model_does_not_know_keeps_sums_over_lists_silent() -> None:
    rows = INCOME.replace("加：其他收益", "勘探费用 | | 5,000.00 |\n加：其他收益")
    found = chinese(income=rows)
    assert results(found)["IS-OPERATING[current]"] == "not_assessable"
    assert results(found)["IS-NET[current]"] == "pass"
    assert codes(found) == []


def test_rounding_tolerance_is_half_of_the_last_place_of_each_number() -> None:
    some = [(Decimal("1.50"), 1), (Decimal("2"), 1), (Decimal("3"), 1000)]
    assert parse_tolerance("rounding").of(Decimal(0), Decimal(0), 1, some) == Decimal("500.01")


def draw(path: Path, pages: Sequence[tuple[str, str]], font: str, widths: dict[int, Sequence[int]]) -> Path:
    """Statements as a PDF prints them: labels set in below their headings, numbers flush right."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    for title, text in pages:
        rows = rows_of_all(text)
        wide = widths[len(rows[0])]
        edges = list(accumulate(wide, initial=40))
        canvas.setFont(font, 13)
        canvas.drawCentredString(297, 800, title)
        canvas.setFont(font, 8)
        for r, row in enumerate(rows):
            for i, cell in enumerate(row):
                if font == CHINESE_FONT:
                    canvas.rect(edges[i], 766 - r * 14, wide[i], 14)
                if i in (0, 4):
                    canvas.drawString(edges[i] + (3 if cell.endswith("：") or r == 0 else 13), 770 - r * 14, cell)
                else:
                    canvas.drawRightString(edges[i + 1] - 3, 770 - r * 14, cell)
        canvas.showPage()
    canvas.save()
    return path


def test_chinese_statements_of_a_pdf(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE_FONT))
    pages = [("合并资产负债表", BALANCE), ("合并利润表", INCOME), ("合并现金流量表", CASH)]
    found = extract(draw(tmp_path / "a.pdf", pages, CHINESE_FONT, {4: (250, 60, 100, 100)}))
    assert found.report is not None
    assert found.report.model == "financial-statement-zh"
    assert list(results(found).values()).count("pass") == 61
    assert [finding.message for finding in found.findings] == []
    wrong = [(pages[0][0], BALANCE.replace("| 2,348,000.00", "| 2,384,000.00")), *pages[1:]]
    found = extract(draw(tmp_path / "b.pdf", wrong, CHINESE_FONT, {4: (250, 60, 100, 100)}))
    assert [10] in [[ref.row for ref in finding.cells] for finding in found.findings]


def test_english_statements_of_a_pdf(tmp_path: Path) -> None:
    pages = [
        ("Consolidated statement of financial position", POSITION),
        ("Consolidated income statement", PROFIT),
        ("Consolidated statement of cash flows", FLOWS),
    ]
    found = extract(draw(tmp_path / "a.pdf", pages, "Helvetica", {4: (250, 60, 100, 100), 3: (310, 100, 100)}))
    assert found.report is not None
    assert found.report.model == "financial-statement-en"
    assert list(results(found).values()).count("pass") == 19
    assert [finding.message for finding in found.findings] == []


def test_places_in_the_notes_below_an_unknown_header_are_no_labels_of_rows() -> None:
    found = numbers(chinese(balance=BALANCE.replace("项目 | 附注 |", "项目 | 索引 |")))
    assert found["balance.assets.current.cash.closing"] == "1250300.50"
