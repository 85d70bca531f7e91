"""Measure a batch: what it costs beside the bare pipeline, how it scales, and whether it survives being killed.

    python scripts/bench_batch.py kill FOLDER [--documents 60] [--kills 20] [--seed 1]
    python scripts/bench_batch.py overhead FOLDER [--documents 60]
    python scripts/bench_batch.py workers FOLDER [--documents 40]
    python scripts/bench_batch.py flat FOLDER [--documents 500]
    python scripts/bench_batch.py coordinator [--tasks 1000000] [--scheduler tcp://host:8786]

kill: SIGKILL for the batch at random moments; in the end its results must be those of an undisturbed run, to the byte.
overhead: seconds of a batch with one worker over those of one process that calls the pipeline, both at once on a core
each. workers: pages a second with two workers over those with one. flat: the workers' memory over many documents.
coordinator: documents a second that the coordinator hands out to workers that do nothing, and its memory; with
--scheduler, those of a dask cluster, which must find scripts/ in their PYTHONPATH.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from extractor.batch.inputs import Found
from extractor.batch.jobs import Identity, Job, Limits, Outcome
from extractor.batch.locators import Locator
from extractor.batch.plan import LEDGER, make_plan
from extractor.batch.stage import run_batch
from extractor.config import Settings
from idle_work import idle


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=sorted(MEASURES))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--pattern", default="*.pdf")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument("--scheduler")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.folder is None and arguments.what != "coordinator":
        parser.error("which folder?")
    with tempfile.TemporaryDirectory(prefix="bench-batch-") as directory:
        return MEASURES[arguments.what](arguments, Path(directory))


def kill(arguments: argparse.Namespace, scratch: Path) -> int:
    """Kill a batch again and again."""
    source = archive(arguments, scratch)
    began = time.perf_counter()
    run_to_end(source, scratch / "undisturbed")
    seconds = time.perf_counter() - began
    out, chance, kills, runs = scratch / "killed", random.Random(arguments.seed), 0, 0
    while True:
        runs += 1
        process = start(source, out)
        if kills < arguments.kills:
            # Early and late, so that starting, reading, writing and ending are all hit.
            if wait_for(process, chance.uniform(0.2, 2.5 * seconds / arguments.kills + 2)):
                break
            kill_tree(process)
            kills += 1
        else:
            process.wait()
            break
    once, twice = digests(scratch / "undisturbed"), digests(out)
    book = sqlite3.connect(out / LEDGER)
    states = dict(book.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall())
    done_attempts = book.execute(
        "SELECT count(*) FROM (SELECT 1 FROM attempts WHERE state = 'done' GROUP BY sha256 HAVING count(*) > 1)"
    ).fetchone()[0]
    report(
        kills=kills,
        runs=runs,
        undisturbed_seconds=round(seconds, 1),
        documents=len(once),
        states=states,
        read_twice=done_attempts,
        identical=once == twice,
    )
    return 0 if once == twice and not done_attempts else 1


def overhead(arguments: argparse.Namespace, scratch: Path) -> int:
    """A batch of one worker beside one process with the bare pipeline, --turns times.

    They run at the same time, each on a core of its own, and then with the cores changed: what slows the machine down
    slows both.
    """
    source = archive(arguments, scratch)
    ratios = []
    for turn in range(arguments.turns):
        for bare_core, batch_core in (("0", "1"), ("1", "0")):
            out = scratch / f"out{turn}-{batch_core}"
            began = time.perf_counter()
            batch = start(source, out, "--workers", "1", before=["taskset", "-c", batch_core])
            bare = subprocess.Popen(["taskset", "-c", bare_core, sys.executable, "-c", BARE, str(source)])
            seconds = ended((bare, batch), began)
            ratios.append(seconds[1] / seconds[0])
            print(f"bare {seconds[0]:.1f} s, batch {seconds[1]:.1f} s, ratio {ratios[-1]:.3f}", flush=True)
    report(overhead=round(statistics.geometric_mean(ratios) - 1, 4))
    return 0


def ended(processes: Sequence[subprocess.Popen[bytes]], began: float) -> list[float]:
    """Seconds from `began` to the end of each process."""
    with ThreadPoolExecutor(len(processes)) as waiting:
        return list(waiting.map(lambda process: (process.wait(), time.perf_counter() - began)[1], processes))


BARE = """
import sys
from pathlib import Path
from extractor.config import OcrSettings, Settings
from extractor.output.stage import load_sink
from extractor.pipeline import extract
settings, sink = Settings(ocr=OcrSettings(threads=1)), load_sink("json")
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        sink.render(extract(path, settings))
    except Exception as error:
        print(path, error)
