"""Names that no honest user gives a file go through a batch like any other, and never become paths of results."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.batch.fingerprint import Fingerprint
from extractor.batch.jobs import Failure, Identity, Limits, Outcome
from extractor.batch.ledger import Ledger
from extractor.batch.locators import Locator
from extractor.batch.plan import Plan, make_plan
from extractor.batch.work import failure_of, identify
from extractor.config import Settings
from extractor.errors import DamagedFileError
from extractor.safe_text import printable

# Bytes of a path that are no UTF-8 are surrogates in Python; other surrogates come from nowhere.
BYTES = st.binary(min_size=1).map(os.fsdecode)
PIECES = st.sampled_from(
    ["..", "/", "\\", "\\u005c", "\\udc80", "\\x", "\n", "\x1b[31m", "📄", "报告", "\udcff", " ", "u"]
)
NAMES = st.one_of(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), BYTES, st.lists(PIECES).map("".join))
GONE = Failure("InputError", "it is gone", 4)
PLAN = make_plan("/out", Settings(), Limits())


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.sqlite")
    ledger.begin_run(Fingerprint("f", "1", {}))
    return ledger


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=NAMES, member=NAMES | st.just(""))
def test_a_locator_comes_back_from_the_ledger_as_it_was(ledger: Ledger, place: str, member: str) -> None:
    locator = Locator(place, member)
    ledger._db.execute("DELETE FROM files")
    ledger.record_identity(1, Identity(locator, failure=GONE), "")
    assert [one for one, _ in ledger.failures()] == [locator]
    ledger.record_identity(1, Identity(locator, "0" * 64), "key")
    assert ledger.known_content(locator, "key") == "0" * 64
    assert list(ledger.failures()) == []


def test_names_that_differ_only_in_how_they_are_kept_stay_apart(ledger: Ledger) -> None:
    locators = {Locator("/in/\udc80"), Locator("/in/\\udc80"), Locator("/in/\\u005cudc80")}
    for locator in locators:
        ledger.record_identity(1, Identity(locator, failure=GONE), "")
    assert locators <= {one for one, _ in ledger.failures()}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(place=NAMES, member=NAMES | st.just(""))
def test_a_result_lies_below_the_output_directory_whatever_its_input_is_called(place: str, member: str) -> None:
    target = target_of(PLAN, Locator(place, member))
    assert Path(os.path.normpath(target)).is_relative_to("/out/documents")


def target_of(plan: Plan, locator: Locator) -> str:
    return plan.job("ab" + "0" * 62, locator, locator.file_name).target


@given(NAMES)
def test_what_is_shown_has_no_line_breaks_nor_commands_for_a_terminal(name: str) -> None:
    assert printable(name).isprintable()
    assert printable(name).encode().decode() == printable(name)


def test_a_name_that_is_no_utf_8_goes_through_identity_failure_and_ledger(ledger: Ledger) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.fsdecode(b"\xff\n.pdf"))
        Path(path).write_bytes(b"%PDF-1.7")
        locator = Locator(path)
        identity = identify(locator, 100)
    assert identity.failure is None
    ledger.record_identity(1, identity, "")
    ledger.claim(1, identity.sha256, locator, "f", retry_failed=False)
    failure = failure_of(DamagedFileError(Path(path), "PDF", f"{path!r} is broken"), locator)
    ledger.record_attempt(1, identity.sha256, Outcome("failed", failure=failure), "", final=True)
    kept = ledger.failure_of(identity.sha256)
    assert isinstance(kept, Failure)
    assert r"\udcff\n.pdf is a PDF that cannot be opened" in kept.message


@pytest.mark.parametrize(
    ("member", "name"),
    [("a/b.pdf", "b.pdf"), ("a\\b.pdf", "b.pdf"), ("../b.pdf", "b.pdf"), ("/", "a.zip"), ("..", "..")],
)
def test_a_document_of_an_archive_is_called_by_the_last_part_of_its_name(member: str, name: str) -> None:
    assert Locator("/in/a.zip", member).file_name == name
