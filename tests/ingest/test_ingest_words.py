from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.ingest.glyphs import Glyph, Ink, ordinary_character
from extractor.ingest.words import lay_words
from extractor.page import Ruling


def set_text(
    text: str, *, x: float = 50, baseline: float = 100, size: float = 10, gap: float = 0, advance: float = 1.0
) -> list[Glyph]:
    """Characters of `advance` ems, `gap` points apart."""
    glyphs = []
    for character in text:
        end = x + advance * size
        glyphs.append(Glyph(character, x, baseline - 0.8 * size, end, baseline + 0.2 * size, baseline, Ink(size)))
        x = end + gap
    return glyphs


def texts(glyphs: list[Glyph], *rulings: Ruling) -> list[str]:
    return [word.text for word in lay_words(glyphs, rulings)]


@pytest.mark.parametrize(
    ("glyphs", "expected"),
    [
        pytest.param(set_text("合 计"), ["合", "计"], id="white-space-parts"),
        pytest.param(set_text("政府信息", gap=2.5), ["政府信息"], id="justified-chinese-holds-together"),
        pytest.param(set_text("合计", gap=10), ["合", "计"], id="columns-one-em-apart-part"),
        pytest.param(set_text("12.5", advance=0.5, gap=0.4), ["12.5"], id="loose-digits-hold-together"),
        pytest.param(set_text("ab", advance=0.5, gap=2.6), ["a", "b"], id="gap-is-a-space-in-latin"),
        pytest.param(
            set_text("40", advance=0.5) + set_text("3", x=60.2, baseline=96, size=6, advance=0.5),
            ["40", "3"],
            id="footnote-mark-is-no-digit-of-the-number",
        ),
        pytest.param(set_text("合计") + set_text("合计", x=50.3), ["合计"], id="printed-twice-counts-once"),
        pytest.param(set_text("11", advance=0.3), ["11"], id="narrow-equal-digits-are-two"),
        pytest.param(
            set_text("Total......5", advance=0.5), ["Total", "......", "5"], id="leaders-are-a-word-of-their-own"
        ),
        pytest.param(set_text("Total...", advance=0.5), ["Total..."], id="ellipsis-is-no-leader"),
        pytest.param(set_text("甲", baseline=100) + set_text("乙", baseline=114), ["甲", "乙"], id="two-lines"),
    ],
)
def test_words_of_a_line(glyphs: list[Glyph], expected: list[str]) -> None:
    assert texts(glyphs) == expected


def test_no_word_crosses_a_vertical_ruling() -> None:
    wall = Ruling("vertical", 60.0, 80, 120)
    words = lay_words(set_text("甲乙"), [wall])
    assert [word.text for word in words] == ["甲", "乙"]
    assert [word.space_before for word in words] == [True, False]


def painted_as(order: int, glyphs: list[Glyph]) -> list[Glyph]:
    return [glyph._replace(ink=Ink(glyph.ink.size, order=order)) for glyph in glyphs]


def test_word_set_as_one_text_crosses_a_vertical_ruling() -> None:
    (word,) = lay_words(painted_as(7, set_text("甲乙")), [Ruling("vertical", 60.0, 80, 120)])
    assert (word.text, word.run) == ("甲乙", 7)


def test_word_that_crossed_a_ruling_takes_in_no_other_text() -> None:
    glyphs = painted_as(7, set_text("12", advance=0.5)) + painted_as(8, set_text("3", x=60, advance=0.5))
    assert texts(glyphs, Ruling("vertical", 54.0, 80, 120)) == ["12", "3"]


def test_ruling_beside_the_line_parts_nothing() -> None:
    assert texts(set_text("甲乙"), Ruling("vertical", 60.0, 120, 200)) == ["甲乙"]


def test_superscript_is_on_the_line_of_its_text() -> None:
    glyphs = set_text("40", advance=0.5) + set_text("3", x=60.2, baseline=96, size=6, advance=0.5)
    number, mark = lay_words(glyphs, ())
    assert number.line == mark.line
    assert not mark.space_before
    assert mark.size == 6


def test_mark_of_a_mark_is_on_the_line_of_the_text() -> None:
    """A foot note mark behind an exponent: its host is a mark itself."""
    glyphs = set_text("40", advance=0.5)
    glyphs += set_text("2", x=60.2, baseline=96, size=6, advance=0.5) + set_text("i", x=63.4, baseline=93, size=4)
    assert {word.line for word in lay_words(glyphs, ())} == {0}


@given(st.text(alphabet="甲乙丙123abc ", min_size=1, max_size=30), st.floats(4, 40))
def test_every_character_is_in_one_word_with_its_edges(text: str, size: float) -> None:
    words = lay_words(set_text(text, size=size), ())
    assert "".join(word.text for word in words) == text.replace(" ", "")
    for word in words:
        assert len(word.edges) == len(word.text) + 1
        assert list(word.edges) == sorted(word.edges)
        assert word.edges[0] == word.bbox.x0
        assert word.edges[-1] == word.bbox.x1


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        pytest.param("\u2ea0", "民", id="radical-supplement"),
        pytest.param("\u2f00", "一", id="kangxi"),
        pytest.param("\u2f3e", "户", id="kangxi-with-the-glyph-of-today"),
        pytest.param("\u0002", "-", id="hyphen-at-the-end-of-a-line"),
        pytest.param("\u00ad", "-", id="soft-hyphen-that-is-painted"),
        pytest.param("\u3000", " ", id="wide-space"),
        pytest.param("\u200b", "", id="no-width"),
        pytest.param("\u202a", "", id="direction-begins"),
        pytest.param("\u2069", "", id="direction-ends"),
        pytest.param("\u0007", "\ufffd", id="control"),
        pytest.param("\ue123", "\ue123", id="private-use-is-kept"),
        pytest.param("“", "“", id="curly-quote-is-kept"),
        pytest.param("１", "１", id="full-width-digit-is-kept"),
    ],
)
def test_ordinary_character(character: str, expected: str) -> None:
    assert ordinary_character(character) == expected


def test_space_that_begins_inside_the_next_character_parts_it_from_the_one_before() -> None:
    space = Glyph(" ", 60.4, 92, 62.6, 102, 100, Ink(10))
    assert texts([*set_text("甲"), *set_text("乙丙", x=60), space]) == ["甲", "乙丙"]
