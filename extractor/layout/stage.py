"""The pages laid out: free words become headings, paragraphs, captions and notes, in reading order with the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from extractor.layout import headings
from extractor.layout.captions import (
    is_caption_text,
    is_figure_title,
    is_note_text,
    is_strong_note_text,
    is_table_title,
    is_unit_line,
)
from extractor.layout.columns import Item, reading_columns
from extractor.layout.figures import figure_boxes
from extractor.layout.free_words import find_free_words
from extractor.layout.paragraphs import (
    Measure,
    ends_sentence,
    is_centred,
    is_full,
    is_set_right,
    measure_column,
    paragraphs_of_lines,
    starts_item,
)
from extractor.layout.text_lines import TextLine, join_text, lines_of_words, split_at_gaps
from extractor.page import BBox, BlockKind, PageContent, TextBlock, Word

COLUMN_GAP = 1.5
"""White of this many font sizes may part two columns."""
FORM_GAP = 4.0
"""White of this many font sizes within a line parts two things: 部门：… on the left, 单位：… on the right."""
CAPTION_REACH = 3.0
"""A caption stands at most this far above its table, or above the caption below it, in font sizes."""
BODY_LARGER = 1.12
"""Type larger than this, in body sizes, makes a heading; in OCR, whose sizes are uncertain, OCR_BODY_LARGER."""
OCR_BODY_LARGER = 1.25
SMALLER = 0.92
"""Type smaller than this, in body sizes, is that of notes."""
WIDE = 0.6
"""A column this wide, as a share of all that stands on the page, has no other beside it."""
ONE_LEVEL = 1.5
"""Points by which the tops of two tables side by side may differ."""
FEW_LINES = 5
"""Fewer lines do not show where the left edge of a page's text is."""


@dataclass(frozen=True)
class Draft:
    """A block or a table of a page in the making.

    Attributes:
        page: Index of the page.
        measure: Of the column it stands in.
        lines: The lines of a block; none for a table.
        fragment: Index of the table fragment; -1 for a block.
        kind, table, level: As in `TextBlock`.
    """

    page: int
    bbox: BBox
    measure: Measure
    lines: tuple[TextLine, ...] = ()
    fragment: int = -1
    kind: BlockKind = "paragraph"
    table: int = -1
    level: int = 0

    @property
    def text(self) -> str:
        """The lines joined as the script wants it."""
        return join_text(self.lines)

    @property
    def is_text(self) -> bool:
        """Whether it is a block of words."""
        return bool(self.lines)

    @property
    def size(self) -> float:
        """Font size of the first line."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all lines are bold."""
        return all(line.bold for line in self.lines)

    @property
    def centred(self) -> bool:
        """Whether all lines are centred in the column."""
        return all(is_centred(line, self.measure) for line in self.lines)


