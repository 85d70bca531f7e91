from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from libreoffice import convert

from extractor.document import Cell, Document, Finding, Table, Value
from extractor.errors import OutputError
from extractor.facts import Report
from extractor.output import xlsx_findings
from extractor.output.xlsx_numbers import number_format
from extractor.output.xlsx_sink import XlsxSink
from extractor.output.xlsx_style import STATUSES
from extractor.places import CellRef


def test_xlsx_has_spans_numbers_and_no_formulas(document: Document) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(XlsxSink().render(document)))
    sheet = workbook.worksheets[0]
    assert workbook.sheetnames == ["t1 表1 收入<支出> & 其他", "t2", "findings", "about"]
    assert {str(r) for r in sheet.merged_cells.ranges} == {"A1:B2", "C1:D1", "A3:A4", "A5:B5"}
    assert (sheet["C3"].value, sheet["C3"].number_format) == (1234.5, "#,##0.00")
    assert sheet["D3"].value == -3.2
    assert (sheet["D5"].value, sheet["D5"].number_format) == (5.0, '0.0"%"')
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=HYPERLINK(1)", "s")
    assert (sheet["B4"].quotePrefix, sheet["A1"].quotePrefix) == (True, False), "text also after it was edited"
    assert sheet["C4"].value is None
    assert sheet["C5"].value == "12345678901234567.89", "a double would lose digits"
    assert sheet["C5"].fill.fgColor.rgb.endswith("FFE3A3")
    assert sheet.freeze_panes == "C3"
    assert [c.value for c in workbook["findings"][2]][:4] == [
        "warning",
        "cell.doubtful",
        "read as 12345678901234567.89",
        2,
    ]


def test_xlsx_keeps_headers_as_printed(document: Document) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(XlsxSink().render(document)))["t2"]
    assert sheet["B1"].value == "2020"
    assert sheet["B2"].value == -7


def opened(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(XlsxSink().render(document)))


def column_of(*cells: tuple[str, str | None], **fields: object) -> Document:
    """A document with a table of one column: texts, and the numbers that they stand for."""
    made = tuple(
        Cell(row=row, col=0, text=text, value=Value(kind="number", number=number) if number else Value(kind="text"))
        for row, (text, number) in enumerate(cells)
    )
    table = Table(id="t1", pages=(1,), row_count=len(made), column_count=1, cells=made)
    source = {"file_name": "a.pdf", "sha256": "", "bytes": 1, "pages": 1, "kinds": (), "tool": "t"}
    return Document.model_validate({"source": source, "tables": (table,), **fields})


def test_a_finding_leads_to_each_of_its_cells(document: Document) -> None:
    cells = (CellRef(table="t1", row=4, col=2), CellRef(table="t2", row=1, col=1), CellRef(table="gone", row=0, col=0))
    finding = document.findings[0].model_copy(update={"cells": cells, "message": "=1"})
    workbook = opened(document.model_copy(update={"findings": (finding,)}))
    sheet = workbook["findings"]
    assert [at.value for at in sheet[2]][7:] == ["t1!C5", "t2!B2", "gone!A1"]
    places = [at.hyperlink and (at.hyperlink.location, at.hyperlink.target) for at in sheet[2]][7:]
    assert places == [("'t1 表1 收入<支出> & 其他'!C5", None), ("'t2'!B2", None), None]
    assert (sheet["C2"].data_type, sheet.freeze_panes) == ("s", "A2")
    assert "=1" in workbook.worksheets[0]["C5"].comment.text
    assert "=1" in workbook["t2"]["B2"].comment.text
    assert sheet.print_area == "'findings'!$A$1:$H$2"


def test_links_end_where_excel_would_take_the_file_for_damaged(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_findings, "MOST_LINKS", 450)
    ref = CellRef(table="t2", row=1, col=1)
    finding = Finding(code="c", severity="info", message="m", cells=(ref,) * 201)
    sheet = opened(document.model_copy(update={"findings": (finding,) * 3}))["findings"]
    texts = [at.value for at in sheet[4]]
    assert (texts[-2:], len(texts)) == (["t2!B2", "and 1 more"], 208)
    links = [sum(at.hyperlink is not None for at in row) for row in sheet.iter_rows()]
    assert links == [0, 200, 200, 50]


