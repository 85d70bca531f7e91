"""A stored document checked again: as it was where nobody changed it, and as a person says where somebody did."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from checked_documents import checked
from extractor.config import CheckSettings, OcrSettings, Settings
from extractor.document import Cell, Document
from extractor.errors import InputError
from extractor.facts import CellStatus, ReadingStatus
from extractor.judging import judge_document
from extractor.normalise.records import with_records
from extractor.output.json_sink import JsonSink
from extractor.pipeline import extract
from extractor.places import CellRef
from extractor.rechecking import compare_findings, correct, recheck

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/expected.json") if path.parent.name != "encrypted")
DIGITAL = [path for case in CASES for path in sorted(case.glob("*.pdf"))]

QUARTERS = """
地区 | 一季度 | 二季度 | 三季度 | 合计
东村 | 1204 | 2118 | 3009 | 6331
西村 | 3377 | 1046 | 2240 | 6663
南村 | 2950 | 4415 | 1871 | 9236
北村 | 1113 | 2227 | 5308 | 8648
合计 | 8644 | 9806 | 12428 | 30878
"""
WRONG = QUARTERS.replace("4415", "4475")
PLACE = CellRef(table="t1", row=3, col=2)


def judged(text: str, *, repair: bool = False, reading: ReadingStatus = "read") -> Document:
    return judge_document(checked(text, reading=reading), CheckSettings(repair=repair))


def cell_at(document: Document, ref: CellRef = PLACE) -> Cell:
    (table,) = document.tables
    return next(cell for cell in table.cells if (cell.row, cell.col) == (ref.row, ref.col))


def stored(document: Document) -> Document:
    return Document.model_validate_json(JsonSink().render(document))


@cache
def read_without_ocr(path: Path) -> Document:
    return extract(path, Settings(ocr=OcrSettings(mode="never")))


@pytest.mark.parametrize("path", DIGITAL, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_untouched_document_comes_out_byte_for_byte(path: Path) -> None:
    content = JsonSink().render(read_without_ocr(path))
    assert JsonSink().render(recheck(Document.model_validate_json(content))) == content


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("repair", [False, True])
@pytest.mark.parametrize("text", [WRONG, QUARTERS.replace("8648", "8O48"), QUARTERS])
def test_checking_twice_changes_nothing(text: str, repair: bool, locale: str) -> None:
    once = recheck(judged(text), repair=repair, locale=locale)  # type: ignore[arg-type]
    assert JsonSink().render(recheck(stored(once))) == JsonSink().render(once)


def test_a_repair_changes_the_text_and_its_value_and_keeps_what_was_read() -> None:
    document = judged(WRONG, repair=True)
    cell = cell_at(document)
    assert (cell.text, cell.printed, cell.status, cell.reading) == ("4415", "4475", "repaired", "read")
    assert cell.value is not None
    assert cell.value.number == "4415"
    assert {relation.result for relation in document.tables[0].relations} == {"pass"}
    (finding,) = document.findings
    assert (finding.code, finding.suggestion) == ("sum.mismatch", "4415")
    assert "“4475” was changed to “4415”" in finding.message
    assert finding.fingerprint == judged(WRONG).findings[0].fingerprint


@pytest.mark.parametrize(("reading", "status"), [("read", "repaired"), ("verified", "suspect")])
def test_what_two_readers_read_alike_is_not_repaired(reading: ReadingStatus, status: CellStatus) -> None:
    cell = cell_at(judged(WRONG, repair=True, reading=reading))
    assert cell.status == status
    assert (cell.text == "4475") is (status == "suspect")


def test_a_text_layer_is_not_repaired() -> None:
    document = judge_document(checked(WRONG, source="text-layer"), CheckSettings(repair=True))
    assert cell_at(document).text == "4475"
    assert "the source itself is inconsistent" in document.findings[0].message


def test_a_repair_is_undone_where_it_is_no_longer_wanted() -> None:
    repaired = judged(WRONG, repair=True)
    assert recheck(repaired, repair=False).tables == judged(WRONG).tables


def test_a_correction_is_believed_and_settles_its_findings() -> None:
    before = judged(WRONG)
    after = recheck(correct(before, {PLACE: "4415"}))
    cell = cell_at(after)
    assert (cell.text, cell.printed, cell.status, cell.reading) == ("4415", "4475", "verified", "verified")
    assert after.findings == ()
    compared = compare_findings(before, after)
    assert (len(compared.new), len(compared.gone), len(compared.same)) == (0, 1, 0)


def test_a_number_that_a_person_confirms_is_not_to_blame() -> None:
    before = judged(WRONG)
    after = recheck(correct(before, {PLACE: "4475"}))
    assert cell_at(after).status == "verified"
    assert PLACE not in {ref for finding in after.findings for ref in finding.cells}
    assert after.findings != ()
    assert recheck(stored(after)) == after


def test_a_correction_of_a_repaired_cell_is_kept() -> None:
    repaired = judged(WRONG, repair=True)
    assert cell_at(recheck(correct(repaired, {PLACE: "4425"}))).text == "4425"
    table = repaired.tables[0]
    cells = tuple(c.model_copy(update={"text": "4425"}) if c == cell_at(repaired) else c for c in table.cells)
    by_hand = repaired.model_copy(update={"tables": (table.model_copy(update={"cells": cells}),)})
    cell = cell_at(recheck(by_hand))
    assert (cell.text, cell.printed, cell.status) == ("4425", "4475", "verified")


def test_a_text_changed_by_hand_is_believed_where_a_finding_tells_what_it_was() -> None:
    column = "项目 | 金额\n甲 | 11\n乙 | 22\n丙 | 4O4\n丁 | 44\n戊 | 55\n己 | 66"
    before = judged(column)
    assert [finding.code for finding in before.findings] == ["number.odd_text"]
    by_hand = Document.model_validate_json(
        before.model_dump_json().replace('"text":"4O4","value"', '"text":"404","value"')
    )
    after = recheck(by_hand)
    cell = cell_at(after, CellRef(table="t1", row=3, col=1))
    assert (cell.text, cell.printed, cell.status) == ("404", "4O4", "verified")
    assert after.findings == ()


def test_a_cell_that_is_not_there_cannot_be_corrected() -> None:
    with pytest.raises(InputError, match="table t1, row 99, column 1"):
        correct(judged(WRONG), {CellRef(table="t1", row=98, col=0): "1"})


def test_records_follow_a_correction() -> None:
    corrected = recheck(correct(with_records(judged(WRONG)), {PLACE: "4415"}))
    (record,) = (record for record in corrected.records if (record.row, record.col) == (PLACE.row, PLACE.col))
    assert (record.text, record.number, record.status) == ("4415", "4415", "verified")
