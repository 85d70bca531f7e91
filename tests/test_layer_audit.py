from __future__ import annotations

from pathlib import Path

import pytest

from extractor import extract
from extractor.config import IngestSettings
from extractor.ingest.stage import open_document
from extractor.layer_audit import LayerAudit, Objection
from extractor.ocr.numerals import NumeralReader

SHIFTED = dict(zip("0123456789", "7302918564", strict=True))
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NUMBERS = ("472.15", "1,086", "90", "33.8", "5,617", "204")


def pdf_of_numbers(path: Path, said: dict[str, str]) -> Path:
    """A page on which NUMBERS are printed, in a font whose character map says `said` of each digit."""
    rows = "".join(f"1 0 0 1 60 {250 - 30 * i} Tm ({text}) Tj " for i, text in enumerate(NUMBERS))
    content = f"BT /F1 14 Tf {rows}ET"
    pairs = "".join(f"<{ord(code):02x}> <{ord(said.get(code, code)):04x}>\n" for code in "0123456789.,")
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"12 beginbfchar\n{pairs}endbfchar endcmap end end"
    )
    encoding = "/Differences [48 " + " ".join(f"/{name}" for name in NAMES) + "]"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >> stream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R"
        f" /Encoding << /Type /Encoding {encoding} >> >>",
        f"<< /Length {len(cmap)} >> stream\n{cmap}\nendstream",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    path.write_bytes(data + tail.encode())
    return path


def objection(path: Path) -> Objection | None:
    with open_document(path, IngestSettings()) as document:
        page = document.page(1)
        layer = page.text_layer()
        assert layer is not None
        return LayerAudit(NumeralReader(threads=1)).objection(layer, page)


def test_numbers_that_are_printed_as_the_file_says_are_believed(tmp_path: Path) -> None:
    assert objection(pdf_of_numbers(tmp_path / "a.pdf", {})) is None


def test_a_font_whose_character_map_is_wrong_is_not_believed(tmp_path: Path) -> None:
    reason = objection(pdf_of_numbers(tmp_path / "a.pdf", SHIFTED))
    assert reason is not None
    assert reason.shown in NUMBERS


@pytest.mark.slow
def test_such_a_page_is_read_by_ocr(tmp_path: Path) -> None:
    document = extract(pdf_of_numbers(tmp_path / "a.pdf", SHIFTED))
    assert document.source.kinds == ("ocr",)
    assert [finding.code for finding in document.findings].count("text.disagrees") == 1
    assert "472.15" in document.model_dump_json()
