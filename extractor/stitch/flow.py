"""The flow of a document: its blocks and logical tables in reading order, joined over the page breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.config import StitchSettings
from extractor.page import PageContent, TextBlock
from extractor.stitch.logical import LogicalTable, single, whole
from extractor.stitch.page_feet import PageFormat, foot_of, page_format, type_area_feet
from extractor.stitch.paragraphs import continues, join_paragraph_texts
from extractor.stitch.sideways import join_sideways, propose_sideways
from extractor.stitch.tables import Proposal, is_join, join, propose


@dataclass(frozen=True, slots=True)
class TableRun:
    """A logical table in the flow.

    Attributes:
        captions: Of its first piece.
        notes: Of all its pieces.
        above: All that stands above its first piece on the page, up to the table before.
    """

    table: LogicalTable
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRun:
    """A block of text in the flow, in one piece a page.

    Attributes:
        pieces: Page number and block.
        text: Of all pieces, as if no page had broken it.
        table: Index, within the flow, of the table that a caption or note belongs to; -1 otherwise.
    """

    pieces: tuple[tuple[int, TextBlock], ...]
    text: str
    table: int = -1

    @property
    def block(self) -> TextBlock:
        """The first piece."""
        return self.pieces[0][1]


Item = TableRun | TextRun


@dataclass(frozen=True, slots=True)
class Flow:
    """The items in reading order, and the joins that were considered, made or not."""

    items: tuple[Item, ...]
    proposals: tuple[tuple[Proposal, bool], ...]


def flow_of(pages: Sequence[PageContent], settings: StitchSettings) -> Flow:
    """All pages as one flow."""
    items: list[Item] = []
    proposals: list[tuple[Proposal, bool]] = []
    before: PageContent | None = None
    below = 0
    feet = type_area_feet(pages)
    for page in pages:
        start = len(items)
        upper = _open_table(items, before)
        places: dict[int, int] = {}
        for kind, index in page.order:
            if kind == "block":
                items.append(TextRun(((page.number, page.blocks[index]),), page.blocks[index].text))
                continue
            if upper is not None and before is not None and not places:
                proposal = _proposal(items[upper], items[below:], page, index, before, feet)
                proposal, table = _decided(proposal, settings)
                proposals.append((proposal, table is not None))
                if table is not None:
                    items[upper] = _extended(items[upper], table, page, index)
                    places[index] = upper
                    below = len(items)
                    continue
            places[index] = len(items)
            above = [item.text for item in items[max(start, below) :] if isinstance(item, TextRun)]
            items.append(_table_run(page, index, above))
            below = len(items)
        items[start:] = [_with_table(item, places) for item in items[start:]]
        before = page
    items = [replace(item, table=whole(item.table)) if isinstance(item, TableRun) else item for item in items]
    return Flow(_with_joined_paragraphs(items), tuple(proposals))


def _open_table(items: Sequence[Item], before: PageContent | None) -> int | None:
    """Index of the last table of the page before; None where it has none."""
    if before is None or not before.fragments:
        return None
    last = next((i for i in reversed(range(len(items))) if isinstance(items[i], TableRun)), None)
    if last is None:
        return None
    item = items[last]
    assert isinstance(item, TableRun)
    return last if item.table.last.page == before.number else None


def _proposal(
    run: Item,
    since: Sequence[Item],
    page: PageContent,
    index: int,
    before: PageContent,
    feet: Mapping[PageFormat, float],
) -> Proposal:
    """What a join of the fragment to the table of `run` would be made of; `since` is what follows its last piece."""
    assert isinstance(run, TableRun)
    between = [item.block for item in since if isinstance(item, TextRun)]
    white = max(0.0, feet[page_format(before)] - foot_of(before)) / before.width
    return propose(run.table, page.fragments[index], run.above, between, (before.width, page.width), white)


def _table_run(page: PageContent, index: int, above: Sequence[str]) -> TableRun:
    captions, notes = (_texts(page, index, kind) for kind in ("caption", "note"))
    return TableRun(single(page.fragments[index]), captions, notes, tuple(above))


def _texts(page: PageContent, index: int, kind: str) -> tuple[str, ...]:
    return tuple(b.text for b in page.blocks if b.kind == kind and b.table == index)


def _decided(proposal: Proposal, settings: StitchSettings) -> tuple[Proposal, LogicalTable | None]:
    """The proposal, or one to the right in its place, and the table it makes; None where the pieces stay two."""
    if is_join(proposal, settings):
        return proposal, join(proposal)
    sideways = propose_sideways(proposal.meeting) if settings.join == "auto" else None
    if sideways is None or sideways.score < settings.join_from:
        return proposal, None
    return replace(proposal, score=sideways.score, reasons=sideways.reasons), join_sideways(sideways)


def _extended(item: Item, table: LogicalTable, page: PageContent, index: int) -> TableRun:
    assert isinstance(item, TableRun)
    return replace(item, table=table, notes=item.notes + _texts(page, index, "note"))


def _with_table(item: Item, places: dict[int, int]) -> Item:
    if isinstance(item, TextRun) and item.block.table >= 0:
        return replace(item, table=places.get(item.block.table, -1))
    return item


def _with_joined_paragraphs(items: Sequence[Item]) -> tuple[Item, ...]:
    """Paragraphs that a page breaks as one; a joined piece leaves its place empty so that indices stay."""
    out: list[Item] = list(items)
    gone: set[int] = set()
    open_at: int | None = None
    for i, item in enumerate(items):
        if not isinstance(item, TextRun):
            open_at = None
        elif item.block.kind != "figure":
            above = out[open_at] if open_at is not None else None
            if open_at is not None and isinstance(above, TextRun) and _goes_on(above, item):
                text = join_paragraph_texts(above.text, item.text)
                out[open_at] = replace(above, pieces=above.pieces + item.pieces, text=text)
                gone.add(i)
            else:
                open_at = i if item.block.kind == "paragraph" else None
    return _without(out, gone)


def _goes_on(above: TextRun, below: TextRun) -> bool:
    page, block = above.pieces[-1]
    return below.pieces[0][0] == page + 1 and continues(block, below.block)


def _without(items: Sequence[Item], gone: set[int]) -> tuple[Item, ...]:
    """The items without those at `gone`; indices of tables are adjusted."""
    place: dict[int, int] = {}
    for i in range(len(items)):
        if i not in gone:
            place[i] = len(place)
    kept = [item for i, item in enumerate(items) if i not in gone]
    return tuple(
        replace(item, table=place[item.table]) if isinstance(item, TextRun) and item.table >= 0 else item
        for item in kept
    )
