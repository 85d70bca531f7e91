from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from sqlalchemy import text
from stored_documents import as_json, counts, small
from typer.testing import CliRunner

from extractor.cli import app
from extractor.errors import OutputError
from extractor.store.database import open_database
from extractor.store.loading import document_from
from extractor.store.stage import load_files, prepare_database
from extractor.stored import find_documents, stored_content


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["load", *map(str, arguments)])
    return result.exit_code, result.stderr


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """What a batch leaves: two documents, one of them compressed, and other files."""
    out = tmp_path / "out"
    for number, pack in ((1, bytes), (2, gzip.compress)):
        sha256 = f"{number:02x}" * 32
        folder = out / "documents" / sha256[:2] / sha256[2:4]
        folder.mkdir(parents=True)
        suffix = ".json.gz" if pack is gzip.compress else ".json"
        (folder / f"{sha256}{suffix}").write_bytes(pack(as_json(small(sha256=sha256))))
    (out / "notes.json").write_text("{}")
    return out


def test_the_output_of_a_batch_is_loaded_into_a_file_beside_it(output: Path) -> None:
    assert run(output) == (0, "2 documents: 2 new\n")
    assert run(output) == (0, "2 documents: 2 there already\n")
    engine = open_database(str(output / "reports.sqlite"))
    assert document_from(engine, "02" * 32) == small(sha256="02" * 32)
    engine.dispose()


def test_files_are_loaded_into_a_database_by_its_url(output: Path, url: str) -> None:
    files = sorted(output.glob("documents/**/*.json*"))
    files = [file for file in files if file.is_file()]
    assert run(*files, "--database", url, "--quiet") == (0, "")
    engine = open_database(url)
    assert counts(engine, "current_documents") == [2]
    engine.dispose()


def test_a_bad_file_does_not_stop_the_others(output: Path) -> None:
    first = sorted((output / "documents").rglob("*.json"))[0]
    (first.parent / "a.json").write_text("{}")
    (first.parent / "b.json.gz").write_bytes(gzip.compress(b"x" * 1000)[:20])
    code, said = run(output)
    assert code == 4
    assert said.count("error:") == 2
    assert said.endswith("2 documents: 2 new, 2 failed\n")


def test_a_directory_without_documents_is_said_so(tmp_path: Path) -> None:
    code, said = run(tmp_path)
    assert (code, "has no documents" in said) == (4, True)


@pytest.fixture
def store(output: Path) -> Iterator[str]:
    """The same output on a store that fsspec keeps in memory."""
    files = fsspec.filesystem("memory")
    files.put(str(output), "/loaded/out", recursive=True)
    yield "memory://loaded/out"
    files.rm("/loaded", recursive=True)


@pytest.mark.parametrize("below", ["", "/", "/documents", "/documents/**/*.json*"])
def test_the_output_of_a_batch_is_loaded_from_a_store(store: str, below: str, url: str) -> None:
    assert run(store + below, "--database", url) == (0, "2 documents: 2 new\n")
    engine = open_database(url)
    assert document_from(engine, "02" * 32) == small(sha256="02" * 32)
    engine.dispose()


def test_a_bad_file_of_a_store_does_not_stop_the_others(store: str, tmp_path: Path) -> None:
    fsspec.filesystem("memory").pipe_file("/loaded/out/documents/a.json.gz", gzip.compress(b"x" * 1000)[:20])
    code, said = run(store, "--database", tmp_path / "x.sqlite")
    assert (code, "loaded/out/documents/a.json.gz cannot be unpacked" in said) == (4, True)
    assert said.endswith("2 documents: 2 new, 1 failed\n")


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("memory://nothing", 4, "has no documents"),
        ("nope://x", 4, "cannot be read"),
        ("memory://a/*.json", 4, "no file"),
    ],
)
def test_a_store_without_documents_is_said_so(source: str, code: int, said: str, tmp_path: Path) -> None:
    found, error = run(source, "--database", tmp_path / "x.sqlite")
    assert (found, said in error) == (code, True)


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("mysql://host/name", "is no database that is known here"),
        ("postgresql://nobody:secret@127.0.0.1:1/x", "nobody:***@127.0.0.1:1/x cannot be used"),
        ("sqlite:////missing/folder/x", "unable to open database file"),
        ("://", "is no URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_exit_code_7(output: Path, database: str, said: str) -> None:
    code, error = run(output, "--database", database)
    assert (code, said in error, "secret" in error) == (7, True, False)


def test_a_file_that_is_no_database_is_exit_code_7(output: Path) -> None:
    code, error = run(output, "--database", output / "notes.json")
    assert (code, "file is not a database" in error) == (7, True)


def test_several_processes_load_all_files_once_and_tell_of_each(output: Path, url: str) -> None:
    for number in range(3, 40):
        (output / "documents" / f"{number}.json").write_bytes(as_json(small(sha256=f"{number:02x}" * 32)))
    (output / "documents" / "bad.json").write_text("{}")
    code, said = run(output, "--database", url, "--processes", 3)
    assert (code, said.count("error:"), said.splitlines()[-1]) == (4, 1, "39 documents: 39 new, 1 failed")
    engine = open_database(url)
    assert counts(engine, "documents", "current_documents") == [39, 39]
    engine.dispose()


def test_a_database_that_refuses_stops_all_processes(output: Path) -> None:
    engine = prepare_database(str(output / "reports.sqlite"))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE runs RENAME TO hidden"))
    with pytest.raises(OutputError, match="no such table: runs"):
        load_files(engine, find_documents([output]), stored_content, lambda path, outcome: None, 2)
    engine.dispose()
