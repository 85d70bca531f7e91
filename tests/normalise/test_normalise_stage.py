from __future__ import annotations

from collections import Counter

import pytest
from value_tables import table_of, value_at

from extractor.document import Document, Source, Table, Value
from extractor.normalise import labels
from extractor.normalise.stage import normalise_document
from extractor.normalise.unit_labels import unit_in_label
from extractor.normalise.units import Unit


def unit_at(table: Table, row: int, col: int) -> tuple[str | None, int]:
    value = value_at(table, row, col)
    return value.unit, value.scale


def test_every_cell_gets_a_value_and_keeps_its_text() -> None:
    table = table_of([["项目", "金额"], ["合计", "1,234.50"], ["其中", ""], ["结余", "-"]])
    source = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=(), tool="t")
    (done,) = normalise_document(Document(source=source, tables=(table,))).tables
    assert [c.text for c in done.cells] == [c.text for c in table.cells]
    kinds = [c.value.kind for c in done.cells if c.value is not None]
    assert kinds == ["text", "text", "text", "number", "text", "blank", "text", "not_applicable"]


def test_the_unit_line_counts_for_amounts_only() -> None:
    table = table_of([["项目", "序号", "预算数", "占比", "人数"], ["合计", "1", "20", "30", "40"]], unit="万元")
    assert unit_at(table, 1, 1) == (None, 1)
    assert unit_at(table, 1, 2) == ("万元", 10_000)
    assert unit_at(table, 1, 3) == (None, 1)
    assert unit_at(table, 1, 4) == (None, 1)


def test_headers_and_stub_have_no_unit_from_around() -> None:
    table = table_of([["科目", "2020"], ["2010301", "5"]], unit="万元")
    assert value_at(table, 0, 1) == Value(kind="number", number="2020")
    assert value_at(table, 1, 0) == Value(kind="number", number="2010301")


def test_the_header_comes_before_the_unit_line() -> None:
    table = table_of([["项目", "面积（亩）", "增长（%）"], ["合计", "20", "3"]], unit="万元")
    assert unit_at(table, 1, 1) == ("亩", 1)
    assert unit_at(table, 1, 2) == ("%", 1)


def test_the_cell_comes_before_all() -> None:
    table = table_of([["项目", "金额（万元）"], ["采购", "80618元"], ["比上年", "5%"]], unit="万元")
    assert unit_at(table, 1, 1) == ("元", 1)
    assert unit_at(table, 2, 1) == ("%", 1)


def test_a_currency_sign_takes_the_scale_of_the_header() -> None:
    table = table_of([["Item", "Sales ($ million)"], ["Total", "$5.2"]])
    assert unit_at(table, 1, 1) == ("$ million", 1_000_000)


def test_a_unit_column_gives_the_unit_of_its_row() -> None:
    rows = [["指标", "计量单位", "本年", "比上年±%"], ["产值", "亿元", "5", "3"], ["产量", "万吨", "7", "-2"]]
    table = table_of(rows)
    assert unit_at(table, 1, 2) == ("亿元", 100_000_000)
    assert unit_at(table, 2, 2) == ("万吨", 10_000)
    assert unit_at(table, 2, 3) == ("%", 1)


def test_the_stub_names_the_unit_of_its_row() -> None:
    table = table_of([["项目", "本年"], ["公务用车保有量（辆）", "5"], ["接待费", "7"]], unit="万元")
    assert unit_at(table, 1, 1) == ("辆", 1)
    assert unit_at(table, 2, 1) == ("万元", 10_000)


def test_labels_that_contradict_each_other_name_no_unit() -> None:
    table = table_of([["项目", "金额（万元）"], ["人数（人）", "5"]])
    assert unit_at(table, 1, 1) == (None, 1)


def test_a_header_inside_the_table_starts_anew() -> None:
    rows = [
        ["信息内容", "本年收费金额（单位：万元）"],
        ["行政事业性收费", "5"],
        ["第二十条第（九）项"],
        ["信息内容", "采购项目数量"],
        ["政府集中采购", "7"],
    ]
    table = table_of(rows)
    assert unit_at(table, 1, 1) == ("万元", 10_000)
    assert unit_at(table, 4, 1) == (None, 1)


def test_a_row_of_words_does_not_hide_what_the_header_says() -> None:
    rows = [["项目", "决算数", "占比"], ["其中", "详见附表", "详见附表"], ["合计", "20", "30"]]
    table = table_of(rows, unit="万元")
    assert unit_at(table, 2, 1) == ("万元", 10_000)
    assert unit_at(table, 2, 2) == (None, 1)


