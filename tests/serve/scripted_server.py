"""A server in this process: its requests are made by a test client, its documents read by a script."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from typing import Any, Literal

from fastapi.testclient import TestClient

from checked_documents import document
from extractor.batch.jobs import Failure, Identity, Job, Limits, Outcome, ReadJob
from extractor.batch.locators import Locator
from extractor.batch.plan import LEDGER, Plan, make_plan
from extractor.batch.stage import run_batch
from extractor.batch.stores import put
from extractor.batch.work import identify
from extractor.config import IngestSettings, Settings, StitchSettings
from extractor.output.stage import load_sink
from extractor.serve.app import create_app
from extractor.serve.service import Service
from extractor.serve.stage import Offer, make_service
from serve.live_server import wait_for

MOST_BYTES = 100_000
RESULT = load_sink("json").render(document([["项目", "收入"], ["金额", "12"]]))
LOCAL = "http://127.0.0.1:8000"


@dataclass
class ScriptedExecutor:
    """Reads what begins with %PDF: it fails where the content says "bad", and waits for `go` where it says "slow"."""

    slots: int = 1
    go: Flag = field(default_factory=Flag)
    read: list[str] = field(default_factory=list)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def identify(self, locator: Locator, limit: int) -> Future[Identity]:
        return self._thread.submit(identify, locator, limit)

    def perform(self, job: Job) -> Future[Outcome]:
        return self._thread.submit(self._read, job)

    def close(self, *, now: bool = False) -> None:
        self.go.set()
        self._thread.shutdown()

    def _read(self, job: Job) -> Outcome:
        content = Path(job.locator.place).read_bytes()
        assert isinstance(job, ReadJob)
        self.read.append(job.name)
        if b"slow" in content:
            self.go.wait()
        if b"bad" in content:
            return Outcome("failed", failure=Failure("DamagedFileError", f"{job.locator} is damaged.", 4))
        put(job.target, RESULT)
        return Outcome("done", pages=2, seconds=0.5)


@dataclass
class ScriptedServer:
    """The parts of a server over one output directory."""

    out: Path
    offer: Offer = field(default_factory=Offer)
    join: Literal["auto", "never"] = "auto"
    executor: ScriptedExecutor = field(default_factory=ScriptedExecutor)

    def __post_init__(self) -> None:
        settings = Settings(ingest=IngestSettings(max_bytes=MOST_BYTES), stitch=StitchSettings(join=self.join))
        self.plan: Plan = make_plan(str(self.out), settings, Limits())
        self.service: Service = make_service(self.plan, self.offer, self.executor.slots)
        app = create_app(self.service, self.offer.token)
        self.client = TestClient(app, base_url=LOCAL, raise_server_exceptions=False)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """The jobs are read while the block runs."""
        stop = self.service.stop
        with ThreadPoolExecutor(1) as thread:
            run = thread.submit(
                run_batch,
                self.service.queue.inputs(),
                self.plan,
                self.out / LEDGER,
                self.executor,
                self.service.note,
                stop,
            )
            try:
                yield
            finally:
                stop.ask()
                self.executor.go.set()
                run.result()

    def upload(self, content: bytes, name: str = "report.pdf") -> str:
        answer = self.client.post("/v1/jobs", files={"file": (name, content)})
        assert answer.status_code == 202, answer.text
        job_id: str = answer.json()["id"]
        return job_id

    def job(self, job_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/v1/jobs/{job_id}").json()
        return found

    def ended(self, *job_ids: str) -> list[dict[str, Any]]:
        """The jobs when all of them have ended."""
        jobs = (wait_for(lambda job_id=job_id: self._if_ended(job_id)) for job_id in job_ids)
        return list(jobs)

    def _if_ended(self, job_id: str) -> dict[str, Any] | None:
        job = self.job(job_id)
        return job if job["finished"] else None


def code_of(answer: Any) -> tuple[int, str]:
    """Status and code of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["code"]
