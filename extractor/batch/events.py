"""What a batch tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from extractor.batch.jobs import Failure, Outcome
from extractor.batch.locators import Locator

Kind = Literal[
    "changed",  # results of other settings are made anew; `note` says what is different
    "freed",  # documents of runs that died are taken up; `note` says how many
    "found",  # an input is a document that will be read
    "known",  # an input whose content was read before, or is being read under another name
    "elsewhere",  # another run is reading this content
    "skipped",  # an input is no document
    "unreadable",  # an input could not be fetched
    "failed-before",
    "part",  # some pages of a long document are read; `note` says which
    "done",
    "retried",
    "failed",
    "stopping",  # no more documents are begun
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; what does not belong to its kind is None or ""."""

    kind: Kind
    locator: Locator | None = None
    sha256: str = ""
    outcome: Outcome | None = None
    failure: Failure | None = None
    note: str = ""


Tell = Callable[[Event], None]
