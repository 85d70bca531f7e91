"""What a worker process does to keep within its limits, and to die with its parent.

A worker that hangs or grows without end cannot be relied on to notice. So the clock of a page is faulthandler's, a
thread of C that needs no help of the interpreter's; memory is watched by a thread, with a limit of the system's own
behind it. The last words of a worker are in a log file, where its parent finds the cause.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from extractor.batch.jobs import Failure, Limits
from extractor.batch.locators import Locator
from extractor.processes import die_with_parent

MEMORY_EXIT = 86
"""Exit code of a worker that ended itself because it had grown too large."""
LOOK_SECONDS = 0.1
"""Between two looks at the memory; a process grows by about 100 MB meanwhile at most."""
PAGES_AFTER = 25
"""Pages whose joining and checking have the time of one page."""
HARD_LIMIT = 3
"""The system's own limit, which counts memory that is reserved and not used too, as a multiple of ours."""
_PAGE = "page "
_TIMED_OUT = "Timeout ("


class Guard:
    """The guard of this process; one for its whole life."""

    def __init__(self, scratch: Path) -> None:
        self._log = _open_log(scratch)
        faulthandler.enable(self._log)
        self._limits = Limits()
        self._pages = self._pages_left = 0
        die_with_parent()
        threading.Thread(target=self._watch_memory, daemon=True).start()

    def job_started(self, limits: Limits) -> None:
        """A document is begun."""
        self._limits = limits
        self._log.seek(0)
        self._log.truncate()
        _limit_memory(limits.memory)
        self._wind_up()

    def job_ended(self) -> None:
        """The document is finished; no clock runs."""
        faulthandler.cancel_dump_traceback_later()

    def started(self, pages: int) -> None:
        """The document has been opened (see Progress)."""
        self._pages_left, self._pages = pages, pages
        self._wind_up()

    def page_done(self, number: int) -> None:
        """A page has been finished (see Progress)."""
        self._log.write(f"{_PAGE}{number}\n")
        self._log.flush()
        self._pages_left -= 1
        self._wind_up(1 if self._pages_left > 0 else max(1.0, self._pages / PAGES_AFTER))

    def _wind_up(self, pages: float = 1) -> None:
        faulthandler.dump_traceback_later(pages * self._limits.page_seconds, exit=True, file=self._log)

    def _watch_memory(self) -> None:
        process = psutil.Process()
        while True:
            time.sleep(LOOK_SECONDS)
            if process.memory_info().rss > self._limits.memory:
                os._exit(MEMORY_EXIT)


def cause_of_death(exit_code: int, pid: int, scratch: Path, locator: Locator, limits: Limits) -> Failure:
    """Why a worker ended in the middle of a document, by its exit code and its last words."""
    words = _last_words(scratch, pid)
    where = f"after page {words.page}" if words.page else "before its first page was finished"
    if exit_code == MEMORY_EXIT:
        return _over(locator, "memory", f"more than {limits.memory / 2**20:,.0f} MiB of memory {where}", "--memory")
    if words.timed_out:
        what = f"more than {limits.page_seconds:,.0f} s without finishing a page, {where}"
        return _over(locator, "page-timeout", what, "--page-seconds")
    message = f"{locator}: the worker that read it ended with code {exit_code} {where}. {words.reason}".rstrip()
    return Failure("crash", f"{message} Please report it with the document.", exit_code=1, transient=True)


def out_of_time(locator: Locator, limits: Limits) -> Failure:
    """Why a worker was ended that took too long over a document."""
    return _over(locator, "file-timeout", f"more than {limits.file_seconds:,.0f} s", "--file-seconds")


def _over(locator: Locator, kind: str, what: str, option: str) -> Failure:
    message = f"{locator} took {what}. Raise the limit with {option} if the file is trusted."
    return Failure(kind, message, exit_code=6, transient=True)


@dataclass(frozen=True, slots=True)
class _LastWords:
    page: int = 0
    timed_out: bool = False
    reason: str = ""


def _last_words(scratch: Path, pid: int) -> _LastWords:
    try:
        lines = _log_path(scratch, pid).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return _LastWords()
    pages = [int(line.removeprefix(_PAGE)) for line in lines if line.startswith(_PAGE)]
    fatal = next((line for line in lines if line.startswith("Fatal Python error")), "")
    return _LastWords(
        page=pages[-1] if pages else 0,
        timed_out=any(line.startswith(_TIMED_OUT) for line in lines),
        reason=f"{fatal.removeprefix('Fatal Python error: ')}." if fatal else "",
    )


def _log_path(scratch: Path, pid: int) -> Path:
    return scratch / f"{pid}.log"


def _open_log(scratch: Path) -> IO[str]:
    """The log of this worker; its standard output and error go there too, so that no library writes over a bar."""
    log = _log_path(scratch, os.getpid()).open("w", encoding="utf-8")
    for stream in (1, 2):
        os.dup2(log.fileno(), stream)
    return log


def _limit_memory(memory: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = HARD_LIMIT * memory
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))
