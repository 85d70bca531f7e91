from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from extractor.document import Cell, Document, Table
from extractor.errors import ExtractorError, OutputError
from extractor.normalise.records import with_records
from extractor.output import stage
from extractor.output.csv_sink import CsvSink
from extractor.output.json_sink import JsonSink
from extractor.output.records_sink import RecordsSink
from extractor.output.schema import document_schema
from extractor.output.stage import FORMATS, load_sink, write_document
from extractor.output.text_sink import TextSink
from extractor.output.text_table import draw_table, wrap
from extractor.output.xlsx_sink import XlsxSink


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_document_gives_the_same_bytes(document: Document, format_: str) -> None:
    assert load_sink(format_).render(document) == load_sink(format_).render(document)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_document_without_anything_can_be_rendered(document: Document, format_: str) -> None:
    empty = Document(source=document.source)
    assert load_sink(format_).render(empty) is not None


def test_json_holds_the_document_and_fits_the_schema(document: Document) -> None:
    content = JsonSink().render(document)
    assert Document.model_validate_json(content) == document
    jsonschema.validate(json.loads(content), json.loads(document_schema()))
    assert content.endswith(b"}\n")
    assert "年度报告".encode() in content
    assert all(len(line) < 1000 for line in content.splitlines())


def test_csv_writes_each_text_once(document: Document) -> None:
    rows = list(csv.reader(io.StringIO(CsvSink().render_table(document.tables[0]).decode())))
    assert rows == [
        ["项目", "", "金额", ""],
        ["", "", "本年", "增长（%）"],
        ["收入", '税收 "<b>"', "1,234.50", "(3.2)"],
        ["", "=HYPERLINK(1)", "", "-"],
        ["合计|总", "", "12345678901234567.89", "5.0%"],
    ]


def test_csv_guards_formulas_but_not_numbers(document: Document) -> None:
    sink = CsvSink(guard_formulas=True)
    rows = [row for t in document.tables for row in csv.reader(io.StringIO(sink.render_table(t).decode()))]
    texts = [text for row in rows for text in row]
    assert "'=HYPERLINK(1)" in texts
    assert "'+cmd" in texts
    assert "-7" in texts
    assert "-" in texts


def test_records_are_one_line_each(document: Document) -> None:
    lines = list(csv.DictReader(io.StringIO(RecordsSink(guard_formulas=True).render(document).decode())))
    assert len(lines) == len(document.records) == 7
    first = lines[0]
    assert (first["file"], first["table"], first["row_path"]) == ("报告 & 1.pdf", "t1", '收入 > 税收 "<b>"')
    assert (first["column_path"], first["text"], first["number"]) == ("金额 > 本年", "1,234.50", "1234.50")
    assert (first["unit"], first["scale"], first["semantic"]) == ("万元", "10000", "NUMERIC")
    assert (first["page"], first["x0"], first["bottom"]) == ("1", "72.0", "160.25")
    assert [line["semantic"] for line in lines] == [
        "NUMERIC",
        "NUMERIC",
        "EMPTY",
        "NA",
        "NUMERIC",
        "NUMERIC",
        "NUMERIC",
    ]
    assert (lines[2]["number"], lines[6]["text"], lines[6]["row_path"]) == ("", "-7", "'+cmd")


def test_records_that_were_not_made_are_missed(document: Document) -> None:
    with pytest.raises(OutputError, match="without records"):
        RecordsSink().render(document.model_copy(update={"records": ()}))


def test_csv_of_all_tables_names_each(document: Document) -> None:
    text = CsvSink().render(document).decode()
    assert text.startswith("# t1, pages 1 2, 表1 收入<支出> & 其他\r\n")
    assert "\r\n\r\n# t2, pages 2\r\n" in text


def test_xlsx_has_spans_numbers_and_no_formulas(document: Document) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(XlsxSink().render(document)))
    sheet = workbook.worksheets[0]
    assert workbook.sheetnames == ["t1 表1 收入<支出> & 其他", "t2", "findings"]
    assert {str(r) for r in sheet.merged_cells.ranges} == {"A1:B2", "C1:D1", "A3:A4", "A5:B5"}
    assert (sheet["C3"].value, sheet["C3"].number_format) == (1234.5, "#,##0.00")
    assert sheet["D3"].value == -3.2
    assert (sheet["D5"].value, sheet["D5"].number_format) == (5.0, '0.0"%"')
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["C4"].value is None
    assert sheet["C5"].value == "12345678901234567.89", "a double would lose digits"
    assert sheet["C5"].fill.fgColor.rgb.endswith("FFE3A3")
    assert sheet.freeze_panes == "C3"
    assert [c.value for c in workbook["findings"][2]][:4] == [
        "warning",
        "cell.doubtful",
        "read as 12345678901234567.89",
        "t1!C5",
    ]


def test_xlsx_keeps_headers_as_printed(document: Document) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(XlsxSink().render(document)))["t2"]
    assert sheet["B1"].value == "2020"
    assert sheet["B2"].value == -7


def test_text_draws_every_text_within_the_width(document: Document) -> None:
    text = TextSink(width=80).render(document).decode()
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    for table in document.tables:
        for cell in table.cells:
            assert cell.text in text
    assert "joined from 2 pieces" in text


def test_text_table_lines_are_equally_wide(document: Document) -> None:
    lines = draw_table(document.tables[0], 60)
    assert len({cell_len(line.plain) for line in lines}) == 1
    assert lines[0].plain.startswith("┌")
    assert lines[0].plain.endswith("┐")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Mn", "Me", "Cf", "Zl", "Zp"]), max_size=60),
    st.integers(2, 20),
)
def test_wrapping_loses_only_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@settings(deadline=None)  # the first document waits for the packages of all sinks
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_sink_takes_any_text(rows: list[list[str]]) -> None:
    cells = tuple(Cell(row=r, col=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    table = Table(id="t1", pages=(1,), row_count=len(rows), column_count=3, header_rows=1, cells=cells)
    source = {"file_name": "a.pdf", "sha256": "", "bytes": 1, "pages": 1, "kinds": (), "tool": "t"}
    page = {"number": 1, "kind": "ocr", "width": 10, "height": 10}
    words = tuple({"text": text, "bbox": (1, 1, 2, 2), "source": "ocr"} for row in rows for text in row)
    lines = ({"page": 1, "bbox": (1, 1, 2, 2), "words": words},)
    document = Document.model_validate({"source": source, "pages": (page,), "tables": (table,), "lines": lines})
    assert Document.model_validate_json(JsonSink().render(document)) == document
    for format_ in FORMATS:
        load_sink(format_).render(with_records(document))


def test_writing_replaces_the_file_as_a_whole(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    assert write_document(document, target) == (target,)
    assert Document.model_validate_json(target.read_bytes()) == document
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_failed_write_leaves_what_was_there(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stage.os, "fsync", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write_document(document, target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_missing_directory_is_an_output_error(document: Document, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_document(document, tmp_path / "missing" / "out.json")


def test_csv_can_be_one_file_a_table(document: Document, tmp_path: Path) -> None:
    written = write_document(document, tmp_path / "报告.csv", "csv", per_table=True)
    assert [path.name for path in written] == ["报告.t1.csv", "报告.t2.csv"]


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ExtractorError, match="no format docx"):
        load_sink("docx")
