"""Sums found in tables, what they prove, and what they put in doubt."""

from __future__ import annotations

import pytest

from checked_documents import checked, places, results, sheet

QUARTERS = """
部门 | 一季度 | 二季度 | 三季度 | 合计
办公室 | 120 | 35 | 207 | 362
财务科 | 418 | 96 | 33 | 547
人事科 | 75 | 310 | 164 | 549
合计 | 613 | 441 | 404 | 1458
"""

BUDGET = """
编码 | 科目 | 合计 | 基本支出 | 项目支出
 | 合计 | 640.75 | 412.55 | 228.20
201 | 一般公共服务支出 | 512.34 | 300.14 | 212.20
20101 | 人大事务 | 201.20 | 101.00 | 100.20
2010101 | 行政运行 | 101.00 | 101.00 |
2010108 | 代表工作 | 100.20 | | 100.20
20103 | 政府办公厅事务 | 311.14 | 199.14 | 112.00
2010301 | 行政运行 | 311.14 | 199.14 | 112.00
208 | 社会保障支出 | 128.41 | 112.41 | 16.00
20805 | 养老支出 | 128.41 | 112.41 | 16.00
"""
LEVELS = {3: 2, 4: 3, 5: 3, 6: 2, 7: 6, 9: 8}


def budget(text: str = BUDGET, **others: object) -> object:
    return sheet(text, stubs=((0, 2),), parents=LEVELS, **others)  # type: ignore[arg-type]


def test_rows_and_columns_of_totals_prove_their_numbers() -> None:
    table = sheet(QUARTERS)
    assert results(table)[4, 4] == ["pass", "pass"]
    assert places(table, "verified") == {(r, c) for r in range(1, 5) for c in range(1, 5)}


def test_two_sums_that_fail_cross_at_the_wrong_number() -> None:
    document = checked(QUARTERS.replace("310", "370"))
    assert places(document.tables[0], "suspect") == {(3, 2)}
    (finding,) = document.findings
    assert (finding.code, finding.suggestion) == ("sum.mismatch", "310")


def test_two_errors_that_cancel_in_a_row_are_seen_in_the_columns() -> None:
    lines = ["村 | 1月 | 2月 | 3月 | 4月 | 5月 | 6月 | 7月 | 8月 | 9月 | 合计"]
    months = [[100 * row + 7 * month * month + row * month for month in range(9)] for row in range(1, 6)]
    months.append([sum(column) for column in zip(*months, strict=True)])
    lines += [
        " | ".join(["合计" if r == 5 else f"村{r}", *map(str, row), str(sum(row))]) for r, row in enumerate(months)
    ]
    right = "\n".join(lines)
    assert checked(right).findings == ()
    table = sheet(right.replace("| 201 | 209 |", "| 200 | 210 |").replace("200 | 209 | 232", "201 | 208 | 232"))
    assert {(2, 1), (2, 2)} <= places(table, "suspect")
    assert places(table, "verified").isdisjoint({(2, 1), (2, 2)})


def test_in_a_text_layer_the_numbers_stay_as_printed() -> None:
    document = checked(QUARTERS.replace("310", "370"), source="text-layer")
    assert places(document.tables[0], "suspect") == set()
    (finding,) = document.findings
    assert "the source itself is inconsistent" in finding.message
    assert finding.suggestion is None
    assert [(ref.row, ref.col) for ref in finding.cells] == [(3, 2)]


LONE_SUM = """
地区 | 户数
东村 | 1204
西村 | 3377
南村 | 2950
合计 | 7531
"""


def test_numbers_that_two_readers_read_alike_stand_against_a_lone_sum() -> None:
    document = checked(LONE_SUM.replace("7531", "7031"), reading="verified")
    assert places(document.tables[0], "suspect") == set()
    assert (4, 1) in places(document.tables[0], "read")
    (finding,) = document.findings
    assert "both readers agree" in finding.message
    assert (4, 1) in {(ref.row, ref.col) for ref in finding.cells}


