"""Pages of words and ruling lines made by hand, and what the search for unruled tables finds on them."""

from collections.abc import Sequence

from extractor.page import BBox, Fill, PageContent, Ruling, TableFragment, Word
from extractor.tables.unruled import find_unruled

SIZE = 10.0
ADVANCE = 0.5
LEFT, RIGHT, CENTRE = "left", "right", "centre"


def width(text: str, size: float) -> float:
    return sum(size if ord(c) > 0x2E80 else ADVANCE * size for c in text)


def run(y: float, x: float, text: str, align: str = LEFT, size: float = SIZE) -> list[Word]:
    """The words of `text` on the line whose middle is at `y`; `x` is its left, right or middle."""
    start = x - {LEFT: 0.0, RIGHT: 1.0, CENTRE: 0.5}[align] * width(text, size)
    words = []
    for part in text.split(" "):
        end = start + width(part, size)
        words.append(Word(part, BBox(start, y - size / 2, end, y + size / 2), size=size))
        start = end + 0.3 * size
    return words


def row(y: float, stub: str, values: Sequence[str], columns: Sequence[float], size: float = SIZE) -> list[Word]:
    words = run(y, 60, stub, size=size) if stub else []
    for x, value in zip(columns, values, strict=True):
        words += run(y, x, value, RIGHT, size) if value else []
    return words


def rule(y: float, x0: float = 60, x1: float = 400) -> Ruling:
    return Ruling("horizontal", y, x0, x1)


def upright(x: float, top: float, bottom: float) -> Ruling:
    return Ruling("vertical", x, top, bottom)


def page(words: Sequence[Word], rulings: Sequence[Ruling] = (), fills: Sequence[Fill] = ()) -> PageContent:
    return PageContent(1, 595, 842, 595, 842, words=tuple(words), rulings=tuple(rulings), fills=tuple(fills))


def tables(words: Sequence[Word], rulings: Sequence[Ruling] = (), fills: Sequence[Fill] = ()) -> list[TableFragment]:
    return list(find_unruled(page(words, rulings, fills), words, ()))


def texts(fragment: TableFragment) -> list[list[str]]:
    """The text of every row; a cell over several columns or rows says so."""
    rows: list[list[str]] = [[] for _ in range(fragment.row_count)]
    for cell in fragment.cells:
        spans = "" if cell.rowspan == cell.colspan == 1 else f" <{cell.rowspan}x{cell.colspan}>"
        rows[cell.row].append(cell.text + spans)
    return rows
