"""How fast `extractor load` fills a database, beside the plain COPY or executemany of the same rows.

    scripts/bench_load.py --database postgresql://…/empty [--documents 10000] [--rows 25] [--columns 20] [--processes N]

The database must be empty. Documents are synthetic: one table each, with numbers, labels and no sums. Records are made
of all data cells, and counted neither here nor there as cells. The plain load puts the rows of a few hundred of them,
made before, into the same tables in one transaction. docs/database.md has figures.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import psutil
import sqlalchemy as sa
from sqlalchemy import Engine

from extractor.document import Block, Cell, Document, PageReport, Source, Stub, Table, Value
from extractor.errors import InputError
from extractor.normalise.records import data_of
from extractor.output.json_sink import JsonSink
from extractor.places import Region
from extractor.store.database import writing
from extractor.store.loaders import Place
from extractor.store.loading import Loaded, load_json
from extractor.store.rows import Row, rows_of
from extractor.store.schema import DOCUMENTS
from extractor.store.stage import load_files, prepare_database
from extractor.stored import find_documents, stored_content

PLAIN_DOCUMENTS = 400
"""Whose rows are held in memory for the plain load."""
LOOK_SECONDS = 0.5
"""Between two looks at the memory."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=25)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--processes", type=int)
    given = parser.parse_args()
    engine = prepare_database(given.database)
    documents = synthetic(given.rows, given.columns)
    cells = given.rows * given.columns

    plain = plain_rate(engine, list(islice(documents, min(PLAIN_DOCUMENTS, given.documents))), cells)
    print(f"plain: {plain:,.0f} cells/s", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-load-") as folder:
        for number, document in enumerate(islice(documents, given.documents)):
            (Path(folder) / f"{number:06}.json").write_bytes(JsonSink().render(document))
        loaded = load_rate(engine, Path(folder), cells, given.processes)
    print(f"load: {loaded:,.0f} cells/s, {loaded / plain:.0%} of plain")


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


def load_rate(engine: Engine, folder: Path, cells: int, processes: int | None) -> float:
    """Cells a second of the whole way from files on; making them is not counted."""
    done, began, memory = 0, time.perf_counter(), Memory()

    def tell(place: Place, outcome: Loaded | InputError) -> None:
        nonlocal done
        assert outcome == "new", f"{place}: {outcome}"
        done += 1
        if done % 1000 == 0:
            rate = done * cells / (time.perf_counter() - began)
            print(f"{done} documents: {rate:,.0f} cells/s, largest process {memory.highest:,} MiB", flush=True)

    load_files(engine, find_documents([folder]), stored_content, tell, processes)
    return done * cells / (time.perf_counter() - began)


class Memory:
    """Watches the memory of this process and of those that it started."""

    def __init__(self) -> None:
        self.highest = 0
        """Of the largest process so far, in MiB."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        this = psutil.Process()
        while True:
            for process in (this, *this.children(recursive=True)):
                try:
                    self.highest = max(self.highest, process.memory_info().rss >> 20)
                except psutil.NoSuchProcess:
                    continue
            time.sleep(LOOK_SECONDS)


def plain_rate(engine: Engine, documents: list[Document], cells: int) -> float:
    """Cells a second where the same rows, made before, are put into the same tables in one transaction."""
    batches: dict[sa.Table, dict[int, list[Row]]] = defaultdict(dict)
    for document in documents:
        load_json(engine, JsonSink().render(document), "a.json")
        tables = list(rows_of(document, data_of(document)))
        with writing(engine) as connection:
            known = sa.select(DOCUMENTS.c.id).where(DOCUMENTS.c.sha256 == document.source.sha256)
            id_ = connection.execute(known).scalar_one()
            for table, rows in reversed(tables):
                connection.execute(sa.delete(table).where(table.c.document == id_))
                batches[table][id_] = [(id_, *row) for row in rows]
    began = time.perf_counter()
    with writing(engine) as connection:
        for table in reversed(batches):
            plainly(connection, table, [row for rows in batches[table].values() for row in rows])
    return len(documents) * cells / (time.perf_counter() - began)


def plainly(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    """Put rows into a table as the drivers' manuals show it."""
    if connection.dialect.name == "postgresql":
        with connection.connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(table.columns))
        connection.connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)


if __name__ == "__main__":
    main()
