from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.config import NormaliseSettings, Settings
from extractor.document import Block, Cell, Document, Furniture, Source, Stub, Table
from extractor.facts import Record
from extractor.normalise.records import records_of, with_records
from extractor.normalise.stage import normalise_table
from extractor.normalise.table_periods import document_period
from extractor.normalise.units import half_width
from extractor.pipeline import extract
from extractor.places import Region
from tests.checked_documents import sheet

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
SOURCE = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=(), tool="t")


def table_of(text: str, **fields: object) -> Table:
    """The table of `sheet` with other fields set, its values done anew."""
    names = ("header_rows", "stubs", "parents")
    made = sheet(text, **{name: fields.pop(name) for name in names if name in fields})  # type: ignore[arg-type]
    return normalise_table(made.model_copy(update=fields))


def of(records: tuple[Record, ...], row: int, col: int) -> Record:
    (found,) = [record for record in records if (record.row, record.col) == (row, col)]
    return found


def test_a_record_says_all_of_its_number() -> None:
    table = table_of(
        """
        科目编码 | 科目名称     | 2021年 | <
        ^        | ^            | 预算数 | 决算数①
        201      | 一般公共服务 | 1,234.50 | 5
        20101    | 人大事务     | 80618元  | (3)
        """,
        header_rows=2,
        stubs=((0, 2),),
        parents={3: 2},
        unit="万元",
    )
    region = Region(page=3, bbox=(1.0, 2.0, 3.0, 4.0))
    cells = tuple(cell.model_copy(update={"regions": (region, region), "confidence": 0.9}) for cell in table.cells)
    records = records_of(table.model_copy(update={"cells": cells}))
    assert of(records, 3, 3) == Record(
        table="t1",
        row=3,
        col=3,
        row_path=("201", "一般公共服务", "20101", "人大事务"),
        column_path=("2021年", "决算数"),
        text="(3)",
        semantic="NUMERIC",
        number="-3",
        unit="万元",
        scale=10_000,
        period="2021",
        marks=("①",),
        confidence=0.9,
        region=region,
    )
    assert (of(records, 3, 2).number, of(records, 3, 2).unit, of(records, 3, 2).scale) == ("80618", "元", 1)


@pytest.mark.parametrize(
    ("text", "semantic", "number"),
    [
        ("0", "ZERO", "0"),
        ("0件", "ZERO", "0"),
        ("零", "ZERO", "0"),
        ("0.00", "ZERO", "0.00"),
        ("", "EMPTY", None),
        ("/", "NA", None),
        ("—", "NA", None),
        ("不适用", "NA", None),
        ("详见附表", "TEXT", None),
        ("1,234", "NUMERIC", "1234"),
        ("+1036", "NUMERIC", "1036"),
        ("2020", "NUMERIC", "2020"),
    ],
)
def test_semantics(text: str, semantic: str, number: str | None) -> None:
    record = of(records_of(table_of(f"项目 | 数量\n许可 | {text}\n处罚 | 5")), 1, 1)
    assert (record.semantic, record.number, record.text) == (semantic, number, text)


def test_a_blank_keeps_its_place_so_that_nothing_shifts() -> None:
    records = records_of(table_of("项目 | 自然人 | 企业 | 总计\n新收 | | 2 | 2\n结转 | 1 | | 1"))
    read = {(r.row_path[-1], r.column_path[-1]): (r.semantic, r.number) for r in records}
    assert read["新收", "自然人"] == ("EMPTY", None)
    assert read["新收", "企业"] == ("NUMERIC", "2")
    assert read["结转", "企业"] == ("EMPTY", None)
    assert len(read) == len(records) == 6


def test_halves_side_by_side_have_their_own_labels() -> None:
    text = "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数\n拨款（万元） | 5 | 国防（元） | 7\n | | 合计 | 8"
    records = records_of(table_of(text, header_rows=2, stubs=((0, 1), (2, 1))))
    assert (of(records, 2, 1).row_path, of(records, 2, 1).unit) == (("拨款（万元）",), "万元")
    assert (of(records, 2, 3).row_path, of(records, 2, 3).unit) == (("国防（元）",), "元")
    assert (of(records, 3, 1).row_path, of(records, 3, 3).row_path) == ((), ("合计",))
    assert of(records, 2, 3).column_path == ("支出", "预算数")


