from __future__ import annotations

import pytest

from extractor.page import BBox, BlockKind, TextBlock, Word
from extractor.stitch.paragraphs import continues, join_paragraph_texts


def block(
    text: str,
    *,
    kind: BlockKind = "paragraph",
    open_end: bool = False,
    open_start: bool = False,
    indent: float = 0.0,
    last_end: float = 500.0,
    size: float = 12.0,
) -> TextBlock:
    """A paragraph of two lines between x 70 and x 500, the first indented, the second ending at `last_end`."""
    half = max(1, len(text) // 2)
    first = Word(text[:half], BBox(70 + indent, 100, 500, 112), size=size)
    second = Word(text[half:] or "。", BBox(70, 120, last_end, 132), size=size)
    return TextBlock(
        kind, text, BBox(70, 100, 500, 132), words=(first, second), open_end=open_end, open_start=open_start
    )


def test_a_sentence_cut_at_the_margin_goes_on() -> None:
    assert continues(block("全面加强机关", open_end=True), block("作风建设。", open_start=True))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param(block("加强机关", open_end=True), block("作风建设"), id="indented-below"),
        pytest.param(block("加强机关"), block("作风建设", open_start=True), id="ends-short"),
        pytest.param(block("加强机关", open_end=True), block("三、", kind="heading", open_start=True), id="heading"),
        pytest.param(block("表1", kind="caption", open_end=True), block("作风", open_start=True), id="caption"),
        pytest.param(block("加强机关", open_end=True), block("注", open_start=True, size=8), id="smaller-type"),
        pytest.param(block("如下：", indent=24), block("作风建设", open_start=True), id="colon-leads-to-a-list"),
        pytest.param(block("完成。", indent=24, last_end=300), block("作风", open_start=True), id="closed-and-short"),
        pytest.param(block("It closed."), block("Then", open_start=True), id="closed-where-nothing-is-indented"),
    ],
)
def test_pieces_that_are_two_paragraphs(above: TextBlock, below: TextBlock) -> None:
    assert not continues(above, below)


def test_a_closed_sentence_on_a_full_line_goes_on_without_indent() -> None:
    above = block("不涉密的信息不公开。", indent=24)
    assert continues(above, block("一年来我乡累计公开。", open_start=True))


def test_ragged_english_goes_on_in_lower_case() -> None:
    assert continues(block("varied widely between", last_end=400), block("the northern districts.", open_start=True))


def test_pieces_read_as_one_text() -> None:
    assert join_paragraph_texts("全面加强机关", "作风建设") == "全面加强机关作风建设"
    assert join_paragraph_texts("the govern-", "ment of") == "the government of"
