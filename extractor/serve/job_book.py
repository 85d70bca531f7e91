"""The jobs of a server, kept in the ledger of its batch: what a client handed in, and how far it is.

A job is no second record of what the ledger says already. It has a row of `files` to itself, and its state is worked
out from that row and from the document it turned out to be (the view job_states).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.batch.ledger import Ledger
from extractor.batch.ledger_file import changes_of, locator_of, open_ledger, stored, timestamp
from extractor.batch.locators import Locator

State = Literal["waiting", "running", "done", "failed", "skipped"]
FINAL: frozenset[State] = frozenset({"done", "failed", "skipped"})
"""States that change only when the same content is handed in again and read anew."""

WAITING = """
SELECT j.number, f.place, f.member, f.label FROM files f CROSS JOIN jobs j ON j.file = f.id WHERE f.state = 'waiting'
UNION ALL
SELECT j.number, f.place, f.member, f.label FROM documents d CROSS JOIN files f ON f.sha256 = d.sha256
    CROSS JOIN jobs j ON j.file = f.id WHERE d.state = 'pending' AND +f.state = 'document'
"""
"""Jobs of which nobody has begun the document.

CROSS JOIN has SQLite begin with the few rows that wait, and + keeps it from the index of states, in which nearly all
are documents; so this is a short read however many jobs have ended.
"""
RUNNING = """
SELECT count(*) FROM documents d CROSS JOIN files f ON f.sha256 = d.sha256 CROSS JOIN jobs j ON j.file = f.id
    WHERE d.state = 'running' AND +f.state = 'document'
