from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
import pytest

from extractor.batch.events import Event
from extractor.batch.inputs import find_inputs
from extractor.batch.jobs import JoinJob, Limits, PartJob, ReadJob
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import Locator
from extractor.batch.long_documents import parts_for
from extractor.batch.pages_file import pack, unpack
from extractor.batch.plan import make_plan
from extractor.batch.stage import run_batch
from extractor.batch.work import perform
from extractor.config import LineSettings, Settings
from extractor.errors import InputError
from extractor.output.json_sink import JsonSink
from extractor.pipeline import extract, read_pages
from extractor.progress import SILENT

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
SETTINGS = Settings()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pages with text, whose tables go on from page to page."""
    path = tmp_path_factory.mktemp("long") / "report.pdf"
    joined = pypdfium2.PdfDocument.new()
    for name in [FIXTURES / "township-2020" / "digital.pdf"] * 4:
        with pypdfium2.PdfDocument(name) as document:
            joined.import_pages(document)
    joined.save(path)
    return path


def run(report: Path, out: Path, part_pages: int, settings: Settings = SETTINGS) -> list[Event]:
    events: list[Event] = []
    plan = make_plan(str(out), settings, Limits(), part_pages=part_pages)
    run_batch(find_inputs([str(report)]), plan, out / "ledger.sqlite", LocalExecutor(2), events.append)
    return events


def result(out: Path) -> bytes:
    (path,) = out.glob("documents/*/*/*.json")
    return path.read_bytes()


def test_a_document_read_in_parts_is_the_one_read_at_once(report: Path, tmp_path: Path) -> None:
    events = run(report, tmp_path / "parts", 5)
    run(report, tmp_path / "whole", 0)
    assert [event.kind for event in events].count("part") >= 3
    assert result(tmp_path / "parts") == result(tmp_path / "whole")
    assert not list(tmp_path.glob("parts/documents/*/*/*.parts"))


def test_lines_come_through_the_parts(report: Path, tmp_path: Path) -> None:
    settings = Settings(lines=LineSettings(keep=True))
    run(report, tmp_path, 5, settings)
    assert result(tmp_path) == JsonSink().render(extract(report, settings))


def test_parts_that_were_read_before_are_not_read_again(report: Path, tmp_path: Path) -> None:
    plan = make_plan(str(tmp_path), SETTINGS, Limits(), part_pages=5)
    (locator,) = find_inputs([str(report)])
    assert isinstance(locator, Locator)
    job = plan.job(_sha256(report), locator, report.name)
    first = parts_for(job, 12)[0]
    assert perform(first, SILENT).state == "done"
    before = os.stat(first.target).st_mtime_ns
    events = run(report, tmp_path, 5)
    read = [event.note for event in events if event.kind == "part"]
    assert "1-5" not in read
    assert before


def test_parts_cover_all_pages_once() -> None:
    job = ReadJob(Locator("/a"), "a", "0", "/o", SETTINGS, Limits(), "f", part_pages=5)
    spans = [(part.first, part.stop) for part in parts_for(job, 12)]
    assert spans == [(0, 5), (5, 10), (10, 12)]


def test_joining_has_the_time_of_all_its_parts() -> None:
    job = ReadJob(Locator("/a"), "a", "0", "/o", SETTINGS, Limits(page_seconds=10), "f", part_pages=5)
    parts = parts_for(job, 12)
    assert isinstance(parts[0], PartJob)
    assert JoinJob(job, parts).limits.page_seconds == 30


def test_pages_come_back_as_they_were(report: Path) -> None:
    pages = read_pages(report, SETTINGS, part=slice(0, 2))
    again = unpack(pack(pages), "x")
    assert [page.words for page in again.pages] == [page.words for page in pages.pages]
    assert (again.pages[0].to_page == pages.pages[0].to_page).all()


@pytest.mark.parametrize("content", [b"", b"nothing", pack.__doc__.encode() if pack.__doc__ else b""])
def test_a_file_that_holds_no_pages_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="holds no pages"):
        unpack(content, "x")


def test_a_file_that_would_run_a_program_is_refused(tmp_path: Path) -> None:
    import gzip
    import pickle

    class Harmful:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    with pytest.raises(InputError, match="not part of a page"):
        unpack(gzip.compress(pickle.dumps(Harmful())), "x")
    assert not (tmp_path / "harm").exists()


def _sha256(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()
