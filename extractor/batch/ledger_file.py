"""The file that a ledger is: opened, changed in transactions, and how names and times stand in it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from extractor.batch.ledger_schema import TABLES, VERSION
from extractor.batch.locators import Locator
from extractor.errors import OutputError

BUSY_SECONDS = 60.0
"""How long a change waits for another process that is writing."""


def open_ledger(path: Path) -> sqlite3.Connection:
    """A connection to the ledger at `path`, which is made if there is none; for the thread that opens it.

    Raises:
        OutputError: It cannot be opened, or is no ledger of this version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        _make_tables(db, path)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(f"{path} cannot be opened as a ledger: {error}. Choose another with -o.") from error
    return db


@contextmanager
def changes_of(db: sqlite3.Connection) -> Iterator[None]:
    """All changes of the block as one, or none of them; a block within a block is part of it."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def stored(locator: Locator) -> tuple[str, str]:
    r"""Place and member as SQLite takes them, which knows no surrogates: a byte that is no UTF-8 as \udcXX."""
    return _escaped(locator.place), _escaped(locator.member)


def locator_of(row: sqlite3.Row) -> Locator:
    """The input that a row with a place, a member and a label speaks of."""
    return Locator(_restored(row["place"]), _restored(row["member"]), row["label"])


def timestamp() -> str:
    """Now, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _make_tables(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    with changes_of(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return  # another process has made them meanwhile
        if version or db.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise OutputError(
                f"{path} is no ledger of this version of the program (its tables have version {version}, not "
                f"{VERSION}). Give another output directory with -o."
            )
        for statement in TABLES.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")


def _escaped(text: str) -> str:
    r"""`text` with a byte that is no UTF-8 as \udcXX, and a backslash that stands before a u as \u005c."""
    return text.replace(r"\u", r"\u005cu").encode("utf-8", errors="backslashreplace").decode()


def _restored(text: str) -> str:
    return re.sub(r"\\u(d[89a-f][0-9a-f]{2}|005c)", lambda match: chr(int(match[1], 16)), text)
