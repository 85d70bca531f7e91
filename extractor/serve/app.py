"""The web application: paths, who may ask, and its OpenAPI description."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from prometheus_client import CONTENT_TYPE_LATEST

from extractor.program import tool_version
from extractor.serve.access import OPEN_PATHS, AccessGuard
from extractor.serve.answers import Alive
from extractor.serve.job_routes import router
from extractor.serve.metrics import RequestCounter
from extractor.serve.problems import ProblemDetails, add_problem_handlers, responses
from extractor.serve.safe_headers import SafeHeaders
from extractor.serve.service import Service

TITLE = "extractor"
DESCRIPTION = "Hand in scanned and PDF reports, and get normalized JSON: every number right, or flagged."


def create_app(service: Service, token: str | None) -> FastAPI:
    """The application of a server; without a token it answers to programs of this machine only."""
    # The usual pages that show the description load their scripts from elsewhere; there are none here.
    app = FastAPI(title=TITLE, description=DESCRIPTION, version=tool_version(), docs_url=None, redoc_url=None)
    app.state.service = service
    app.include_router(router)
    _add_watching(app, service)
    add_problem_handlers(app)
    app.add_middleware(AccessGuard, token=token)
    app.add_middleware(RequestCounter, metrics=service.metrics)
    app.add_middleware(SafeHeaders)
    app.openapi = lambda: _description(app, has_token=token is not None)  # type: ignore[method-assign]
    return app


def _add_watching(app: FastAPI, service: Service) -> None:
    """Paths for those who watch over the server."""

    @app.get("/healthz", response_model=Alive)
    async def healthz() -> Alive:
        """Whether the server answers."""
        return Alive()

    @app.get("/readyz", response_model=Alive, responses=responses(_503="The server is stopping."))
    async def readyz() -> Alive:
        """Whether the server does its work: a full queue is no reason to send nobody to it."""
        service.check_ready()
        return Alive()

    @app.get(
        "/metrics",
        response_class=Response,
        responses={200: {"description": "Figures for Prometheus.", "content": {"text/plain": {}}}},
    )
    def metrics(request: Request) -> Response:
        """Figures for Prometheus."""
        return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _description(app: FastAPI, *, has_token: bool) -> dict[str, Any]:
    """OpenAPI as the framework makes it of the types, with what it cannot know: problems and the token."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = schema.setdefault("components", {})
        components["schemas"][ProblemDetails.__name__] = ProblemDetails.model_json_schema()
        if has_token:
            components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            _ask_for_token(schema)
        app.openapi_schema = schema
    return app.openapi_schema


def _ask_for_token(schema: dict[str, Any]) -> None:
    refused = responses(_401="The token is missing or wrong.")[401]
    for path, operations in schema["paths"].items():
        if path in OPEN_PATHS:
            continue
        for operation in operations.values():
            operation["security"] = [{"token": []}]
            operation["responses"]["401"] = refused
