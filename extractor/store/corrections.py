"""What persons have settled: kept by the file and by labels, and so in force for every version of a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from extractor.document import Document
from extractor.errors import InputError
from extractor.fingerprints import cell_fingerprints
from extractor.places import CellRef
from extractor.rechecking import correct, recheck
from extractor.store.bulk import insert_into
from extractor.store.database import lock_document, reading, writing
from extractor.store.rebuilding import current_document
from extractor.store.schema import CORRECTIONS, DOCUMENTS, FINDINGS, VERDICTS


def settle_cell(engine: Engine, sha256: str, cell: CellRef, text: str, author: str | None = None) -> None:
    """Keep `text` as what a person says is printed in a cell of the current version of a document.

    The rows of the document stay as they were read; see `corrected_document`.

    Raises:
        InputError: There is no such document, or no such cell in it.
        OutputError: The database does not answer, or refuses.
    """
    with writing(engine) as connection:
        lock_document(connection, sha256)
        document = current_document(connection, sha256)
        corrected = correct(document, {cell: text})
        _keep_settled(connection, corrected, datetime.now(UTC), author, only=cell)


def settle_finding(
    engine: Engine, sha256: str, fingerprint: str, verdict: str, note: str | None = None, author: str | None = None
) -> None:
    """Keep what a person says of a finding, in a word such as "accepted", and in a note.

    Raises:
        InputError: No version of the document has such a finding.
        OutputError: The database does not answer, or refuses.
    """
    findings = (
        sa.select(FINDINGS.c.document)
        .join(DOCUMENTS, DOCUMENTS.c.id == FINDINGS.c.document)
        .where(DOCUMENTS.c.sha256 == sha256, FINDINGS.c.fingerprint == fingerprint)
    )
    with writing(engine) as connection:
        if connection.execute(findings).first() is None:
            raise InputError(f"No finding of document {sha256} has the fingerprint {fingerprint}.")
        said = {"verdict": verdict, "note": note, "author": author, "made_at": datetime.now(UTC)}
        _upsert(connection, VERDICTS, {"sha256": sha256, "fingerprint": fingerprint}, said)


def corrected_document(engine: Engine, sha256: str) -> Document:
    """The current version of a document with all corrections in it, and checked again.

    Raises:
        InputError: The database has no such document.
        ModelError: Its report model is not there.
        OutputError: The database does not answer.
    """
    wanted = sa.select(CORRECTIONS).where(CORRECTIONS.c.sha256 == sha256, CORRECTIONS.c.table_id.is_not(None))
    with reading(engine) as connection:
        document = current_document(connection, sha256)
        rows = connection.execute(wanted).all()
    texts = {CellRef(table=row.table_id, row=row.row, col=row.col): row.text for row in rows}
    settled = {ref for ref, text in _settled(document).items() if texts.get(ref) == text[0]}
    return recheck(correct(document, {ref: text for ref, text in texts.items() if ref not in settled}))


def carry_corrections(connection: Connection, document: Document, now: datetime, *, is_settled: bool) -> None:
    """Keep the corrections that come with a version, and say of all earlier ones where their cells are in it.

    `is_settled` says whether there are earlier ones.
    """
    _keep_settled(connection, document, now, author=None)
    if not is_settled:
        return
    of_document = CORRECTIONS.c.sha256 == document.source.sha256
    fingerprints = connection.execute(sa.select(CORRECTIONS.c.cell_fingerprint).where(of_document)).scalars().all()
    cells = cell_fingerprints(document)
    for fingerprint in fingerprints:
        cell = cells.get(fingerprint)
        place = {"table_id": cell.table, "row": cell.row, "col": cell.col} if cell else _NOWHERE
        which = of_document & (CORRECTIONS.c.cell_fingerprint == fingerprint)
        connection.execute(sa.update(CORRECTIONS).where(which).values(place))


_NOWHERE = {"table_id": None, "row": None, "col": None}


def _keep_settled(
    connection: Connection, document: Document, now: datetime, author: str | None, only: CellRef | None = None
) -> None:
    settled = {ref: texts for ref, texts in _settled(document).items() if only in (None, ref)}
    if not settled:
        return
    fingerprints = {ref: fingerprint for fingerprint, ref in cell_fingerprints(document).items()}
    for ref, (text, printed) in settled.items():
        key = {"sha256": document.source.sha256, "cell_fingerprint": fingerprints[ref]}
        place = {"table_id": ref.table, "row": ref.row, "col": ref.col}
        said = {"text": text, "printed": printed, "author": author, "made_at": now}
        _upsert(connection, CORRECTIONS, key, {**place, **said})


def _settled(document: Document) -> dict[CellRef, tuple[str, str]]:
    """The cells that a person has settled, each with its text and what was read."""
    return {
        CellRef(table=table.id, row=cell.row, col=cell.col): (cell.text, cell.as_read)
        for table in document.tables
        for cell in table.cells
        if cell.is_settled
    }


def _upsert(connection: Connection, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or give the one with this key new values."""
    statement = insert_into(connection, table).values({**key, **values})
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
