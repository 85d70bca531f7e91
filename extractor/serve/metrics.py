"""Figures for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.batch.events import Event
from extractor.serve.job_book import JobBook

SECONDS = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000)
"""Bounds of the histogram of reading times: a digital page takes a tenth of a second, a long scan an hour."""
ELSEWHERE = "(none)"
"""Route of requests to paths that there are not: one name for all, since strangers choose them."""


class Metrics:
    """What a server counts, in a registry of its own."""

    def __init__(self, book: JobBook) -> None:
        self._book = book
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._jobs = Gauge("extractor_jobs", "Jobs that have not ended", ["state"], registry=self._registry)
        self._inputs = Counter(
            "extractor_inputs", "Uploads, by what became of them", ["event"], registry=self._registry
        )
        self._pages = Counter("extractor_pages", "Pages read", registry=self._registry)
        self._suspects = Counter("extractor_suspect_cells", "Cells to be looked at", registry=self._registry)
        self._seconds = Histogram(
            "extractor_document_seconds", "Reading a document", registry=self._registry, buckets=SECONDS
        )
        self._received = Counter("extractor_upload_bytes", "Bytes of uploads taken", registry=self._registry)
        self._requests = Counter(
            "extractor_http_requests", "Requests answered", ["method", "route", "status"], registry=self._registry
        )

    def note(self, event: Event) -> None:
        """Count an event of the batch."""
        self._inputs.labels(event.kind).inc()
        if event.kind == "done" and event.outcome is not None:
            self._pages.inc(event.outcome.pages)
            self._suspects.inc(event.outcome.suspects)
            self._seconds.observe(event.outcome.seconds)

    def received(self, size: int) -> None:
        """Count an upload that was taken."""
        self._received.inc(size)

    def answered(self, method: str, route: str, status: int) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        waiting, running = self._book.counts()
        self._jobs.labels("waiting").set(waiting)
        self._jobs.labels("running").set(running)
        return generate_latest(self._registry)


class RequestCounter:
    """An ASGI middleware that counts requests by route, method and status."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count its answer."""

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("route")
                name = route.path_format if isinstance(route, Route) else ELSEWHERE
                # Methods too are a stranger's choice; those of a route are not.
                method = scope["method"] if isinstance(route, Route) else ELSEWHERE
                self._metrics.answered(method, name, message["status"])
            await send(message)

        await self._app(scope, receive, counting if scope["type"] == "http" else send)