def test_numbers_of_rows_and_columns_are_no_quantities() -> None:
    text = """
        项目 | 行次 | 预算数 | 决算数
        栏次 |      | 1      | 2=3+4
        拨款 | 1    | 5      | 6
        合计 | 2    | 5      | 6
    """
    records = records_of(table_of(text, unit="万元"))
    assert [(r.row, r.col, r.row_path, r.column_path) for r in records] == [
        (2, 2, ("拨款",), ("预算数",)),
        (2, 3, ("拨款",), ("决算数",)),
        (3, 2, ("合计",), ("预算数",)),
        (3, 3, ("合计",), ("决算数",)),
    ]
    names = records_of(table_of("Area | Children | < | <\n^ | 0 | 1 | 2\nNorth | 5 | 6 | 7", header_rows=2))
    assert [r.column_path for r in names] == [("Children", "0"), ("Children", "1"), ("Children", "2")]
    in_header = records_of(table_of("项目 | 合计 | 其中\n栏次 | 1 | 2\n拨款 | 5 | 6", header_rows=2))
    assert [r.column_path for r in in_header] == [("合计",), ("其中",)]


def test_parts_of_a_form_have_their_own_column_headers() -> None:
    text = """
        第（一）项 | < | <
        信息内容 | 新制作数量 | 公开数量
        规章 | 3 | 1
        第（五）项 | < | <
        信息内容 | 上一年项目数量 | 本年增/减
        许可 | | 2
    """
    records = records_of(table_of(text, header_rows=2, parents={5: 3}), document_period(_titled("2020年度报告")))
    assert [(r.row_path, r.column_path[-1], r.period) for r in records] == [
        (("规章",), "新制作数量", "2020"),
        (("规章",), "公开数量", "2020"),
        (("第（五）项", "许可"), "上一年项目数量", "2019"),
        (("第（五）项", "许可"), "本年增/减", "2020"),
    ]


def test_a_row_of_words_is_data_and_no_header() -> None:
    records = records_of(table_of("项目 | 决算数 | 说明\n其中 | 详见附表 | 见注\n合计 | 20 | 无误"))
    assert [r.text for r in records] == ["详见附表", "见注", "20", "无误"]
    assert of(records, 2, 1).column_path == ("决算数",)


def test_a_cell_over_rows_and_columns_has_one_record() -> None:
    records = records_of(table_of("项目 | 增减 | 备注\n许可 | 5 | <\n处罚 | 7 | 详见附表\n强制 | 8 | ^"))
    assert [(r.row, r.col) for r in records] == [(1, 1), (2, 1), (2, 2), (3, 1)]
    assert (of(records, 2, 2).row_path, of(records, 1, 1).column_path) == (("处罚",), ("增减",))


def test_a_section_names_the_unit_of_its_rows() -> None:
    text = "Item | 2012 | 2013\nExports (mn EUR) | < | <\nTimber | 5 | 6\nTotal, % | 7 | 8"
    records = records_of(table_of(text, parents={2: 1, 3: 1}))
    assert [(r.unit, r.scale, r.period) for r in records if r.row == 2] == [
        ("mn EUR", 1_000_000, "2012"),
        ("mn EUR", 1_000_000, "2013"),
    ]
    assert of(records, 3, 1).unit == "%"


def test_a_bare_scale_counts_in_the_unit_of_its_labels() -> None:
    table = table_of("Substance | to air kg/year\nCO2 | 100 million\nCH4 | 100 000")
    first, second = records_of(table)
    assert (first.number, first.unit, first.scale) == ("100", "million kg/year", 1_000_000)
    assert (second.number, second.unit, second.scale) == ("100000", "kg/year", 1)
    (chinese,) = records_of(table_of("项目 | 金额（元）\n贷款 | 1.5亿"))
    assert (chinese.unit, chinese.scale) == ("亿元", 100_000_000)


def _titled(title: str, header: str = "") -> Document:
    blocks = (Block(kind="heading", level=1, text=title), Block(kind="heading", level=2, text="1999年回顾"))
    line = Furniture(role="header", text=header, region=Region(page=1, bbox=(0, 0, 1, 1)))
    return Document(source=SOURCE, blocks=blocks, furniture=(line,))


@pytest.mark.parametrize(
    ("title", "header", "period"),
    [
        ("上海市普陀区2025年区级部门预算", "", "2025"),
        ("2020年度报告（2021年1月）", "", "2020"),
        ("Water Board", "Annual Report 2023", "2023"),
        ("关于2020年预算执行情况和2021年预算草案的报告", "", None),
        ("补助资金分月发放台账", "", None),
    ],
)
def test_the_period_of_a_document(title: str, header: str, period: str | None) -> None:
    found = document_period(_titled(title, header))
    assert (found.written() if found else None) == period


