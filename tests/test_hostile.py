"""Files that are broken or mean harm: each ends in an error with a name, or in a document that says what it lacks."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engines import ScriptedEngine
from extractor.config import CheckSettings, IngestSettings, Settings
from extractor.document import Document
from extractor.errors import ExtractorError, InputError, UnsupportedFileError
from extractor.pipeline import extract
from fixture_hostile import CASES, FOLDER, Case, readme
from hostile_archives import ARCHIVES, write_awkward_names, write_links
from hostile_pdfs import TEXT, whole

SECONDS, MEMORY = 60, 1536 << 20
"""What the command line may take for any one of the files."""
ENDLESS_SECONDS, ENDLESS_MEMORY = 5, 1 << 30
"""What a file may take that would otherwise take all there is."""


def cases(*, large: bool, needs_process: bool = False) -> list[Case]:
    return [case for case in CASES if case.large == large and case.outcome.needs_process == needs_process]


def name(case: Case) -> str:
    return case.name


@dataclass(frozen=True)
class Ended:
    """How a process ended; `memory` is the most it held, in bytes."""

    code: int
    out: str
    err: str
    seconds: float
    memory: int


def high_water(pid: int) -> int:
    """The most that a process held so far, in bytes; its ru_maxrss begins with what its parent held."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def run(*arguments: object, folder: Path, seconds: int = SECONDS, address_space: int | None = None) -> Ended:
    """Run the command line in `folder`, and stop it after `seconds`."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if address_space is not None:
            resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))

    begin = time.monotonic()
    command = [sys.executable, "-m", "extractor", *map(os.fspath, map(str, arguments))]
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parents[1]), "PYTHONUTF8": "1"}
    out, err = folder / "standard-output", folder / "standard-error"
    with out.open("wb") as out_file, err.open("wb") as err_file:
        child = subprocess.Popen(
            command, stdout=out_file, stderr=err_file, cwd=folder, env=environment, preexec_fn=limit
        )
        status, memory = None, 0
        while status is None:
            memory = max(memory, high_water(child.pid))
            done, code, _ = os.wait4(child.pid, os.WNOHANG)
            if done:
                status = child.returncode = os.waitstatus_to_exitcode(code)
            elif time.monotonic() - begin > seconds:
                child.kill()
                _, code, _ = os.wait4(child.pid, 0)
                status = child.returncode = os.waitstatus_to_exitcode(code)
            else:
                time.sleep(0.02)
    texts = [path.read_bytes().decode(errors="replace") for path in (out, err)]
    for path in (out, err):
        path.unlink()
    return Ended(status, *texts, time.monotonic() - begin, memory)


def texts_of(document: Document) -> str:
    return " ".join(
        [
            *(block.text for block in document.blocks),
            *(cell.text for table in document.tables for cell in table.cells),
            *(item.text for item in document.furniture),
            *(word.text for word in document.unplaced),
        ]
    )


def failed_pages(document: Document) -> tuple[int, ...]:
    return tuple(sorted(int(finding.params["page"]) for finding in document.findings if finding.code == "page.failed"))


def check_outcome(case: Case, path: Path) -> None:
    settings = Settings(ingest=IngestSettings(password=case.password), checks=CheckSettings(locale="en"))
    expected = case.outcome
    if expected.error is not None:
        with pytest.raises(expected.error, match=case.name):
            extract(path, settings, ScriptedEngine())
        return
    document = extract(path, settings, ScriptedEngine())
    assert (len(document.pages), failed_pages(document)) == (expected.pages, expected.failed)
    if expected.text:
        assert TEXT in texts_of(document)
    assert Document.model_validate_json(document.model_dump_json()) == document


# The corpus


@pytest.mark.parametrize("case", cases(large=False), ids=name)
def test_small_files(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    check_outcome(case, FOLDER / case.name)
    assert all(record.exc_info is None for record in caplog.records if record.levelname != "DEBUG")


def test_stored_files_are_those_of_the_table_and_small() -> None:
    stored = {path.name: path.stat().st_size for path in FOLDER.iterdir() if path.suffix != ".md"}
    assert set(stored) == {case.name for case in CASES if not case.large}
    assert max(stored.values()) < 30_000
    assert sum(stored.values()) < 600_000
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == readme(CASES)


def test_files_are_made_the_same_again(tmp_path: Path) -> None:
    for case in cases(large=False) + cases(large=False, needs_process=True):
        assert case.write(tmp_path).read_bytes() == (FOLDER / case.name).read_bytes(), case.name


def test_no_file_takes_the_others_with_it(tmp_path: Path) -> None:
    """One run over all small files: their errors are said, their results written, and nothing else is."""
    out = tmp_path / "out"
    files = [case for case in cases(large=False) if case.password is None]
    paths = [FOLDER / case.name for case in files]
    ended = run("extract", *paths, "-o", f"{out}/", "--ocr", "never", folder=tmp_path)
    assert ended.code == max(case.outcome.error.exit_code for case in files if case.outcome.error is not None), (
        ended.err
    )
    assert "Traceback" not in ended.err
    assert ended.seconds < SECONDS
    assert ended.memory < MEMORY
    written = {json.loads(path.read_bytes())["source"]["file_name"] for path in out.iterdir()}
    # A picture is not decoded without OCR, so that it has a result whatever is in it.
    assert {case.name for case in files if case.name not in written} == {
        case.name for case in files if case.outcome.error is not None and case.name not in ("fax.tiff", "truncated.jpg")
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(large=True), ids=name)
def test_large_files(case: Case, tmp_path: Path) -> None:
    """Each in a process of its own, which shows what it costs."""
    path = case.write(tmp_path)
    ended = run("extract", path, "-o", tmp_path / "out.json", "--ocr", "never", "--threads", 1, folder=tmp_path)
    assert "Traceback" not in ended.err
    assert ended.seconds < SECONDS
    assert ended.memory < MEMORY
    if case.outcome.error is not None:
        assert (ended.code, (tmp_path / "out.json").exists()) == (case.outcome.error.exit_code, False), ended.err
        return
    assert ended.code == 0, ended.err
    document = Document.model_validate_json((tmp_path / "out.json").read_bytes())
    assert (len(document.pages), failed_pages(document)) == (case.outcome.pages, case.outcome.failed)
    assert not case.outcome.text or TEXT in texts_of(document)


@pytest.mark.slow
@pytest.mark.parametrize(
    "case", cases(large=True, needs_process=True) + cases(large=False, needs_process=True), ids=name
)
def test_files_that_need_a_process_end_with_it_or_keep_within_its_limits(case: Case, tmp_path: Path) -> None:
    path = case.write(tmp_path)
    ended = run(
        *("extract", path, "-o", tmp_path / "out.json", "--ocr", "never", "--threads", 1),
        folder=tmp_path,
        seconds=ENDLESS_SECONDS,
        address_space=ENDLESS_MEMORY,
    )
    if ended.code == 0:  # where the library does without the memory that it is not given
        assert Document.model_validate_json((tmp_path / "out.json").read_bytes()).pages
    else:
        assert sorted(path.name for path in tmp_path.iterdir()) == [case.name]


# Names, links and archives


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in one that must hold nothing else when the test ends."""
    inside = tmp_path / "inside"
    inside.mkdir()
    yield inside
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


