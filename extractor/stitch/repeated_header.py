"""Header rows that a continuation prints again, told in spite of single misread characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from extractor.stitch.logical import LogicalCell

MOST_ROWS = 8
"""Rows compared at most; no header seen is deeper."""
ALIKE = 0.6
"""Similarity under which two texts of a header cell are different words; one wrong character of three leaves 0.67."""
CELLS_ALIKE = 0.8
"""Share of the text cells of a row that must be alike for the row to be a repetition."""
FEWEST_IN_ORDER = 3
"""Texts that two rows must have to be compared by their order alone."""
CELLS_EQUAL = 0.5
"""Share of them that must be equal: misreadings are the exception."""

LOOKALIKES = (
    "目日月曰自白",
    "未末朱",
    "己已巳",
    "人入八",
    "干千于",
    "土士",
    "大太犬天夫",
    "贝见",
    "令今",
    "问间",
    "项顶",
    "折拆",
    "拔拨",
)
"""Characters that a worn stroke more or less makes one of another: 项目 on one page is 项日 on the next."""
_ONE_OF_THEM = str.maketrans({character: group[0] for group in LOOKALIKES for character in group})


def similarity(a: str, b: str) -> float:
    """Likeness of two texts, white space and width of characters apart, 0 to 1."""
    plain = ["".join(unicodedata.normalize("NFKC", t).split()) for t in (a, b)]
    if plain[0] == plain[1]:
        return 1.0
    return SequenceMatcher(None, plain[0], plain[1], autojunk=False).ratio()


def repeated_header_rows(upper: Sequence[LogicalCell], lower: Sequence[LogicalCell], header_rows: int) -> int:
    """How many rows at the top of `lower` print the top rows of `upper` again; both on the same columns.

    At most `header_rows`, if the upper table knows its header; a table that does not (0) may repeat its first row and
    the rows that its spans reach.
    """
    limit = min(header_rows or max((c.end_row for c in upper if c.row == 0), default=1), MOST_ROWS)
    count = 0
    while count < limit and _same_row(upper, lower, count):
        count += 1
    # A header is repeated whole or not at all: a part of it is a row that happens to look like it.
    reach = max((c.end_row for c in lower if c.row < count), default=0)
    return count if reach <= count and (count == limit or count * 2 >= limit) else 0


def _same_row(upper: Sequence[LogicalCell], lower: Sequence[LogicalCell], row: int) -> bool:
    starts = [{c.col: c for c in cells if c.row == row} for cells in (upper, lower)]
    if not starts[0] or not starts[1]:
        return bool(row) and not starts[0] and not starts[1]
    texts = [(a.text, _text_at(starts[1], a)) for a in starts[0].values() if a.text]
    texts += [("", b.text) for col, b in starts[1].items() if b.text and col not in starts[0]]
    if len(texts) < 2 and row == 0:
        return False
    return _are_alike(texts) or _are_alike(_in_order(*starts))


def _are_alike(texts: Sequence[tuple[str, str]]) -> bool:
    texts = [(a.translate(_ONE_OF_THEM), b.translate(_ONE_OF_THEM)) for a, b in texts]
    alike = sum(_is_alike(a, b) for a, b in texts)
    equal = sum(similarity(a, b) == 1.0 for a, b in texts)
    return bool(texts) and alike >= CELLS_ALIKE * len(texts) and equal >= CELLS_EQUAL * len(texts)


def _in_order(upper: dict[int, LogicalCell], lower: dict[int, LogicalCell]) -> list[tuple[str, str]]:
    """The texts of two rows from left to right, wherever they stand: a span may be seen wider on one of two pages."""
    texts = [[cells[col].text for col in sorted(cells) if cells[col].text] for cells in (upper, lower)]
    return list(zip(*texts, strict=True)) if len(texts[0]) == len(texts[1]) >= FEWEST_IN_ORDER else []


def _is_alike(a: str, b: str) -> bool:
    """Whether two texts may be one, misread; years and other numbers that differ make two of them."""
    return similarity(a, b) >= ALIKE and re.findall(r"\d+", a) == re.findall(r"\d+", b)


def _text_at(cells: dict[int, LogicalCell], like: LogicalCell) -> str:
    cell = cells.get(like.col)
    return cell.text if cell is not None and cell.colspan == like.colspan else ""
