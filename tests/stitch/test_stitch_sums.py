from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.page import TableFragment
from extractor.stitch.logical import single
from extractor.stitch.sums import amount_of, column_sums, is_total_of
from extractor.stitch.tables import Proposal, propose
from table_builders import fragment

HEADER = ["单位", "收入", "支出"]
NORTH = [["甲", "110", "91"], ["乙", "245", "203"], ["丙", "87", "66"], ["丁", "158", "149"]]
SOUTH = [["戊", "312", "287"], ["己", "76", "70"], ["庚", "199", "181"], ["辛", "54", "48"]]


def total(*rows: list[str], label: str = "合计") -> list[str]:
    return [label, *(str(sum(int(row[c]) for row in rows)) for c in (1, 2))]


def proposal(upper: TableFragment, lower: TableFragment) -> Proposal:
    return propose(single(upper), lower, (), (), (595, 595))


def weights(found: Proposal) -> list[str]:
    return [reason.split()[0] for reason in found.reasons if "add up" in reason]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        pytest.param("1,234.50", Decimal("1234.50"), id="grouped"),
        pytest.param("(87)", Decimal(-87), id="brackets-mean-negative"),
        pytest.param("－3", Decimal(-3), id="full-width-minus"),
        pytest.param("12%", None, id="a-share-is-no-addend"),
        pytest.param("甲", None, id="text"),
    ],
)
def test_amounts(text: str, amount: Decimal | None) -> None:
    assert amount_of(text) == amount


def test_total_that_adds_up_only_over_both_pieces_speaks_for_the_join() -> None:
    found = proposal(fragment([HEADER, *NORTH]), fragment([HEADER, *SOUTH, total(*NORTH, *SOUTH)], page=2))
    assert weights(found) == ["+5.0"]


def test_total_at_the_head_of_the_table_is_one_too() -> None:
    found = proposal(fragment([HEADER, total(*NORTH, *SOUTH), *NORTH]), fragment([HEADER, *SOUTH], page=2))
    assert weights(found) == ["+5.0"]


def test_tables_with_the_same_header_whose_totals_add_up_alone_stay_two() -> None:
    upper = fragment([HEADER, *NORTH, total(*NORTH)])
    found = proposal(upper, fragment([HEADER, *SOUTH, total(*SOUTH)], page=2))
    assert weights(found) == ["-4.0", "-4.0"]
    assert found.score < 0.25


def test_row_without_a_label_is_a_total_where_several_columns_say_so() -> None:
    upper = fragment([HEADER, *NORTH, total(*NORTH, label="全县")])
    assert weights(proposal(upper, fragment([HEADER, *SOUTH], page=2))) == ["-4.0"]


def test_total_of_a_part_does_not_part_a_table() -> None:
    upper = fragment([HEADER, *NORTH, total(*NORTH, label="小计")])
    assert weights(proposal(upper, fragment([HEADER, *SOUTH], page=2))) == []
    upper = fragment([HEADER, *NORTH, total(*NORTH, label="本年支出合计")])
    without_header = fragment([["结转", "5", "6"], total(*NORTH, label="总计")], page=2, header_rows=0)
    assert weights(proposal(upper, without_header)) == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["甲", "1", "0"], ["乙", "1", "0"], ["合计", "2", "0"]], id="few-small-addends"),
        pytest.param([["甲", "0", "0"], ["乙", "0", "0"], ["丙", "0", "0"], ["合计", "0", "0"]], id="zeros"),
        pytest.param([*NORTH, ["合计", "611", "519"]], id="no-sum"),
    ],
)
def test_chance_is_no_evidence(rows: list[list[str]]) -> None:
    assert weights(proposal(fragment([HEADER, *rows]), fragment([HEADER, *SOUTH], page=2))) == []


def test_sum_of_rounded_numbers_may_be_off_by_its_rounding() -> None:
    rows = [HEADER, ["甲", "10.33", "1"], ["乙", "20.33", "1"], ["丙", "30.33", "1"], ["合计", "61.00", "3"]]
    table = single(fragment(rows))
    row = [c for c in table.cells if c.row == 4]
    assert is_total_of(row, column_sums(table.cells, 1))
    off = single(fragment([*rows[:4], ["合计", "61.03", "3"]]))
    assert not is_total_of([c for c in off.cells if c.row == 4], column_sums(off.cells, 1))
