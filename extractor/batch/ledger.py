"""The ledger of a batch: a SQLite file that says of every input what it is, and of every document how far it is.

Changes are transactions, so that a run which is killed leaves a ledger that is true. Several runs may share a
ledger: a document is claimed by one of them, and set free when that run ends or is found dead.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import psutil

from extractor.batch.fingerprint import Fingerprint
from extractor.batch.jobs import Failure, Identity, Outcome
from extractor.batch.ledger_file import changes_of, locator_of, open_ledger, stored, timestamp
from extractor.batch.locators import Locator

SILENCE = 120.0
"""Seconds without a heartbeat after which a run on another machine counts as dead."""


class Claim(Enum):
    """What a run that wants a document is told."""

    GRANTED = "granted"
    DONE = "done before"
    FAILED = "failed before"
    ELSEWHERE = "being read by another run"


@dataclass(frozen=True, slots=True)
class Granted:
    """Answer to a claim.

    Attributes:
        locator: Name under which the document was first seen; its output carries that one.
        attempts: How often it was tried before with these settings.
        previous: Fingerprint that it was done with before, where that was another.
    """

    claim: Claim
    locator: Locator
    attempts: int = 0
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in a ledger.

    Attributes:
        files, documents: Rows by state.
        pages, suspects, cpu_seconds, output_bytes: Sums over the documents that are done.
        runs: How many runs are at work.
    """

    files: Mapping[str, int]
    documents: Mapping[str, int]
    pages: int
    suspects: int
    cpu_seconds: float
    output_bytes: int
    runs: int


