"""Tables without a ruled grid: columns from aligned white space, rows from baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extractor.geometry import overlap_1d, share_inside
from extractor.page import BBox, FragmentCell, PageContent, Ruling, TableFragment, Word
from extractor.script import join_words
from extractor.tables.cell_text import in_reading_order
from extractor.tables.directories import without_directories
from extractor.tables.headers import header_rows_with_names, rows_of, stub_column_count
from extractor.tables.rulings import merge_pieces
from extractor.tables.shading import edges_of_single_shading
from extractor.tables.unruled_columns import Column, boundaries, find_columns
from extractor.tables.unruled_evidence import (
    Evidence,
    frame_rules,
    has_ruled_header,
    is_table,
    on_bars,
)
from extractor.tables.unruled_flush import as_cells
from extractor.tables.unruled_header import HeaderCell, header_cells, refined_bounds
from extractor.tables.unruled_header_grid import ruled_header_cells
from extractor.tables.unruled_line_kinds import is_tabular
from extractor.tables.unruled_lines import TextLine, text_lines
from extractor.tables.unruled_neighbours import part_neighbours, shaded_bands
from extractor.tables.unruled_regions import Region, find_regions
from extractor.tables.unruled_row import Row
from extractor.tables.unruled_rows import body_rows
from extractor.tables.unruled_sides import reading_columns

ON_RULE = 4.0
"""Points by which a ruling line may lie outside a table already found and still be one of its own."""
UPRIGHT = 0.5
"""Share of a table's height that a ruling line between two columns covers at least."""


def find_unruled(page: PageContent, words: Sequence[Word], taken: Sequence[BBox]) -> tuple[TableFragment, ...]:
    """The tables among `words` that no ruled grid holds, top to bottom.

    `words` are those of the page that are neither furniture nor in a ruled table; one without width, as a font gives
    it that tells none, stands in no column. `taken` are the boxes of those tables, whose ruling lines say nothing about
    others.
    """
    rulings = [
        r for r in merge_pieces(page.rulings) if not any(share_inside(r.bbox, t.grown(ON_RULE)) > 0.5 for t in taken)
    ]
    horizontal = [r for r in rulings if r.orientation == "horizontal"]
    vertical = [r for r in rulings if r.orientation == "vertical"]
    divisions = [*horizontal, *edges_of_single_shading(page.fills)]
    found: list[TableFragment] = []
    lines = text_lines([word for word in words if word.bbox.x1 > word.bbox.x0])
    along = [*horizontal, *shaded_bands(page.fills, lines[0].size)] if lines else []
    for column in reading_columns(lines, horizontal) if lines else ():
        for group in part_neighbours(column, along):
            found += _fragments(group, divisions, vertical, page, first=lines[0])
    return tuple(sorted(found, key=lambda f: (f.bbox.top, f.bbox.x0)))


def _fragments(
    lines: Sequence[TextLine],
    horizontal: Sequence[Ruling],
    vertical: Sequence[Ruling],
    page: PageContent,
    first: TextLine,
) -> list[TableFragment]:
    """The tables among `lines`, which run down one column; `first` is the topmost line of the page."""
    found: list[TableFragment] = []
    extent = BBox.around(line.bbox for line in lines)
    along = [r for r in horizontal if overlap_1d(r.start, r.end, extent.x0, extent.x1) > 0]
    for region in find_regions(without_directories(lines, along), along):
        body = [line for line in region.lines[region.first :] if is_tabular(line)]
        if not body:
            continue
        uprights = _uprights(region, vertical)
        size = median(line.size for line in body)
        columns = as_cells(find_columns(body, size, uprights), body, size)
        if len(columns) > 1 and not on_bars(body, columns, page.fills):
            fragment = _fragment(region, columns, uprights, vertical, page.number, opens_page=region.lines[0] is first)
            found += [fragment] if fragment is not None else []
    return found


def _fragment(
    region: Region,
    columns: Sequence[Column],
    uprights: Sequence[float],
    vertical: Sequence[Ruling],
    page: int,
    *,
    opens_page: bool,
) -> TableFragment | None:
    """The table of `region` with the given columns; None where it is none."""
    lines, head = region.lines, region.lines[: region.first]
    left, right = min(line.bbox.x0 for line in lines), max(line.bbox.x1 for line in lines)
    bounds = boundaries(columns, left, right, uprights)
    rows = body_rows(lines[region.first :], columns, bounds, region.rules)
    heads, edges, leaves = header_cells(head, columns, bounds, region.rules)
    ruled = ruled_header_cells(head, lines[region.first].y, columns, [*region.rules, *vertical])
    if ruled is not None:
        heads, edges = ruled
    evidence = Evidence(
        header_rows=len(edges) + 1 if heads else 0,
        framed=len(frame_rules(region.rules, left, right)) >= 2,
        ruled_header=has_ruled_header(region, left, right),
        opens_page=opens_page,
    )
    if not is_table(rows, columns, evidence):
        return None
    return _assembled(page, heads, edges, rows, refined_bounds(bounds, leaves), lines)


def _uprights(region: Region, vertical: Sequence[Ruling]) -> list[float]:
    top, bottom = region.lines[0].bbox.top, region.lines[-1].bbox.bottom
    return [r.position for r in vertical if overlap_1d(r.start, r.end, top, bottom) >= UPRIGHT * (bottom - top)]


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
    fragment = TableFragment(
        page,
        box,
        tuple(bounds),
        tuple(ys),
        made,
        ruled=False,
        top_closed=False,
        bottom_closed=False,
        header_rows=header_rows,
    )
    header_rows = header_rows_with_names(rows_of(fragment), header_rows)
    return replace(fragment, header_rows=header_rows, stub_columns=stub_column_count(fragment, header_rows))


def _full_grid(
    cells: Sequence[tuple[int, int, int, int, tuple[Word, ...]]], ys: Sequence[float], xs: Sequence[float]
) -> tuple[FragmentCell, ...]:
    covered = {
        (r, c) for row, col, down, right, _ in cells for r in range(row, row + down) for c in range(col, col + right)
    }
    blank = [(r, c, 1, 1, ()) for r in range(len(ys) - 1) for c in range(len(xs) - 1) if (r, c) not in covered]
    return tuple(
        _cell(r, c, down, right, BBox(xs[c], ys[r], xs[c + right], ys[r + down]), in_reading_order(words))
        for r, c, down, right, words in sorted([*cells, *blank], key=lambda k: (k[0], k[1]))
    )


def _cell(row: int, col: int, down: int, right: int, box: BBox, words: tuple[Word, ...]) -> FragmentCell:
    return FragmentCell(row, col, down, right, box, words, join_words(words))
