from __future__ import annotations

import io
import random
import stat
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch import zip_builders as zips
from extractor.batch import archives
from extractor.batch.archives import Archive
from extractor.batch.inputs import find_inputs
from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator
from extractor.batch.sources import archive_at, chunks_of, local_copy
from extractor.batch.work import identify
from extractor.errors import ExtractorError, InputError, LimitError

LIMIT = 64 << 20


def names_of(path: Path) -> list[str]:
    return list(archive_at(Locator(str(path))).names())


def read(path: Path, member: str, limit: int = LIMIT) -> bytes:
    return b"".join(chunks_of(Locator(str(path), member), limit))


HOSTILE_NAMES = [
    "../up.pdf",
    "/etc/absolute.pdf",
    "..\\win\\dows.pdf",
    "C:\\x.pdf",
    "two\nlines.pdf",
    "📄 报告.pdf",
    "a" * 5000,
]


def test_any_name_is_a_name_and_never_a_path(tmp_path: Path) -> None:
    path = zips.write_zip(tmp_path / "a.zip", [(name, name.encode()) for name in HOSTILE_NAMES])
    assert names_of(path) == HOSTILE_NAMES
    for name in HOSTILE_NAMES:
        with local_copy(Locator(str(path), name), LIMIT) as copy:
            assert copy.read_bytes() == name.encode()
            assert copy.is_relative_to(tempfile.gettempdir())
            assert copy.name == "document"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param("部门决算.pdf".encode("gbk"), "部门决算.pdf", id="gbk-of-windows"),
        pytest.param("部门决算.pdf".encode(), "部门决算.pdf", id="utf-8-without-its-flag"),
        pytest.param("Überblick.pdf".encode("cp437"), "Überblick.pdf", id="cp437"),
    ],
)
def test_a_name_that_is_not_marked_as_utf_8_is_shown_as_it_was_meant(tmp_path: Path, raw: bytes, name: str) -> None:
    placeholder = "x" * len(raw)
    path = zips.with_raw_name(zips.write_zip(tmp_path / "a.zip", [(placeholder, b"content")]), placeholder, raw)
    assert names_of(path) == [name]
    assert read(path, name) == b"content"


def test_files_with_one_name_are_all_there(tmp_path: Path) -> None:
    files = [("a.pdf", b"1"), ("a (2).pdf", b"2"), ("a.pdf", b"3"), ("a.pdf", b"4")]
    path = zips.write_zip(tmp_path / "a.zip", files)
    assert names_of(path) == ["a.pdf", "a (2).pdf", "a (3).pdf", "a (4).pdf"]
    assert [read(path, name) for name in names_of(path)] == [b"1", b"2", b"3", b"4"]