def test_every_status_has_a_colour_that_the_legend_explains(document: Document) -> None:
    table = document.tables[0]
    statuses = dict(zip(((2, 2), (2, 3), (3, 3), (4, 3)), ("verified", "repaired", "suspect", "read"), strict=True))
    changed = table.with_cells(
        lambda cell: cell.model_copy(update={"status": statuses.get((cell.row, cell.col), "read"), "printed": "1O"})
    )
    workbook = opened(document.model_copy(update={"tables": (changed,)}))
    about = workbook["about"]
    legend = {at.value: at.fill.fgColor.rgb for at in about["A"] if at.value in STATUSES}
    sheet = workbook.worksheets[0]
    assert {status: sheet.cell(r + 1, c + 1).fill.fgColor.rgb for (r, c), status in statuses.items()} == legend
    assert len(set(legend.values())) == 4
    assert "read as: 1O" in sheet["D3"].comment.text


def test_a_sheet_says_what_was_read_and_what_belongs_to_each_table(document: Document) -> None:
    report = Report(model="annual", organisation="=某局", year=2022)
    table = document.tables[0].model_copy(update={"notes": ("注：一", "来源：二")})
    workbook = opened(document.model_copy(update={"report": report, "tables": (table,)}))
    rows = {row[0].value: [at.value for at in row[1:]] for row in workbook["about"].iter_rows() if row[0].value}
    assert (rows["file"][0], rows["organisation"][0], rows["year"][0]) == ("报告 & 1.pdf", "=某局", 2022)
    assert rows["t1"] == ["表1 收入<支出> & 其他", "万元", "1, 2", 5, 4, "注：一\n来源：二"]
    links = {row[0].value: row[0].hyperlink.location for row in workbook["about"].iter_rows() if row[0].hyperlink}
    assert links == {"t1": "'t1 表1 收入<支出> & 其他'!A1"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234567890123456", "1234567890123456"),
        ("0.1234567890123456", "0.1234567890123456"),
        ("100000000000000.0", "100000000000000.0"),
        ("007", "007"),
        ("x", "1e400"),
        ("x", "NaN"),
        ("x", "abc"),
        ("x", "１２"),
        ("x", "0." + "0" * 30 + "1"),
    ],
)
def test_what_excel_would_change_is_text(text: str, number: str) -> None:
    at = opened(column_of((text, number)))["t1"]["A1"]
    assert (at.value, at.data_type) == (text, "s")


@pytest.mark.parametrize(
    "number", ["123456789012345", "-0.00000012345678", "99999999999999.9", "0.1", "1234567.00", "0", "-5", "0.0"]
)
def test_numbers_of_fifteen_digits_are_exact(number: str) -> None:
    at = opened(column_of((number, number)))["t1"]["A1"]
    assert (at.data_type, format(at.value, ".15g")) == ("n", format(float(number), ".15g"))


@pytest.mark.parametrize(
    ("text", "number", "format_"),
    [
        ("1,234.50", "1234.50", "#,##0.00"),
        ("1.234,5", "1234.5", "#,##0.0"),
        ("1.234", "1234", "#,##0"),
        ("1,5", "1.5", "0.0"),
        ("1 234", "1234", "#,##0"),
        ("(3.2)", "-3.2", "0.0;(0.0)"),
        ("（1,234）", "-1234", "#,##0;(#,##0)"),
        ("-80618元", "-80618", '0"元"'),
        ("￥1,200", "1200", '"￥"#,##0'),
        ("12.5 %", "12.5", '0.0"%"'),
        ("零", "0", "0"),
        ('5"', "5", "0"),
        ("5" + "长" * 17, "5", "0"),
    ],
)
def test_numbers_look_as_printed(text: str, number: str, format_: str) -> None:
    assert number_format(text, Decimal(number)) == format_


def test_a_text_that_is_too_long_says_so() -> None:
    at = opened(column_of(("𠀀" * 20_000, None)))["t1"]["A1"]
    assert at.value == "𠀀" * 16_383 + "…"


def test_a_table_larger_than_a_sheet_is_an_error() -> None:
    document = column_of(("a", None))
    table = document.tables[0].model_copy(update={"row_count": 1_048_577})
    with pytest.raises(OutputError, match="more than a sheet"):
        XlsxSink().render(document.model_copy(update={"tables": (table,)}))


def test_names_of_sheets_are_short_and_differ() -> None:
    table = column_of(("a", None)).tables[0]
    captions = ("𠀀" * 40, "𠀀" * 40, "a'b[c]:d*e/f\\g?h", "\ufffe\ud800x")
    tables = tuple(table.model_copy(update={"caption": caption}) for caption in captions)
    tables = tuple(table.model_copy(update={"id": f"t{i // 2}"}) for i, table in enumerate(tables))
    names = opened(column_of(("a", None)).model_copy(update={"tables": tables})).sheetnames
    assert len({name.lower() for name in names}) == 6
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
    assert not any(set(name) & set("'[]:*/\\?") for name in names)


