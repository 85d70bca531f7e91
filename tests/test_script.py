from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.page import BBox, Word
from extractor.script import join_line, join_lines, join_words


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(["全面加强机关", "作风建设"], "全面加强机关作风建设", id="no-blank-within-chinese"),
        pytest.param(["累计公开政府信息", "0条"], "累计公开政府信息0条", id="no-blank-from-chinese-to-digits"),
        pytest.param(["共收到 12", "件申请"], "共收到 12件申请", id="no-blank-from-digits-to-chinese"),
        pytest.param(
            ["分为三类（暂不公开）", "(不公开)三类"], "分为三类（暂不公开）(不公开)三类", id="full-width-bracket"
        ),
        pytest.param(
            ["特别是“三公”", "“经费”"], "特别是“三公”“经费”", id="quotes-take-the-script-of-the-letter-beside"
        ),
        pytest.param(["he said “hello”", "“world”"], "he said “hello” “world”", id="quotes-in-latin"),
        pytest.param(
            ["between the northern", "districts."], "between the northern districts.", id="one-blank-in-latin"
        ),
        pytest.param(["the govern-", "ment of"], "the government of", id="hyphen-before-lower-case-undone"),
        pytest.param(["the Anglo-", "Saxon law"], "the Anglo-Saxon law", id="hyphen-before-capital-kept"),
        pytest.param(["in 2019-", "2020 it"], "in 2019-2020 it", id="hyphen-between-digits-kept"),
        pytest.param(["a dash -", "then text"], "a dash - then text", id="dash-is-no-hyphen"),
        pytest.param(["1,234", "567"], "1,234 567", id="two-numbers-never-run-together"),
        pytest.param(["", " 一 ", ""], "一", id="empty-lines-count-for-nothing"),
        pytest.param([], "", id="nothing"),
    ],
)
def test_lines_are_joined_as_the_script_wants(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@given(st.lists(st.text(alphabet="表格，abC1 -“”", max_size=6), max_size=5))
def test_joining_loses_no_character_but_blanks_and_hyphens(lines: list[str]) -> None:
    joined = join_lines(lines)
    kept = [c for c in joined if c not in " -"]
    assert kept == [c for line in lines for c in line if c not in " -"]


@given(st.lists(st.text(alphabet="表格，一", max_size=6), max_size=5))
def test_chinese_lines_are_joined_without_blanks(lines: list[str]) -> None:
    assert join_lines(lines) == "".join(lines)


def word(text: str, x0: float, top: float = 0.0, *, space: bool = True) -> Word:
    return Word(text, BBox(x0, top, x0 + 10 * len(text), top + 10), space_before=space)


def test_printed_blanks_are_kept_between_chinese_and_latin_only() -> None:
    line = [word("工作", 0), word("2020", 30), word("年度", 75), word("报告", 100), word("A", 120, space=False)]
    assert join_line(line) == "工作 2020 年度报告A"


def test_words_of_a_cell_on_two_lines_are_joined() -> None:
    cell = [word("危及“三安全一稳", 0), word("定”", 0, 14)]
    assert join_words(cell) == "危及“三安全一稳定”"


def test_words_on_one_line_of_a_cell_keep_their_blank() -> None:
    assert join_words([word("Cash", 0), word("flow", 45), word("from", 0, 14)]) == "Cash flow from"
