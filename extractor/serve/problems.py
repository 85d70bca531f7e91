"""Every error of the API, as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

MEDIA_TYPE = "application/problem+json"

Code = Literal[
    "bad-request",
    "failed",
    "forbidden",
    "form",
    "gone",
    "incomplete",
    "internal",
    "invalid",
    "media-type",
    "method",
    "misdirected",
    "no-job",
    "no-room",
    "not-found",
    "not-ready",
    "not-installed",
    "queue-full",
    "running",
    "skipped",
    "slow",
    "stopping",
    "store-not-allowed",
    "token",
    "too-large",
    "unreachable",
]
_CODES: dict[int, Code] = {400: "bad-request", 404: "not-found", 405: "method"}
"""Of errors that the framework finds."""


class ProblemDetails(BaseModel, frozen=True):
    """Why a request was not answered as asked.

    Attributes:
        code: For programs; `detail` is for people and may be worded otherwise one day.
        kind: Of a document that gave no result: the name of its error, as in the job.
    """

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(description="The phrase of the status.")
    status: int
    code: Code = Field(description="What went wrong, for programs.")
    detail: str = Field(description="What went wrong and what to do about it, for people.")
    kind: str | None = Field(default=None, description="Of a document without a result: its error, as in the job.")


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self, status: int, code: Code, detail: str, *, kind: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.kind = status, code, detail, kind
        self.headers = headers


def problem_response(problem: ProblemError) -> JSONResponse:
    """The answer that says it."""
    content = ProblemDetails(
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        kind=problem.kind,
    )
    return JSONResponse(
        content.model_dump(exclude_none=True), problem.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def responses(**descriptions: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's responses of an operation, from names such as _404 to what they mean."""
    schema = {"schema": {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}}
    return {
        int(status.removeprefix("_")): {"description": text, "content": {MEDIA_TYPE: schema}}
        for status, text in descriptions.items()
    }


def add_problem_handlers(app: FastAPI) -> None:
    """Have all errors of `app` answered with problems."""

    @app.exception_handler(ProblemError)
    async def of_ours(request: Request, error: ProblemError) -> JSONResponse:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def of_parameters(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return problem_response(ProblemError(422, "invalid", "; ".join(faults)))

    @app.exception_handler(HTTPException)
    async def of_the_framework(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == 405 and (allowed := _allowed_methods(app, request)):
            headers["Allow"] = allowed
        code = _CODES.get(error.status_code, "bad-request")
        return problem_response(ProblemError(error.status_code, code, str(error.detail), headers=headers))

    @app.exception_handler(ClientDisconnect)
    async def of_clients_that_went(request: Request, error: ClientDisconnect) -> JSONResponse:
        return problem_response(ProblemError(400, "incomplete", "The connection ended before the upload did."))

    @app.exception_handler(Exception)
    async def of_nobody(request: Request, error: Exception) -> JSONResponse:
        detail = "The server made a mistake; its log says which. Nothing was changed by this request."
        return problem_response(ProblemError(500, "internal", detail))


def _allowed_methods(app: FastAPI, request: Request) -> str | None:
    """Methods of the path that a request is about; the framework names those of one of its routes only."""
    path = getattr(request.scope.get("route"), "path_format", None)
    operations = app.openapi()["paths"].get(path)
    return None if operations is None else ", ".join(sorted(method.upper() for method in operations))