class Ledger:
    """An open ledger. One object belongs to one thread; several processes may have it open."""

    def __init__(self, path: Path) -> None:
        """Open the ledger at `path`, which is made if there is none.

        Raises:
            OutputError: It cannot be opened, or is no ledger of this version.
        """
        self.path = path
        self._db = open_ledger(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def changes(self) -> Iterator[None]:
        """All changes of the block as one, or none of them; a block within a block is part of it."""
        with changes_of(self._db):
            yield

    # -- runs

    def begin_run(self, fingerprint: Fingerprint) -> int:
        """Number of a new run of this process."""
        now = time.time()
        with self.changes():
            cursor = self._db.execute(
                "INSERT INTO runs (started, host, pid, process_started, heartbeat, fingerprint, version, settings)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    timestamp(),
                    socket.gethostname(),
                    os.getpid(),
                    psutil.Process().create_time(),
                    now,
                    fingerprint.digest,
                    fingerprint.version,
                    json.dumps(fingerprint.settings, sort_keys=True),
                ),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def beat(self, run: int) -> None:
        """Say that a run is alive."""
        self._db.execute("UPDATE runs SET heartbeat = ? WHERE id = ?", (time.time(), run))

    def end_run(self, run: int) -> tuple[str, ...]:
        """End a run, and return the SHA-256 of each document that it had claimed and not finished: they are free."""
        with self.changes():
            freed = self._set_free(run)
            self._db.execute("UPDATE runs SET ended = ? WHERE id = ?", (timestamp(), run))
        return tuple(freed)

    def bury_dead_runs(self) -> tuple[str, ...]:
        """End the runs whose processes are gone, and return the SHA-256 of each document that this sets free."""
        freed: list[str] = []
        with self.changes():
            for row in self._db.execute("SELECT * FROM runs WHERE ended IS NULL").fetchall():
                if not _is_alive(row):
                    freed += self._set_free(row["id"])
                    self._db.execute("UPDATE runs SET ended = ? WHERE id = ?", (timestamp(), row["id"]))
        return tuple(freed)

    def settings_of(self, digest: str) -> Fingerprint | None:
        """The settings that a fingerprint stands for; None where no run had it."""
        row = self._db.execute(
            "SELECT version, settings FROM runs WHERE fingerprint = ? ORDER BY id DESC LIMIT 1", (digest,)
        ).fetchone()
        return None if row is None else Fingerprint(digest, row["version"], json.loads(row["settings"]))

    # -- inputs

    def known_content(self, locator: Locator, version_key: str) -> str | None:
        """SHA-256 of an input that has not changed since it was identified as a document; None for any other."""
        if not version_key:
            return None
        row = self._db.execute(
            "SELECT sha256 FROM files WHERE place = ? AND member = ? AND version_key = ? AND state = 'document'",
            (*stored(locator), version_key),
        ).fetchone()
        return None if row is None else str(row["sha256"])

    def record_identity(self, run: int, identity: Identity, version_key: str) -> None:
        """What an input is: a document, none, or one that cannot be fetched."""
        failure = identity.failure
        state = "document" if failure is None else "failed" if identity.is_document else "skipped"
        self._db.execute(
            "INSERT INTO files (place, member, version_key, sha256, bytes, state, error_kind, error, exit_code, run,"
            " identified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (place, member) DO UPDATE SET version_key = excluded.version_key, sha256 = excluded.sha256,"
            " bytes = excluded.bytes, state = excluded.state, error_kind = excluded.error_kind,"
            " error = excluded.error, exit_code = excluded.exit_code, run = excluded.run,"
            " identified = excluded.identified",
            (
                *stored(identity.locator),
                version_key,
                identity.sha256 or None,
                identity.bytes,
                state,
                failure.kind if failure else None,
                failure.message if failure else None,
                failure.exit_code if failure and state == "failed" else 0,
                run,
                timestamp(),
            ),
        )

    # -- documents

    def claim(self, run: int, sha256: str, locator: Locator, fingerprint: str, *, retry_failed: bool) -> Granted:
        """Claim a document for a run, unless it is done, failed for good, or claimed by a run that lives.

        `locator` must have been recorded. A document that was done with another fingerprint is claimed anew.
        """
        with self.changes():
            row = self._db.execute(
                "SELECT d.state, d.attempts, d.fingerprint, f.place, f.member, f.label"
                " FROM documents d JOIN files f ON f.id = d.file WHERE d.sha256 = ?",
                (sha256,),
            ).fetchone()
            if row is None:
                self._db.execute(
                    "INSERT INTO documents (sha256, file, state, fingerprint, run)"
                    " SELECT ?, id, 'running', ?, ? FROM files WHERE place = ? AND member = ?",
                    (sha256, fingerprint, run, *stored(locator)),
                )
                return Granted(Claim.GRANTED, locator)
            return self._claim_again(run, sha256, fingerprint, row, retry_failed=retry_failed)

    def _claim_again(self, run: int, sha256: str, fingerprint: str, row: sqlite3.Row, *, retry_failed: bool) -> Granted:
        first, state = locator_of(row), row["state"]
        changed = row["fingerprint"] != fingerprint
        if state == "running":
            return Granted(Claim.ELSEWHERE, first)
        if state == "done" and not changed:
            return Granted(Claim.DONE, first)
        if state == "failed" and not changed and not retry_failed:
            return Granted(Claim.FAILED, first)
        attempts = 0 if changed or state == "failed" else row["attempts"]
        self._db.execute(
            "UPDATE documents SET state = 'running', run = ?, fingerprint = ?, attempts = ? WHERE sha256 = ?",
            (run, fingerprint, attempts, sha256),
        )
        return Granted(Claim.GRANTED, first, attempts, row["fingerprint"] if changed and state == "done" else None)

    def failure_of(self, sha256: str) -> Failure | None:
        """Why the last attempt at a document failed; None where it did not."""
        row = self._db.execute(
            "SELECT error_kind, error, exit_code FROM documents WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return None if row is None or row[0] is None else Failure(row[0], row[1], row[2])

    def summary(self) -> Summary:
        """What is in the ledger, counted."""
        files = self._db.execute("SELECT state, count(*) FROM files GROUP BY state").fetchall()
        documents = self._db.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall()
        done = self._db.execute(
            "SELECT coalesce(sum(pages), 0) AS pages, coalesce(sum(suspects), 0) AS suspects,"
            " coalesce(sum(cpu_seconds), 0.0) AS cpu_seconds, coalesce(sum(output_bytes), 0) AS output_bytes"
            " FROM documents WHERE state = 'done'"
        ).fetchone()
        runs = self._db.execute("SELECT * FROM runs WHERE ended IS NULL").fetchall()
        return Summary(
            files={row[0]: row[1] for row in files},
            documents={row[0]: row[1] for row in documents},
            pages=done["pages"],
            suspects=done["suspects"],
            cpu_seconds=done["cpu_seconds"],
            output_bytes=done["output_bytes"],
            runs=sum(map(_is_alive, runs)),
        )

    def failures(self) -> Iterator[tuple[Locator, Failure]]:
        """Inputs that could not be fetched and documents that failed for good, in the order in which they came."""
        rows = self._db.execute(
            "SELECT id, place, member, label, error_kind, error, exit_code FROM files WHERE state = 'failed'"
            " UNION ALL SELECT f.id, f.place, f.member, f.label, d.error_kind, d.error, d.exit_code"
            " FROM documents d JOIN files f ON f.id = d.file WHERE d.state = 'failed' ORDER BY 1"
        )
        for row in rows:
            yield locator_of(row), Failure(row["error_kind"], row["error"], row["exit_code"])

    def put_back(self, sha256: str) -> None:
        """Set a claimed document free, as if it had not been begun."""
        self._db.execute("UPDATE documents SET state = 'pending' WHERE sha256 = ? AND state = 'running'", (sha256,))

    def reopen(self, sha256: str) -> None:
        """Have a document that is done read again: its output is no longer there."""
        self._db.execute("UPDATE documents SET state = 'pending', attempts = 0 WHERE sha256 = ?", (sha256,))

    def record_attempt(self, run: int, sha256: str, outcome: Outcome, output: str, *, final: bool) -> None:
        """How an attempt ended; one that is not `final` leaves the document claimed, for another."""
        failure = outcome.failure
        error = (failure.kind, failure.message, failure.exit_code) if failure else (None, None, 0)
        with self.changes():
            self._db.execute(
                "INSERT INTO attempts (sha256, run, state, seconds, error_kind, error, finished)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (sha256, run, outcome.state, outcome.seconds, error[0], error[1], timestamp()),
            )
            self._db.execute(
                "UPDATE documents SET state = ?, attempts = attempts + 1, pages = ?, tables = ?, findings = ?,"
                " suspects = ?, seconds = ?, cpu_seconds = ?, peak_bytes = ?, output = ?, output_bytes = ?,"
                " error_kind = ?, error = ?, exit_code = ?, finished = ? WHERE sha256 = ?",
                (
                    outcome.state if final else "running",
                    outcome.pages,
                    outcome.tables,
                    outcome.findings,
                    outcome.suspects,
                    outcome.seconds,
                    outcome.cpu_seconds,
                    outcome.peak_bytes,
                    output if outcome.state == "done" else None,
                    outcome.output_bytes,
                    *error,
                    timestamp() if final else None,
                    sha256,
                ),
            )

    # -- inside

    def _set_free(self, run: int) -> list[str]:
        rows = self._db.execute(
            "UPDATE documents SET state = 'pending' WHERE run = ? AND state = 'running' RETURNING sha256", (run,)
        )
        return [row["sha256"] for row in rows.fetchall()]


def _is_alive(row: sqlite3.Row) -> bool:
    """Whether the process of a run is there: looked up on this machine, told by its heartbeat on another."""
    if row["host"] != socket.gethostname():
        return time.time() - float(row["heartbeat"]) < SILENCE
    try:
        return abs(psutil.Process(row["pid"]).create_time() - float(row["process_started"])) < 1.0
    except psutil.Error:
        return False
