"""Which of several models a document gets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.document import Document
from extractor.reports.choosing import best_fit
from extractor.reports.format import ReportModel
from report_documents import FORM_A, FORM_B, checked, heading, report_b, table

TWIN = FORM_B.model_copy(update={"model": "twin"})


def listing(name: str, labels: Sequence[str]) -> ReportModel:
    rows = {f"r{i}": label for i, label in enumerate(labels)}
    tables = {"T": {"name": "支出表", "columns": {"amount": "金额"}, "rows": rows}}
    about = {"title": "*支出表"}
    return ReportModel.model_validate(
        {"model": name, "name": name, "blank": "zero", "document": about, "tables": tables}
    )


def chosen(document: Document, *models: ReportModel) -> str | None:
    best = best_fit(document, models)
    return None if best is None else best.model.model


@pytest.mark.parametrize("models", [(FORM_A, FORM_B), (FORM_B, FORM_A)])
def test_the_form_that_fits_better_is_taken_whatever_the_order(models: tuple[ReportModel, ReportModel]) -> None:
    assert chosen(report_b(), *models) == FORM_B.model


def test_of_models_that_fit_alike_the_first_is_taken() -> None:
    assert chosen(report_b(), TWIN, FORM_B) == "twin"
    assert chosen(report_b(), FORM_B, TWIN) == FORM_B.model


def test_one_row_of_many_decides() -> None:
    """Though the scores are the same to two decimals, as they are given out."""
    labels = [f"第{i}项支出" for i in range(120)]
    document = checked(
        [heading("某局支出表", 1)], [table([["项目", "金额"], *([one, "7"] for one in labels)], "t1", 1)]
    )
    fitting, wider = (listing(name, [*labels, *more]) for name, more in (("fitting", ()), ("wider", ("其他支出",))))
    assert chosen(document, wider, fitting) == "fitting"


def test_a_document_that_no_model_fits_gets_none() -> None:
    document = report_b().model_copy(update={"blocks": (), "tables": ()})
    assert chosen(document, FORM_A, FORM_B) is None
