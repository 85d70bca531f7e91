"""Small documents that went through the values and checks stages."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.checks.stage import check_document
from extractor.document import Cell, Document, ReadingSource, Source, Stub, Table
from extractor.facts import ReadingStatus
from extractor.normalise.stage import normalise_document

COUNTS = ["12", "345", "6", "78", "901", "23"]


def document(columns: Sequence[Sequence[str]], source: ReadingSource = "ocr") -> Document:
    cells = tuple(
        Cell(row=r, col=c, text=text, source=source)
        for r, row in enumerate(zip(*columns, strict=True))
        for c, text in enumerate(row)
    )
    table = Table(id="t1", pages=(1,), row_count=len(columns[0]), column_count=len(columns), cells=cells)
    about = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=("ocr",), tool="test")
    return check_document(normalise_document(Document(source=about, tables=(table,))))


def suspects(found: Document) -> list[str]:
    return [c.text for c in found.tables[0].cells if c.status == "suspect"]


def sheet(
    text: str,
    header_rows: int = 1,
    stubs: Sequence[tuple[int, int]] = ((0, 1),),
    parents: dict[int, int] | None = None,
    source: ReadingSource = "ocr",
    alternatives: dict[tuple[int, int], str] | None = None,
    reading: ReadingStatus = "read",
) -> Table:
    """A checked table: a line for each row, cells parted by |; "<" and "^" go on with the cell at the left or above.

    `stubs` are first columns and widths, `parents` the rows above others in the hierarchy of the first stub;
    `reading` is that of numbers.
    """
    return checked(text, header_rows, stubs, parents, source, alternatives, reading).tables[0]


def checked(
    text: str,
    header_rows: int = 1,
    stubs: Sequence[tuple[int, int]] = ((0, 1),),
    parents: dict[int, int] | None = None,
    source: ReadingSource = "ocr",
    alternatives: dict[tuple[int, int], str] | None = None,
    reading: ReadingStatus = "read",
) -> Document:
    """The document that holds a table made as by `sheet`."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    above = tuple((parents or {}).get(row) for row in range(len(rows)))
    table = Table(
        id="t1",
        pages=(1,),
        row_count=len(rows),
        column_count=len(rows[0]),
        header_rows=header_rows,
        stub_columns=stubs[0][1],
        stubs=tuple(Stub(col=col, columns=columns, parents=above if not col else ()) for col, columns in stubs),
        cells=tuple(
            Cell(
                row=r,
                col=c,
                rowspan=_run([line[c] for line in rows[r + 1 :]], "^"),
                colspan=_run(row[c + 1 :], "<"),
                text=cell,
                source=source if cell else "none",
                reading=reading if any(map(str.isdigit, cell)) else "read",
                alternatives=((alternatives or {})[r, c],) if (r, c) in (alternatives or {}) else (),
            )
            for r, row in enumerate(rows)
            for c, cell in enumerate(row)
            if cell not in ("<", "^")
        ),
    )
    about = Source(file_name="a.pdf", sha256="", bytes=1, pages=1, kinds=("ocr",), tool="test")
    return check_document(normalise_document(Document(source=about, tables=(table,))))


def _run(cells: Sequence[str], sign: str) -> int:
    """1 and how many of `sign` stand first."""
    return 1 + next((i for i, cell in enumerate(cells) if cell != sign), len(cells))


def results(table: Table) -> dict[tuple[int, int], list[str]]:
    """For the place of each total the results of its relations."""
    found: dict[tuple[int, int], list[str]] = {}
    for relation in table.relations:
        found.setdefault(relation.total, []).append(relation.result)
    return found


def places(table: Table, status: str) -> set[tuple[int, int]]:
    return {(cell.row, cell.col) for cell in table.cells if cell.status == status}