@pytest.mark.parametrize(
    ("text", "caption", "periods"),
    [
        pytest.param("地区 | 2019年 | 2020年\n甲 | 1 | 2", None, ["2019", "2020"], id="years-over-columns"),
        pytest.param(" | Q1 | Q2\n2004 | 1 | 2", None, ["2004-Q1", "2004-Q2"], id="rows-and-columns-together"),
        pytest.param("指标 | 本年 | 上年\n产值 | 1 | 2", "表1 2019年指标", ["2019", "2018"], id="of-the-caption"),
        pytest.param("村 | 1月 | 合计\n甲 | 1 | 2", None, ["2021-01", "2021"], id="of-the-document"),
        pytest.param("项目 | 2019年\n2018年资金 | 1", None, [None], id="labels-that-contradict-each-other"),
        pytest.param("Item | Change 2009/2008 | Total\nx | 1 | 2", None, [None, "2021"], id="a-comparison"),
        pytest.param("编码 | 数量\n2010 | 1\n2345 | 2", None, ["2021", "2021"], id="codes-are-no-years"),
        pytest.param("Item | A\nQ4 | 1\nQ5 | 2", None, ["2021", "2021"], id="questions-are-no-quarters"),
        pytest.param("街道 | A\n四季青 | 1", None, ["2021"], id="a-place-is-no-quarter"),
        pytest.param("Item | A\nx | 1", "Shares in 1996 and 1997", [None], id="a-caption-with-two-years"),
    ],
)
def test_the_period_of_a_number(text: str, caption: str | None, periods: list[str | None]) -> None:
    records = records_of(table_of(text, caption=caption), document_period(_titled("2021年度报告")))
    assert [record.period for record in records] == periods


# One word only: two different ones side by side may name the columns of a part of the table.
CELLS = st.sampled_from(["", "5", "1,234.5", "-", "0", "12%", "3万元", "详见附表", "2019", "(7)", "12,34", "①", "1"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A random table without spans, with or without a header and a stub."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 5))
    stub = draw(st.integers(0, columns - 1))
    cells = tuple(Cell(row=r, col=c, text=draw(CELLS)) for r in range(rows) for c in range(columns))
    return normalise_table(
        Table(
            id="t1",
            pages=(1,),
            row_count=rows,
            column_count=columns,
            header_rows=draw(st.integers(0, rows)),
            stub_columns=stub,
            stubs=(Stub(col=0, columns=stub),) if stub else (),
            cells=cells,
        )
    )


def test_row_of_texts_that_are_no_words_is_data() -> None:
    rows = (("项目", "数量"), ("项目", "12,34"), ("", "5"))
    cells = tuple(Cell(row=r, col=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    table = Table(id="t1", pages=(1,), row_count=3, column_count=2, header_rows=1, stub_columns=1, cells=cells)
    records = records_of(normalise_table(table))
    assert [(record.row, record.text) for record in records] == [(1, "12,34"), (2, "5")]


@given(tables())
def test_every_data_cell_has_one_record_and_none_invents_a_number(table: Table) -> None:
    records = records_of(table)
    stub = table.stub_columns
    data = [(cell.row, cell.col) for cell in table.cells if cell.row >= table.header_rows and cell.col >= stub]
    assert [(record.row, record.col) for record in records] == data
    for record in records:
        assert record.text == table.grid()[record.row][record.col].text
        assert (record.number is None) == (record.semantic in ("EMPTY", "NA", "TEXT"))
        if record.number is not None:
            digits = re.sub(r"[^0-9.]", "", half_width(record.text))
            assert digits == record.number.lstrip("-")


def test_records_come_with_the_document_on_request() -> None:
    report = FIXTURES / "township-2020" / "digital.pdf"
    plain = extract(report)
    assert plain.records == ()
    document = extract(report, Settings(normalise=NormaliseSettings(records=True)))
    assert document.records == with_records(plain).records
    assert {record.period for record in document.records} == {"2019", "2020"}
    granted = [r for r in document.records if r.row_path[-1:] == ("（一）予以公开",)]
    assert [(r.column_path[-1], r.semantic, r.number) for r in granted] == [
        *((name, "EMPTY", None) for name in ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构")),
        ("其他", "NUMERIC", "6"),
        ("总计", "NUMERIC", "6"),
    ]
    reviews = [r for r in document.records if r.table == document.tables[2].id]
    assert len(reviews) == 15
    assert with_records(document) == document


def test_the_unit_in_a_column_of_its_own_is_no_label() -> None:
    table = table_of("指标 | 计量单位 | 本年\n产值 | 亿元 | 5\n产量 | 万吨 | 7", stubs=((0, 2),))
    first, second = records_of(table)
    assert (first.row_path, first.unit) == (("产值",), "亿元")
    assert (second.row_path, second.unit) == (("产量",), "万吨")
