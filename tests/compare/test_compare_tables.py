"""Documents without a report model: tables by caption and labels, cells by their paths, never by position."""

from __future__ import annotations

import pytest

from extractor.compare.changed_labels import successors
from extractor.compare.comparison import ComparedValue
from extractor.compare.stage import compare_documents
from extractor.document import Block, Document, Table
from report_documents import checked, heading, rows_of, table

LOANS = """
读者 | 图书 | 期刊
成人 | 1,200 | 30
儿童 | 800 | 0
总计 | 2,000 | 30
"""
LOANS_LATER = """
读者 | 电子书 | 图书 | 期刊
成人 | 5 | 1,500 | 12
老人 | 1 | 100 | 3
儿童 | 2 | 900 | 5
总计 | 8 | 2,500 | 20
"""
STAFF = """
岗位 | 人数
馆员 | 7
司机 | -
"""


def loans(text: str, name: str, caption: str, unit: str | None = None) -> Table:
    return table(rows_of(text), name, 1, stub_columns=1, caption=caption, unit=unit)


def document(year: int, *tables: Table) -> Document:
    blocks = [heading(f"市图书馆{year}年年度报告", 1), *(Block(kind="table", table=one.id) for one in tables)]
    return checked(blocks, tables)


def values_of(*documents: Document) -> dict[str, ComparedValue]:
    made = compare_documents({f"{i}.json": one for i, one in enumerate(documents)})
    (series,) = made.series
    assert series.basis == "tables"
    return {one.key: one for one in series.values}


def test_cells_are_found_by_their_labels_though_rows_and_columns_were_put_in() -> None:
    values = values_of(
        document(2021, loans(LOANS, "t1", "2021年借阅情况表"), loans(STAFF, "t2", "人员")),
        document(2022, loans(STAFF, "t1", "人员"), loans(LOANS_LATER, "t2", "2022年借阅情况表")),
    )
    children = values["借阅情况表 / 儿童 / 图书"]
    assert [value and value.number for value in children.values] == ["800", "900"]
    assert (children.changes[0].absolute, children.changes[0].percent) == ("100", "12.50")
    assert values["借阅情况表 / 儿童 / 期刊"].changes[0].percent is None
    assert values["借阅情况表 / 老人 / 图书"].changes[0].reason == "absent"
    assert values["人员 / 馆员 / 人数"].changes[0].absolute == "0"
    assert "人员 / 司机 / 人数" not in values


def test_labels_that_stand_twice_have_no_change() -> None:
    twice = LOANS + "儿童 | 1 | 1\n"
    values = values_of(document(2021, loans(LOANS, "t1", "借阅")), document(2022, loans(twice, "t1", "借阅")))
    assert values["借阅 / 儿童 / 图书"].changes[0].reason == "several"
    assert values["借阅 / 成人 / 图书"].changes[0].absolute == "0"


def test_amounts_are_converted_and_other_units_are_not() -> None:
    money = "项目 | 金额\n书 | {}\n"
    one = document(2021, loans(money.format("15000"), "t1", "支出", "元"))
    other = document(2022, loans(money.format("1.8"), "t1", "支出", "万元"))
    made = values_of(one, other)["支出 / 书 / 金额"].changes[0]
    assert (made.absolute, made.percent) == ("0.3", "20.00")
    pieces = document(2022, loans(money.format("1.8"), "t1", "支出", "件"))
    assert values_of(one, pieces)["支出 / 书 / 金额"].changes[0].reason == "unit"


def test_other_tables_are_not_compared() -> None:
    assert values_of(document(2021, loans(LOANS, "t1", "借阅")), document(2022, loans(STAFF, "t1", "人员"))) == {}


def test_columns_of_this_year_and_of_the_last_are_those_of_the_next_report() -> None:
    accounts = "项目 | {}年决算数 | {}年预算数\n书 | {} | {}\n"
    values = values_of(
        document(2023, loans(accounts.format(2023, 2024, 10, 11), "t1", "决算")),
        document(2024, loans(accounts.format(2024, 2025, 12, 15), "t1", "决算")),
    )
    assert [one.changes[0].absolute for one in values.values()] == ["2", "4"]


def test_years_of_a_table_over_many_years_are_what_they_say() -> None:
    history = "年份 | 册数\n2021 | {}\n2022 | {}\n2023 | 30\n"
    values = values_of(
        document(2022, loans(history.format(10, 20), "t1", "藏书")),
        document(2023, loans(history.format(10, 21), "t1", "藏书")),
    )
    assert values["藏书 / 2022 / 册数"].changes[0].absolute == "1"
    assert values["藏书 / 2021 / 册数"].changes[0].absolute == "0"


def test_a_label_to_which_words_were_added_is_the_same_one() -> None:
    later = LOANS.replace("儿童", "儿童（14岁以下）").replace("图书", "图书册数")
    before = LOANS.replace("儿童", "儿童（14岁以下）读者")
    values = values_of(
        document(2021, loans(before, "t1", "借阅情况表")), document(2022, loans(later, "t1", "借阅情况表"))
    )
    children = values["借阅情况表 / 儿童(14岁以下) / 图书册数"]
    assert children.changes[0].absolute == "0"
    assert children.labels == ("儿童（14岁以下）读者 / 图书", "儿童（14岁以下） / 图书册数")
    assert values["借阅情况表 / 成人 / 期刊"].labels == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("本年收入", "本年支出", id="words-were-exchanged"),
        pytest.param("流动资产", "非流动资产", id="the-opposite"),
        pytest.param("2021年人数", "2022年人数合计", id="other-numbers"),
        pytest.param("人", "人均可支配收入", id="much-was-added"),
    ],
)
def test_other_labels_are_others(before: str, after: str) -> None:
    assert successors([(before,)], [(after,)]) == {}
    assert successors([(after,)], [(before,)]) == {}


def test_a_label_with_two_successors_has_none() -> None:
    assert successors([("应收款",)], [("应收款项",), ("应收账款",)]) == {}
    assert successors([("应收款",)], [("应收款项",), ("应付款",)]) == {("应收款",): ("应收款项",)}


def test_a_label_is_followed_through_all_years() -> None:
    texts = [LOANS.replace("儿童", label) for label in ("儿童", "儿童组", "儿童组人")]
    values = values_of(*(document(2021 + i, loans(text, "t1", "借阅情况表")) for i, text in enumerate(texts)))
    assert [one.absolute for one in values["借阅情况表 / 儿童组人 / 图书"].changes] == ["0", "0"]