@pytest.mark.parametrize("wrong", ["-7532084", "7532.084", "753208"])
def test_slips_that_any_reader_makes_are_suspect_though_two_agree(wrong: str) -> None:
    text = """
    地区 | 收入 | 支出
    东村 | 1204118 | 4511207
    西村 | 3377925 | 9820346
    南村 | 2950041 | 8433915
    合计 | 7532084 | 22765468
    """
    assert places(sheet(text, reading="verified"), "suspect") == set()
    assert places(sheet(text.replace("7532084", "7532034"), reading="verified"), "suspect") == set()
    assert places(sheet(text.replace("7532084", wrong), reading="verified"), "suspect") == {(4, 1)}


def test_number_at_which_failing_sums_cross_is_suspect_though_two_readers_agree() -> None:
    assert places(sheet(QUARTERS.replace("310", "370"), reading="verified"), "suspect") == {(3, 2)}


def test_another_reading_that_closes_the_sum_is_suggested() -> None:
    text = """
    地区 | 户数
    东村 | 1204
    西村 | 3377
    南村 | 2950
    合计 | 7531
    """
    assert checked(text).findings == ()
    (finding,) = checked(text.replace("3377", "3317"), alternatives={(2, 1): "3377"}).findings
    assert finding.suggestion == "3377"
    assert [(ref.row, ref.col) for ref in finding.cells] == [(2, 1)]


def test_codes_add_up_to_the_code_they_begin_with() -> None:
    table = sheet(BUDGET, stubs=((0, 2),), parents=LEVELS)
    assert set(results(table)[2, 2]) == {"pass"}
    assert set(results(table)[1, 2]) == {"pass"}
    assert places(table, "suspect") == set()


def test_a_wrong_number_among_codes_is_found() -> None:
    table = sheet(BUDGET.replace("199.14 | 112.00\n208", "109.14 | 112.00\n208"), stubs=((0, 2),), parents=LEVELS)
    assert places(table, "suspect") == {(7, 3)}


def test_blanks_count_as_zero_only_where_sums_show_it() -> None:
    table = sheet(BUDGET, stubs=((0, 2),), parents=LEVELS)
    assert results(table)[4, 2] == ["pass"]
    table = sheet(QUARTERS.replace("310", ""))
    assert results(table)[3, 4] == ["uncertain"]
    assert places(table, "suspect") == set()


def test_parts_named_among_others_are_not_added_again() -> None:
    text = """
    项目 | 2022年 | 2023年
    工资 | 3120 | 3344
    办公费 | 518 | 602
    其中：印刷费 | 77 | 81
    差旅费 | 245 | 199
    合计 | 3883 | 4145
    """
    table = sheet(text, parents={3: 2})
    assert results(table)[5, 1] == ["pass"]
    assert (3, 1) not in {part[:2] for relation in table.relations for part in relation.parts}


def test_a_total_over_subtotals_does_not_add_rows_twice() -> None:
    text = """
    Location | Visits | Revenue
    Glenford | 5571 | 1274
    Hargate | 2509 | 1832
    Subtotal | 8080 | 3106
    Kingston | 3598 | 3685
    Penley | 6224 | 1949
    Subtotal | 9822 | 5634
    Total | 17902 | 8740
    """
    found = results(sheet(text))
    assert found[3, 1] == found[6, 1] == found[7, 1] == ["pass"]
    relation = next(one for one in sheet(text).relations if one.total == (7, 1))
    assert {part[0] for part in relation.parts} == {3, 6}


