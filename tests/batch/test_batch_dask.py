from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import KilledWorker
from distributed.client import FutureCancelledError

from batch.broken_work import by_name, nap
from batch.dask_cluster import ROOT, Cluster, until
from extractor.batch import dask_executor
from extractor.batch.dask_executor import CONNECTION_LOST, DaskExecutor, answer_of
from extractor.batch.dask_worker import MARK, Terms, objection
from extractor.batch.events import Event
from extractor.batch.inputs import find_inputs
from extractor.batch.jobs import Limits, Outcome
from extractor.batch.ledger import Ledger
from extractor.batch.local_executor import LocalExecutor
from extractor.batch.locators import Locator
from extractor.batch.plan import Plan, make_plan
from extractor.batch.stage import run_batch
from extractor.config import Settings
from extractor.errors import ClusterError, SchedulerLostError

FIXTURES = ROOT / "fixtures"
DIGITAL = [str(FIXTURES / name / "page.pdf") for name in ("header-repeated", "cell-cut-open", "three-pages")]
SETTINGS = Settings()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield cluster.start(workers=1)
    finally:
        cluster.stop()


@pytest.fixture
def fresh_cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster")
    try:
        yield cluster.start(workers=1)
    finally:
        cluster.stop()


def plan_for(out: Path, part_pages: int = 0) -> Plan:
    return make_plan(str(out), SETTINGS, Limits(), part_pages=part_pages)


def results(out: Path) -> dict[str, str]:
    found = out.glob("documents/*/*/*.json")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def terms(out: Path) -> Terms:
    (out / MARK).write_bytes(b"this place")
    fingerprint = plan_for(out).fingerprint
    return Terms(str(out), b"this place", SETTINGS, fingerprint.digest, fingerprint.version)


def test_a_worker_like_this_machine_is_agreed_with(tmp_path: Path) -> None:
    assert objection(terms(tmp_path)) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"version": "9.9"}, "of the program, and the batch is one of 9.9", id="another-version"),
        pytest.param({"fingerprint": "0" * 16}, "other report models", id="other-report-models"),
        pytest.param({"mark": b"that place"}, "is another place there", id="another-place-of-the-same-name"),
        pytest.param({"out": "/nowhere"}, "does not see /nowhere", id="output-not-visible"),
    ],
)
def test_a_worker_whose_results_would_be_others_is_refused(
    tmp_path: Path, change: dict[str, object], words: str
) -> None:
    assert words in objection(dataclasses.replace(terms(tmp_path), **change))  # type: ignore[arg-type]


def test_a_scheduler_that_is_not_there_is_an_error_for_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_executor, "CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match="cannot be reached"):
        DaskExecutor("tcp://127.0.0.1:9", plan_for(tmp_path))


async def ends_with(error: Exception) -> str:
    raise error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(KilledWorker("read-1", None, 3), "workers that had it died", id="every-worker-died"),
        pytest.param(
            FutureCancelledError("read-1", "scheduler-restart"), "gave it up: scheduler-restart", id="given-up"
        ),
        pytest.param(RuntimeError("no such plugin"), "lost: no such plugin", id="fault-of-the-cluster"),
    ],
)
def test_a_task_that_the_cluster_loses_costs_one_attempt(error: Exception, words: str) -> None:
    assert words in asyncio.run(answer_of(ends_with(error), str, "tcp://host:1"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(FutureCancelledError("read-1", CONNECTION_LOST), SchedulerLostError, id="scheduler-lost"),
        pytest.param(ClusterError("other version"), ClusterError, id="worker-that-came-late-and-is-unlike"),
    ],
)
def test_a_cluster_that_cannot_go_on_ends_the_run(error: Exception, expected: type[ClusterError]) -> None:
    with pytest.raises(expected):
        asyncio.run(answer_of(ends_with(error), str, "tcp://host:1"))


@pytest.mark.slow
def test_a_cluster_gives_the_results_of_this_machine(cluster: Cluster, tmp_path: Path) -> None:
    inputs = [*DIGITAL, str(FIXTURES / "township-2020" / "digital.pdf")]
    for name in ("here", "there"):
        plan = plan_for(tmp_path / name, part_pages=2)
        executor = LocalExecutor(1) if name == "here" else DaskExecutor(cluster.address, plan)
        run_batch(find_inputs(inputs), plan, tmp_path / name / "ledger.sqlite", executor)
    assert len(results(tmp_path / "here")) == len(inputs)
    assert results(tmp_path / "there") == results(tmp_path / "here")


