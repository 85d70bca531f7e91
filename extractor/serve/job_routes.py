"""The paths under /v1/jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from extractor.document import Document
from extractor.errors import ExtraMissingError, InputError
from extractor.serve.allowed_stores import NotAllowedError, chunks_of, name_in
from extractor.serve.answers import PREFIX, FromUrl, JobAnswer, JobList, answer_of
from extractor.serve.bodies import FORM, RAW, announced_file_size, drain, pieces, refusal, store
from extractor.serve.form_file import FIELD
from extractor.serve.job_book import FINAL, BusyJobError, Job, NoJobError, State
from extractor.serve.problems import Code, ProblemError, responses
from extractor.serve.results import MEDIA_TYPES, Format, disposition, render
from extractor.serve.service import Service
from extractor.serve.uploads import NoRoomError, TooLargeError

LOOK_SECONDS = 0.5
"""Between two looks at a job whose events somebody listens to."""
COMMENT_SECONDS = 15.0
"""Longest time without a line of a stream of events; proxies end connections that are silent for a minute."""

_FILE = {"type": "string", "format": "binary"}
_UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {"schema": {"type": "object", "required": [FIELD], "properties": {FIELD: _FILE}}},
            RAW: {"schema": _FILE},
        },
    }
}
_TAKEN = responses(
    _408="Nothing of the body came for too long.",
    _413="The file is larger than this server takes.",
    _422="The request is not as described here.",
    _429="The queue is full; Retry-After says when to ask again.",
    _503="The server is stopping.",
    _507="The disk of the server is full.",
)
_NO_JOB = responses(_404="There is no such job.")
_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["state", "gone"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Shared = Annotated[Service, Depends(_service)]
router = APIRouter(prefix=PREFIX)


@router.post(
    "",
    status_code=202,
    response_model=JobAnswer,
    openapi_extra=_UPLOAD_BODY,
    responses=_TAKEN | responses(_400="The form is broken or cut off.", _415="The body is neither form nor file."),
)
async def upload(
    request: Request,
    response: Response,
    service: Shared,
    name: Annotated[str | None, Query(description=f"Name of the file, where the body is {RAW}.")] = None,
) -> JobAnswer:
    """Hand in a document; once this is answered it will be read, even if the server is killed meanwhile."""
    body = pieces(request)
    try:
        return _created(response, await _receive(request, body, service))
    except ProblemError:
        await drain(request, body)
        raise


@router.post(
    "/from-url",
    status_code=202,
    response_model=JobAnswer,
    responses=_TAKEN | responses(_400="The body is no JSON.", _403="The URL is in no store that this server may read."),
)
async def from_url(wanted: FromUrl, response: Response, service: Shared) -> JobAnswer:
    """Hand in a document that lies in a store; it is fetched before this is answered."""
    await run_in_threadpool(service.check_open)
    try:
        service.stores.check(wanted.url)
    except NotAllowedError as error:
        detail = "This server may not read that URL. Its operator allows stores with --allow-store."
        raise ProblemError(403, "store-not-allowed", detail) from error
    async with service.fetching:
        return _created(response, await run_in_threadpool(_fetch, wanted.url, service))


@router.get("", response_model=JobList, responses=_NO_JOB | responses(_422="A parameter is none."))
def jobs(
    service: Shared,
    state: State | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    after: Annotated[UUID | None, Query(description="Id of the job after which to begin.")] = None,
) -> JobList:
    """Jobs, oldest first."""
    try:
        found = service.book.page(state, limit + 1, None if after is None else str(after))
    except NoJobError as error:
        raise _no_job() from error
    shown = tuple(answer_of(job) for job in found[:limit])
    return JobList(jobs=shown, next=shown[-1].id if len(found) > limit else None)


@router.get("/{job_id:uuid}", response_model=JobAnswer, responses=_NO_JOB)
def job(job_id: UUID, service: Shared) -> JobAnswer:
    """A job as it is now."""
    return answer_of(_find(service, job_id))


@router.get(
    "/{job_id:uuid}/result",
    response_class=Response,
    responses={
        200: {
            "description": "The document; application/json has the schema of `extractor schema`.",
            "model": Document,
            "content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values() if kind != MEDIA_TYPES["json"]},
        },
        **responses(
            _404="There is no such job.",
            _409="The job has not ended.",
            _410="The result was removed from the disk.",
            _422="The document could not be read, or there is no such format.",
            _501="The format needs a package that this server lacks.",
        ),
    },
)
async def result(job_id: UUID, service: Shared, format: Format = "json") -> Response:  # noqa: A002 (name of the API)
    """What was read, as JSON or in another format."""
    found = await run_in_threadpool(_find, service, job_id)
    output = _output_of(found)
    try:
        async with service.rendering:
            rendered = await run_in_threadpool(render, service.out / output, format)
    except FileNotFoundError as error:
        raise ProblemError(410, "gone", "The result is no longer there. Hand the document in again.") from error
    except ExtraMissingError as error:
        raise ProblemError(501, "not-installed", str(error)) from error
    headers = {"Content-Disposition": disposition(found.name, rendered.suffix)}
    return Response(rendered.content, media_type=rendered.media_type, headers=headers)


@router.get(
    "/{job_id:uuid}/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events named `state` with the job as data, one whenever it changes, until it "
            "has ended; `gone` if it was removed.",
            "content": {"text/event-stream": {"schema": _EVENT}},
        },
        **_NO_JOB,
    },
)
async def events(job_id: UUID, service: Shared) -> StreamingResponse:
    """The job now and whenever it changes, until it has ended."""
    first = await run_in_threadpool(_find, service, job_id)
    return StreamingResponse(_changes_of(first, service), media_type="text/event-stream")


@router.delete(
    "/{job_id:uuid}", status_code=204, responses=_NO_JOB | responses(_409="Its document is being read, or about to be.")
)
def forget(job_id: UUID, service: Shared) -> None:
    """Cancel a job that waits; forget one that has ended, with its upload and its result."""
    try:
        service.queue.forget(str(job_id), service.out)
    except NoJobError as error:
        raise _no_job() from error
    except BusyJobError as error:
        detail = "The document is being read, or is about to be. Ask again when the job has ended."
        raise ProblemError(409, "running", detail) from error


async def _receive(request: Request, body: AsyncIterator[bytes], service: Service) -> Job:
    await run_in_threadpool(service.check_open)
    job_id = str(uuid4())
    try:
        with service.uploads.begin(job_id, announced_file_size(request)) as upload:
            name = await store(request, body, upload)
            await run_in_threadpool(service.take, job_id, upload, name)
    except (TooLargeError, NoRoomError) as error:
        raise refusal(error, service.uploads.limit) from error
    return await run_in_threadpool(service.book.find, job_id)


def _fetch(url: str, service: Service) -> Job:
    job_id = str(uuid4())
    try:
        with service.uploads.begin(job_id, 0) as upload:
            for chunk in chunks_of(url):
                upload.write(chunk)
            service.take(job_id, upload, name_in(url))
    except (TooLargeError, NoRoomError) as error:
        raise refusal(error, service.uploads.limit) from error
    except (InputError, ExtraMissingError) as error:
        raise ProblemError(422, "unreachable", str(error)) from error
    return service.book.find(job_id)


def _created(response: Response, job: Job) -> JobAnswer:
    answer = answer_of(job)
    response.headers["Location"] = answer.links.self
    return answer


def _find(service: Service, job_id: UUID) -> Job:
    try:
        return service.book.find(str(job_id))
    except NoJobError as error:
        raise _no_job() from error


def _no_job() -> ProblemError:
    return ProblemError(404, "no-job", "There is no job with this id, or no longer.")


def _output_of(job: Job) -> str:
    """Where the result of a job is, below the output directory.

    Raises:
        ProblemError: It has none, or not yet.
    """
    if job.state not in FINAL:
        raise ProblemError(409, "not-ready", f"The job is {job.state}. Ask again when it is done.")
    if job.output is None:
        code: Code = "skipped" if job.state == "skipped" else "failed"
        raise ProblemError(422, code, job.error or "The document could not be read.", kind=job.error_kind)
    return job.output


async def _changes_of(job: Job, service: Service) -> AsyncIterator[str]:
    """A job as server-sent events."""
    told: Job | None = None
    silent = 0.0
    while not service.is_closing:
        if job != told:
            told, silent = job, 0.0
            yield f"event: state\ndata: {answer_of(job).model_dump_json()}\n\n"
        if job.state in FINAL:
            return
        await asyncio.sleep(LOOK_SECONDS)
        silent += LOOK_SECONDS
        if silent >= COMMENT_SECONDS:
            silent = 0.0
            yield ": still at it\n\n"
        try:
            job = await run_in_threadpool(service.book.find, job.id)
        except NoJobError:
            yield "event: gone\ndata: {}\n\n"
            return