"""


class QueueFullError(Exception):
    """So many jobs are waiting that no more are taken."""


class NoJobError(Exception):
    """There is no job with that id, or no longer."""


class BusyJobError(Exception):
    """The document of the job is being read."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is now.

    Attributes:
        name: What the client called the file.
        locator: Where the upload is.
        sha256, bytes: Of the upload; None until it has been looked at.
        created, finished: UTC, ISO 8601; `finished` is None unless the state is final.
        pages, tables, findings, suspects, seconds: Of the reading; None unless it is done.
        error_kind, error: Why there is no result; None unless it failed or was skipped.
        output: The result, below the output directory; None unless it is done.
    """

    id: str
    state: State
    name: str
    locator: Locator
    sha256: str | None
    bytes: int | None
    created: str
    finished: str | None
    pages: int | None
    tables: int | None
    findings: int | None
    suspects: int | None
    seconds: float | None
    error_kind: str | None
    error: str | None
    output: str | None


class JobBook:
    """The jobs in a ledger. Each call opens the file for itself, so that any thread may make it."""

    def __init__(self, ledger: Path) -> None:
        """A ledger is made if there is none.

        Raises:
            OutputError: The file is no ledger, or cannot be opened.
        """
        self._ledger = ledger
        open_ledger(ledger).close()

    def add(self, job_id: str, upload: Locator, size: int, most_waiting: int) -> None:
        """Take a job in; when this returns it is on the disk.

        Raises:
            QueueFullError: `most_waiting` jobs are waiting already.
        """
        with self._changes() as db:
            if db.execute(f"SELECT count(*) FROM ({WAITING})").fetchone()[0] >= most_waiting:
                raise QueueFullError
            cursor = db.execute(
                "INSERT INTO files (place, member, label, bytes, state) VALUES (?, ?, ?, ?, 'waiting')",
                (*stored(upload), upload.label, size),
            )
            db.execute("INSERT INTO jobs (id, file, created) VALUES (?, ?, ?)", (job_id, cursor.lastrowid, timestamp()))

    def find(self, job_id: str) -> Job:
        """The job with that id.

        Raises:
            NoJobError: There is none.
        """
        with self._reading() as db:
            return _job(_row(db, job_id))

    def page(self, state: State | None, limit: int, after: str | None) -> Sequence[Job]:
        """Up to `limit` jobs, oldest first, of one state or of any, that came after the job `after`.

        Raises:
            NoJobError: There is no job `after`.
        """
        with self._reading() as db:
            first = 0 if after is None else _row(db, after)["number"]
            rows = db.execute(
                "SELECT * FROM job_states WHERE number > ?1 AND (?2 IS NULL OR state = ?2) ORDER BY number LIMIT ?3",
                (first, state, limit),
            ).fetchall()
        return [_job(row) for row in rows]

    def waiting(self, limit: int) -> Sequence[Locator]:
        """Uploads of the jobs that wait, oldest first."""
        with self._reading() as db:
            rows = db.execute(f"SELECT * FROM ({WAITING}) ORDER BY number LIMIT ?", (limit,)).fetchall()
        return [locator_of(row) for row in rows]

    def counts(self) -> tuple[int, int]:
        """How many jobs are waiting, and how many running."""
        with self._reading() as db:
            waiting = db.execute(f"SELECT count(*) FROM ({WAITING})").fetchone()[0]
            return waiting, db.execute(RUNNING).fetchone()[0]

    def ended_before(self, moment: str) -> Sequence[str]:
        """Ids of the jobs that had ended at a moment (UTC, ISO 8601)."""
        with self._reading() as db:
            return [row[0] for row in db.execute("SELECT id FROM job_states WHERE finished < ?", (moment,))]

    def uploads(self) -> frozenset[str]:
        """Places of all uploads that belong to a job."""
        with self._reading() as db:
            rows = db.execute("SELECT f.place, f.member, f.label FROM files f JOIN jobs j ON j.file = f.id")
            return frozenset(locator_of(row).place for row in rows)

    def forget(self, job_id: str, out: Path) -> None:
        """Remove a job with its upload, and its result below `out` unless another input has the same content.

        The result is removed within the change: a job that asks for the same content waits, and has it read again.

        Raises:
            NoJobError: There is no such job.
            BusyJobError: Its document is being read.
        """
        with self._changes() as db:
            row = _row(db, job_id)
            if row["state"] == "running":
                raise BusyJobError
            db.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
            if row["sha256"] is not None:
                _let_go(db, row, out)
            db.execute("DELETE FROM files WHERE id = ?", (row["file"],))
        Path(locator_of(row).place).unlink(missing_ok=True)

    def free_lost(self) -> None:
        """Set documents free that belong to runs which are dead, such as a batch on the same ledger."""
        with closing(Ledger(self._ledger)) as ledger:
            ledger.bury_dead_runs()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(open_ledger(self._ledger)) as db:
            yield db

    @contextmanager
    def _changes(self) -> Iterator[sqlite3.Connection]:
        with closing(open_ledger(self._ledger)) as db:
            db.execute("PRAGMA synchronous = FULL")  # what a client was promised outlives a loss of power too
            with changes_of(db):
                yield db


def _row(db: sqlite3.Connection, job_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM job_states WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise NoJobError
    return row


def _let_go(db: sqlite3.Connection, row: sqlite3.Row, out: Path) -> None:
    """Leave a document to the other inputs with its content; without any, remove it and its result."""
    sha256, file = row["sha256"], row["file"]
    other = db.execute("SELECT min(id) FROM files WHERE sha256 = ? AND id <> ?", (sha256, file)).fetchone()[0]
    if other is not None:
        db.execute("UPDATE documents SET file = ? WHERE sha256 = ? AND file = ?", (other, sha256, file))
        return
    db.execute("DELETE FROM attempts WHERE sha256 = ?", (sha256,))
    db.execute("DELETE FROM documents WHERE sha256 = ?", (sha256,))
    if row["output"] is not None:
        (out / row["output"]).unlink(missing_ok=True)


def _job(row: sqlite3.Row) -> Job:
    state: State = row["state"]
    is_done, has_failed = state == "done", state in ("failed", "skipped")
    return Job(
        id=row["id"],
        state=state,
        name=row["label"],
        locator=locator_of(row),
        sha256=row["sha256"],
        bytes=row["bytes"],
        created=row["created"],
        finished=row["finished"],
        pages=row["pages"] if is_done else None,
        tables=row["tables"] if is_done else None,
        findings=row["findings"] if is_done else None,
        suspects=row["suspects"] if is_done else None,
        seconds=row["seconds"] if is_done else None,
        error_kind=row["error_kind"] if has_failed else None,
        error=row["error"] if has_failed else None,
        output=row["output"] if is_done else None,
    )
