"""Work that is none, for measuring what handing it out costs; a module of its own, so that new processes find it."""

from __future__ import annotations

from extractor.batch.jobs import Job, Outcome
from extractor.progress import Progress


def idle(job: Job, progress: Progress) -> Outcome:
    """An outcome that is made up."""
    return Outcome("done", pages=3)
