"""Table detection: ruled grids first, then aligned text in what is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.config import TableSettings
from extractor.geometry import cluster, share_inside
from extractor.page import BBox, PageContent, Ruling, TableFragment, Word
from extractor.tables.chart_axes import find_plots, has_axis, is_labelled_by
from extractor.tables.charts import is_chart
from extractor.tables.dashes import resolve_dashes
from extractor.tables.diagrams import find_diagrams
from extractor.tables.grids import find_grids
from extractor.tables.headers import with_headers
from extractor.tables.ruled import fragment_of
from extractor.tables.shading import rulings_of_shading
from extractor.tables.thousands import resolve_thousands
from extractor.tables.unruled import find_unruled

LEVEL = 1.5
"""Points by which the tops of two tables side by side may differ."""
INSIDE = 0.9
"""Share of a grid that lies in a cell of another for it to be nested there and no table of its own."""


def detect_tables(page: PageContent, settings: TableSettings) -> PageContent:
    """`page` with the fragments of tables that it shows, top to bottom."""
    plots, diagrams = find_plots(page.rulings), find_diagrams(page.rulings, page.words)
    furniture = {id(word) for line in page.furniture for word in line.words}
    words = tuple(
        word
        for word in page.words
        if id(word) not in furniture
        and not any(is_labelled_by(word, plot) for plot in plots)
        and not _within(word.bbox, diagrams)
    )
    pictures = (*plots, *diagrams)
    found = _found(replace(page, rulings=_apart_from(page.rulings, pictures)), words, settings)
    charts = [fragment.bbox for fragment in found if is_chart(fragment, page.unread)] + list(pictures)
    found = [fragment for fragment in found if fragment.bbox not in charts and not _within(fragment.bbox, charts)]
    found = _in_order(found)
    resolved = tuple(resolve_thousands(resolve_dashes(fragment)) for fragment in found)
    return replace(
        page,
        fragments=resolved,
        words=_with_changes(page.words, found, resolved),
        images=page.images + tuple(box for box in charts if not _within(box, page.images)),
        unread=tuple(box for box in page.unread if not _within(box, charts)),
    )


def _found(page: PageContent, words: Sequence[Word], settings: TableSettings) -> list[TableFragment]:
    """What looks like a table among `words`: the grids, then what is in line beside them."""
    ruled = find_ruled(page, words)
    if not settings.unruled:
        return list(ruled)
    return [*ruled, *find_unruled(page, _outside(words, ruled), [f.bbox for f in ruled])]


def _apart_from(rulings: Sequence[Ruling], pictures: Sequence[BBox]) -> tuple[Ruling, ...]:
    """The ruling lines that are no part of a picture."""
    return tuple(r for r in rulings if not _within(r.bbox, [box.grown(LEVEL) for box in pictures]))


def _within(box: BBox, others: Sequence[BBox]) -> bool:
    return any(share_inside(box, other) >= INSIDE for other in others)


def _in_order(fragments: Sequence[TableFragment]) -> list[TableFragment]:
    """The fragments from the top, those that begin at one level from the left."""
    levels = cluster((f.bbox.top for f in fragments), LEVEL)
    level_of = {top: i for i, tops in enumerate(levels) for top in tops}
    return sorted(fragments, key=lambda f: (level_of[f.bbox.top], f.bbox.x0))


def _with_changes(
    words: Sequence[Word], before: Sequence[TableFragment], after: Sequence[TableFragment]
) -> tuple[Word, ...]:
    """`words` with those that differ between two versions of the same fragments exchanged."""
    changed = {
        id(old): new
        for fragments in zip(before, after, strict=True)
        for cells in zip(fragments[0].cells, fragments[1].cells, strict=True)
        for old, new in zip(cells[0].words, cells[1].words, strict=True)
        if old is not new
    }
    return tuple(changed.get(id(word), word) for word in words)


def find_ruled(page: PageContent, words: Sequence[Word]) -> tuple[TableFragment, ...]:
    """The ruled tables of the page. A grid within another is that one's content, be it a table or a chart.

    A frame of one column, such as the border of a page with a line under its head, takes in nothing.
    """
    grids = find_grids((*page.rulings, *rulings_of_shading(page.fills, page.rulings)))
    divided = [grid for grid in grids if len(grid.columns) > 2]
    found = []
    for grid in grids:
        if any(other is not grid and share_inside(grid.bbox, other.bbox) >= INSIDE for other in divided):
            continue
        if has_axis(grid, page.rulings, words):
            continue
        fragment = fragment_of(grid, words, page.number, page.unread)
        if fragment is not None:
            found.append(with_headers(fragment))
    return tuple(found)


def _outside(words: Sequence[Word], fragments: Sequence[TableFragment]) -> tuple[Word, ...]:
    held = {id(word) for fragment in fragments for cell in fragment.cells for word in cell.words}
    return tuple(word for word in words if id(word) not in held)


def cell_boxes(rulings: Sequence[Ruling]) -> tuple[BBox, ...]:
    """The boxes of the cells that `rulings` make, for reading each on its own."""
    return tuple(cell.bbox for grid in find_grids(rulings) for cell in grid.cells)
