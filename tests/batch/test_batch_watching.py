from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractor.batch.inputs import Found
from extractor.batch.locators import Locator
from extractor.batch.watching import FolderWatch, Settling, is_temporary

ROOM = 60.0
"""Seconds that a slow machine may take; no test waits for them when all is well."""
SETTLE = 0.4


@pytest.fixture(params=["told", "looked for"])
def watch(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., FolderWatch]:
    """Makes a watch over tmp_path/in, with results in tmp_path/in/out; changes come by either way."""
    (tmp_path / "in").mkdir()
    poll = 0.1 if request.param == "looked for" else None
    return lambda settle=SETTLE: FolderWatch(tmp_path / "in", tmp_path / "in/out", settle=settle, poll=poll)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def next_of(inputs: Iterator[Found | None]) -> str:
    """Name of the next file that is complete."""
    deadline = time.monotonic() + ROOM
    while time.monotonic() < deadline:
        found = next(inputs)
        if isinstance(found, Locator):
            return found.member or os.path.basename(found.place)
        time.sleep(0.02)
    raise AssertionError("no file has become complete")


def test_files_that_are_there_come_first_and_then_those_that_come(
    watch: Callable[..., FolderWatch], folder: Path
) -> None:
    (folder / "old.pdf").write_text("old")
    with watch() as watching:
        inputs = watching.inputs()
        assert next_of(inputs) == "old.pdf"
        (folder / "new.pdf").write_text("new")
        assert next_of(inputs) == "new.pdf"


def test_a_file_that_grows_is_taken_once_when_it_is_complete(watch: Callable[..., FolderWatch], folder: Path) -> None:
    def write() -> None:
        with (folder / "slow.pdf").open("wb", buffering=0) as file:
            for _ in range(20):
                file.write(b"piece")
                time.sleep(0.1)

    writer = threading.Thread(target=write)
    with watch(settle=1.5) as watching:
        inputs = watching.inputs()
        next(inputs)
        writer.start()
        assert next_of(inputs) == "slow.pdf"
        assert (folder / "slow.pdf").stat().st_size == 20 * len(b"piece")
        writer.join()
        (folder / "last.pdf").write_text("x")
        assert next_of(inputs) == "last.pdf"


def test_a_file_is_taken_under_its_last_name(watch: Callable[..., FolderWatch], folder: Path) -> None:
    with watch() as watching:
        inputs = watching.inputs()
        (folder / "a.pdf.part").write_text("half")
        (folder / ".hidden.pdf").write_text("x")
        (folder / "out/documents").mkdir(parents=True)
        (folder / "out/documents/x.json").write_text("{}")
        (folder / "b.pdf").write_text("b")
        assert next_of(inputs) == "b.pdf"
        (folder / "a.pdf.part").rename(folder / "a.pdf")
        assert next_of(inputs) == "a.pdf"


def test_a_file_that_was_rewritten_is_taken_again(watch: Callable[..., FolderWatch], folder: Path) -> None:
    with watch() as watching:
        inputs = watching.inputs()
        (folder / "a.pdf").write_text("old")
        assert next_of(inputs) == "a.pdf"
        (folder / "a.pdf").write_text("newer")
        assert next_of(inputs) == "a.pdf"


def test_folders_are_watched_as_they_come(watch: Callable[..., FolderWatch], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "year/deep").mkdir(parents=True)
    (tmp_path / "year/deep/a.pdf").write_text("a")
    with watch() as watching:
        inputs = watching.inputs()
        next(inputs)
        (tmp_path / "year").rename(folder / "year")
        assert next_of(inputs) == "a.pdf"
        (folder / "year/deep/b.pdf").write_text("b")
        assert next_of(inputs) == "b.pdf"


def test_links_in_the_folder_lead_nowhere(watch: Callable[..., FolderWatch], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (folder / "link").symlink_to(tmp_path / "else")
    with watch() as watching:
        inputs = watching.inputs()
        (tmp_path / "else/secret.pdf").write_text("x")
        (folder / "file.pdf").symlink_to(tmp_path / "else/secret.pdf")
        (folder / "a.pdf").write_text("a")
        assert next_of(inputs) == "a.pdf"
        assert {found for _, found in zip(range(30), inputs, strict=False) if not time.sleep(0.03)} == {None}


def test_without_a_word_from_the_system_the_folder_is_looked_through(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    monkeypatch.setattr("watchfiles.watch", _no_more_watches)
    monkeypatch.setattr("extractor.batch.watching.POLL_SECONDS", 0.1)
    with FolderWatch(folder, settle=SETTLE) as watching:
        inputs = watching.inputs()
        next(inputs)
        (folder / "a.pdf").write_text("a")
        assert next_of(inputs) == "a.pdf"
    assert "limit of watches" in caplog.text


def _no_more_watches(*arguments: object, **options: object) -> None:
    raise OSError("limit of watches reached")


def test_a_file_settles_by_the_clock(tmp_path: Path) -> None:
    now = [0.0]
    settling = Settling(2.0, clock=lambda: now[0])
    path = tmp_path / "a.pdf"
    path.write_text("a")
    settling.notice(str(path))
    now[0] = 1.9
    assert settling.next_complete() is None
    path.write_text("ab")
    settling.notice(str(path))  # seen twice, it waits once
    now[0] = 2.0
    assert settling.next_complete() is None
    now[0] = 4.0
    assert settling.next_complete() == str(path)
    settling.notice(str(path))
    now[0] = 9.0
    assert settling.next_complete() is None


def test_a_file_that_vanishes_is_forgotten(tmp_path: Path) -> None:
    settling = Settling(0.0)
    path = tmp_path / "a.pdf"
    path.write_text("a")
    settling.notice(str(path))
    path.unlink()
    assert settling.next_complete() is None
    path.write_text("a")
    settling.notice(str(path))
    assert settling.next_complete() == str(path)
    path.unlink()
    settling.notice(str(path))
    assert settling.complete == {}


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("a.pdf.part", True),
        ("a.CRDOWNLOAD", True),
        ("~$a.pdf", True),
        ("a.tmp", True),
        ("a.pdf", False),
        ("part", False),
    ],
)
def test_temporary_names(name: str, verdict: bool) -> None:
    assert is_temporary(name) is verdict
