"""A batch from and to S3: moto's server on this machine answers as S3 does."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pytest

from batch import zip_builders as zips
from extractor.batch import stores
from extractor.batch.events import Event
from extractor.batch.inputs import find_inputs
from extractor.batch.jobs import Limits
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import Locator
from extractor.batch.plan import make_plan
from extractor.batch.sources import chunks_of, version_key
from extractor.batch.stage import run_batch
from extractor.batch.work import identify
from extractor.config import Settings
from extractor.errors import InputError, LimitError, OutputError

moto_server = pytest.importorskip("moto.server")
s3fs = pytest.importorskip("s3fs")

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
PAGE = FIXTURES / "header-repeated" / "page.pdf"
LIMIT = 1 << 30
# The SDK of Amazon, under s3fs, calls what Python will take away.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A store with the empty bucket "archive", found as a user has it found: by environment variables."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "FSSPEC_S3_ENDPOINT_URL": endpoint,
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.config.set_conf_env(fsspec.config.conf)
    s3fs.S3FileSystem.clear_instance_cache()
    store = s3fs.S3FileSystem()
    store.mkdir("archive")
    yield store
    store.rm("archive", recursive=True)
    del fsspec.config.conf["s3"]
    s3fs.S3FileSystem.clear_instance_cache()


@dataclass
class Run:
    """Batches over one ledger, with real workers and results in the bucket."""

    ledger: Path

    def __call__(self, *named: str, out: str = "s3://archive/out") -> list[tuple[str, str]]:
        events: list[Event] = []
        plan = make_plan(out, Settings(), Limits())
        run_batch(find_inputs(named), plan, self.ledger, LocalExecutor(1), events.append)
        return [(event.kind, event.locator.file_name if event.locator else "") for event in events]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / "ledger.sqlite")


def test_a_batch_from_s3_to_s3_and_again(s3: Any, run: Run) -> None:
    s3.pipe("archive/in/a.pdf", PAGE.read_bytes())
    s3.pipe("archive/in/deep/notes.txt", b"no document")
    s3.pipe("archive/in/deep/all.zip", zips.zip_bytes([("b.pdf", PAGE.read_bytes() + b"\n%%")]))
    assert sorted(run("s3://archive/in")) == [
        ("done", "a.pdf"),
        ("done", "b.pdf"),
        ("found", "a.pdf"),
        ("found", "b.pdf"),
        ("skipped", "notes.txt"),
    ]
    results = s3.find("archive/out/documents")
    assert len(results) == 2
    assert b'"file_name": "a.pdf"' in b"".join(map(s3.cat_file, results))
    assert [kind for kind, _ in run("s3://archive/in")].count("known") == 2


def test_an_object_that_changed_is_read_again(s3: Any, run: Run) -> None:
    s3.pipe("archive/in/a.pdf", b"%PDF-1.7 old")
    first = version_key(Locator("s3://archive/in/a.pdf"))
    assert [kind for kind, _ in run("s3://archive/in")] == ["found", "failed"]
    s3.pipe("archive/in/a.pdf", PAGE.read_bytes())
    assert version_key(Locator("s3://archive/in/a.pdf")) != first
    assert [kind for kind, _ in run("s3://archive/in")] == ["found", "done"]


def test_an_object_that_changed_since_it_was_listed_is_read_as_it_is(s3: Any, endpoint: str) -> None:
    s3.pipe("archive/in/a.pdf", b"%PDF-1.7 old")
    (found,) = find_inputs(["s3://archive/in"])
    assert isinstance(found, Locator)
    other = s3fs.S3FileSystem(skip_instance_cache=True)  # as on another machine: the listing here is the old one
    other.pipe("archive/in/a.pdf", b"%PDF-1.7 newer and longer")
    assert identify(found, LIMIT).bytes == len(b"%PDF-1.7 newer and longer")


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        ("s3://archive/in", ["in/2020/a.pdf", "in/2021/b.pdf", "in/c[1].pdf"]),
        ("s3://archive/in/", ["in/2020/a.pdf", "in/2021/b.pdf", "in/c[1].pdf"]),
        ("s3://archive/in/2020", ["in/2020/a.pdf"]),
        ("s3://archive/in/20*/*.pdf", ["in/2020/a.pdf", "in/2021/b.pdf"]),
        ("s3://archive/in/**/*.pdf", ["in/2020/a.pdf", "in/2021/b.pdf", "in/c[1].pdf"]),
        ("s3://archive/in/c[1].pdf", ["in/c[1].pdf"]),
    ],
)
def test_prefixes_and_patterns(s3: Any, named: str, keys: list[str]) -> None:
    for key in ("in/2020/a.pdf", "in/2021/b.pdf", "in/c[1].pdf", "in/.hidden/d.pdf"):
        s3.pipe(f"archive/{key}", b"%PDF-")
    s3.pipe("archive/in/2020/", b"")  # how some programs keep a folder
    assert [str(found) for found in find_inputs([named])] == [f"s3://archive/{key}" for key in keys]


@pytest.mark.parametrize(
    "url", ["s3://nobody-has-this/a.pdf", "s3://nobody-has-this/in/*.pdf", "s3://archive/none.pdf"]
)
def test_what_is_not_there_is_one_unreadable_input_with_a_clear_reason(s3: Any, url: str) -> None:
    (found,) = find_inputs([url])
    failure = identify(found, LIMIT).failure if isinstance(found, Locator) else found.failure
    assert failure is not None
    assert failure.message.startswith(f"{url} cannot be read: ")
    assert (failure.exit_code, failure.transient) == (4, False)


def test_an_output_that_cannot_be_written_is_known_before_the_work(s3: Any) -> None:
    stores.check_writable("s3://archive/out")
    assert s3.find("archive/out") == []
    with pytest.raises(OutputError, match="s3://nobody-has-this/out"):
        stores.check_writable("s3://nobody-has-this/out")


def test_an_object_is_fetched_in_pieces_up_to_the_limit(s3: Any) -> None:
    s3.pipe("archive/in/large.pdf", b"%PDF-" + bytes(5 << 20))
    chunks = chunks_of(Locator("s3://archive/in/large.pdf"), 2 << 20)
    assert len(next(chunks)) <= 1 << 20
    with pytest.raises(LimitError, match=r"s3://archive/in/large\.pdf: its size"):
        list(chunks)


def test_a_store_that_does_not_answer_may_do_so_another_time(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.pipe("archive/in/a.pdf", b"%PDF-")
    usual, calls = stores.fsspec.core.url_to_fs, []

    def sometimes(url: str) -> object:
        calls.append(url)
        if len(calls) == 1:
            raise ConnectionResetError(104, "Connection reset by peer")
        return usual(url)

    monkeypatch.setattr(stores.fsspec.core, "url_to_fs", sometimes)
    locator = Locator("s3://archive/in/a.pdf")
    assert identify(locator, LIMIT).failure is None
    calls.clear()
    with pytest.raises(InputError, match="cannot be read now: Connection reset by peer"):
        list(chunks_of(locator, LIMIT))
