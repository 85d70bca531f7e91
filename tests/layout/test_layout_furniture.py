from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.layout.furniture import find_furniture, page_number_of
from extractor.page import BBox, PageContent, Ruling, Word

WIDTH, HEIGHT = 595.0, 842.0


def line(text: str, x0: float, top: float, *, size: float = 10.0) -> Word:
    return Word(text, BBox(x0, top, x0 + size * len(text), top + size), size=size)


def body(number: int, *, width: float = WIDTH, height: float = HEIGHT) -> tuple[Word, ...]:
    count = int((height - 220) / 20)
    return tuple(line(f"正文{number}页第{row}行" + "文" * 30, 90, 110 + 20 * row) for row in range(count))


def page(
    number: int, *extra: Word, rulings: tuple[Ruling, ...] = (), width: float = WIDTH, height: float = HEIGHT
) -> PageContent:
    words = body(number, width=width, height=height) + extra
    return PageContent(number, width, height, width, height, words=words, rulings=rulings)


def found(pages: list[PageContent]) -> list[list[tuple[str, str]]]:
    return [[(f.role, f.text) for f in p.furniture] for p in find_furniture(pages)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("- 4 -", (4, True)),
        ("— 14 —", (14, True)),
        ("一 4 一", (4, True)),
        ("第 3 页", (3, True)),
        ("第3页 共10页", (3, True)),
        ("共 10 页 第 3 页", (3, True)),
        ("第十二页", (12, True)),
        ("Page 3", (3, True)),
        ("Page 3 of 10", (3, True)),
        ("3/10", (3, True)),
        ("－３－", (3, True)),
        ("3", (3, False)),
        ("xiv", (14, False)),
        ("2023年", None),
        ("1,234", None),
        ("3.5", None),
        ("合计", None),
    ],
)
def test_page_numbers_are_told_by_their_form(text: str, number: tuple[int, bool] | None) -> None:
    assert page_number_of(text) == number


def test_running_header_is_found_by_repetition() -> None:
    pages = [page(n, line("某县统计资料汇编", 250, 50), line(f"— {n} —", 280, 790)) for n in (1, 2, 3)]
    assert found(pages) == [[("header", "某县统计资料汇编"), ("page_number", f"— {n} —")] for n in (1, 2, 3)]


def test_running_header_stays_one_where_a_table_begins_close_below_it() -> None:
    table = (
        Ruling("horizontal", 57, 50, 545),
        Ruling("horizontal", 90, 50, 545),
        Ruling("vertical", 50, 57, 700),
        Ruling("vertical", 545, 57, 700),
    )
    header = line("某县统计资料汇编", 250, 40)
    pages = [page(1, header), page(2, header, rulings=table), page(3, header, rulings=table)]
    assert found(pages) == [[("header", "某县统计资料汇编")]] * 3


def test_page_number_within_the_border_of_the_page_is_one() -> None:
    border = (
        Ruling("horizontal", 22, 22, 573),
        Ruling("horizontal", 820, 22, 573),
        Ruling("vertical", 22, 22, 820),
        Ruling("vertical", 573, 22, 820),
    )
    pages = [page(n, line(f"- {n} -", 290, 800), rulings=border) for n in (1, 2)]
    assert found(pages) == [[("page_number", f"- {n} -")] for n in (1, 2)]


def test_running_header_is_found_though_ocr_misread_it() -> None:
    pages = [
        page(n, line(text, 250, 50 + n))
        for n, text in enumerate(["某县统计资料汇编", "某县统汁资料汇编", "某县统计资料江编"], 1)
    ]
    assert [len(f) for f in found(pages)] == [1, 1, 1]


def test_page_of_another_format_has_its_own_margins() -> None:
    upright = [page(n, line("某局二〇二一年度部门决算", 240, 50)) for n in (1, 5)]
    across = [page(n, line("某局二〇二一年度部门决算", 360, 80), width=HEIGHT, height=WIDTH) for n in (2, 3, 4)]
    assert [len(f) for f in found(upright + across)] == [1] * 5


