"""The words of a page that no furniture line and no cell holds: what is left to be laid out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractor.page import BBox, PageContent, Word


@dataclass(frozen=True)
class FreeWords:
    """What is left of a page's words.

    Attributes:
        words: To be laid out.
        unplaced: What the page had as unplaced, and words within a table's frame that no cell holds.
    """

    words: tuple[Word, ...]
    unplaced: tuple[Word, ...]


def find_free_words(page: PageContent) -> FreeWords:
    """The words of `page` that nothing holds yet.

    A word that a cell boundary cut is held in pieces; what no cell took of it is left as a word of its own.
    """
    held = Counter(_held_words(page))
    pieces = _by_row(w for f in page.fragments for c in f.cells for w in c.words)
    words: list[Word] = []
    unplaced = list(page.unplaced)
    for word in page.words:
        if held[word] > 0:
            held[word] -= 1
            continue
        near = [p for row in _rows_of(word) for p in pieces.get(row, ())]
        for part in _without(word, near):
            inside = any(f.bbox.contains_point(part.bbox.x_mid, part.bbox.y_mid) for f in page.fragments)
            (unplaced if inside else words).append(part)
    return FreeWords(tuple(words), tuple(unplaced))


def _held_words(page: PageContent) -> Iterable[Word]:
    yield from page.unplaced
    for line in page.furniture:
        yield from line.words
    for fragment in page.fragments:
        for cell in fragment.cells:
            yield from cell.words


def _rows_of(word: Word) -> range:
    """Numbers of the 20 point strips that the word lies in."""
    return range(int(word.bbox.top // 20), int(word.bbox.bottom // 20) + 1)


def _by_row(words: Iterable[Word]) -> dict[int, list[Word]]:
    rows: dict[int, list[Word]] = {}
    for word in words:
        for row in _rows_of(word):
            rows.setdefault(row, []).append(word)
    return rows


def _without(word: Word, pieces: Iterable[Word]) -> list[Word]:
    """What is left of `word` when the characters that `pieces` of it hold are taken out."""
    own = [p for p in pieces if p.text in word.text and len(p.text) < len(word.text) and _on(p.bbox, word.bbox)]
    if not own:
        return [word]
    count = len(word.text)
    step = word.bbox.width / count
    edges = word.edges or tuple(word.bbox.x0 + i * step for i in range(count + 1))
    taken = [any(p.bbox.x0 <= (edges[i] + edges[i + 1]) / 2 <= p.bbox.x1 for p in own) for i in range(count)]
    left: list[Word] = []
    start = 0
    for i in range(1, count + 1):
        if i == count or taken[i] != taken[start]:
            if not taken[start]:
                box = BBox(edges[start], word.bbox.top, edges[i], word.bbox.bottom)
                cut = word.edges[start : i + 1]
                left.append(replace(word, text=word.text[start:i], bbox=box, edges=cut, alternatives=()))
            start = i
    return left


def _on(piece: BBox, whole: BBox) -> bool:
    return (
        piece.x0 >= whole.x0 - 1
        and piece.x1 <= whole.x1 + 1
        and abs(piece.y_mid - whole.y_mid) <= 0.25 * max(piece.height, whole.height)
    )
