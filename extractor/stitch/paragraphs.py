"""Paragraphs that a page break cut: whether two pieces are one, and how they read together."""

from __future__ import annotations

import re
import unicodedata
from statistics import median

from extractor.page import TextBlock, Word
from extractor.script import join_lines

SAME_SIZE = 1.15
"""Pieces of one paragraph are set in the same size; OCR_SAME_SIZE allows for boxes around the ink."""
OCR_SAME_SIZE = 1.6
INDENT = 1.1
"""Least indent of a first line, in font sizes."""
FULL = 2.3
"""A line that ends this near the right edge of its paragraph, in font sizes, is full."""

_SENTENCE_END = re.compile(r"[。！？；;：:.!?][”’\"')）」』》]*$")


def continues(above: TextBlock, below: TextBlock) -> bool:
    """Whether `below`, the first text of a page, goes on with the paragraph `above`, the last of the page before.

    It does where the upper piece stops in mid-sentence at the right margin and the lower one starts at the left
    margin. After a closed sentence it does only where the paragraphs of the document show an indent and the lower
    piece has none.
    """
    if above.kind != "paragraph" or below.kind != "paragraph" or not below.open_start:
        return False
    if not above.text or not below.text or not _same_size(above, below):
        return False
    if above.open_end:
        return True
    if _ends_sentence(above.text):
        return _is_indented(above) and _ends_full(above) and not _ends_clause(above.text)
    return below.text[0].islower() and above.text[-1].islower()


def join_paragraph_texts(above: str, below: str) -> str:
    """The text of one paragraph from its two pieces."""
    return join_lines([above, below])


def _same_size(above: TextBlock, below: TextBlock) -> bool:
    if not above.words or not below.words:
        return True
    small, large = sorted((_size(above), _size(below)))
    ocr = "ocr" in (above.words[-1].origin, below.words[0].origin)
    return large <= (OCR_SAME_SIZE if ocr else SAME_SIZE) * small


def _size(block: TextBlock) -> float:
    """Font size of most of the block's characters; in OCR the usual height of its words."""
    return median(w.bbox.height if w.origin == "ocr" else w.size for w in block.words for _ in w.text)


def _ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(unicodedata.normalize("NFKC", text).rstrip()))


def _ends_clause(text: str) -> bool:
    """Whether `text` leads on to a list, which begins with a paragraph of its own."""
    return unicodedata.normalize("NFKC", text).rstrip().endswith((":", ";"))


def _last_line(block: TextBlock) -> list[Word]:
    last = block.words[-1]
    return [w for w in block.words if w.bbox.top < last.bbox.bottom and w.bbox.bottom > last.bbox.y_mid]


def _is_indented(block: TextBlock) -> bool:
    """Whether the first of several lines begins to the right of the others."""
    return bool(block.words) and block.words[0].bbox.x0 - block.bbox.x0 > INDENT * block.words[0].size


def _ends_full(block: TextBlock) -> bool:
    """Whether the last of several lines reaches the right edge of the others."""
    line = _last_line(block)
    return block.bbox.x1 - max(w.bbox.x1 for w in line) <= FULL * line[0].size
