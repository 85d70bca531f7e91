"""Who may ask: with a token those who have it, without one only programs of this machine."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from extractor.serve.problems import ProblemError, problem_response

OPEN_PATHS = frozenset({"/healthz"})
"""What is answered without a token: whoever watches the process needs no secret for it."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is that of this machine, for its own programs only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class AccessGuard:
    """An ASGI middleware that answers those who may not ask.

    A server without a token listens on this machine only, but web pages in a browser of this machine could still reach
    it: under a name of theirs that resolves to 127.0.0.1 (DNS rebinding), which Host shows, or by posting a form to it,
    which Origin shows.
    """

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may not be made, and pass on any other."""
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS:
            await self._app(scope, receive, send)
            return
        try:
            self._check(Headers(scope=scope))
        except ProblemError as problem:
            await problem_response(problem)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _check(self, headers: Headers) -> None:
        if self._token is not None:
            _check_token(headers.get("authorization", ""), self._token)
        else:
            _check_is_local(headers)


def _check_token(authorization: str, token: str) -> None:
    scheme, _, given = authorization.partition(" ")
    # Latin-1 is how the bytes of the header became text; bytes compare in equal time whatever they are.
    is_right = hmac.compare_digest(given.strip().encode("latin-1"), token.encode())
    if scheme.lower() != "bearer" or not is_right:
        detail = "Send the token of this server: Authorization: Bearer TOKEN."
        raise ProblemError(401, "token", detail, headers={"WWW-Authenticate": "Bearer"})


def _check_is_local(headers: Headers) -> None:
    host = headers.get("host", "")
    if not is_loopback(_host_name(host)):
        raise ProblemError(421, "misdirected", "Without a token this server answers to localhost and 127.0.0.1 only.")
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != host:
        raise ProblemError(403, "forbidden", "Without a token this server does not answer to web pages.")


def _host_name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of an IPv6 address; "" where it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
