"""load_files(): many documents into a database, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Engine

from extractor.errors import InputError
from extractor.processes import cores
from extractor.reports.loading import load_models
from extractor.store.database import migrate, open_database
from extractor.store.loaders import Place, Read, load_in_processes, load_place
from extractor.store.loading import Loaded
from extractor.store.report_views import refresh_report_views

FEW = 50
"""Files that are loaded before other processes could begin."""

WORDS: dict[Loaded, str] = {
    "new": "new",
    "replaced": "in the place of an older version",
    "restored": "older versions made current again",
    "same": "there already",
}
"""What is said of documents."""

Tell = Callable[[Place, "Loaded | InputError"], None]


@dataclass(frozen=True, slots=True)
class LoadTotals:
    """What became of the files.

    Attributes:
        loaded: How many documents are new, replaced, restored or the same.
        failed: How many files are no documents.
    """

    loaded: Counter[Loaded]
    failed: int

    def __str__(self) -> str:
        """For people, in a line."""
        parts = [f"{self.loaded[kind]} {words}" for kind, words in WORDS.items() if self.loaded[kind]]
        parts += [f"{self.failed} failed"] if self.failed else []
        return f"{self.loaded.total()} documents: {', '.join(parts) or 'none'}"


def prepare_database(database: str, models: Sequence[Path] = ()) -> Engine:
    """The database at a URL or in a SQLite file, with the newest tables, and views of all report models.

    `models` are directories with report models, beside those that come with the program.

    Raises:
        OutputError: The database cannot be used.
        ExtraMissingError: Its driver is not installed.
        ModelError: A report model cannot be read.
    """
    reports = load_models(models)
    engine = open_database(database)
    migrate(engine)
    refresh_report_views(engine, reports)
    return engine


def load_files(
    engine: Engine, files: Iterator[Place], read: Read, tell: Tell, processes: int | None = None
) -> LoadTotals:
    """Load files, each in a transaction of its own; a bad one does not stop the others.

    `read`, which must be known by its name to other processes, gives the JSON in a file, or raises an InputError.
    `tell` hears of each file. Without a number of `processes` it is one a core, or one for a few files.

    Raises:
        OutputError: The database does not answer, or refuses; what was loaded before stays.
    """
    loaded: Counter[Loaded] = Counter()
    failed = 0
    if processes is None:
        first = list(islice(files, FEW))
        files, processes = chain(first, files), cores() if len(first) == FEW else 1
    if processes > 1:
        outcomes = load_in_processes(engine, files, read, processes)
    else:
        outcomes = ((place, load_place(engine, place, read)) for place in files)
    for place, outcome in outcomes:
        if isinstance(outcome, InputError):
            failed += 1
        else:
            loaded[outcome] += 1
        tell(place, outcome)
    return LoadTotals(loaded, failed)
