"""Tables without a ruled grid: columns from aligned white space, rows from baselines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extractor.geometry import overlap_1d, share_inside
from extractor.page import BBox, FragmentCell, PageContent, Ruling, TableFragment, Word
from extractor.script import join_words
from extractor.tables.cell_text import in_reading_order
from extractor.tables.rulings import merge_pieces
from extractor.tables.unruled_columns import boundaries, find_columns
from extractor.tables.unruled_evidence import frame_rules, is_table, on_bars
from extractor.tables.unruled_header import HeaderCell, header_cells, refined_bounds
from extractor.tables.unruled_header_grid import ruled_header_cells
from extractor.tables.unruled_lines import TextLine, text_lines
from extractor.tables.unruled_regions import Region, find_regions, is_tabular
from extractor.tables.unruled_rows import Row, body_rows

ON_RULE = 4.0
"""Points by which a ruling line may lie outside a table already found and still be one of its own."""
UPRIGHT = 0.5
"""Share of a table's height that a ruling line between two columns covers at least."""


def find_unruled(page: PageContent, words: Sequence[Word], taken: Sequence[BBox]) -> tuple[TableFragment, ...]:
    """The tables among `words` that no ruled grid holds, top to bottom.

    `words` are those of the page that are neither furniture nor in a ruled table; `taken` are the boxes of those
    tables, whose ruling lines say nothing about others.
    """
    rulings = [r for r in merge_pieces(page.rulings) if not any(share_inside(r.bbox, t.grown(ON_RULE)) > 0.5 for t in taken)]
    horizontal = [r for r in rulings if r.orientation == "horizontal"]
    vertical = [r for r in rulings if r.orientation == "vertical"]
    found = []
    lines = text_lines(words)
    for region in find_regions(lines, horizontal):
        fragment = _fragment(region, vertical, page, opens_page=region.lines[0] is lines[0])
        if fragment is not None:
            found.append(fragment)
    return tuple(found)


def _fragment(region: Region, vertical: Sequence[Ruling], page: PageContent, *, opens_page: bool) -> TableFragment | None:
    lines = region.lines
    body = lines[region.first :]
    tabular = [line for line in body if is_tabular(line)]
    if not tabular:
        return None
    size = median(line.size for line in tabular)
    uprights = _uprights(region, vertical)
    columns = find_columns(tabular, size, uprights)
    if len(columns) < 2:
        return None
    left, right = min(line.bbox.x0 for line in lines), max(line.bbox.x1 for line in lines)
    bounds = boundaries(columns, left, right, uprights)
    rows = body_rows(body, columns, bounds, region.rules)
    heads, edges, leaves = header_cells(lines[: region.first], columns, bounds, region.rules)
    ruled = ruled_header_cells(lines[: region.first], body[0].y, columns, [*region.rules, *vertical])
    if ruled is not None:
        heads, edges = ruled
    frame = frame_rules(region.rules, left, right)
    if not is_table(
        rows,
        len(edges) + 1 if heads else 0,
        columns,
        framed=len(frame) >= 2,
        ruled_header=0 < region.first < len(lines)
        and any(lines[region.first - 1].y < r.position < lines[region.first].y for r in frame),
        opens_page=opens_page,
    ) or on_bars(tabular, columns, page.fills):
        return None
    return _assembled(page.number, heads, edges, rows, refined_bounds(bounds, leaves), lines)


def _uprights(region: Region, vertical: Sequence[Ruling]) -> list[float]:
    top, bottom = region.lines[0].bbox.top, region.lines[-1].bbox.bottom
    return [
        r.position for r in vertical if overlap_1d(r.start, r.end, top, bottom) >= UPRIGHT * (bottom - top)
    ]


def _assembled(
    page: int,
    heads: Sequence[HeaderCell],
    edges: Sequence[float],
    rows: Sequence[Row],
    bounds: Sequence[float],
    lines: Sequence[TextLine],
) -> TableFragment:
    box = BBox(bounds[0], lines[0].bbox.top, bounds[-1], lines[-1].bbox.bottom)
    header_rows = len(edges) + 1 if heads else 0
    head_bottom = max((w.bbox.bottom for h in heads for w in h.words), default=box.top)
    starts = [(a.bbox.bottom + b.bbox.top) / 2 for a, b in pairwise(rows)]
    ys = [box.top, *edges, *([(head_bottom + rows[0].bbox.top) / 2] if heads else []), *starts, box.bottom]
    cells = [(h.row, h.col, h.rowspan, h.colspan, h.words) for h in heads]
    cells += [(header_rows + i, col, 1, 1, words) for i, row in enumerate(rows) for col, words in row.cells]
    made = _full_grid(cells, tuple(ys), bounds)
    return TableFragment(
        page, box, tuple(bounds), tuple(ys), made, ruled=False, top_closed=False, bottom_closed=False,
        header_rows=header_rows, stub_columns=1,
    )


def _full_grid(
    cells: Sequence[tuple[int, int, int, int, tuple[Word, ...]]], ys: Sequence[float], xs: Sequence[float]
) -> tuple[FragmentCell, ...]:
    covered = {(r, c) for row, col, down, right, _ in cells for r in range(row, row + down) for c in range(col, col + right)}
    blank = [(r, c, 1, 1, ()) for r in range(len(ys) - 1) for c in range(len(xs) - 1) if (r, c) not in covered]
    return tuple(
        _cell(r, c, down, right, BBox(xs[c], ys[r], xs[c + right], ys[r + down]), in_reading_order(words))
        for r, c, down, right, words in sorted([*cells, *blank], key=lambda k: (k[0], k[1]))
    )


def _cell(row: int, col: int, down: int, right: int, box: BBox, words: tuple[Word, ...]) -> FragmentCell:
    return FragmentCell(row, col, down, right, box, words, join_words(words))
