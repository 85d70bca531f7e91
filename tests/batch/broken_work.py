"""Work that ends as no worker should; named, so that a new process finds it."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import tempfile
import time
from dataclasses import replace

from extractor.batch.jobs import Failure, Job, Outcome
from extractor.batch.work import perform
from extractor.progress import Progress


def by_name(job: Job, progress: Progress) -> Outcome:
    """What the name of the document says happens to its worker; "ok.pdf" is read."""
    if job.locator.file_name == "temporary.pdf":
        return Outcome("failed", failure=Failure("told", tempfile.mkdtemp()))
    progress.started(3)
    progress.page_done(1)
    {
        "segfault.pdf": lambda: ctypes.string_at(0),
        "exit.pdf": lambda: os._exit(7),
        "sleep.pdf": lambda: time.sleep(60),
        "regex.pdf": lambda: re.match(r"(a+)+$", "a" * 64 + "b"),  # never lets go of the interpreter
        "grow.pdf": _grow,
        "slow.pdf": lambda: _slow(progress),
        "print.pdf": lambda: print("a library talks"),
    }.get(job.locator.file_name, lambda: None)()
    return Outcome("done", pages=os.getpid())


def _grow() -> None:
    held = []
    while True:
        held.append(bytearray(8 << 20))
        time.sleep(0.01)


def _slow(progress: Progress) -> None:
    """Never long without a page, and never done."""
    for number in range(2, 1000):
        time.sleep(0.2)
        progress.page_done(number)


def kept_loaded(job: Job, progress: Progress) -> Outcome:
    """Reads a document; tells how many objects the collector of cycles leaves alone then."""
    outcome = perform(job, progress)
    assert outcome.state == "done", outcome.failure
    return replace(outcome, pages=gc.get_freeze_count())


def nap(job: Job, progress: Progress) -> Outcome:
    """Half a second of nothing; tells who had it."""
    time.sleep(0.5)
    return Outcome("done", pages=os.getpid())