def test_a_total_may_stand_first() -> None:
    text = """
    地区 | 户数 | 面积
    合计 | 7531 | 911.2
    东村 | 1204 | 310.4
    西村 | 3377 | 402.1
    南村 | 2950 | 198.7
    """
    assert set(results(sheet(text))) == {(1, 1), (1, 2)}


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(["人均收入", "1852", "1203", "1644", "1570"], id="means"),
        pytest.param(["位次", "1", "3", "2", "4"], id="ranks"),
        pytest.param(["增长率", "3.1%", "2.2%", "4.0%", "3.2%"], id="rates"),
        pytest.param(["年份", "2019", "2020", "2021", "2022"], id="years"),
    ],
)
def test_columns_that_have_no_sums_are_left_alone(column: list[str]) -> None:
    lines = [
        "地区 | 户数 | 人口",
        "东村 | 1204 | 4013",
        "西村 | 3377 | 9120",
        "南村 | 2950 | 8777",
        "合计 | 7531 | 21910",
    ]
    document = checked("\n".join(f"{line} | {cell}" for line, cell in zip(lines, column, strict=True)))
    assert document.findings == ()
    assert set(results(document.tables[0])) == {(4, 1), (4, 2)}


def test_a_row_that_counts_the_columns_is_no_sum() -> None:
    assert checked(QUARTERS.replace("办公室", "栏次 | 1 | 2 | 3 | 4\n办公室")).findings == ()


def test_rounding_is_allowed_for() -> None:
    text = """
    Country | Sales | Stock | Debt
    Germany | 373.4 | 115.2 | 88.1
    France | 292.3 | 203.7 | 45.7
    Spain | 89.1 | 95.6 | 12.5
    Total | 754.9 | 414.4 | 146.3
    """
    document = checked(text)
    assert document.findings == ()
    assert set(results(document.tables[0])) == {(4, 1), (4, 2), (4, 3)}


def test_a_chance_sum_is_no_relation() -> None:
    text = """
    设备 | 数量 | 原值 | 净值
    甲 | 37 | 397 | 132
    乙 | 72 | 434 | 229
    丙 | 480 | 775 | 465
    """
    assert sheet(text).relations == ()


def test_what_is_no_number_leaves_its_sum_uncertain_and_is_flagged() -> None:
    document = checked(QUARTERS.replace("310", "31O"))
    assert results(document.tables[0])[3, 4] == ["uncertain"]
    assert places(document.tables[0], "suspect") == {(3, 2)}
    assert [finding.code for finding in document.findings] == ["number.odd_text"]


def test_words_in_a_sum_are_left_alone() -> None:
    table = sheet(QUARTERS.replace("310", "详见附表"))
    assert results(table)[3, 4] == ["uncertain"]
    assert places(table, "suspect") == set()


def test_a_point_that_parts_thousands_is_seen_in_the_sum() -> None:
    text = """
    Country | Enquiries | Per 1000
    Spain | 1053 | 0.2
    Germany | 718 | 0.1
    Total | 1.771 | 0.3
    """
    document = checked(text, source="text-layer")
    (finding,) = document.findings
    assert finding.suggestion == "1771"
    assert places(document.tables[0], "suspect") == {(3, 1)}


def test_a_column_that_holds_no_sums_beside_two_that_do_is_no_finding() -> None:
    text = """
    Country | Population | Shops | Outlets
    Germany | 81.9 | 415.3 | 73.6
    France | 58.1 | 343.4 | 34.8
    Italy | 57.3 | 627.2 | 114.6
    Total | 197.3 | 1770.4 | 223.0
    """
    assert checked(text, source="text-layer").findings == ()


def test_a_list_that_leaves_rows_out_is_no_finding() -> None:
    lines = [line for line in BUDGET.strip().splitlines() if not line.startswith("20103 ")]
    levels = {3: 2, 4: 3, 5: 3, 8: 7}
    document = checked("\n".join(lines), stubs=((0, 2),), parents=levels, source="text-layer")
    assert document.findings == ()


