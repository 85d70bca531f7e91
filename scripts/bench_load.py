"""How fast `extractor load` fills a database, beside the plain COPY or executemany of the same rows.

    scripts/bench_load.py --database postgresql://…/empty [--documents 10000] [--rows 25] [--columns 20]

The database must be empty. Documents are synthetic: one table each, with numbers, labels and no sums. Records are made
of all data cells, and counted neither here nor there as cells.

Measured on two shared cores, 1000 documents of 500 cells, once: PostgreSQL 15 without fsync 6,300 cells/s, plain COPY
23,700; SQLite 7,500, plain executemany 53,900; memory the same after 500 documents and after 1000. By processor time a
cell costs some 28 µs to read from JSON, 42 to make its record, and 13 to make the rows.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa
from sqlalchemy import Engine

from extractor.document import Block, Cell, Document, PageReport, Source, Stub, Table, Value
from extractor.normalise.records import with_records
from extractor.output.json_sink import JsonSink
from extractor.places import Region
from extractor.store.bulk import insert_rows
from extractor.store.database import writing
from extractor.store.loading import load_json
from extractor.store.rows import Row, rows_of
from extractor.store.schema import DOCUMENTS
from extractor.store.stage import prepare_database

PLAIN_DOCUMENTS = 200
"""Whose rows are held in memory for the plain load."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=25)
    parser.add_argument("--columns", type=int, default=20)
    given = parser.parse_args()
    engine = prepare_database(given.database)
    documents = synthetic(given.rows, given.columns)
    cells = given.rows * given.columns

    count = min(PLAIN_DOCUMENTS, given.documents)
    plain = plain_rate(engine, list(islice(documents, count)), cells)
    loaded = load_rate(engine, islice(documents, given.documents), cells)
    print(f"plain {plain:,.0f} cells/s; load {loaded:,.0f} cells/s, {loaded / plain:.0%} of it")


def synthetic(rows: int, columns: int) -> Iterator[Document]:
    """Documents without end, each unlike the others."""
    numbers = random.Random(7)
    while True:
        sha256 = f"{numbers.getrandbits(256):064x}"
        cells = tuple(_cell(r, c, numbers) for r in range(rows) for c in range(columns))
        stub = Stub(col=0, columns=1, parents=(None,) * rows)
        table = Table(
            id="t1", caption="支出表", unit="万元", pages=(1,), row_count=rows, column_count=columns,
            header_rows=1, stub_columns=1, stubs=(stub,), cells=cells,
        )  # fmt: skip
        yield Document(
            source=Source(file_name="a.pdf", sha256=sha256, bytes=1, pages=1, kinds=("ocr",), tool="bench"),
            pages=(PageReport(number=1, kind="ocr", width=595, height=842),),
            blocks=(Block(kind="heading", text="2020年支出表", level=1), Block(kind="table", table="t1")),
            tables=(table,),
        )


def _cell(row: int, col: int, numbers: random.Random) -> Cell:
    places = (Region(page=1, bbox=(20.0 * col, 20.0 * row, 20.0 * col + 19.5, 20.0 * row + 19.5)),)
    if row == 0 or col == 0:
        label = "项目" if row == col == 0 else f"第{col}列" if row == 0 else f"第{row}项支出"
        role = "column_header" if row == 0 else "row_header"
        return Cell(row=row, col=col, text=label, role=role, value=Value(kind="text"), regions=places, source="ocr")
    number = f"{numbers.randrange(10**7) / 100:.2f}"
    value = Value(kind="number", number=number, unit="万元", scale=10000)
    return Cell(row=row, col=col, text=number, value=value, regions=places, source="ocr", confidence=0.98)


def load_rate(engine: Engine, documents: Iterator[Document], cells: int) -> float:
    """Cells a second of the whole way from the JSON on; making the JSON is not counted."""
    spent, done, sink = 0.0, 0, JsonSink()
    for document in documents:
        content = sink.render(document)
        began = time.perf_counter()
        load_json(engine, content, "a.json")
        spent += time.perf_counter() - began
        done += 1
        if done % 500 == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{done} documents: {done * cells / spent:,.0f} cells/s, peak memory {peak:,.0f} MiB", flush=True)
    return done * cells / spent


def plain_rate(engine: Engine, documents: list[Document], cells: int) -> float:
    """Cells a second where the same rows, made before, are put into the same tables in one transaction."""
    batches: dict[sa.Table, list[Row]] = defaultdict(list)
    for document in documents:
        load_json(engine, JsonSink().render(document), "a.json")
        with writing(engine) as connection:
            known = sa.select(DOCUMENTS.c.id).where(DOCUMENTS.c.sha256 == document.source.sha256)
            id_ = connection.execute(known).scalar_one()
            for table in reversed(list(dict(rows_of(id_, document, ())))):
                _empty(connection, table, id_)
        for table, rows in rows_of(id_, document, with_records(document).records):
            batches[table] += rows
    began = time.perf_counter()
    with writing(engine) as connection:
        for table, rows in batches.items():
            insert_rows(connection, table, rows)
    return len(documents) * cells / (time.perf_counter() - began)


def _empty(connection: sa.Connection, table: sa.Table, document: int) -> None:
    connection.execute(sa.delete(table).where(table.c.document == document))


if __name__ == "__main__":
    main()
