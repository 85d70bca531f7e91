"""What becomes of many documents, of which a bad one does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from extractor.errors import ExtractorError

T = TypeVar("T")
Tell = Callable[[str], None]
"""Hears why a document failed."""
log = logging.getLogger(__name__)


class Tally:
    """Counts of documents.

    Attributes:
        written: How many were written.
        left_out: How many were not, because their file is among the written ones.
        failed: How many could not be read or written.
        exit_code: The highest of theirs.
    """

    def __init__(self, tell: Tell) -> None:
        self.written = self.left_out = self.failed = self.exit_code = 0
        self._tell = tell

    def attempt(self, path: Path, work: Callable[[], T]) -> T | None:
        """What `work`, on the document at `path`, returns; None where it fails, which is counted and told."""
        try:
            return work()
        except ExtractorError as error:
            self.fail(error)
        except Exception:
            # A fault of ours in one document must not take the other documents with it.
            self._count_failure(ExtractorError.exit_code)
            log.exception("%s: unexpected error; please report it with the lines below", path)
        return None

    def fail(self, error: ExtractorError) -> None:
        """Count and tell what could not be read or written."""
        self._count_failure(error.exit_code)
        self._tell(str(error))

    def _count_failure(self, exit_code: int) -> None:
        self.failed += 1
        self.exit_code = max(self.exit_code, exit_code)
