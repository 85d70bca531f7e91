"""run_batch(): many inputs, each read once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extractor.batch.coordinator import Coordinator, Totals
from extractor.batch.events import Event, Tell
from extractor.batch.executor import Executor
from extractor.batch.inputs import Found
from extractor.batch.ledger import Ledger
from extractor.batch.plan import Plan
from extractor.batch.stopping import StopRequest


def _silent(event: Event) -> None:
    pass


def run_batch(
    inputs: Iterator[Found | None],
    plan: Plan,
    ledger: Path,
    executor: Executor,
    tell: Tell = _silent,
    stop: StopRequest | None = None,
) -> Totals:
    """Read all `inputs` that have not been read with these settings, and return what was done.

    Results go to `plan.out`, one file a content; the ledger at `ledger` says of each input what became of it. `tell` is
    told of each event, in the calling thread. The executor is closed.

    Raises:
        OutputError: The ledger cannot be opened or written.
    """
    book = Ledger(ledger)
    try:
        totals = Coordinator(book, executor, plan, tell, stop or StopRequest()).run(inputs)
        executor.close(now=totals.stopped)
    except BaseException:
        executor.close(now=True)
        raise
    finally:
        book.close()
    return totals
