"""Which URLs a server reads for its clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import InputError
from extractor.serve.allowed_stores import AllowedStores, NotAllowedError
from extractor.serve.stage import Offer
from serve.scripted_server import MOST_BYTES, ScriptedServer, code_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that may be read, and things beside it that may not."""
    (tmp_path / "in").mkdir()
    (tmp_path / "inside").mkdir()
    (tmp_path / "in" / "报告 1.pdf").write_bytes(b"%PDF-1.7 a document")
    (tmp_path / "in" / "large.pdf").write_bytes(b"x" * (MOST_BYTES + 1))
    for place in ("inside/a.pdf", "secret.pdf"):
        (tmp_path / place).write_bytes(b"secret")
    (tmp_path / "in" / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    return tmp_path


@pytest.fixture
def server(folder: Path) -> ScriptedServer:
    return ScriptedServer(folder / "out", Offer(stores=(f"file://{folder}/in",)))


def test_a_document_of_an_allowed_store_is_a_job(server: ScriptedServer, folder: Path) -> None:
    answer = server.client.post("/v1/jobs/from-url", json={"url": f"file://{folder}/in/报告 1.pdf"})
    assert (answer.status_code, answer.json()["name"]) == (202, "报告 1.pdf")
    assert [path.name for path in (server.out / "uploads").iterdir()] == [answer.json()["id"]]


@pytest.mark.parametrize(
    "path",
    [
        "secret.pdf",
        "inside/a.pdf",
        "in/../secret.pdf",
        "in/%2e%2e/secret.pdf",
        r"in/..\secret.pdf",
        "in/link.pdf",
        "in",
    ],
)
def test_what_is_beside_it_is_not_read(server: ScriptedServer, folder: Path, path: str) -> None:
    answer = server.client.post("/v1/jobs/from-url", json={"url": f"file://{folder}/{path}"})
    assert code_of(answer) == (403, "store-not-allowed")


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest", "/etc/passwd", "memory://x", "{}::file:///etc/passwd", "FILE:///etc/passwd"],
)
def test_no_other_store_is_read(server: ScriptedServer, folder: Path, url: str) -> None:
    answer = server.client.post("/v1/jobs/from-url", json={"url": url.format(f"file://{folder}/in/a.zip")})
    assert code_of(answer) == (403, "store-not-allowed")


def test_nothing_is_read_unless_it_was_allowed(tmp_path: Path) -> None:
    server = ScriptedServer(tmp_path / "out")
    answer = server.client.post("/v1/jobs/from-url", json={"url": f"file://{tmp_path}/a.pdf"})
    assert code_of(answer) == (403, "store-not-allowed")


def test_what_is_not_there_or_too_large_is_an_answer(server: ScriptedServer, folder: Path) -> None:
    missing = server.client.post("/v1/jobs/from-url", json={"url": f"file://{folder}/in/no.pdf"})
    assert code_of(missing) == (422, "unreachable")
    large = server.client.post("/v1/jobs/from-url", json={"url": f"file://{folder}/in/large.pdf"})
    assert code_of(large) == (413, "too-large")
    assert list((server.out / "uploads").iterdir()) == []


@pytest.mark.parametrize("prefix", ["/data/in", "nosuch://in"])
def test_a_prefix_that_is_no_url_of_a_store_is_an_error_at_the_start(prefix: str) -> None:
    with pytest.raises(InputError):
        AllowedStores((prefix,))


def test_a_host_is_allowed_as_a_whole_and_not_as_the_beginning_of_another() -> None:
    stores = AllowedStores(("memory://bucket",))
    stores.check("memory://bucket/a.pdf")
    for url in ("memory://bucket.evil/a.pdf", "memory://bucket@evil/a.pdf", "memory://bucket"):
        with pytest.raises(NotAllowedError):
            stores.check(url)
