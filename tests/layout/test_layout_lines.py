from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.layout.text_lines import join_text, lines_of_words, split_at_gaps
from extractor.page import BBox, Word


def word(text: str, x0: float, top: float, *, size: float = 10.0) -> Word:
    return Word(text, BBox(x0, top, x0 + size * len(text), top + size), size=size)


def test_words_on_a_slope_are_one_line() -> None:
    sloping = [word("一二三", 40.0 * i, 100 + 1.5 * i) for i in range(12)]
    assert len(lines_of_words(sloping)) == 1


def test_lines_in_tight_setting_stay_apart() -> None:
    words = [word(c, 12.0 * i, 10.5 * row) for row in range(4) for i, c in enumerate("上下左右")]
    assert [line.text for line in lines_of_words(words)] == ["上下左右"] * 4


def test_a_superscript_belongs_to_its_line() -> None:
    words = [word("Harmouth", 0, 100), Word("b", BBox(81, 99, 84, 105), size=6, space_before=False), word("5", 90, 100)]
    lines = lines_of_words(words)
    assert [line.text for line in lines] == ["Harmouthb 5"]
    assert lines[0].size == 10.0


def test_the_type_of_most_characters_is_that_of_the_line() -> None:
    line = lines_of_words([word("大字", 0, 96, size=14), word("小小小小", 40, 98)])[0]
    assert line.size == 10.0


def test_a_line_is_cut_at_wide_gaps_only() -> None:
    line = lines_of_words([word("部门", 0, 0), word("县局", 25, 0), word("单位", 300, 0)])[0]
    assert [piece.text for piece in split_at_gaps(line, 40)] == ["部门县局", "单位"]


def test_size_of_a_chinese_ocr_line_is_its_advance() -> None:
    box = BBox(0, 0, 80, 13.5)
    line = lines_of_words([Word("一二三四五六七八", box, origin="ocr", size=13.5)])[0]
    assert line.size == 10.0


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 700), st.floats(1, 60), st.floats(0.1, 20)).map(
            lambda t: Word("字", BBox(t[0], t[1], t[0] + t[2], t[1] + t[3]))
        ),
        max_size=40,
    )
)
def test_every_word_is_on_exactly_one_line(words: list[Word]) -> None:
    lines = lines_of_words(words)
    assert sorted(map(id, (w for line in lines for w in line.words))) == sorted(map(id, words))
    assert len(join_text(lines).replace(" ", "")) == len(words)
