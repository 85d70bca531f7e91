from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from postgres_server import find_programs, server
from sqlalchemy import Engine, create_engine, text

from extractor.store.database import open_database
from extractor.store.stage import prepare_database

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a real server, with {} for the database."""
    programs = find_programs()
    if programs is None:
        missing = "PostgreSQL's server is not installed; scripts/test installs it (Debian: apt install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with server(programs) as url:
        yield url


@pytest.fixture
def new_postgres(postgres: str) -> str:
    """URL of an empty PostgreSQL database."""
    name = f"test{next(_numbers)}"
    admin = create_engine(open_database(postgres.format("postgres")).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return postgres.format(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'reports.sqlite'}"
    found: str = request.getfixturevalue("new_postgres")
    return found


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database of each kind with the newest tables."""
    engine = prepare_database(url)
    yield engine
    engine.dispose()