def test_the_caption_may_name_the_unit() -> None:
    table = table_of([["项目", "金额"], ["合计", "5"]], caption="表1 收支总表（万元）")
    assert unit_at(table, 1, 1) == ("万元", 10_000)
    in_words = table_of([["Item", "1997"], ["Total", "5"]], caption="Table 1: sales of the 5% largest")
    assert unit_at(in_words, 1, 1) == (None, 1)


def test_an_ordinal_in_the_stub_is_no_negative_number() -> None:
    table = table_of([["项目", "金额"], ["（1）", "（1）"]])
    assert value_at(table, 1, 0).kind == "text"
    assert value_at(table, 1, 1).number == "-1"


def test_beside_decimal_commas_a_comma_has_two_readings() -> None:
    table = table_of([["Item", "A", "B"], ["x", "12,34", "1,234"], ["y", "5", "1.234"]])
    assert [value_at(table, r, c).kind for r, c in ((1, 1), (1, 2), (2, 1), (2, 2))] == [
        "text",
        "text",
        "number",
        "text",
    ]
    assert value_at(table_of([["Item", "A"], ["x", "1.234.567"], ["y", "1.234"]]), 2, 1).kind == "text"


def test_a_broken_reading_beside_grouped_numbers_changes_nothing() -> None:
    table = table_of([["项目", "金额"], ["合计", "1,234,567.89"], ["其中", "12,34"], ["结余", "1,234"]])
    assert value_at(table, 2, 1).kind == "text"
    assert value_at(table, 3, 1).number == "1234"


def test_triangles_are_minus_unless_others_mean_the_fall() -> None:
    assert value_at(table_of([["项目", "增减"], ["合计", "△5"]]), 1, 1).number == "-5"
    both = table_of([["项目", "增减"], ["合计", "▲5"], ["其中", "▼3"]])
    assert value_at(both, 1, 1).kind == "text"
    assert value_at(table_of([["Item", "Change"], ["Total", "▲5"]]), 1, 1).kind == "text"


def test_a_header_far_above_is_asked_once_for_each_column(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()

    def counting(label: str) -> Unit | None:
        asked[label] += 1
        return unit_in_label(label)

    monkeypatch.setattr(labels, "unit_in_label", counting)
    table = table_of([["项目", "金额（万元）"], *([f"第{n}项", str(n)] for n in range(2000))])
    assert unit_at(table, 2000, 1) == ("万元", 10_000)
    assert asked["金额（万元）"] == 1


def test_a_list_of_codes_is_no_number_and_neither_are_shorter_ones_in_its_column() -> None:
    rows = [["Firm", "Markets"], ["A", "412,413,414,417,421,423"], ["B", "413,417"], ["C", "421"]]
    table = table_of(rows)
    assert [value_at(table, row, 1).number for row in (1, 2, 3)] == [None, None, "421"]


def test_letters_behind_all_numbers_make_codes_unless_a_note_explains_them() -> None:
    rows = [["Stage", "Category"], ["Start", "1a"], ["End", "1b"]]
    assert value_at(table_of(rows), 1, 1) == Value(kind="text")
    noted = table_of(rows).model_copy(update={"notes": ("a) provisional", "b) estimated")})
    assert value_at(noted, 1, 1) == Value(kind="number", number="1", marks=("a",))
    assert value_at(table_of([*rows, ["Total", "2"]]), 1, 1).number == "1"


@pytest.mark.parametrize("label", ["科目编码", "联系电话", "身份证号码", "日期", "Postcode", "Account No."])
def test_codes_telephone_numbers_and_dates_are_no_amounts(label: str) -> None:
    assert value_at(table_of([["Name", label, "Amount"], ["A", "62345678", "5"]]), 1, 1) == Value(kind="text")


@pytest.mark.parametrize("label", ["电话费", "编码数量（个）", "Code changes", "项目"])
def test_amounts_about_codes_are_amounts(label: str) -> None:
    assert value_at(table_of([["Name", label], ["A", "62345678"]]), 1, 1).number == "62345678"


def test_brackets_beside_signs_in_the_same_unit_may_be_no_minus() -> None:
    table = table_of([["Country", "Level", "Change"], ["DK", "(78)", "+3"], ["FR", "67", "-2"]])
    assert value_at(table, 1, 1) == Value(kind="text", readings=("-78", "78"))
    assert value_at(table, 2, 2).number == "-2"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(["Item", "Amount", "Change (%)"], id="signs-of-another-unit"),
        pytest.param(["项目", "结余（超支）", "增减"], id="the-label-says-what-brackets-are"),
        pytest.param(["Item", "Profit/(loss)", "Change"], id="so-in-english"),
    ],
)
def test_brackets_are_a_minus_where_signs_do_not_speak_against_it(header: list[str]) -> None:
    assert value_at(table_of([header, ["A", "(78)", "+3"], ["B", "67", "-2"]]), 1, 1).number == "-78"
