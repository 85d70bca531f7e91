from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor import pipeline
from extractor.config import IngestSettings, Settings
from extractor.errors import DamagedFileError, ExtractorError
from extractor.page import PageContent, PageFinding

FIXTURES = Path(__file__).parent.parent / "fixtures"
REPORT = FIXTURES / "township-2020" / "digital.pdf"


def test_same_file_and_settings_give_the_same_bytes() -> None:
    first, second = (pipeline.extract(REPORT).model_dump_json() for _ in range(2))
    assert first == second


def test_password_is_never_in_the_output() -> None:
    document = pipeline.extract(
        FIXTURES / "encrypted" / "page.pdf", Settings(ingest=IngestSettings(password="secret", pages="1"))
    )
    assert "secret" not in document.model_dump_json()
    assert "password" not in json.dumps(document.source.settings)


def failed(number: int, error: ExtractorError | None) -> PageContent:
    finding = PageFinding("page.failed", {"error": str(error)}, error=error)
    return PageContent(number, 595, 842, 595, 842, findings=(finding,))


def test_document_without_a_readable_page_is_an_error() -> None:
    errors = [DamagedFileError(Path("a.pdf"), "PDF", f"page {number}") for number in (1, 2)]
    with pytest.raises(DamagedFileError, match="page 1"):
        pipeline.raise_unless_any_read([failed(1, errors[0]), failed(2, errors[1])])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(PageContent(2, 595, 842, 595, 842), id="a-page-was-read"),
        pytest.param(failed(2, None), id="a-fault-of-ours-is-not-the-fault-of-the-file"),
    ],
)
def test_document_with_one_other_page_is_none(other: PageContent) -> None:
    pipeline.raise_unless_any_read([failed(1, DamagedFileError(Path("a.pdf"), "PDF", "page 1")), other])


def test_fault_in_looking_for_tables_costs_one_page_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    detect = pipeline.detect_tables

    def fail_on_the_third(page: PageContent, settings: object) -> PageContent:
        if page.number == 3:
            raise IndexError("strange page")
        return detect(page, Settings().tables)

    monkeypatch.setattr(pipeline, "detect_tables", fail_on_the_third)
    document = pipeline.extract(REPORT)
    assert [f.code for f in document.findings if f.severity == "error"] == ["tables.failed"]
    assert any("政府集中采购" in block.text for block in document.blocks)
    assert len(document.pages) == 6
