from __future__ import annotations

import pytest
from value_tables import table_of, value_at

from extractor.document import Cell, Table, Value
from extractor.normalise.codes import code_columns
from extractor.normalise.stage import normalise_table

TEXT = Value(kind="text")


def column(*texts: str) -> Table:
    """One column of `texts` with words beside it."""
    return table_of([["项目", "款"], *(["甲", text] for text in texts)])


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        pytest.param(["06", "01", "99", "11", "05"], True, id="sections-and-items"),
        pytest.param(["001", "001001", "001002", "002"], True, id="levels-of-a-hierarchy"),
        pytest.param(["06", "", "05", "", "11"], True, id="blanks-between"),
        pytest.param(["01", "02", "03", "04", "0G"], True, id="one-misread"),
        pytest.param(["06", "12", "11", "30", "25"], False, id="a-lone-zero-may-be-a-lost-point"),
        pytest.param(["06", "07", "1.2", "0.4", "3.5"], False, id="decimals"),
        pytest.param(["05", "06", "1,200", "12", "30"], False, id="thousands"),
        pytest.param(["05", "06", "3", "4", "7"], False, id="single-digits"),
        pytest.param(["00", "00", "50", "20"], False, id="zeros-alone"),
        pytest.param(["12", "11", "30", "25"], False, id="plain-integers"),
        pytest.param([], False, id="no-rows"),
    ],
)
def test_codes_show_by_zeros_in_front(texts: list[str], codes: bool) -> None:
    assert code_columns(column(*texts)) == ({(1, 1)} if codes else frozenset())


def test_in_a_column_of_codes_none_is_a_number() -> None:
    table = normalise_table(column("06", "11", "01", "99"))
    assert [c.value for c in table.cells if c.col == 1] == [TEXT] * 5


def test_a_total_across_the_columns_is_none_of_them() -> None:
    table = column("06", "01", "05", "02", "03")
    total = Cell(row=6, col=0, colspan=2, text="31", role="data")
    table = table.model_copy(update={"cells": (*table.cells, total), "row_count": 7})
    assert code_columns(table) == {(1, 1)}
    assert normalise_table(table).cells[-1].value == Value(kind="number", number="31")


def test_a_label_over_several_columns_says_that_codes_stand_below() -> None:
    header = [
        Cell(row=0, col=0, colspan=2, text="功能分类科目编码", role="column_header"),
        Cell(row=0, col=2, rowspan=2, text="支出", role="column_header"),
        Cell(row=1, col=0, text="类", role="column_header"),
        Cell(row=1, col=1, text="款", role="column_header"),
    ]
    rows = [("201", "11", "5"), ("208", "99", "7")]
    body = [
        Cell(row=r, col=c, text=text, role="row_header" if c < 2 else "data")
        for r, row in enumerate(rows, start=2)
        for c, text in enumerate(row)
    ]
    table = Table(
        id="t1", pages=(1,), row_count=4, column_count=3, header_rows=2, stub_columns=2, cells=(*header, *body)
    )
    assert [value_at(table, 2, c) for c in range(3)] == [TEXT, TEXT, Value(kind="number", number="5")]


def test_a_line_over_the_whole_table_is_no_label_of_columns() -> None:
    table = table_of([["文件编号", ""], ["项目", "数量"], ["甲", "5"]], header_rows=2)
    banner = table.cells[0].model_copy(update={"colspan": 2})
    table = table.model_copy(update={"cells": (banner, *table.cells[2:])})
    assert value_at(table, 2, 1) == Value(kind="number", number="5")


def test_codes_may_span_the_columns_of_their_header() -> None:
    header = [Cell(row=0, col=c, text=text, role="column_header") for c, text in enumerate("类款项")]
    codes = [Cell(row=r, col=0, colspan=3, text=text) for r, text in enumerate(["201", "06", "0601", "11", "99"], 1)]
    cells = (*header, *codes)
    table = Table(id="t1", pages=(1,), row_count=6, column_count=3, header_rows=1, stub_columns=0, cells=cells)
    assert code_columns(table) == {(0, 3)}
    assert {c.value for c in normalise_table(table).cells} == {TEXT}