def test_rows_are_high_enough_for_texts_that_wrap(document: Document) -> None:
    long = "很长的标题" * 20  # 200 columns wide, in 40
    sheet = opened(column_of((long, None), ("a", None), ("a\nb\nc", None)))["t1"]
    heights = {row: sheet.row_dimensions[row].height for row in (1, 2, 3)}
    assert heights == {1: 75, 2: None, 3: 45}
    finding = document.findings[0].model_copy(update={"message": "m" * 200})
    sheet = opened(document.model_copy(update={"findings": (finding,)}))["findings"]
    assert sheet.row_dimensions[2].height == 45


SHOWN = {
    "1,234.50": "1234.50",
    "(3.2)": "-3.2",
    "-80618元": "-80618",
    "￥1,200.00": "1200.00",
    "12.5%": "12.5",
    "-87": "-87",
    "0.10": "0.10",
    "(1,234.5)": "-1234.5",
    "US$5": "5",
    "123456789012345": "123456789012345",
    "1234567890123456.78": "1234567890123456.78",
}
"""Printed numbers, which look the same in a spreadsheet, and what they stand for."""
TEXTS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "＝1",
    '=HYPERLINK("https://example.org")',
    "_x0041_",
    "'quoted",
    "2020",
    "007",
    "1-2",
    "a\nb",
    '"',
    " x ",
    "=cmd|'/c calc'!A1",
    "TRUE",
    "1/2",
)
"""Texts that a spreadsheet would like to make something else of."""


def tricky(document: Document) -> Document:
    """The document, with a third table of texts and numbers that want care."""
    cells = [(text, None) for text in TEXTS] + list(SHOWN.items())
    table = column_of(*cells).tables[0].model_copy(update={"id": "t3"})
    return document.model_copy(update={"tables": (*document.tables, table)})


@pytest.fixture
def reopened(document: Document, tmp_path: Path) -> openpyxl.Workbook:
    """The workbook of a document, opened and written again by LibreOffice."""
    source = tmp_path / "report.xlsx"
    source.write_bytes(XlsxSink().render(tricky(document)))
    return openpyxl.load_workbook(convert(source, "xlsx", tmp_path))


def test_libreoffice_finds_every_value_span_link_and_note(reopened: openpyxl.Workbook, document: Document) -> None:
    made = opened(tricky(document))
    assert reopened.sheetnames == made.sheetnames
    for ours, theirs in zip(made.worksheets, reopened.worksheets, strict=True):
        assert spans_of(theirs) == spans_of(ours)
        assert contents(theirs) == contents(ours)
    assert "f" not in {at.data_type for sheet in reopened for row in sheet.iter_rows() for at in row}
    sheet = reopened.worksheets[0]
    assert sheet["C5"].fill.fgColor.rgb.endswith("FFE3A3")
    assert "other reading: 1284" in sheet["C5"].comment.text
    assert reopened["findings"]["H2"].hyperlink.location == "'t1 表1 收入<支出> & 其他'!C5"


def spans_of(sheet: object) -> set[str]:
    return {str(span) for span in sheet.merged_cells.ranges}


def contents(sheet: object) -> dict[str, tuple[object, str]]:
    """Values and their kinds by place; openpyxl does not undo the spelling of _x0041_, which programs do."""
    cells = {at.coordinate: at for row in sheet.iter_rows() for at in row if at.value is not None}
    return {place: (str(at.value).replace("_x005F_", "_"), at.data_type) for place, at in cells.items()}


def test_libreoffice_shows_every_text_and_number_as_printed(document: Document, tmp_path: Path) -> None:
    source = tmp_path / "report.xlsx"
    source.write_bytes(XlsxSink().render(tricky(document)))
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    folder = convert(source, as_shown, tmp_path)
    rows = {path.stem.removeprefix("report-"): rows_in(path) for path in folder.iterdir()}
    assert [row[0] for row in rows["t3"]] == [*TEXTS, *SHOWN]
    first = rows["t1 表1 收入<支出> & 其他"]
    assert first[2] == ["收入", '税收 "<b>"', "1,234.50", "(3.2)"]
    assert first[4] == ["合计|总", "", "12345678901234567.89", "5.0%"]


def rows_in(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
