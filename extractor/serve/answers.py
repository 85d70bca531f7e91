"""What the API answers when all is well; its OpenAPI description is made from these types."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from extractor.serve.job_book import Job, State

PREFIX = "/v1/jobs"


class JobError(BaseModel, frozen=True):
    """Why a document gave no result."""

    kind: str = Field(description="Name of the error, such as PasswordError, UnsupportedFileError or crash.")
    message: str = Field(description="What is wrong with the document and what can be done, for people.")


class Links(BaseModel, frozen=True):
    """Paths of what belongs to a job."""

    self: str
    result: str
    events: str


class JobAnswer(BaseModel, frozen=True):
    """A job as it is now."""

    id: UUID
    state: State = Field(
        description="done, failed and skipped (the file is no document) are final, unless the same content is handed "
        "in again after the settings of the server have changed."
    )
    name: str = Field(description="What the client called the file.")
    sha256: str | None = Field(default=None, description="Of the file, hexadecimal; null until it was looked at.")
    bytes: int | None = None
    created: datetime
    finished: datetime | None = Field(default=None, description="null unless the state is final.")
    pages: int | None = Field(default=None, description="null unless the job is done; so are the counts below.")
    tables: int | None = None
    findings: int | None = None
    suspects: int | None = Field(default=None, description="Cells that a person should look at.")
    seconds: float | None = Field(default=None, description="What the reading took.")
    error: JobError | None = Field(default=None, description="null unless it failed or was skipped.")
    links: Links


class JobList(BaseModel, frozen=True):
    """Some jobs, oldest first."""

    jobs: tuple[JobAnswer, ...]
    next: UUID | None = Field(description="What `after` must be for the jobs that follow; null if none do, for now.")


class FromUrl(BaseModel, frozen=True, extra="forbid"):
    """A document in a store that the server may read from."""

    url: str = Field(min_length=1, max_length=4096, examples=["s3://bucket/in/report.pdf"])


class Alive(BaseModel, frozen=True):
    """The server answers, or is ready for jobs."""

    status: Literal["ok"] = "ok"


def answer_of(job: Job) -> JobAnswer:
    """A job as clients see it; where its upload lies is none of their business."""
    path = f"{PREFIX}/{job.id}"
    error = None if job.error_kind is None else JobError(kind=job.error_kind, message=job.error or "")
    return JobAnswer(
        id=UUID(job.id),
        state=job.state,
        name=job.name,
        sha256=job.sha256,
        bytes=job.bytes,
        created=datetime.fromisoformat(job.created),
        finished=None if job.finished is None else datetime.fromisoformat(job.finished),
        pages=job.pages,
        tables=job.tables,
        findings=job.findings,
        suspects=job.suspects,
        seconds=job.seconds,
        error=error,
        links=Links(self=path, result=f"{path}/result", events=f"{path}/events"),
    )
