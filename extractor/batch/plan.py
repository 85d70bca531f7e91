"""How a batch is to be run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extractor.batch.fingerprint import Fingerprint, fingerprint_of
from extractor.batch.jobs import Limits, ReadJob
from extractor.batch.locators import Locator, is_url, place_of
from extractor.config import Settings
from extractor.errors import OutputError
from extractor.processes import cores
from extractor.stored import DOCUMENTS

LEDGER = "ledger.sqlite"
SCRATCH = ".work"
PART_PAGES = 25
"""About a minute of work on scans, which is what a killed run loses at most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with each input.

    Attributes:
        out: Directory or URL of the results.
        fingerprint: Of `settings`.
        attempts: How often a document is tried whose worker died, or whose store did not answer.
        retry_failed: Whether documents that failed before are tried again.
        compress: Whether results are written as gzip.
        part_pages: Pages of a long document that one worker reads; documents with more than twice as many are read by
            several, and joined after. 0: each by one.
    """

    out: str
    settings: Settings
    fingerprint: Fingerprint
    limits: Limits = field(default_factory=Limits)
    attempts: int = 2
    retry_failed: bool = False
    compress: bool = False
    part_pages: int = PART_PAGES

    def output_of(self, sha256: str) -> str:
        """Where the result of a content goes, below `out`: by its hash, in folders of a hash's first digits."""
        suffix = ".json.gz" if self.compress else ".json"
        return f"{DOCUMENTS}/{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}"

    def target_of(self, sha256: str) -> str:
        """Path or URL of the result of a content."""
        return f"{self.out.rstrip('/')}/{self.output_of(sha256)}"

    def job(self, sha256: str, locator: Locator, name: str) -> ReadJob:
        """The work on a content that is at `locator`; `name` is what its result calls it."""
        return ReadJob(
            locator,
            name,
            sha256,
            self.target_of(sha256),
            self.settings,
            self.limits,
            self.fingerprint.digest,
            self.part_pages,
            self.compress,
        )


def make_plan(
    out: str,
    settings: Settings,
    limits: Limits,
    *,
    retry_failed: bool = False,
    compress: bool = False,
    part_pages: int = PART_PAGES,
) -> Plan:
    """The plan of a batch.

    Raises:
        ModelError: A report model cannot be read.
    """
    fingerprint = fingerprint_of(settings)
    return Plan(
        place_of(out),
        settings,
        fingerprint,
        limits,
        retry_failed=retry_failed,
        compress=compress,
        part_pages=part_pages,
    )


def ledger_path(out: str, ledger: Path | None) -> Path:
    """Where the ledger is: in the output directory, unless it is given.

    Raises:
        OutputError: The output is in a store, where no ledger can be.
    """
    if ledger is not None:
        return ledger
    if is_url(place_of(out)):
        raise OutputError(f"{out} is no disk of this machine: say where the ledger is to be kept, with --ledger FILE.")
    return Path(place_of(out)) / LEDGER


def scratch_in(out: str) -> Path | None:
    """Where workers keep what is temporary: beside the results; None, the system's place, where these are no files."""
    place = place_of(out)
    return None if is_url(place) else Path(place) / SCRATCH


def share_cores(settings: Settings, workers: int) -> Settings:
    """`settings` in which each of so many workers has its share of the cores."""
    threads = max(1, cores() // workers)
    return settings.model_copy(update={"ocr": settings.ocr.model_copy(update={"threads": threads})})
