"""Print random documents whose tables run over pages, read them, and count for each kind of page break what came of it.

    bench_joins.py [--seeds 0-7] [--filter GLOB] [--keep DIR] [--show]

Everything is drawn from the seed, so that the same seeds give the same documents. Figures are given for even | odd
seeds. Columns: documents; breaks whose two pieces are one table and were joined (right) or not (missed); breaks
between two tables that were told (apart) or joined (wrong); missed or wrong ones that are among the findings (flagged),
and right ones that are too (needless); joined breaks that were rightly told to cut a row or not (rows); those whose
repeated header rows were counted (heads); tables equal to the truth in every cell (whole).

The weights of extractor/stitch/ are set by hand with seeds 0-15 in view, even and odd; 16-23 are only run to measure.

    seeds    missed        wrong (flagged)   rows and heads   whole tables
    0-15     10 of 930     16 of 160 (16)    918 of 920       831 of 880
    16-23     6 of 483      8 of 80 (8)      477 of 477       415 of 440

What is missed, and never flagged, are mostly unruled and half-ruled tables whose columns differ between the pages or
whose pieces were not told as tables. What is wrong are tables with the same header, no title and white between
them: nothing tells them from one table on two pages.
"""

from __future__ import annotations

import argparse
import fnmatch
import random
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from extractor.document import Document, Join, Table
from extractor.pipeline import extract
from fixture_tables import GridTable
from join_kinds import APART, JOINED
from join_sheets import Draft


@dataclass(frozen=True)
class Count:
    """What came of the page breaks of one document, or of several."""

    documents: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0
    apart: int = 0
    flagged: int = 0
    needless: int = 0
    rows: int = 0
    rows_right: int = 0
    heads: int = 0
    heads_right: int = 0
    tables: int = 0
    whole: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def counted(draft: Draft, document: Document) -> Count:
    """What came of the breaks of one document."""
    joins = {f.region.page - 1: f.join for t in document.tables for f in t.fragments if f.join is not None}
    doubted = [f.message for f in document.findings if f.code == "join.doubtful"]
    count = Count(documents=1, tables=len(draft.tables), whole=_whole(draft, document))
    for cut in draft.breaks:
        made = joins.get(cut.page)
        flagged = any(f"pages {cut.page} and {cut.page + 1}:" in message for message in doubted)
        good = (made is not None) == cut.joined
        count += Count(
            right=cut.joined and good,
            missed=cut.joined and not good,
            wrong=not cut.joined and not good,
            apart=not cut.joined and good,
            flagged=flagged and not good,
            needless=flagged and good,
            **_rows_and_heads(cut.broken, cut.repeated, made) if cut.joined and made is not None else {},
        )
    return count


def _rows_and_heads(broken: bool, repeated: int, made: Join) -> dict[str, int]:
    return {
        "rows": 1,
        "rows_right": made.broken_row == broken,
        "heads": 1,
        "heads_right": made.repeated_header_rows == repeated,
    }


def _whole(draft: Draft, document: Document) -> int:
    found = [_places(table) for table in document.tables]
    return sum(_true_places(table) in found for table, _ in draft.tables)


def _places(table: Table) -> set[tuple[int, int, int, int, str]]:
    return {(c.row, c.col, c.rowspan, c.colspan, "".join(c.text.split())) for c in table.cells}


def _true_places(table: GridTable) -> set[tuple[int, int, int, int, str]]:
    return {(c.row, c.col, c.rowspan, c.colspan, "".join(c.text.split())) for c in table.all_cells()}


def seeds_of(text: str) -> list[int]:
    """The seeds that `text` names: "0-3,8" names 0, 1, 2, 3, 8."""
    ranges = [(part.split("-")[0], part.split("-")[-1]) for part in text.split(",")]
    return [seed for first, last in ranges for seed in range(int(first), int(last) + 1)]


def run(kinds: Iterable[str], seeds: list[int], folder: Path, show: bool) -> dict[str, dict[bool, Count]]:
    """For each kind the counts of even (False) and odd (True) seeds."""
    found = {}
    for kind in kinds:
        halves = {False: Count(), True: Count()}
        for seed in seeds:
            path = folder / f"{kind.replace(' ', '-').replace(',', '')}-{seed}.pdf"
            draft = {**JOINED, **APART}[kind](path, random.Random(f"{kind} {seed}"))
            document = extract(path)
            count = counted(draft, document)
            halves[bool(seed % 2)] += count
            if show and (count.missed or count.wrong or count.whole < count.tables):
                _show(path, draft, document, count)
        found[kind] = halves
    return found


def _show(path: Path, draft: Draft, document: Document, count: Count) -> None:
    print(f"\n{path.name}: {count}")
    for table in document.tables:
        print(f"  {table.id} pages {table.pages}: {table.row_count} x {table.column_count}")
        for fragment in table.fragments:
            if fragment.join is not None:
                print(f"    page {fragment.region.page} {fragment.join.score}: {'; '.join(fragment.join.reasons)}")
    print(f"  truth: {[(len(t.heights), len(t.widths), pages) for t, pages in draft.tables]} {draft.breaks}")
    for finding in document.findings:
        print("  ", finding.message)


def printed(found: dict[str, dict[bool, Count]]) -> Grid:
    """The counts as a table; each figure for even and odd seeds."""
    names = ("documents", "right", "missed", "apart", "wrong", "flagged", "needless", "rows", "heads", "whole")
    grid = Grid("kind", *names, box=None)
    total = {half: sum((halves[half] for halves in found.values()), Count()) for half in (False, True)}
    for kind, halves in [*found.items(), ("all", total)]:
        grid.add_row(kind, *("|".join(_figure(halves[half], name) for half in (False, True)) for name in names))
    return grid


def _figure(count: Count, name: str) -> str:
    of = {"rows": (count.rows_right, count.rows), "heads": (count.heads_right, count.heads)}
    if name in of:
        return "{}/{}".format(*of[name])
    return f"{count.whole}/{count.tables}" if name == "whole" else str(int(getattr(count, name)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="0-7", type=seeds_of)
    parser.add_argument("--filter", default="*")
    parser.add_argument("--keep", type=Path, help="a folder for the documents")
    parser.add_argument("--show", action="store_true", help="say what came of documents that are not whole")
    arguments = parser.parse_args()
    kinds = [kind for kind in {**JOINED, **APART} if fnmatch.fnmatch(kind, arguments.filter)]
    with tempfile.TemporaryDirectory() as folder:
        found = run(kinds, arguments.seeds, arguments.keep or Path(folder), arguments.show)
    Console(width=160).print(printed(found))


if __name__ == "__main__":
    main()