@pytest.mark.slow
def test_a_crash_in_a_document_does_not_end_the_dask_worker(cluster: Cluster, tmp_path: Path) -> None:
    plan = plan_for(tmp_path)
    executor = DaskExecutor(cluster.address, plan, work=by_name)
    before = [worker.pid for worker in cluster.workers]
    outcomes: dict[str, Outcome] = {}
    for name in ("segfault.pdf", "exit.pdf", "ok.pdf"):
        outcomes[name] = executor.perform(plan.job("0" * 64, Locator(f"/in/{name}"), name)).result(timeout=120)
    executor.close()
    kinds = [outcome.failure and outcome.failure.kind for outcome in outcomes.values()]
    assert kinds == ["crash", "crash", None]
    assert [worker.pid for worker in cluster.workers] == before


@pytest.mark.slow
def test_ending_at_once_puts_back_what_was_begun(cluster: Cluster, tmp_path: Path) -> None:
    plan = plan_for(tmp_path)
    executor = DaskExecutor(cluster.address, plan, work=nap)
    begun = [executor.perform(plan.job("0" * 64, Locator(f"/in/{number}.pdf"), "")) for number in range(3)]
    executor.close(now=True)
    executor.close(now=True)
    assert all(future.cancelled() for future in begun)


def make_inputs(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.pdf").write_bytes(b"%%PDF-1.7 %d" % number)
    return folder


@pytest.mark.slow
def test_workers_may_die_and_come_in_the_middle(fresh_cluster: Cluster, tmp_path: Path) -> None:
    plan, inputs = plan_for(tmp_path / "out"), make_inputs(tmp_path / "in", 30)
    readers: list[int] = []

    def tell(event: Event) -> None:
        if event.kind == "done" and event.outcome is not None:
            readers.append(event.outcome.pages)
            if len(readers) == 3:
                fresh_cluster.add_worker()
                fresh_cluster.workers[0].kill()  # its nanny begins another

    executor = DaskExecutor(fresh_cluster.address, plan, work=nap)
    totals = run_batch(find_inputs([str(inputs)]), plan, tmp_path / "ledger.sqlite", executor, tell)
    assert totals.counts["done"] == 30
    assert len(set(readers)) == 3
    assert not any(psutil.pid_exists(pid) for pid in readers[:1])


@pytest.mark.slow
def test_a_lost_scheduler_ends_the_batch_and_the_same_command_goes_on(fresh_cluster: Cluster, tmp_path: Path) -> None:
    out, ledger = tmp_path / "out", tmp_path / "out" / "ledger.sqlite"
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(30):
        content = Path(DIGITAL[number % len(DIGITAL)]).read_bytes()
        (inputs / f"{number}.pdf").write_bytes(content + b"\n%% copy %d\n" % number)
    command = [sys.executable, "-m", "extractor", "batch", str(inputs), "-o", str(out)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    batch = subprocess.Popen(
        [*command, "--scheduler", fresh_cluster.address], stderr=subprocess.PIPE, text=True, env=environment
    )
    until(lambda: len(results(out)) >= 2)
    fresh_cluster.kill_scheduler()
    _, said = batch.communicate(timeout=120)
    assert batch.returncode == ClusterError.exit_code, said
    assert "is gone" in said
    assert "Traceback" not in said, said
    book = Ledger(ledger)
    summary = book.summary()
    book.close()
    assert summary.runs == 0
    assert "running" not in summary.documents
    assert summary.documents["done"] < 30
    subprocess.run([*command, "-q"], env=environment, check=True, timeout=300)
    assert len(results(out)) == 30


@pytest.mark.slow
def test_a_worker_without_the_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other" / "extractor").mkdir(parents=True)
    (tmp_path / "other" / "extractor" / "__init__.py").touch()
    cluster = Cluster(tmp_path)
    try:
        cluster.start(workers=0).add_worker(python_path=str(tmp_path / "other"))
        with pytest.raises(ClusterError, match=r"No module named 'extractor\.batch'"):
            DaskExecutor(cluster.address, plan_for(tmp_path / "out"))
    finally:
        cluster.stop()