"""


def workers(arguments: argparse.Namespace, scratch: Path) -> int:
    """Two workers beside one that has one core, --turns times in turn."""
    source = archive(arguments, scratch)
    ratios = []
    for turn in range(arguments.turns):
        seconds = {}
        for count in (1, 2):
            out = scratch / f"out{turn}-{count}"
            one_core = ["taskset", "-c", "0"] if count == 1 else []
            seconds[count] = timed(
                lambda out=out, count=count, one_core=one_core: run_to_end(
                    source, out, "--workers", str(count), before=one_core
                )
            )
        ratios.append(seconds[1] / seconds[2])
        print(f"1 worker {seconds[1]:.1f} s, 2 workers {seconds[2]:.1f} s, ratio {ratios[-1]:.2f}", flush=True)
    report(speedup=round(statistics.median(ratios), 3))
    return 0


def flat(arguments: argparse.Namespace, scratch: Path) -> int:
    """Memory of the workers and of the coordinator while many documents are read."""
    source = archive(arguments, scratch)
    process = start(source, scratch / "out")
    watched = psutil.Process(process.pid)
    samples: list[tuple[float, int, int]] = []
    began = time.perf_counter()
    while process.poll() is None:
        time.sleep(1)
        try:
            children = [child.memory_info().rss for child in watched.children(recursive=True)]
            samples.append((time.perf_counter() - began, watched.memory_info().rss, max(children, default=0)))
        except psutil.Error:
            continue
    for name, index in (("coordinator", 1), ("worker", 2)):
        tenths = [samples[len(samples) * i // 10 : len(samples) * (i + 1) // 10] for i in range(10)]
        peaks = [max(sample[index] for sample in tenth) // 2**20 for tenth in tenths if tenth]
        print(f"{name}, highest MiB in each tenth of the run: {peaks}")
    report(seconds=round(time.perf_counter() - began, 1), documents=len(digests(scratch / "out")))
    return 0


@dataclass
class IdleExecutor:
    """Workers that do nothing, at once."""

    slots: int = 64

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        """An identity that is made up."""
        future: Future[Identity] = Future()
        future.set_result(Identity(locator, hashlib.sha256(locator.place.encode()).hexdigest(), 1000))
        return future

    def perform(self, job: Job) -> Future[Outcome]:
        """An outcome that is made up."""
        future: Future[Outcome] = Future()
        future.set_result(Outcome("done", pages=3))
        return future

    def close(self, *, now: bool = False) -> None:
        """Nothing to close."""


def coordinator(arguments: argparse.Namespace, scratch: Path) -> int:
    """The coordinator and its ledger, with workers that do nothing."""
    process = psutil.Process()
    if arguments.scheduler is None:
        plan, executor, place = make_plan("memory://out", Settings(), Limits()), IdleExecutor(), made_up
    else:
        from extractor.batch.dask_executor import DaskExecutor

        plan, place = make_plan(str(scratch / "out"), Settings(), Limits()), tiny_file
        executor = DaskExecutor(arguments.scheduler, plan, work=idle)
    memory: list[int] = []
    began, cpu = time.perf_counter(), time.process_time()

    def inputs() -> Iterator[Found]:
        for number in range(arguments.tasks):
            if number % (arguments.tasks // 10) == 0:
                memory.append(process.memory_info().rss // 2**20)
                print(f"{number:,} {time.perf_counter() - began:.0f} s, {memory[-1]} MiB", flush=True)
            yield Locator(place(scratch, number))

    totals = run_batch(inputs(), plan, scratch / LEDGER, executor)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    size = (scratch / LEDGER).stat().st_size
    report(
        done=totals.counts["done"],
        seconds=round(seconds),
        per_second=round(totals.counts["done"] / seconds),
        per_cpu_second=round(totals.counts["done"] / cpu_seconds),
        mib=memory,
        ledger_bytes=round(size / arguments.tasks),
    )
    return 0


def made_up(scratch: Path, number: int) -> str:
    """A place that no worker of ours looks at."""
    return f"memory://in/{number}.pdf"


def tiny_file(scratch: Path, number: int) -> str:
    """A file that can be identified."""
    path = scratch / f"{number}.pdf"
    path.write_bytes(b"%%PDF-1.7 %d" % number)
    return str(path)


MEASURES: dict[str, Callable[[argparse.Namespace, Path], int]] = {
    "kill": kill,
    "overhead": overhead,
    "workers": workers,
    "flat": flat,
    "coordinator": coordinator,
}


def archive(arguments: argparse.Namespace, scratch: Path) -> Path:
    """A folder with as many documents as asked for, no two with the same content."""
    folder = scratch / "in"
    folder.mkdir()
    found = sorted(arguments.folder.glob(arguments.pattern))
    for number, path in zip(range(arguments.documents), itertools.cycle(found), strict=False):
        copy = folder / f"{number:04d}-{path.name}"
        copy.write_bytes(path.read_bytes() + (b"" if number < len(found) else b"\n%% copy %d\n" % number))
    return folder


def start(source: Path, out: Path, *options: str, before: list[str] | None = None) -> subprocess.Popen[bytes]:
    """A batch in a process group of its own."""
    command = [*(before or []), sys.executable, "-m", "extractor", "batch", str(source), "-o", str(out), "-q", *options]
    return subprocess.Popen(command, start_new_session=True)


def run_to_end(source: Path, out: Path, *options: str, before: list[str] | None = None) -> None:
    """Run a batch and wait for it."""
    start(source, out, *options, before=before).wait()


def wait_for(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a process ends within the time."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a batch, its coordinator first; its workers must notice by themselves."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def digests(out: Path) -> dict[str, str]:
    """SHA-256 of each result by its name."""
    results = out.glob("documents/*/*/*.json")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in results}


def timed(action: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def report(**figures: object) -> None:
    """Print figures as a line of JSON."""
    print(json.dumps(figures))


if __name__ == "__main__":
    sys.exit(main())
