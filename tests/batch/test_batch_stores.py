from __future__ import annotations

from pathlib import Path

import pytest
from fsspec.registry import known_implementations

from extractor.batch.inputs import find_inputs
from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator
from extractor.batch.stores import (
    UnreachableError,
    check_writable,
    exists,
    get,
    put,
    reading_error,
    remove,
    store_of,
)
from extractor.batch.work import failure_of
from extractor.errors import ExtraMissingError, InputError


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FileNotFoundError(2, "No such file"), InputError),
        (PermissionError("Forbidden"), InputError),
        (ValueError("embedded null byte"), InputError),
        (ConnectionResetError(104, "reset"), UnreachableError),
        (TimeoutError(), UnreachableError),
        (OSError(5, "Input/output error"), UnreachableError),
        (RuntimeError("of some library's own"), UnreachableError),
    ],
)
def test_what_another_attempt_may_mend_is_told_from_what_it_does_not(error: Exception, kind: type[Exception]) -> None:
    told = reading_error(error, "s3://bucket/a\n.pdf")
    assert type(told) is kind
    assert "\n" not in str(told)
    assert failure_of(told, Locator("x")).transient is (kind is UnreachableError)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("s3://bucket/x", r"s3:// needs an optional package: pip install 'report-extractor\[s3\]'"),
        ("gs://bucket/x", "gs:// needs an optional package: Please install gcsfs"),
    ],
)
def test_a_store_whose_package_is_missing_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, url: str, remedy: str
) -> None:
    def missing(url: str) -> None:
        raise ImportError(known_implementations[url.partition("://")[0]]["err"])  # as fsspec does

    monkeypatch.setattr("fsspec.core.url_to_fs", missing)
    with pytest.raises(ExtraMissingError, match=remedy):
        store_of(url)


def test_no_store_has_such_urls() -> None:
    (found,) = find_inputs(["nope://bucket/a.pdf"])
    assert isinstance(found, Identity)
    assert found.failure is not None
    assert "Protocol not known: nope" in found.failure.message


@pytest.mark.parametrize("kind", ["disk", "store"])
def test_a_result_is_written_read_and_removed(tmp_path: Path, kind: str) -> None:
    folder = f"{tmp_path}/x" if kind == "disk" else "memory://test-stores/x"
    target = f"{folder}/deep/a.json"
    assert not exists(target)
    put(target, b"{}")
    assert exists(target)
    assert get(target) == b"{}"
    remove(folder)
    remove(folder)
    assert not exists(target)
    with pytest.raises(InputError, match="cannot be read"):
        get(target)


def test_a_store_that_can_be_written_is_left_as_it_was() -> None:
    check_writable("memory://test-probe")
    assert not exists("memory://test-probe/extractor-probe")