def test_numbered_levels_add_up_and_a_total_takes_the_highest() -> None:
    text = """
    项 目 | 2022年 | 2023年
    一、人员经费 | 4210 | 4586
    （一）工资 | 3120 | 3344
    （二）补助 | 1090 | 1242
    二、公用经费 | 763 | 801
    （一）办公费 | 518 | 602
    （二）差旅费 | 245 | 199
    合 计 | 4973 | 5387
    """
    table = sheet(text, parents={2: 1, 3: 1, 5: 4, 6: 4})
    assert {total: set(found) for total, found in results(table).items()} == {
        (row, col): {"pass"} for row in (1, 4, 7) for col in (1, 2)
    }
    wrong = sheet(text.replace("3120", "3720"), parents={2: 1, 3: 1, 5: 4, 6: 4})
    assert (2, 1) in places(wrong, "suspect")
    assert places(wrong, "suspect").isdisjoint({(row, 2) for row in range(8)})


def test_a_column_of_some_of_another_is_not_added_again() -> None:
    text = """
    地区 | 户数 | 其中：低保户 | 空置 | 合计
    东村 | 1204 | 31 | 207 | 1411
    西村 | 3377 | 88 | 419 | 3796
    南村 | 2950 | 46 | 85 | 3035
    北村 | 1877 | 59 | 102 | 1979
    """
    table = sheet(text)
    assert {one.total for one in table.relations} == {(row, 4) for row in range(1, 5)}
    assert {part[1] for one in table.relations for part in one.parts} == {1, 3}


def test_what_was_printed_stays_as_it_is() -> None:
    table = sheet(QUARTERS.replace("310", "370"))
    assert next(cell.text for cell in table.cells if (cell.row, cell.col) == (3, 2)) == "370"


def test_a_number_in_doubt_already_takes_the_blame() -> None:
    lines = [
        "村 | 1月 | 2月 | 3月 | 合计",
        *(f"村{i} | {30 + i} | {50 + 7 * i} | 21 | {101 + 8 * i}" for i in range(6)),
    ]
    table = sheet("\n".join(lines).replace("村3 | 33 | 71 |", "村3 | 33 | 7.1 |"))
    assert results(table)[4, 4] == ["uncertain"]
    assert places(table, "suspect") == {(4, 2)}


def test_failing_sum_of_numbers_that_other_sums_bear_out_and_of_blanks_blames_a_number() -> None:
    """So a form with many blank cells came to an end without any result."""
    text = """
    项目 | 甲 | 乙 | 丙 | 丁 | 戊 | 己 | 总计
     | | 10 | 2 | | 5 | 4 |
     | | 1 | 3 | | 3 | 1 |
     | | 1 | 1 | | 1 | 1 |
     | | 2 | | | | 1 |
     | | 1 | | | | |
     | | | | | 1 | 1 |
     | | | | | 1 | |
     | | | | | 1 | |
     | | 1 | 1 | | 1 | |
     | | | | | 2 | |
     | | 1 | | | 1 | |
     | | | | | 2 | 1 |
     | | 1 | | | | |
     | | | | | | | 1,000
     | | | 1 | | | |
     | | 2 | | | 1 | 1 |
     | | | 1 | | | |
     | 8 | | | 1 | | | 9
    （七）总计 | 198 | 20 | 9 | 14 | 19 | 10 | 269
    """
    found = checked(text)
    cells = {(cell.row, cell.col): cell.text for cell in found.tables[0].cells}
    assert found.findings
    assert all(cells[ref.row, ref.col] for finding in found.findings for ref in finding.cells)


@pytest.mark.parametrize("place", [0, 150, 300])
def test_a_total_is_found_wherever_it_stands_in_a_long_table(place: int) -> None:
    rows = [f"村{i} | {(i * 7919) % 997 + 3} | {(i * 104729) % 8999 + 11}" for i in range(300)]
    numbers = [[int(part) for part in row.split(" | ")[1:]] for row in rows[:place] or rows]
    rows.insert(place, " | ".join(["合计", *(str(sum(column)) for column in zip(*numbers, strict=True))]))
    assert set(results(sheet("\n".join(["村 | 户数 | 人口", *rows])))) == {(place + 1, 1), (place + 1, 2)}
