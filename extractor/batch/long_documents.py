"""Long documents, which several workers read part by part, and one joins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractor.batch.jobs import JoinJob, Outcome, PartJob, ReadJob


@dataclass
class LongDocument:
    """How far a long document is.

    Attributes:
        job: The whole.
        parts: In the order of the pages.
        missing: Those that have not been read.
        spent: What the parts cost, added up; the highest of their peaks.
    """

    job: ReadJob
    parts: tuple[PartJob, ...]
    missing: set[PartJob] = field(default_factory=set)
    spent: Outcome = field(default_factory=lambda: Outcome("done"))

    def add(self, part: PartJob, outcome: Outcome) -> None:
        """A part has been read."""
        self.missing.discard(part)
        self.spent = _sum(self.spent, outcome)

    @property
    def join(self) -> JoinJob:
        """What is left to do when no part is missing."""
        return JoinJob(self.job, self.parts)

    def in_all(self, joined: Outcome) -> Outcome:
        """The outcome of the document, with what its parts cost."""
        return _sum(joined, self.spent)


def parts_for(job: ReadJob, pages: int) -> tuple[PartJob, ...]:
    """The parts of a document, of `job.part_pages` each but for the last."""
    return tuple(_parts(job, pages))


def _parts(job: ReadJob, pages: int) -> Iterator[PartJob]:
    for first in range(0, pages, job.part_pages):
        yield PartJob(job, first, min(first + job.part_pages, pages))


def _sum(outcome: Outcome, more: Outcome) -> Outcome:
    return replace(
        outcome,
        seconds=outcome.seconds + more.seconds,
        cpu_seconds=outcome.cpu_seconds + more.cpu_seconds,
        peak_bytes=max(outcome.peak_bytes, more.peak_bytes),
    )
