from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

import pytest

from extractor.batch.inputs import find_inputs, names_in
from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator
from extractor.batch.work import identify
from extractor.batch_command import _listed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def found(*named: object, leave_out: Path | None = None, below: Path) -> list[str]:
    """What is found, as paths below a folder; what is wrong, as it is told."""
    return [
        os.path.relpath(one.place, below) if isinstance(one, Locator) else failure_in(one)
        for one in find_inputs([str(name) for name in named], leave_out)
    ]


def failure_in(identity: object) -> str:
    assert isinstance(identity, Identity)
    assert identity.failure is not None
    return identity.failure.message


def test_a_folder_is_its_files_and_those_below_in_order(folder: Path) -> None:
    make(folder, "b.pdf", "a.pdf", "year/2020/c.pdf", "year/2019/c.pdf")
    assert found(folder, below=folder) == ["a.pdf", "b.pdf", "year/2019/c.pdf", "year/2020/c.pdf"]


def test_hidden_files_and_folders_are_left_out(folder: Path) -> None:
    make(folder, "a.pdf", ".b.pdf", ".git/c.pdf")
    assert found(folder, below=folder) == ["a.pdf"]


def test_links_in_a_folder_are_not_followed_but_one_that_is_named_is(folder: Path, tmp_path: Path) -> None:
    make(tmp_path, "else/secret.pdf", "in/a.pdf")
    (folder / "link.pdf").symlink_to(tmp_path / "else/secret.pdf")
    (folder / "round").symlink_to(folder)
    assert found(folder, below=folder) == ["a.pdf"]
    assert found(folder / "link.pdf", below=folder) == ["link.pdf"]
    assert found(folder / "round", below=folder) == ["round/a.pdf"]


def test_a_pattern_does_not_go_round_a_loop_of_links(folder: Path) -> None:
    make(folder, "a.pdf", "deep/b.pdf")
    (folder / "deep/round").symlink_to(folder)
    assert found(folder / "**" / "*.pdf", below=folder) == ["a.pdf", "deep/b.pdf"]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.pdf", ["a.pdf"]),
        ("**", ["2020/b.pdf", "2020/deep/c.pdf", "a.pdf"]),
        ("20??/*.pdf", ["2020/b.pdf"]),
        ("20*/**/*.pdf", ["2020/b.pdf", "2020/deep/c.pdf"]),
        (".h*/*", [".hidden/d.pdf"]),
    ],
)
def test_patterns(folder: Path, pattern: str, names: list[str]) -> None:
    make(folder, "a.pdf", "2020/b.pdf", "2020/deep/c.pdf", ".hidden/d.pdf")
    assert found(folder / pattern, below=folder) == names


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    make(folder, "报告[2020].pdf", "报告2.pdf")
    assert found(folder / "报告[2020].pdf", below=folder) == ["报告[2020].pdf"]


def test_a_pattern_that_gives_no_file_says_why(folder: Path) -> None:
    make(folder, "2020/a.pdf")
    assert "matches no file" in found(folder / "*.tiff", below=folder)[0]
    assert "matches only folders" in found(folder / "20*", below=folder)[0]
    assert "cannot be read" in found(folder / "a**b", below=folder)[0] or sys.version_info >= (3, 13)


def test_the_output_directory_is_no_input(folder: Path) -> None:
    make(folder, "a.pdf", "out/documents/ab/cd/x.json", "out/ledger.sqlite")
    assert found(folder, leave_out=folder / "out", below=folder) == ["a.pdf"]
    assert found(folder / "**", leave_out=folder / "out", below=folder) == ["a.pdf"]


def test_the_output_directory_is_told_by_what_it_is_and_not_by_its_name(folder: Path, tmp_path: Path) -> None:
    make(folder, "a.pdf", "out/documents/ab/cd/x.json")
    (tmp_path / "link").symlink_to(folder)
    assert found(tmp_path / "link", leave_out=folder / "out", below=tmp_path / "link") == ["a.pdf"]
    assert found(folder, leave_out=tmp_path / "link" / "out", below=folder) == ["a.pdf"]


def test_results_beside_the_inputs_are_no_inputs(folder: Path) -> None:
    make(folder, "a.pdf", "documents/ab/cd/x.json")
    assert found(folder, leave_out=folder, below=folder) == ["a.pdf"]
    assert found(folder / "*.pdf", leave_out=folder, below=folder) == ["a.pdf"]


def test_a_folder_that_cannot_be_listed_is_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(folder, "a.pdf", "closed/b.pdf", "open/c.pdf")
    usual = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return usual(path)

    monkeypatch.setattr(os, "scandir", scandir)
    names = found(folder, below=folder)
    assert [name for name in names if name.endswith(".pdf")] == ["a.pdf", "open/c.pdf"]
    assert [name for name in names if "closed cannot be read: Permission denied" in name]


@pytest.mark.parametrize("name", ["missing.pdf", "nul\0in.pdf", "nul\0in*.pdf", "nope://bucket/x", "memory://none/x"])
def test_a_name_that_gives_nothing_costs_that_name_only(folder: Path, name: str) -> None:
    make(folder, "a.pdf")
    wanted = name if "://" in name else str(folder / name)
    first, last = find_inputs([wanted, str(folder / "a.pdf")])
    identity = identify(first, 1000) if isinstance(first, Locator) else first
    assert re.search("cannot be read|matches no file", failure_in(identity))
    assert last == Locator(str(folder / "a.pdf"))


def test_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    for place in (str(tmp_path / "pipe.pdf"), "/dev/zero"):
        assert "no regular file" in failure_in(identify(Locator(place), 1000))


def test_a_file_url_is_the_path(folder: Path) -> None:
    make(folder, "a b.pdf")
    assert list(find_inputs([f"file://{folder}/a%20b.pdf"])) == [Locator(str(folder / "a b.pdf"))]


def test_a_list_has_a_name_a_line() -> None:
    lines = b"\xef\xbb\xbfa.pdf\r\n\n# a remark\n  \nb c.pdf\ntwo\rparts.pdf\n\xff.pdf"
    assert list(names_in(io.BytesIO(lines))) == ["a.pdf", "b c.pdf", "two\rparts.pdf", "\udcff.pdf"]


def test_a_list_on_standard_input_may_have_any_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a.pdf\n\xff.pdf\n"), encoding="utf-8"))
    assert _listed(Path("-")) == ("a.pdf", "\udcff.pdf")
