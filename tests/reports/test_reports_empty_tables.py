"""Tables that are empty on purpose: their values are blank, and the note that says so is believed and checked."""

from __future__ import annotations

import pytest

from extractor.document import Block, Document
from report_documents import MODELS, checked, codes, heading, reported, results, rows_of, table

FINAL = MODELS["final-accounts"]
NOTES = ("report.note_denied", "report.note_missing")
FUNDS = """
功能分类科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余
^ | ^ | ^ | ^ | 合计 | 基本支出 | 项目支出 | ^
合计 | < | | {total} | {total} | | {total} |
"""
THREE_PUBLIC = """
合计 | < | 因公出国（境）费 | < | 公务用车购置及运行维护费 | < | < | < | < | < | 公务接待费 | <
^ | ^ | ^ | ^ | 小计 | < | 公务用车购置费 | < | 公务用车运行维护费 | < | ^ | ^
预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
 | | | | | | | | | | |
"""


def report_of(text: str, caption: str, header_rows: int, *notes: str) -> Document:
    one = table(rows_of(text), "t1", header_rows, caption=caption, unit="万元")
    blocks = [
        heading("某局2024年度部门决算", 1),
        Block(kind="caption", table="t1", text=caption),
        Block(kind="table", table="t1"),
        *(Block(kind="note", table="t1", text=note) for note in notes),
        heading("下一部分"),
        Block(kind="paragraph", text="故本表为空表。"),
    ]
    return reported(checked(blocks, [one]), FINAL)


@pytest.mark.parametrize(
    ("total", "note", "found"),
    [
        pytest.param("", "说明：本部门没有政府性基金收入和支出，故本表无数据。", [], id="empty-as-it-says"),
        pytest.param("", "注：本单位2024年度无政府性基金预算财政拨款支出。", [], id="there-are-none"),
        pytest.param("0.00", "注：本表反映收入支出情况。", [], id="zeros-need-no-note"),
        pytest.param("8.00", "注：本表反映收入支出情况。", [], id="numbers"),
        pytest.param("8.00", "注：本部门没有政府性基金，故本表为空表。", ["report.note_denied"], id="numbers-denied"),
        pytest.param("", "注：本表反映收入支出情况。", ["report.note_missing"], id="empty-and-not-said"),
    ],
)
def test_note_and_table_say_the_same(total: str, note: str, found: list[str]) -> None:
    document = report_of(FUNDS.format(total=total), "政府性基金预算财政拨款收入支出决算表", 2, note)
    assert [code for code in codes(document) if code in NOTES] == found


def test_blank_row_of_an_empty_table_counts_as_zero_where_blanks_do() -> None:
    note = "说明：本部门没有财政拨款“三公”经费支出，故本表无数据。"
    document = report_of(THREE_PUBLIC, "财政拨款“三公”经费支出决算表", 3, note)
    assert [results(document)[f"V33-121[{kind}]"] for kind in ("budget", "actual")] == ["pass", "pass"]
    assert not {"report.row_twice", *NOTES} & set(codes(document))
