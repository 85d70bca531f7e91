"""Databases by their URL: SQLite and PostgreSQL, opened, locked and brought to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from extractor.errors import ExtraMissingError, InputError, OutputError

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
SQLITE_WAIT = 120.0
"""Seconds for which a writer waits for another; one holds the database for as long as a document takes."""
SQLITE_CACHE = 64 << 20
"""Bytes; the pages of the indexes that each document changes should be in it."""
SQLITE_LOG = 16 << 20
"""Bytes of the write-ahead log that are gathered before they go to their places, most of them several documents'."""
SQLITE_PAGE = 4096
"""Bytes of a page of a database that SQLite makes."""
SCHEMA_LOCK = 0x657874726163
"""Advisory lock of PostgreSQL under which tables and views are made; any number that others hardly use."""
HASH_DIGITS = 15
"""Hexadecimal ones of a SHA-256 that make a lock's number, which has 63 bits and a sign."""


def open_database(database: str, *, must_exist: bool = False) -> Engine:
    """The database at a URL (sqlite:///FILE, postgresql://…) or, without one, in a SQLite file; it is not asked yet.

    A SQLite file is made when it is first used, unless it `must_exist`.

    Raises:
        InputError: There is no such file.
        OutputError: It is no URL, or one of another kind of database.
        ExtraMissingError: The driver is not installed.
    """
    url = _url(database)
    if must_exist and url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise InputError(f"{url.database or database} is not there. `extractor load` makes it.")
    try:
        if url.get_backend_name() == "postgresql":
            return create_engine(url)
        engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT})
    except ImportError as error:
        raise ExtraMissingError("postgresql:// as --database", "postgres") from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _url(database: str) -> URL:
    try:
        url = make_url(database) if "://" in database else URL.create("sqlite", database=database)
    except ArgumentError as error:
        raise OutputError(f"{database} is no URL of a database. Write sqlite:///FILE or postgresql://HOST/NAME.") from (
            error
        )
    if url.drivername not in {*DRIVERS, *DRIVERS.values()}:
        raise OutputError(f"{url.drivername}:// is no database that is known here. Use sqlite:/// or postgresql://.")
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun below, and not by the driver
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")  # readers go on while a document is written
    cursor.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last documents, and breaks none
    cursor.execute(f"PRAGMA cache_size = -{SQLITE_CACHE >> 10}")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {SQLITE_LOG // SQLITE_PAGE}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database.

    Raises:
        OutputError: The database does not answer, or refuses.
    """
    with _errors_for_users(engine), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: all of the block is kept, or nothing; on SQLite it is the only one that writes.

    Raises:
        OutputError: The database does not answer, or refuses.
    """
    with _errors_for_users(engine), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def lock_document(connection: Connection, sha256: str) -> None:
    """Wait until no other transaction writes this document; the lock ends with the transaction.

    A transaction locks one document, and before anything else: none can wait for one that waits for it.
    """
    if connection.dialect.name == "postgresql":
        number = int(sha256[:HASH_DIGITS], 16)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


@contextmanager
def schema_change(engine: Engine) -> Iterator[Connection]:
    """A transaction in which tables and views are made; others wait for it."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": SCHEMA_LOCK})
        yield connection


def migrate(engine: Engine, revision: str = "head") -> None:
    """Make the tables of an empty database, or bring those of an older program to `revision`.

    Raises:
        OutputError: The database does not answer or refuses, or a newer program has made its tables.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with schema_change(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@contextmanager
def _errors_for_users(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, CommandError, engine.dialect.loaded_dbapi.Error) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        shown = engine.url.render_as_string(hide_password=True)
        raise OutputError(f"{shown} cannot be used: {reason}. Check the URL and the rights.") from error