def lay_out(pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages with `blocks` and `order` filled from the words that no furniture line and no cell holds.

    Words within a table's frame that no cell holds go to `unplaced`.
    """
    found = [find_free_words(page) for page in pages]
    size = _body_size([free.words for free in found])
    columns = [_columns(page, free.words, size) for page, free in zip(pages, found, strict=True)]
    margins = _common_margins(pages, columns, size)
    drafts = [
        draft
        for index, page in enumerate(pages)
        for draft in _draft_page(index, page, columns[index], size, margins.get(_format(page)))
    ]
    drafts = _with_table_lines(drafts, size)
    drafts = _with_headings(drafts, pages, size)
    laid: list[PageContent] = []
    for index, (page, free) in enumerate(zip(pages, found, strict=True)):
        own = [draft for draft in drafts if draft.page == index]
        laid.append(_finished(page, own, free.unplaced))
    return tuple(laid)


def _body_size(words: Iterable[Sequence[Word]]) -> float:
    """Font size of most characters of the lines outside tables."""
    sizes = [line.size for page in words for line in lines_of_words(page) for _ in line.text]
    return median(sizes) if sizes else 10.0


@dataclass(frozen=True)
class Column:
    """What stands in one column of a page, from top to bottom.

    Attributes:
        solids: Index and box of each table fragment.
    """

    lines: tuple[TextLine, ...]
    solids: tuple[tuple[int, BBox], ...]


def _columns(page: PageContent, words: Sequence[Word], size: float) -> list[Column]:
    """The columns of the page in reading order."""
    pieces = [piece for line in lines_of_words(words) for piece in split_at_gaps(line, COLUMN_GAP * line.size)]
    items = [Item(piece.bbox, i) for i, piece in enumerate(pieces)]
    items += [Item(fragment.bbox, i, solid=True) for i, fragment in enumerate(page.fragments)]
    columns: list[Column] = []
    for column in reading_columns(items, size):
        held = [word for item in column if not item.solid for word in pieces[item.index].words]
        solids = tuple((item.index, item.bbox) for item in column if item.solid)
        columns.append(Column(lines_of_words(held), solids))
    return columns


def _format(page: PageContent) -> int:
    return round(page.width / 10)


def _common_margins(
    pages: Sequence[PageContent], columns: Sequence[Sequence[Column]], size: float
) -> dict[int, Measure]:
    """The column of text on pages of a width, from the lines of all pages of that width that run over the page."""
    lines: dict[int, list[TextLine]] = defaultdict(list)
    for page, parts in zip(pages, columns, strict=True):
        for column in parts:
            if _is_wide(column, parts):
                lines[_format(page)] += column.lines
    measures = {key: measure_column(found, size) for key, found in lines.items() if len(found) >= FEW_LINES}
    return {key: measure for key, measure in measures.items() if measure}


def _is_wide(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column is the text of the page, and not one of several that stand side by side."""
    boxes = [_column_box(c) for c in columns]
    return _column_box(column).width >= WIDE * BBox.around(boxes).width


def _column_box(column: Column) -> BBox:
    return BBox.around([line.bbox for line in column.lines] + [box for _, box in column.solids])


def _draft_page(
    index: int, page: PageContent, columns: Sequence[Column], size: float, common: Measure | None
) -> list[Draft]:
    drafts: list[Draft] = []
    for column in columns:
        usual = common if _is_wide(column, columns) else None
        measure = measure_column(column.lines, size, usual) or Measure(0.0, page.width, size, 1.7 * size)
        if len(columns) == 1 or usual:
            measure = replace(_widened(measure, column, usual), axis=page.width / 2)
        for run in _runs(column):
            if isinstance(run, int):
                box = page.fragments[run].bbox
                drafts.append(Draft(index, box, measure, fragment=run))
                continue
            for lines in paragraphs_of_lines(run, measure):
                box = BBox.around(line.bbox for line in lines)
                drafts.append(Draft(index, box, measure, tuple(lines)))
    return drafts


def _widened(measure: Measure, column: Column, common: Measure | None) -> Measure:
    """The measure of a page's only column, stretched where its own lines may all be short or indented.

    With few lines any of them may be, and the tables show the column too; with more, a left edge far from that of
    the other pages is an edge of its own.
    """
    few = len(column.lines) < FEW_LINES
    if few and column.solids:
        frame = BBox.around(box for _, box in column.solids)
        return replace(measure, left=min(measure.left, frame.x0), right=max(measure.right, frame.x1))
    if common is None:
        return measure
    beyond = measure.left - common.left
    left = common.left if beyond > 0 and (few or beyond < 3 * measure.size) else measure.left
    return replace(measure, left=left, right=max(measure.right, common.right))


def _runs(column: Column) -> list[list[TextLine] | int]:
    """Lines that stand together, and the indices of the fragments between them, from top to bottom.

    Fragments that begin at one level keep the order that they have: from the left.
    """
    entries: list[tuple[float, TextLine | int]] = [(line.bbox.y_mid, line) for line in column.lines]
    level = float("-inf")
    for index, box in sorted(column.solids):
        level = level if abs(box.top - level) <= ONE_LEVEL else box.top
        entries.append((level, index))
    runs: list[list[TextLine] | int] = []
    open_run: list[TextLine] = []
    for _, entry in sorted(entries, key=lambda e: e[0]):
        pieces = [entry] if isinstance(entry, int) else _form_pieces(entry)
        if len(pieces) == 1 and isinstance(pieces[0], TextLine):
            if not open_run:
                runs.append(open_run)
            open_run.append(pieces[0])
            continue
        runs += [piece if isinstance(piece, int) else [piece] for piece in pieces]
        open_run = []
    return runs


def _form_pieces(line: TextLine) -> list[TextLine | int]:
    """The parts of a line that stand far apart; a number at the end and a marker at the start keep to the line."""
    pieces = split_at_gaps(line, FORM_GAP * line.size)
    bare = any(not any(c.isalpha() for c in piece.text) for piece in (pieces[0], pieces[-1]))
    return [line] if bare else list(pieces)


def _with_table_lines(drafts: Sequence[Draft], size: float) -> list[Draft]:
    """The drafts with captions and notes told from paragraphs."""
    told = list(drafts)
    for at, draft in enumerate(told):
        if draft.fragment >= 0:
            _tell_captions(told, at, size)
            _tell_notes(told, at, size)
    for at, draft in enumerate(told):
        first = at == 0 or told[at - 1].page != draft.page
        if first and at and draft.is_text and told[at - 1].fragment >= 0 and is_strong_note_text(draft.text):
            told[at] = replace(draft, kind="note")
    return told


def _tell_captions(told: list[Draft], at: int, size: float) -> None:
    """Mark the blocks above the fragment at `at` that speak of it."""
    fragment, top = told[at], told[at].bbox.top
    for i in range(at - 1, -1, -1):
        block = told[i]
        if not block.is_text or block.page != fragment.page or block.kind != "paragraph":
            return
        if not any(c.isalnum() for c in block.text) and not is_unit_line(block.text):
            continue
        near = top - block.bbox.bottom <= CAPTION_REACH * max(block.size, size)
        row_mate = i + 1 < at and abs(told[i + 1].bbox.y_mid - block.bbox.y_mid) <= 0.6 * block.size
        named = is_caption_text(block.text) or row_mate or _row_of_captions(told, i) or _is_title(block)
        if not (near and named and len(block.lines) <= 4):
            return
        told[i] = replace(block, kind="caption", table=fragment.fragment)
        top = min(top, block.bbox.top)


def _row_of_captions(told: Sequence[Draft], at: int) -> bool:
    """Whether another block on the same line, to the left, is a caption: a date between office and unit."""
    block = told[at]
    mates = [d for d in told[max(0, at - 3) : at] if d.page == block.page and d.is_text]
    return any(abs(d.bbox.y_mid - block.bbox.y_mid) <= 0.6 * block.size and is_unit_line(d.text) for d in mates)


def _is_title(block: Draft) -> bool:
    """Whether the block is the centred name of a table, without a number that puts it among the sections."""
    return block.centred and is_table_title(block.text) and headings.numbering_rank(block.text) is None


def _tell_notes(told: list[Draft], at: int, size: float) -> None:
    """Mark the blocks below the fragment at `at` that are remarks on it."""
    fragment, bottom = told[at], told[at].bbox.bottom
    note: Draft | None = None
    for i in range(at + 1, len(told)):
        block = told[i]
        if not block.is_text or block.page != fragment.page:
            return
        near = block.bbox.top - bottom <= CAPTION_REACH * max(block.size, size)
        small = block.size < SMALLER * size and (note is None or block.size <= 1.05 * note.size)
        if not near or is_caption_text(block.text) or not (is_note_text(block.text) or small):
            return
        told[i] = note = replace(block, kind="note", table=fragment.fragment)
        bottom = block.bbox.bottom


def _with_headings(drafts: Sequence[Draft], pages: Sequence[PageContent], size: float) -> list[Draft]:
    """The drafts with headings told from paragraphs, and their levels."""
    told = list(drafts)
    text_at = [i for i, d in enumerate(told) if d.is_text and d.kind == "paragraph"]
    candidates = [_looks_like_heading(told, i, size) for i in text_at]
    contents = headings.in_contents(
        [(told[i].text, told[i].size, looks) for i, looks in zip(text_at, candidates, strict=True)]
    )
    title = _title_at([told[i] for i in text_at], size)
    found = [i for n, i in enumerate(text_at) if candidates[n] and not contents[n] and n != title]
    levels = _levels([told[i] for i in found], size)
    for i, level in zip(found, levels, strict=True):
        told[i] = replace(told[i], kind="heading", level=level)
    if title is not None:
        told[text_at[title]] = replace(told[text_at[title]], kind="heading", level=1)
    return told


def _is_large(draft: Draft, size: float) -> bool:
    """Whether the type is that of a heading; where a number speaks for one too, OCR sizes are trusted more."""
    uncertain = draft.lines[0].words[0].origin == "ocr" and headings.numbering_rank(draft.text) is None
    return draft.size > (OCR_BODY_LARGER if uncertain else BODY_LARGER) * size


def _looks_like_heading(drafts: Sequence[Draft], at: int, size: float) -> bool:
    """Whether a block has the shape of a heading: short, no sentence, and numbered or set apart by its type."""
    draft = drafts[at]
    text = draft.text
    if not headings.is_short(text) or len(draft.lines) > 3 or not any(c.isalpha() for c in text):
        return False
    large, rank = _is_large(draft, size), headings.numbering_rank(text)
    if headings.is_contents_title(text):
        return True
    if headings.ends_sentence(text) and not (large and rank is None and draft.centred):
        return False
    if is_set_right(draft.lines[0], draft.measure) or is_caption_text(text) or is_figure_title(text):
        return False
    if rank is None:
        return large or (draft.bold and len(draft.lines) <= 2)
    if rank <= headings.SECTION or large or draft.bold:
        return True
    return rank <= headings.SUBSECTION and not headings.has_clauses(text) and _followed_by_text(drafts, at)


def _followed_by_text(drafts: Sequence[Draft], at: int) -> bool:
    """Whether the next block is text that is no entry of the same list."""
    following = next((d for d in drafts[at + 1 :] if d.kind != "caption"), None)
    if following is None:
        return False
    same = following.is_text and headings.numbering_rank(following.text) == headings.numbering_rank(drafts[at].text)
    return not same


def _title_at(blocks: Sequence[Draft], size: float) -> int | None:
    """Place in `blocks` of the document's title: the largest type on the first page, near its top."""
    first = [(n, b) for n, b in enumerate(blocks) if blocks and b.page == blocks[0].page]
    able = [(n, b) for n, b in first if headings.is_short(b.text) and not is_set_right(b.lines[0], b.measure)]
    able = [(n, b) for n, b in able if any(c.isalpha() for c in b.text) and not headings.is_contents_title(b.text)]
    if not able:
        return None
    place, best = max(able, key=lambda nb: (round(nb[1].size, 0), -nb[0]))
    unnumbered = headings.numbering_rank(best.text) is None or best.centred
    return place if unnumbered and _is_large(best, size) and place <= 6 else None


def _levels(found: Sequence[Draft], size: float) -> list[int]:
    """The level of each heading: by its numbering; of an unnumbered one by the numbering set in the same type.

    Larger type than any numbered heading has, used more than once, stands above them all; smaller type below.
    """
    ranks = [headings.numbering_rank(d.text) for d in found]
    styles = [(round(d.size), d.bold, d.centred) for d in found]
    numbered = [(d.size, style, rank) for d, style, rank in zip(found, styles, ranks, strict=True) if rank is not None]
    largest = max((s for s, _, _ in numbered), default=0.0)
    used: list[float | None] = []
    for d, rank, style in zip(found, ranks, styles, strict=True):
        alike = [r for _, s, r in numbered if s == style]
        if rank is not None:
            used.append(rank)
        elif headings.is_contents_title(d.text):
            used.append(None)
        elif alike:
            used.append(min(alike))
        elif numbered and d.size > 1.05 * largest and styles.count(style) >= 2:
            used.append(-1.0)
        else:
            used.append(min((r for _, _, r in numbered), default=1.0) if _is_large(d, size) else 9.0)
    levels = headings.levels_of_ranks(rank for rank in used if rank is not None)
    return [2 if rank is None else levels[rank] for rank in used]


def _finished(page: PageContent, drafts: Sequence[Draft], unplaced: tuple[Word, ...]) -> PageContent:
    """The page with its drafts as blocks, and its figures put in where they stand."""
    blocks: list[TextBlock] = []
    order: list[tuple[Literal["block", "fragment"], int]] = []
    pending = sorted(figure_boxes(page), key=lambda box: box.top)
    for draft in drafts:
        while pending and pending[0].y_mid < draft.bbox.top:
            order.append(("block", len(blocks)))
            blocks.append(TextBlock("figure", "", pending.pop(0)))
        if draft.is_text:
            order.append(("block", len(blocks)))
            blocks.append(_block(draft))
        else:
            order.append(("fragment", draft.fragment))
    for box in pending:
        order.append(("block", len(blocks)))
        blocks.append(TextBlock("figure", "", box))
    return replace(page, blocks=tuple(blocks), order=tuple(order), unplaced=unplaced)


def _block(draft: Draft) -> TextBlock:
    first, last = draft.lines[0], draft.lines[-1]
    paragraph = draft.kind == "paragraph"
    indent = first.bbox.x0 - draft.measure.left
    return TextBlock(
        kind=draft.kind,
        text=draft.text,
        bbox=draft.bbox,
        words=tuple(word for line in draft.lines for word in line.words),
        level=draft.level,
        open_end=paragraph and is_full(last, draft.measure) and not ends_sentence(last.text),
        open_start=paragraph and indent <= first.size and not starts_item(first),
        table=draft.table,
    )
