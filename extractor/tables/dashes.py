"""Dashes that stand for "nothing to report" in columns of numbers, told from the Chinese numeral one.

A recogniser that sees a single horizontal stroke cannot know which character it is; the column does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractor.numerals import is_number
from extractor.page import FragmentCell, TableFragment, Word
from extractor.script import join_words

STROKES = frozenset("一ー－-—–―ㄧ")
"""Characters that are one horizontal stroke."""
HYPHENS = "-－"
EM_DASH, EN_DASH = 0.75, 0.3
"""Least width, as a share of the height of the text around, of the two longer dashes; a hyphen is a third."""
HYPHEN, SLENDER = 0.45, 3.5
"""Width as before, and width by height, under which a stroke that was read as a hyphen is one: in bold type hyphens are
as long as the dashes of others, but not as slender."""
MOSTLY = 0.5
"""Share of the other filled cells of a column that must be numbers."""


def resolve_dashes(fragment: TableFragment) -> TableFragment:
    """`fragment` with single strokes in columns of numbers read as dashes, as long as they are printed.

    Only readings by OCR are touched; the reading that is replaced stays among the word's alternatives.
    """
    columns = {col for col in range(fragment.column_count) if _holds_numbers(fragment, col)}
    size = _text_size(fragment)
    if not columns or size <= 0:
        return fragment
    cells = tuple(_resolved(cell, size) if _is_stroke_in(cell, columns) else cell for cell in fragment.cells)
    return replace(fragment, cells=cells)


def _holds_numbers(fragment: TableFragment, col: int) -> bool:
    texts = [c.text for c in _body(fragment) if c.col == col and c.colspan == 1 and c.text and not _is_stroke(c.text)]
    numbers = sum(map(is_number, texts))
    beside = _holds_number_columns_beside(fragment, col)
    return (numbers >= 2 or (numbers == len(texts) and beside)) and numbers >= MOSTLY * len(texts)


def _holds_number_columns_beside(fragment: TableFragment, col: int) -> bool:
    """Whether the column stands between or after columns that hold numbers and nothing else, as a rule."""
    beside = [c for c in _body(fragment) if c.colspan == 1 and c.text and abs(c.col - col) == 1 and c.col > 0]
    return len(beside) > 2 and sum(is_number(c.text) for c in beside) >= 0.8 * len(beside)


def _body(fragment: TableFragment) -> Iterable[FragmentCell]:
    return (c for c in fragment.cells if c.row >= fragment.header_rows)


def _is_stroke(text: str) -> bool:
    return len(text) == 1 and text in STROKES


def _is_stroke_in(cell: FragmentCell, columns: set[int]) -> bool:
    return (
        cell.col in columns
        and cell.colspan == 1
        and _is_stroke(cell.text)
        and len(cell.words) == 1
        and cell.words[0].origin == "ocr"
    )


def _text_size(fragment: TableFragment) -> float:
    """Height of the numbers of the fragment's body in points, the middle one; 0 where there is none."""
    heights = sorted(w.bbox.height for c in _body(fragment) for w in c.words if is_number(w.text))
    return heights[len(heights) // 2] if heights else 0.0


def _resolved(cell: FragmentCell, size: float) -> FragmentCell:
    word = cell.words[0]
    dash = _dash_of(word, size)
    if dash == word.text:
        return cell
    words = (replace(word, text=dash, alternatives=(word.text, *word.alternatives)),)
    return replace(cell, words=words, text=join_words(words))


def _dash_of(word: Word, size: float) -> str:
    # Digits are about three quarters of the character square high, so that is what a box of ink measures.
    width = word.bbox.width / (size / 0.75)
    if width >= EM_DASH:
        return "—"
    if word.text in HYPHENS and width < HYPHEN and word.bbox.width < SLENDER * word.bbox.height:
        return "-"
    return "–" if width >= EN_DASH else "-"
