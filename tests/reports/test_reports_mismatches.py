"""Sums that are found in a table and the model's own: where both speak of a total, the model knows what it adds."""

from __future__ import annotations

from extractor.document import Document
from extractor.reports.format import ReportModel
from report_documents import checked, heading, reported, results, rows_of, table

EXPENSES = ReportModel.model_validate(
    {
        "model": "expenses",
        "name": "经费",
        "blank": "zero",
        "document": {"title": "*经费表"},
        "tables": {
            "T": {
                "name": "经费表",
                "type": "amount",
                "columns": {"q1": "一季度", "q2": "二季度", "q3": "三季度", "q4": "四季度"},
                "rows": {"wages": "工资", "office": "办公费", "held": "代管经费", "total": "合计"},
            },
        },
        "rules": [{"id": "TOTAL", "table": "T", "each": "column", "formula": "wages + office = total"}],
    }
)
QUARTERS = """
项目 | 一季度 | 二季度 | 三季度 | 四季度
工资 | 1204 | 1377 | 1950 | 1113
办公费 | 310 | 205 | 418 | 127
代管经费 | 0 | 0 | 0 | 96
合计 | 1514 | 1582 | 2368 | 1240
"""


def expenses(text: str = QUARTERS) -> Document:
    return checked([heading("某局经费表", 1)], [table(rows_of(text), "t1", 1, stub_columns=1)])


def test_found_sum_that_adds_more_than_the_model_gives_way_to_it() -> None:
    document = expenses()
    assert [finding.code for finding in document.findings] == ["sum.mismatch"]
    found = reported(document, EXPENSES)
    assert set(results(found).values()) == {"pass"}
    assert found.findings == ()


def test_found_sum_stays_where_the_sum_of_the_model_fails_too() -> None:
    found = reported(expenses(QUARTERS.replace("1240", "1248")), EXPENSES)
    assert results(found)["TOTAL[q4]"] == "fail"
    assert {(ref.row, ref.col) for finding in found.findings for ref in finding.cells} >= {(4, 4)}
