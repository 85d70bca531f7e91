"""Several processes that load documents at the same time, each with a connection of its own."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine

from extractor.errors import InputError, OutputError
from extractor.processes import die_with_parent
from extractor.store.database import open_database
from extractor.store.loading import ANY_TIME, Loaded, Turn, load_json

AHEAD = 4
"""Files that are handed out for each process, so that none waits."""


Place = Path | str
"""A file of this machine, or the URL of one in a store."""
Read = Callable[[Place], bytes]


def load_place(engine: Engine, place: Place, read: Read, turn: Turn = ANY_TIME) -> Loaded | InputError:
    """Load what `read` gives for a place; an error that is the file's own comes back. `turn` is as for `load_json`.

    Raises:
        OutputError: The database does not answer, or refuses; nothing of the document is in it then.
    """
    try:
        return load_json(engine, read(place), str(place), turn)
    except InputError as error:
        return error


def load_in_processes(
    engine: Engine, files: Iterator[Place], read: Read, processes: int
) -> Iterator[tuple[Place, Loaded | InputError]]:
    """Load files, and tell of each in their order what became of it; a few are in hand at any time.

    The tables must be there. Reading a document takes as long as writing it, so that on PostgreSQL each process adds to
    the speed as long as there are cores, and on SQLite, where one writes at a time, the second does.

    Raises:
        OutputError: The database does not answer, or refuses, or a process was ended; what was loaded before stays.
    """
    url = engine.url.render_as_string(hide_password=False)
    # Not by fork: connections, and locks that threads hold, must not be shared.
    context = get_context("spawn")
    turn = context.Lock() if engine.dialect.name == "sqlite" else None
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(url, turn))
    in_hand: deque[tuple[Place, Future[Loaded | InputError]]] = deque()
    try:
        while True:
            room = AHEAD * processes - len(in_hand)
            in_hand.extend((place, pool.submit(_load, place, read)) for place in islice(files, room))
            if not in_hand:
                return
            place, outcome = in_hand.popleft()
            yield place, outcome.result()
    except BrokenProcessPool as error:
        raise OutputError("A loading process was ended. Load again: what was loaded stays.") from error
    finally:
        pool.shutdown(cancel_futures=True)


_writer: tuple[Engine, Turn]
"""Of a loading process: its database, opened once, and the lock under which it writes."""


def _begin(url: str, turn: Turn | None) -> None:
    global _writer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that gives out the work
    die_with_parent()
    _writer = open_database(url), turn or ANY_TIME


def _load(place: Place, read: Read) -> Loaded | InputError:
    engine, turn = _writer
    return load_place(engine, place, read, turn)
