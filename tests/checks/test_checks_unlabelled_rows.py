from __future__ import annotations

from collections.abc import Sequence

import pytest

from checked_documents import suspects
from extractor.checks.stage import check_document
from extractor.document import Cell, Document, Fragment, Source, Stub, Table
from extractor.normalise.stage import normalise_document
from extractor.places import Region

LABELLED = [["North", "1"], ["South", "2"], ["East", "3"], ["West", "4"]]


def document(rows: Sequence[Sequence[str]], *, ruled: bool = False, stub: int = 1) -> Document:
    cells = tuple(
        Cell(row=r, col=c, text=text, source="text-layer") for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    region = Region(page=1, bbox=(0, 0, 100, 100))
    table = Table(
        id="t1",
        pages=(1,),
        row_count=len(rows),
        column_count=len(rows[0]),
        stub_columns=stub,
        stubs=(Stub(col=0, columns=stub),),
        cells=cells,
        fragments=(Fragment(region=region, first_row=0, last_row=len(rows) - 1, ruled=ruled),),
    )
    about = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=("text-layer",), tool="test")
    return check_document(normalise_document(Document(source=about, tables=(table,))))


def test_number_without_a_label_among_labelled_rows_is_doubtful() -> None:
    found = document([*LABELLED[:2], ["", "99"], *LABELLED[2:]])
    assert suspects(found) == ["99"]
    assert [f.code for f in found.findings] == ["row.unlabelled"]


@pytest.mark.parametrize(
    ("rows", "stub", "ruled"),
    [
        pytest.param(LABELLED, 1, False, id="labels-everywhere"),
        pytest.param([*LABELLED, ["", "99"]], 1, True, id="ruling-lines-divide-the-rows"),
        pytest.param([["North", "1"], ["", "2"], ["South", "3"], ["", "4"]], 1, False, id="label-for-several-rows"),
        pytest.param([["A", "North", "1"], *(["", n, v] for n, v in LABELLED)], 2, False, id="second-column-names-it"),
        pytest.param([["North", "1"], ["", "2"]], 1, False, id="too-few-rows"),
        pytest.param([*LABELLED, ["", "revised"]], 1, False, id="text"),
    ],
)
def test_rows_that_nothing_speaks_against(rows: list[list[str]], stub: int, ruled: bool) -> None:
    assert suspects(document(rows, ruled=ruled, stub=stub)) == []
