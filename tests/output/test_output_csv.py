from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.errors import OutputError
from extractor.output.csv_sink import CsvSink
from extractor.output.csv_style import CsvStyle, guarded
from extractor.output.records_sink import RecordsSink
from extractor.output.stage import load_sink, write_document

GUARDED = CsvStyle(guard_formulas=True)


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
    sink = CsvSink(GUARDED)
    rows = [row for t in document.tables for row in csv.reader(io.StringIO(sink.render_table(t).decode()))]
    texts = [text for row in rows for text in row]
    assert "'=HYPERLINK(1)" in texts
    assert "'+cmd" in texts
    assert "-7" in texts
    assert "-" in texts


def test_records_are_one_line_each(document: Document) -> None:
    lines = list(csv.DictReader(io.StringIO(RecordsSink(GUARDED).render(document).decode())))
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
    assert text.startswith("# t1; pages 1 2; 表1 收入<支出> & 其他\r\n")
    assert "\r\n\r\n# t2; pages 2\r\n" in text


def test_csv_can_be_one_file_a_table(document: Document, tmp_path: Path) -> None:
    written = write_document(document, tmp_path / "报告.csv", "csv", per_table=True)
    assert [path.name for path in written] == ["报告.t1.csv", "报告.t2.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "＋1+1",
        "－1+1",
        "＠SUM(1)",
        "=cmd|'/c calc'!A1",
        "-cmd|'/c calc'!A1",
        "--5",
        "+5abc",
        "-5*3",
        "-(5)",
        "-5/A1",
        "-5!A1",
        "\tx",
        "+",
        "-5元\n=1",
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "+5",
        "-1,234.50",
        "-1.234,5",
        "－5",
        "＋１２",
        "-5%",
        "-12.5 %",
        "-3‰",
        "- 5",
        "-￥1,200",
        "-$5.00",
        "-80618元",
        "+3.2万元",
        "-",
        "--",
        "---",
        "－",
        "5-3",
        "(5)",
        "a=b",
        "收入",
        "",
        "1=1",
    ],
)
def test_numbers_and_dashes_stay(text: str) -> None:
    assert guarded(text) == text


@given(st.text("=+-@＝－1.,% 元a(!|'\t\n", max_size=12))
def test_no_text_stays_that_begins_like_a_formula_and_holds_more_than_a_number(text: str) -> None:
    if guarded(text) == text and text.lstrip().startswith(tuple("=+-@＝＋－＠")):
        assert not set(text) & set("=@＝a(!|\t\n")
        assert set(text) <= set("-－") or not set(text[1:]) & set("+-＋－")


def test_a_guarded_number_is_a_number_to_a_spreadsheet(document: Document) -> None:
    table = document.tables[1]
    frame = pandas.read_csv(io.BytesIO(CsvSink(GUARDED).render_table(table)))
    assert frame["2020"].to_list() == [-7]


def test_what_a_stored_document_says_of_a_value_does_not_lift_the_guard(document: Document) -> None:
    records = tuple(
        record.model_copy(update={"text": "=1", "number": "=2", "unit": "@x", "period": "=3", "table": "=t"})
        for record in document.records
    )
    content = RecordsSink(GUARDED).render(document.model_copy(update={"records": records})).decode()
    fields = [field for line in csv.reader(io.StringIO(content)) for field in line]
    assert [field for field in fields if field.startswith(("=", "@"))] == []


def test_a_caption_is_one_field_and_guarded(document: Document) -> None:
    table = document.tables[0].model_copy(update={"caption": 'a,=1,"b"\n=2'})
    first = CsvSink(GUARDED).render(document.model_copy(update={"tables": (table,)})).decode()
    assert next(csv.reader(io.StringIO(first))) == ['# t1; pages 1 2; a,=1,"b" =2']


@pytest.mark.parametrize("format_", ["csv", "records"])
def test_the_mark_of_utf_8_stands_once_at_the_beginning(document: Document, format_: str) -> None:
    plain, marked = (load_sink(format_, CsvStyle(bom=bom)).render(document) for bom in (False, True))
    assert marked == b"\xef\xbb\xbf" + plain
    assert plain.count(b"\xef\xbb\xbf") == 0


def test_every_file_of_a_table_has_the_mark(document: Document, tmp_path: Path) -> None:
    written = write_document(document, tmp_path / "a.csv", "csv", CsvStyle(bom=True), per_table=True)
    assert [path.read_bytes()[:3] for path in written] == [b"\xef\xbb\xbf"] * 2