def test_a_text_that_comes_once_is_not_furniture() -> None:
    assert found([page(1, line("关于某事的说明", 250, 50)), page(2), page(3)]) == [[], [], []]


def test_a_repeated_title_in_large_type_is_not_furniture() -> None:
    pages = [page(n, line("收入支出决算总表", 200, 60, size=18)) for n in (1, 2, 3)]
    assert found(pages) == [[], [], []]


@pytest.mark.parametrize("text", ["（续表）", "续表", "单位：万元", "表2 分项统计表", "Table 2. (continued)"])
def test_a_repeated_caption_is_not_furniture(text: str) -> None:
    assert found([page(n, line(text, 250, 50)) for n in (1, 2, 3)]) == [[], [], []]


def test_a_repeated_column_header_in_a_frame_is_not_furniture() -> None:
    head = (line("项目", 100, 60), line("合计", 300, 60), line("基本支出", 400, 60))
    grid = (
        Ruling("horizontal", 50, 80, 500),
        Ruling("horizontal", 80, 80, 500),
        Ruling("vertical", 80, 50, 700),
        Ruling("vertical", 500, 50, 700),
    )
    assert found([page(n, *head, rulings=grid) for n in (1, 2, 3)]) == [[], [], []]


def test_a_repeated_column_header_without_rules_is_not_furniture() -> None:
    head = tuple(line(text, x, 93) for text, x in (("地区", 100), ("绝对数", 300), ("增长率", 400)))
    assert found([page(n, *head) for n in (1, 2, 3)]) == [[], [], []]


def test_a_column_header_between_horizontal_rules_is_not_furniture() -> None:
    head = tuple(line(text, x, 60) for text, x in (("地区", 100), ("绝对数", 300)))
    rules = (Ruling("horizontal", 52, 80, 500), Ruling("horizontal", 80, 80, 500))
    assert found([page(n, *head, rulings=rules) for n in (1, 2, 3)]) == [[], [], []]


def test_a_small_line_over_a_rule_heads_even_a_single_page() -> None:
    rule = (Ruling("horizontal", 64, 80, 500),)
    assert found([page(1, line("某县统计资料汇编", 250, 50, size=9), rulings=rule)]) == [
        [("header", "某县统计资料汇编")]
    ]


def test_a_header_rule_close_above_a_table_is_not_the_table() -> None:
    rules = (
        Ruling("horizontal", 64, 80, 500),
        Ruling("horizontal", 76, 82, 498),
        Ruling("horizontal", 94, 82, 498),
        Ruling("vertical", 82, 76, 700),
        Ruling("vertical", 498, 76, 700),
    )
    pages = [page(n, line("某县统计资料汇编", 250, 50, size=9), line("项目", 100, 80), rulings=rules) for n in (1, 2)]
    assert found(pages) == [[("header", "某县统计资料汇编")]] * 2


def test_an_underlined_word_at_the_top_heads_no_page() -> None:
    rule = (Ruling("horizontal", 64, 90, 150),)
    assert found([page(1, line("正文第一行", 90, 50, size=9), rulings=rule)]) == [[]]


def test_a_lone_number_in_the_margin_is_a_page_number() -> None:
    assert found([page(1, line("1", 290, 790))]) == [[("page_number", "1")]]


def test_a_year_alone_at_the_foot_is_not_a_page_number() -> None:
    assert found([page(1, line("2023", 290, 790))]) == [[]]


def test_bare_numbers_that_count_with_the_pages_are_page_numbers() -> None:
    pages = [page(n, line(str(1999 + n), 290, 790)) for n in (1, 2, 3)]
    assert [[role for role, _ in f] for f in found(pages)] == [["page_number"]] * 3


def test_words_stay_in_the_page() -> None:
    before = page(1, line("— 1 —", 290, 790))
    after = find_furniture([before])[0]
    assert after == replace(before, furniture=after.furniture)


def test_no_pages_and_empty_pages() -> None:
    assert find_furniture([]) == ()
    assert find_furniture([PageContent(1, WIDTH, HEIGHT, WIDTH, HEIGHT)])[0].furniture == ()
