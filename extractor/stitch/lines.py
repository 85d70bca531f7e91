"""The lines of each page as they were read, and the block, cell or furniture that each belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import atan2, degrees
from operator import attrgetter
from typing import Literal

import numpy as np

from extractor.geometry import quarter_turn, transform_box, transform_point
from extractor.lines import Corners, LineWord, TextLine
from extractor.page import BBox, Matrix, PageContent, Word
from extractor.places import CellRef
from extractor.script import has_blank_before, lines_of
from extractor.stitch.flow import Flow, TableRun, TextRun

Turn = Literal[0, 90, 180, 270]
TURNS: tuple[Turn, ...] = (0, 90, 180, 270)

SAME_PLACE = 0.015
"""Points by which corners may differ from those of the box and be the same: both are rounded to a hundredth."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What the lines of some words belong to; as in `TextLine`."""

    block: int | None = None
    cell: CellRef | None = None
    furniture: int | None = None


Owned = tuple[int, Owner, tuple[Word, ...]]
"""Number of the page, and what owns which words of it."""


def printed_lines(pages: Sequence[PageContent], flow: Flow, names: Mapping[int, str]) -> tuple[TextLine, ...]:
    """All lines of `pages`: in each first the text in reading order, then furniture, then words that nothing holds.

    `flow` is that of the pages; `names` has the id of each table by its index in it, which is that of its block.
    """
    by_number = {page.number: page for page in pages}
    owned = [*_of_flow(flow, names), *_of_furniture(pages), *((p.number, Owner(), p.unplaced) for p in pages)]
    places = {page.number: place for place, page in enumerate(pages)}
    owned.sort(key=lambda item: places[item[0]])
    return tuple(line for number, owner, words in owned for line in _lines(by_number[number], owner, words))


def _of_flow(flow: Flow, names: Mapping[int, str]) -> Iterator[Owned]:
    for index, item in enumerate(flow.items):
        if isinstance(item, TextRun):
            yield from ((number, Owner(block=index), block.words) for number, block in item.pieces)
        else:
            yield from _of_table(item, index, names[index])


def _of_table(run: TableRun, index: int, name: str) -> Iterator[Owned]:
    """The words of all fragments; of a repeated header no cell of the table has the place."""
    places = {
        (piece.page, piece.bbox): CellRef(table=name, row=cell.row, col=cell.col)
        for cell in run.table.cells
        for piece in cell.pieces
    }
    for part in run.table.parts:
        page = part.fragment.page
        for cell in part.fragment.cells:
            yield page, Owner(block=index, cell=places.get((page, cell.bbox))), cell.words


def _of_furniture(pages: Iterable[PageContent]) -> Iterator[Owned]:
    lines = ((page.number, line) for page in pages for line in page.furniture)
    return ((number, Owner(furniture=index), line.words) for index, (number, line) in enumerate(lines))


def _lines(page: PageContent, owner: Owner, words: Iterable[Word]) -> Iterator[TextLine]:
    for turn, group in groupby(words, key=attrgetter("turn")):
        to_level = quarter_turn(turn, page.width, page.height)
        level = list(group)
        if turn:  # the layout orders words as if all were level
            level = [replace(word, bbox=transform_box(to_level, word.bbox)) for word in level]
            level.sort(key=lambda word: (word.line, word.bbox.x0))
        to_page = page.to_page @ np.linalg.inv(to_level)
        for line in lines_of(level):
            yield _line(page.number, owner, line, to_page)


def _line(number: int, owner: Owner, words: Sequence[Word], to_page: Matrix) -> TextLine:
    """A line of words whose boxes are level; `to_page` takes these to the page as shown."""
    blanks = [False, *(has_blank_before(word, before.text) for before, word in pairwise(words))]
    made = tuple(_word(word, blank, to_page) for word, blank in zip(words, blanks, strict=True))
    box = BBox.around(BBox(*word.bbox) for word in made)
    return TextLine(
        page=number,
        bbox=(box.x0, box.top, box.x1, box.bottom),
        turn=_turn_of(made[0].outline),
        block=owner.block,
        cell=owner.cell,
        furniture=owner.furniture,
        words=made,
    )


def _word(word: Word, blank_before: bool, to_page: Matrix) -> LineWord:
    box = word.bbox
    corners = ((box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom))
    shown = [tuple(round(v, 2) + 0.0 for v in transform_point(to_page, *corner)) for corner in corners]
    xs, ys = [x for x, _ in shown], [y for _, y in shown]
    made = LineWord(
        text=word.text,
        bbox=(min(xs), min(ys), max(xs), max(ys)),
        confidence=round(word.confidence, 3),
        source=word.origin,
        blank_before=blank_before,
    )
    (a, b), (c, d), (e, f), (g, h) = shown
    outline: Corners = (a, b, c, d, e, f, g, h)
    level = all(abs(v - w) <= SAME_PLACE for v, w in zip(outline, made.outline, strict=True))
    return made if level else made.model_copy(update={"corners": outline})


def _turn_of(outline: Corners) -> Turn:
    """The quarter turn nearest to the direction of a text; y grows downwards, so that angles grow clockwise."""
    angle = degrees(atan2(outline[3] - outline[1], outline[2] - outline[0]))
    return TURNS[round(angle / 90) % 4]
