"""Hand-made rulings, words and fragments for tests of tables and joins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.page import BBox, FragmentCell, PageContent, Ruling, TableFragment, Word


def word(text: str, x: float, y: float, size: float = 10.0) -> Word:
    """A word whose left edge is at x and whose middle is at y; characters are half a size wide, or a whole one."""
    width = sum(size if ord(c) > 0x2E7F else size / 2 for c in text)
    return Word(text, BBox(x, y - size / 2, x + width, y + size / 2), size=size)


def horizontal(y: float, x0: float, x1: float) -> Ruling:
    return Ruling("horizontal", y, x0, x1)


def vertical(x: float, y0: float, y1: float) -> Ruling:
    return Ruling("vertical", x, y0, y1)


def full_grid(columns: Sequence[float], rows: Sequence[float]) -> list[Ruling]:
    """All rules of a grid without spans."""
    across = [horizontal(y, columns[0], columns[-1]) for y in rows]
    return across + [vertical(x, rows[0], rows[-1]) for x in columns]


def fragment(
    texts: Sequence[Sequence[str]],
    page: int = 1,
    columns: Sequence[float] | None = None,
    spans: dict[tuple[int, int], tuple[int, int]] | None = None,
    header_rows: int = 1,
    stub_columns: int = 1,
    top: float = 100.0,
    closed: tuple[bool, bool] = (True, True),
    ruled: bool = True,
) -> TableFragment:
    """A fragment with one cell a text; `spans` gives (rowspan, colspan) of cells that cover their neighbours.

    Words fill the cell from its left edge, line after line, as type set in a narrow column does.
    """
    spans = spans or {}
    xs = tuple(columns or [50 + 100.0 * i for i in range(len(texts[0]) + 1)])
    ys = tuple(top + 20.0 * i for i in range(len(texts) + 1))
    covered = {
        (r + i, c + k)
        for (r, c), (down, right) in spans.items()
        for i in range(down)
        for k in range(right)
        if (i, k) != (0, 0)
    }
    cells = []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if (r, c) in covered:
                continue
            down, right = spans.get((r, c), (1, 1))
            box = BBox(xs[c], ys[r], xs[c + right], ys[r + down])
            words = _set(text, box)
            cells.append(FragmentCell(r, c, down, right, box, words, text))
    return TableFragment(
        page,
        BBox(xs[0], ys[0], xs[-1], ys[-1]),
        xs,
        ys,
        tuple(cells),
        ruled,
        closed[0],
        closed[1],
        header_rows,
        stub_columns,
    )


def _set(text: str, box: BBox) -> tuple[Word, ...]:
    lines, line = [], ""
    for character in text:
        if word(line + character, 0, 0).bbox.width > box.width - 4:
            lines.append(line)
            line = ""
        line += character
    lines.append(line)
    return tuple(word(line, box.x0 + 2, box.top + 10 + 10 * i) for i, line in enumerate(lines) if line)


def page_with(fragment: TableFragment, number: int) -> PageContent:
    words = tuple(w for cell in fragment.cells for w in cell.words)
    return PageContent(number, 595, 842, 595, 842, words=words, fragments=(fragment,), order=(("fragment", 0),))


def bands(boundaries: Sequence[float]) -> list[tuple[float, float]]:
    return list(pairwise(boundaries))
