from __future__ import annotations

from checked_documents import checked


def test_a_number_with_two_readings_is_a_finding_with_both() -> None:
    document = checked("Country | Visits\nSpain | 1.178\nFrance | 12", source="text-layer")
    (finding,) = document.findings
    assert finding.code == "number.ambiguous"
    assert (finding.params["one"], finding.params["other"]) == ("1.178", "1178")
    assert [(ref.row, ref.col) for ref in finding.cells] == [(1, 1)]
    assert [cell.status for cell in document.tables[0].cells if cell.text == "1.178"] == ["suspect"]


def test_a_scanned_number_with_two_readings_is_said_once() -> None:
    text = "Country | Visits\nSpain | 1.178\nFrance | 12\nItaly | 13\nMalta | 14\nGreece | 15\nPoland | 16"
    assert [finding.code for finding in checked(text, source="ocr").findings] == ["number.ambiguous"]


def test_codes_of_a_scan_are_no_odd_texts() -> None:
    rows = "\n".join(f"Office {n} | 6234567{n} | {n}" for n in range(8))
    assert checked(f"Name | Phone | Staff\n{rows}", source="ocr").findings == ()
