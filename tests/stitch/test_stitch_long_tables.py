"""A table over hundreds of pages: it comes out whole, in time that grows with its pages."""

from __future__ import annotations

from time import process_time

from extractor.config import OcrSettings, StitchSettings
from extractor.document import Document, Source
from extractor.page import PageContent
from extractor.stitch.stage import stitch_pages
from table_builders import fragment, page_with

HEADER = ["项目", "去年", "今年"]
ROWS = 30
SOURCE = Source(file_name="a.pdf", sha256="0", bytes=1, pages=2, kinds=(), tool="test")
SECONDS = 60.0
"""For 300 pages, where 3 are usual."""


def pages(count: int) -> list[PageContent]:
    return [
        page_with(fragment([HEADER, *([f"{n}-{i}", str(n), str(i)] for i in range(ROWS))], page=n, top=60), n)
        for n in range(1, count + 1)
    ]


def stitched(read: list[PageContent]) -> tuple[Document, float]:
    start = process_time()
    document = stitch_pages(read, SOURCE, StitchSettings(), OcrSettings())
    return document, process_time() - start


def test_table_over_many_pages_is_whole() -> None:
    (table,) = stitched(pages(12))[0].tables
    assert table.row_count == 1 + 12 * ROWS
    assert [row[0].text for row in table.grid()[1:]] == [f"{n}-{i}" for n in range(1, 13) for i in range(ROWS)]
    assert [f.first_row for f in table.fragments] == [0, *range(ROWS + 1, 12 * ROWS, ROWS)]


def test_table_whose_columns_are_refined_late_is_whole() -> None:
    finer = fragment([["a", "b", "c", "d"]] * 3, page=6, columns=[50, 150, 250, 300, 350], header_rows=0)
    (table,) = stitched([*pages(5), page_with(finer, 6)])[0].tables
    assert table.column_count == 4
    assert sum(c.rowspan * c.colspan for c in table.cells) == table.row_count * table.column_count


def test_time_grows_with_the_pages() -> None:
    short, long = pages(100), pages(300)
    hundred = min(stitched(short)[1] for _ in range(2))
    three_hundred = min(stitched(long)[1] for _ in range(2))
    assert three_hundred <= 4.5 * hundred
    assert three_hundred < SECONDS
