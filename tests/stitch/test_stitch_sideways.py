from __future__ import annotations

import pytest

from extractor.config import OcrSettings, StitchSettings
from extractor.document import Document, Source
from extractor.page import TableFragment
from extractor.stitch.stage import stitch_pages
from table_builders import fragment, page_with

SOURCE = Source(file_name="a.pdf", sha256="0", bytes=1, pages=2, kinds=(), tool="test")
TOWNS = ("柳河镇", "青山乡", "白沙镇", "大桥乡", "石门镇")
LEFT = [["地区", "2018年", "2019年"], *([t, str(31 * i), str(47 * i * i)] for i, t in enumerate(TOWNS, start=1))]
RIGHT = [["地区", "2020年", "2021年"], *([t, str(61 * i * i), str(53 * i)] for i, t in enumerate(TOWNS, start=1))]


def stitched(*pieces: TableFragment, settings: StitchSettings | None = None) -> Document:
    pages = [page_with(piece, piece.page) for piece in pieces]
    return stitch_pages(pages, SOURCE, settings or StitchSettings(), OcrSettings())


def texts(document: Document) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in table.grid()] for table in document.tables]


def test_same_rows_under_other_columns_go_on_to_the_right() -> None:
    document = stitched(fragment(LEFT), fragment(RIGHT, page=2))
    assert texts(document) == [[[*a, *b[1:]] for a, b in zip(LEFT, RIGHT, strict=True)]]
    join = document.tables[0].fragments[1].join
    assert join is not None
    assert (join.direction, join.first_column, join.repeated_stub_columns) == ("right", 3, 1)
    assert (document.tables[0].fragments[1].first_row, document.tables[0].fragments[1].last_row) == (0, 5)


def test_rows_without_labels_go_on_to_the_right_and_are_flagged() -> None:
    right = [row[1:] for row in RIGHT]
    document = stitched(fragment(LEFT), fragment(right, page=2))
    assert texts(document) == [[[*a, *b] for a, b in zip(LEFT, right, strict=True)]]
    assert [f.code for f in document.findings] == ["join.doubtful"]


def test_three_pages_to_the_right() -> None:
    third = [["地区", "2022年", "2023年"], *RIGHT[1:]]
    document = stitched(fragment(LEFT), fragment(RIGHT, page=2), fragment(third, page=3))
    assert [t.column_count for t in document.tables] == [7]


@pytest.mark.parametrize(
    "right",
    [
        pytest.param([RIGHT[0], *RIGHT[2:], RIGHT[1]], id="rows-in-another-order"),
        pytest.param(RIGHT[:5], id="fewer-rows"),
        pytest.param([["年份", "收入", "支出"], *([str(2018 + i), "1", "2"] for i in range(5))], id="years-are-labels"),
    ],
)
def test_other_rows_are_another_table(right: list[list[str]]) -> None:
    assert len(stitched(fragment(LEFT), fragment(right, page=2)).tables) == 2


def test_same_rows_with_numbers_for_headers_do_not_go_on_downwards() -> None:
    left = [["地区", "2018", "2019"], *LEFT[1:]]
    right = [["地区", "2020", "2021"], *RIGHT[1:]]
    document = stitched(fragment(left, header_rows=0), fragment(right, page=2, header_rows=0))
    assert all(table.row_count == 6 for table in document.tables)


def test_never_keeps_the_pieces_apart() -> None:
    assert len(stitched(fragment(LEFT), fragment(RIGHT, page=2), settings=StitchSettings(join="never")).tables) == 2