def test_awkward_names(folder: Path) -> None:
    paths = write_awkward_names(folder)
    before = set(folder.iterdir())
    ended = run("extract", "-o", "out/", "--", *(path.name for path in paths), folder=folder)
    assert ended.code == 0, ended.err
    assert not set("\x1b\u202e") & set(ended.err)
    assert set(folder.iterdir()) - before == {folder / "out"}
    results = [Document.model_validate_json(path.read_bytes()) for path in (folder / "out").iterdir()]
    names = {document.source.file_name for document in results}
    assert names == {os.fsencode(path.name).decode("utf-8", "replace") for path in paths}


def test_links_and_pipes(folder: Path) -> None:
    paths = write_links(folder)
    assert TEXT in texts_of(extract(paths["link"]))
    for kind, reason in (("dangling", "does not exist"), ("loop", "does not exist|cannot be read"), ("pipe", "a pipe")):
        with pytest.raises(InputError, match=reason):
            extract(paths[kind])


def test_result_takes_the_place_that_a_link_leads_to_and_no_other(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(whole())
    (folder / "out").mkdir()
    (folder / "out" / "a.json").symlink_to(folder / "kept.json")
    ended = run("extract", "a.pdf", "-o", "out", "--quiet", folder=folder)
    assert ended.code == 0, ended.err
    assert sorted(path.name for path in folder.iterdir()) == ["a.pdf", "kept.json", "out"]


@pytest.mark.parametrize("archive", [name for name in ARCHIVES if name not in ("bombs.zip", "bomb.zip", "many.zip")])
def test_archives_are_not_opened_as_documents(archive: str, folder: Path) -> None:
    path = folder / archive
    path.write_bytes(ARCHIVES[archive][1]())
    with pytest.raises(UnsupportedFileError, match="ZIP"):
        extract(path)
    assert [path.name for path in folder.iterdir()] == [archive]


def test_every_error_of_the_corpus_names_its_file_and_what_to_do() -> None:
    for case in cases(large=False):
        if case.outcome.error is None:
            continue
        with pytest.raises(ExtractorError) as raised:
            extract(FOLDER / case.name, Settings(ingest=IngestSettings(password=case.password)), ScriptedEngine())
        said = str(raised.value)
        assert case.name in said
        assert any(advice in said for advice in ("get a fresh copy", "Raise it with", "convert", "Give the right"))