def test_folders_links_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/", b"")
        link = zipfile.ZipInfo("link.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        for name in ("__MACOSX/folder/._a.pdf", ".git/a.pdf", "folder/.a.pdf", "folder/a.pdf"):
            archive.writestr(name, b"")
    assert names_of(path) == ["folder/a.pdf"]


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    path = zips.with_flags(zips.write_zip(tmp_path / "a.zip", [("a.pdf", b"x")]), zips.ENCRYPTED_FLAG)
    with pytest.raises(InputError, match=r"a\.pdf is encrypted in the archive"):
        read(path, "a.pdf")


def test_a_method_that_is_not_known_is_not_taken_for_a_password(tmp_path: Path) -> None:
    path = zips.with_method(zips.write_zip(tmp_path / "a.zip", [("a.pdf", b"x")]), 99)
    with pytest.raises(InputError, match="packed in a way that is not known"):
        read(path, "a.pdf")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_of_zipfile_is_unpacked(tmp_path: Path, method: int) -> None:
    content = random.Random(1).randbytes(300_000)
    assert read(zips.write_zip(tmp_path / "a.zip", [("a.pdf", content)], method), "a.pdf") == content


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_unpacked_to_the_limit_and_no_further(tmp_path: Path, method: int) -> None:
    locator = Locator(str(zips.bomb(tmp_path / "a.zip", 8 << 20, method)), "bomb.pdf")
    chunks: list[bytes] = []
    with pytest.raises(LimitError, match="--max-bytes"):
        chunks.extend(chunks_of(locator, 2 << 20))
    assert sum(map(len, chunks)) <= 2 << 20
    failure = identify(locator, 2 << 20).failure
    assert failure is not None
    assert failure.kind == "LimitError"


def test_what_unpacks_all_at_once_is_fed_in_small_pieces(tmp_path: Path) -> None:
    """zipfile limits what it unpacks at a time for deflate only."""
    path = zips.bomb(tmp_path / "a.zip", 32 << 20, zipfile.ZIP_BZIP2)
    assert path.stat().st_size < archives.CHUNK
    first = next(chunks_of(Locator(str(path), "bomb.pdf"), 1 << 30))
    assert len(first) <= archives.SMALL_CHUNK


def test_of_what_is_no_document_only_the_beginning_is_unpacked(tmp_path: Path) -> None:
    path = zips.write_zip(tmp_path / "a.zip", [("film.mp4", bytes(30 << 20))])
    failure = identify(Locator(str(path), "film.mp4"), 4 << 20).failure
    assert failure is not None
    assert failure.kind == "UnsupportedFileError"  # and not LimitError


def test_an_archive_in_an_archive_is_skipped_and_the_reason_is_clear(tmp_path: Path) -> None:
    path = zips.write_zip(tmp_path / "a.zip", [("inner.zip", zips.zip_bytes([("a.pdf", b"%PDF-")]))])
    (found,) = find_inputs([str(path)])
    assert isinstance(found, Locator)
    identity = identify(found, LIMIT)
    assert not identity.is_document
    assert identity.failure is not None
    assert "it is an archive in an archive" in identity.failure.message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rubbish", b"%PDF-1.7"])
def test_what_is_no_archive_is_one_unreadable_input(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    (found,) = find_inputs([str(path)])
    assert isinstance(found, Identity)
    assert found.failure is not None
    assert "no archive that can be opened" in found.failure.message


def test_a_directory_that_claims_to_be_huge_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    size = archives.MOST_AT_ONCE + 1
    with path.open("wb") as file:
        file.truncate(size)  # a hole, which takes no room
        file.seek(size)
        file.write(b"PK\x05\x06" + bytes(8) + size.to_bytes(4, "little") + bytes(4) + bytes(2))
    with pytest.raises(InputError, match="claims to have"):
        names_of(path)


def test_more_files_than_any_archive_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    path = zips.write_zip(tmp_path / "a.zip", [(f"{n}.pdf", b"") for n in range(3)])
    with pytest.raises(InputError, match="has 3 files"):
        names_of(path)


def test_the_directory_is_read_once_for_all_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a reading for each member, the time for 100,000 would grow with their square."""
    path = zips.write_zip(tmp_path / "a.zip", [(f"{n}.pdf", b"%PDF-") for n in range(50)])
    opened = []
    usual = zipfile.ZipFile._RealGetContents  # type: ignore[attr-defined]
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda archive: (opened.append(1), usual(archive)))
    for found in find_inputs([str(path)]):
        assert isinstance(found, Locator)
        assert identify(found, LIMIT).failure is None
    assert len(opened) == 1


def test_an_archive_that_was_written_anew_is_opened_anew(tmp_path: Path) -> None:
    path = zips.write_zip(tmp_path / "a.zip", [("a.pdf", b"old")])
    assert read(path, "a.pdf") == b"old"
    time.sleep(0.01)
    zips.write_zip(path, [("a.pdf", b"newer")])
    assert read(path, "a.pdf") == b"newer"
    zips.write_zip(path, [("b.pdf", b"")])
    with pytest.raises(InputError, match="no longer in the archive"):
        read(path, "a.pdf")


def test_threads_may_share_an_archive(tmp_path: Path) -> None:
    contents = {f"{n}.pdf": random.Random(n).randbytes(200_000) for n in range(20)}
    path = zips.write_zip(tmp_path / "a.zip", contents.items())
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda name: read(path, name), contents)) == list(contents.values())


ARCHIVE = zips.zip_bytes([("a.pdf", b"%PDF-1.7 a"), ("报告/b.pdf", b"%PDF-1.7 b" * 100)])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, 40))
def test_a_broken_archive_gives_errors_of_ours_only(changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(ARCHIVE)
    for at, byte in changes:
        content[at] = byte
    try:
        archive = Archive(io.BytesIO(content[: len(content) - cut]), "a.zip")
        names = list(archive.names())
    except ExtractorError:
        return
    for name in names:
        try:
            assert sum(map(len, archive.chunks(name))) < 1 << 20
        except ExtractorError:
            continue
