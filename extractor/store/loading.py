"""One document into the database: all of it or nothing, each version once, the version before it kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import Connection, Engine

from extractor.document import Cell, Document, Source
from extractor.errors import InputError
from extractor.facts import Record
from extractor.garbage import without_collections
from extractor.normalise.records import data_of
from extractor.output.json_sink import JsonSink
from extractor.store.bulk import insert_into, insert_rows
from extractor.store.corrections import carry_corrections
from extractor.store.database import lock_document, reading, writing
from extractor.store.rebuilding import current_document
from extractor.store.rows import Row, document_rest, report_columns, rows_of, value_of
from extractor.store.schema import CORRECTIONS, DOCUMENTS, RUNS

Loaded = Literal["new", "replaced", "restored", "same"]
"""What became of a document: it is new; it takes the place of another version, which is kept; it takes back the place
that it had before; or the database has it as it is."""

NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""The escape of the character 0, which no text of PostgreSQL can hold, in JSON."""
STAND_IN = "\ufdd0".encode()
"""What is stored in its place: a code point that Unicode keeps free for the inside of programs."""

Turn = AbstractContextManager[Any]
"""A lock of those who know of each other: SQLite lets one write, and others ask now and then whether it has ended."""
ANY_TIME: Turn = nullcontext()
TableRows = Sequence[tuple[sa.Table, Sequence[Row]]]

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database has of a document.

    Attributes:
        versions: Ids of its versions by their hashes.
        current: The hash of the current one; None without any.
        run: The id of what it was read with; None where nothing was read so yet.
        is_settled: Whether persons have corrected cells of it.
    """

    versions: Mapping[str, int]
    current: str | None
    run: int | None
    is_settled: bool


def load_json(engine: Engine, content: bytes, name: str, turn: Turn = ANY_TIME) -> Loaded:
    """Put the document in `content`, JSON as `extractor extract` writes it, into the database, and make it current.

    A version is told by its bytes. `name` is for messages. `turn` is held while the document is written.

    Raises:
        InputError: It is no document of this program.
        OutputError: The database does not answer, or refuses; nothing of the document is in it then.
    """
    version = hashlib.sha256(content).hexdigest()
    with reading(engine) as connection:
        is_current = _is_current(connection, version)
    if is_current:
        return "same"
    with without_collections():
        document = parse(content, name)
        # Before the transaction, which others wait for.
        is_there = is_current is not None
        rows = [] if is_there else list(rows_of(document, document.records or data_of(document)))
        with turn, writing(engine) as connection:
            lock_document(connection, document.source.sha256)
            return _put(connection, document, version, rows)


def parse(content: bytes, name: str) -> Document:
    """The document in `content`, whose texts a database can hold.

    Raises:
        InputError: It is none, or breaks what the contract says of tables and pages.
    """
    if STAND_IN in content:
        raise InputError(f"{name} has the code point U+FDD0 in a text, which is none. Take it out of the JSON.")
    try:
        document = Document.model_validate_json(_storable(content))
    except ValidationError as error:
        raise InputError(
            f"{name} is not a document of this program: {error.error_count()} fields do not fit. "
            "Make it anew with `extractor extract`."
        ) from error
    _check_keys(document, name)
    _check_records(document, name)
    return document


def _storable(content: bytes) -> bytes:
    if rb"\u0000" not in content:  # as good as always; the pattern is slow
        return content
    return NUL.sub(rb"\1" + STAND_IN, content)


def json_from(engine: Engine, sha256: str) -> bytes:
    """The JSON of the current version of a document, by the hash of the file that was read.

    Equal, byte for byte, to what was loaded, if this version of the program had written that.

    Raises:
        InputError: The database has no such document.
        OutputError: The database does not answer.
    """
    with reading(engine) as connection:
        return JsonSink().render(current_document(connection, sha256)).replace(STAND_IN, rb"\u0000")


def document_from(engine: Engine, sha256: str) -> Document:
    """The current version of a document; see `json_from`."""
    return Document.model_validate_json(json_from(engine, sha256))


def _known_of_document() -> sa.Select[Any]:
    """A row for each version of a document, or one without a version."""
    run = sa.select(RUNS.c.id).where(RUNS.c.fingerprint == sa.bindparam("of_run")).scalar_subquery()
    is_settled = sa.exists().where(CORRECTIONS.c.sha256 == sa.bindparam("of_sha256"))
    one = sa.select(run.label("run"), is_settled.label("is_settled")).subquery()
    columns = (one.c.run, one.c.is_settled, DOCUMENTS.c.id, DOCUMENTS.c.version, DOCUMENTS.c.is_current)
    of_document = DOCUMENTS.c.sha256 == sa.bindparam("of_sha256")
    return sa.select(*columns).select_from(one.outerjoin(DOCUMENTS, of_document))


# Made once: making them takes longer than asking.
_IS_CURRENT = sa.select(DOCUMENTS.c.is_current).where(DOCUMENTS.c.version == sa.bindparam("of_version"))
_KNOWN = _known_of_document()
_INSERT = sa.insert(DOCUMENTS).returning(DOCUMENTS.c.id)


def _is_current(connection: Connection, version: str) -> bool | None:
    """Whether a version is the current one of its document; None where the database does not have it."""
    return connection.execute(_IS_CURRENT, {"of_version": version}).scalar()


def _put(connection: Connection, document: Document, version: str, rows: TableRows) -> Loaded:
    """Make the version current, if the database does not have it with its `rows`; the document is locked."""
    known = _known(connection, document.source)
    if known.current == version:
        return "same"  # another loader was faster
    if known.current is not None:
        of_document = DOCUMENTS.c.sha256 == document.source.sha256
        connection.execute(sa.update(DOCUMENTS).where(of_document).values(is_current=False))
    if version in known.versions:
        this = DOCUMENTS.c.id == known.versions[version]
        connection.execute(sa.update(DOCUMENTS).where(this).values(is_current=True))
    else:
        id_ = _insert(connection, document, version, known.run)
        for table, of_table in rows:
            insert_rows(connection, table, id_, of_table)
    carry_corrections(connection, document, datetime.now(UTC), is_settled=known.is_settled)
    return "restored" if version in known.versions else "replaced" if known.versions else "new"


def _known(connection: Connection, source: Source) -> _Known:
    """What the database has of a document, in one question."""
    rows = connection.execute(_KNOWN, {"of_sha256": source.sha256, "of_run": _fingerprint(source)}).all()
    return _Known(
        versions={row.version: row.id for row in rows if row.id is not None},
        current=next((row.version for row in rows if row.is_current), None),
        run=rows[0].run,
        is_settled=bool(rows[0].is_settled),
    )


def _insert(connection: Connection, document: Document, version: str, run: int | None) -> int:
    """The row of a document itself; gives its id."""
    source = document.source
    columns = {
        "sha256": source.sha256,
        "version": version,
        "is_current": True,
        "run": _new_run(connection, source) if run is None else run,
        "loaded_at": datetime.now(UTC),
        "schema_version": document.schema_version,
        "file_name": source.file_name,
        "bytes": source.bytes,
        "page_count": source.pages,
        "engine": source.engine,
        "has_records": bool(document.records),
        "rest": document_rest(document),
        **report_columns(document.report),
    }
    return int(connection.execute(_INSERT, columns).scalar_one())


def _new_run(connection: Connection, source: Source) -> int:
    """Put what a document was read with into the database; another loader may be making the same row now."""
    run = {"fingerprint": _fingerprint(source), "tool": source.tool, "settings": source.settings}
    connection.execute(insert_into(connection, RUNS).values(run).on_conflict_do_nothing())
    wanted = sa.select(RUNS.c.id).where(RUNS.c.fingerprint == run["fingerprint"])
    return int(connection.execute(wanted).scalar_one())


def _fingerprint(source: Source) -> str:
    """Of what a document was read with."""
    return hashlib.sha256(json.dumps([source.tool, source.settings]).encode()).hexdigest()


def _check_keys(document: Document, name: str) -> None:
    """See that ids, page numbers and grid positions name one thing each.

    Raises:
        InputError: One does not.
    """
    twice = [
        *(f"page {number}" for number in _twice(page.number for page in document.pages)),
        *(f"table {id_}" for id_ in _twice(table.id for table in document.tables)),
    ]
    for table in document.tables:
        cells = _twice((cell.row, cell.col) for cell in table.cells)
        twice += [f"the cell in row {row + 1}, column {col + 1} of table {table.id}" for row, col in cells]
    if twice:
        raise InputError(f"{name}: {twice[0]} is there twice. Make the document anew with `extractor extract`.")


def _check_records(document: Document, name: str) -> None:
    """See that records say what their cells say: that is in the database once.

    Raises:
        InputError: One does not, or has no cell.
    """
    if not document.records:
        return
    cells = {(table.id, cell.row, cell.col): cell for table in document.tables for cell in table.cells}
    keys = [(record.table, record.row, record.col) for record in document.records]
    for key, record in zip(keys, document.records, strict=True):
        cell = cells.get(key)
        if cell is None or not _repeats(record, cell):
            what = "has no cell" if cell is None else "says otherwise than its cell"
            where = f"row {record.row + 1}, column {record.col + 1} of table {record.table}"
            raise InputError(f"{name}: the record of {where} {what}. Make the document anew with `extractor extract`.")
    for table, row, col in _twice(keys):
        raise InputError(f"{name}: the record of row {row + 1}, column {col + 1} of table {table} is there twice.")


def _repeats(record: Record, cell: Cell) -> bool:
    """Whether a record says what its cell says."""
    value, place = value_of(cell), cell.regions[0] if cell.regions else None
    of_record = (record.text, record.number, record.unit, record.scale, record.status, record.confidence, record.region)
    return of_record == (cell.text, value.number, value.unit, value.scale, cell.status, cell.confidence, place)


def _twice(keys: Iterable[_Key]) -> list[_Key]:
    return [key for key, count in Counter(keys).items() if count > 1]
