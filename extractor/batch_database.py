"""`--database` of the commands that read many documents: each result goes into a database as soon as it is there."""

from __future__ import annotations

import threading
from collections import Counter
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from extractor.batch.events import Event
from extractor.batch.plan import Plan
from extractor.batch.stores import exists, get
from extractor.errors import InputError, OutputError
from extractor.store.loading import Loaded, load_json
from extractor.store.stage import LoadTotals, prepare_database
from extractor.stored import unpacked

KINDS = frozenset({"done", "known"})
"""Events after which a document should be in the database: a run before this one may not have come to it."""


class DatabaseFeed:
    """Loads the results of a batch in a thread of its own while the batch goes on; a context manager around the run.

    What cannot be loaded stops neither the batch nor the results after it. Since each version is loaded once, a batch
    that is started again loads what is missing.
    """

    def __init__(self, database: str, plan: Plan) -> None:
        """Open the database, and make its tables where they are missing.

        Raises:
            OutputError: It cannot be used.
            ExtraMissingError: Its driver is not installed.
        """
        self._plan = plan
        self._engine = prepare_database(database, [own] if (own := plan.settings.report.models) else [])
        self._loaded: Counter[Loaded] = Counter()
        self._failed: list[str] = []
        self._waiting: SimpleQueue[tuple[str, bool] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._load_all, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._waiting.put(None)
        self._thread.join()
        self._engine.dispose()

    def __call__(self, event: Event) -> None:
        """Hear of an event of the batch."""
        if event.kind in KINDS:
            self._waiting.put((event.sha256, event.kind == "known"))

    @property
    def totals(self) -> LoadTotals:
        """What became of the results; complete when the block is left."""
        return LoadTotals(self._loaded, len(self._failed))

    @property
    def trouble(self) -> str | None:
        """Why something is not in the database, in the words of the first case; None where all is."""
        return self._failed[0] if self._failed else None

    def _load_all(self) -> None:
        while (item := self._waiting.get()) is not None:
            sha256, was_known = item
            target = self._plan.target_of(sha256)
            if was_known and not exists(target):
                continue  # it is being read under another name, or by another run
            try:
                self._loaded[load_json(self._engine, unpacked(get(target), target), target)] += 1
            except (InputError, OutputError) as error:
                self._failed.append(str(error))
