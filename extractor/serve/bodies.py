"""The document in the body of a request, to the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from extractor.serve.form_file import FormFile
from extractor.serve.problems import ProblemError
from extractor.serve.uploads import NoRoomError, TooLargeError, Upload

FORM = "multipart/form-data"
RAW = "application/octet-stream"
SILENCE_SECONDS = 60.0
"""Longest time without a byte of a body; so long a client may hold a connection without sending."""
DRAINED = 64 << 20
"""Bytes of a refused body that are read all the same: a client that sends on would otherwise see a broken connection,
and not the answer."""

FORM_BYTES = 64 << 10
"""What a form may have beside its file."""


def announced_size(request: Request) -> int:
    """Bytes that the body will have; 0 where the client does not say."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def announced_file_size(request: Request) -> int:
    """Bytes that the document will have at least; 0 where the client does not say."""
    return max(0, announced_size(request) - FORM_BYTES)


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it arrives.

    Raises:
        ProblemError: Nothing came for too long.
        ClientDisconnect: The client has gone.
    """
    body = request.stream()
    while True:
        try:
            chunk = await asyncio.wait_for(anext(body), SILENCE_SECONDS)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise ProblemError(408, "slow", "Nothing of the body came for a minute. Send it again.") from error
        if chunk:
            yield chunk


async def store(request: Request, body: AsyncIterator[bytes], upload: Upload) -> str:
    """Write the document in a body to `upload`, and return what the client calls it; "" if it does not say.

    Raises:
        ProblemError: The body is of no kind that is taken, or broken.
        TooLargeError, NoRoomError: See Upload.write.
    """
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind == FORM:
        form = FormFile(content_type, upload.write)
        async for chunk in body:
            await run_in_threadpool(form.feed, chunk)
        form.finish()
        return form.name
    if kind == RAW:
        async for chunk in body:
            await run_in_threadpool(upload.write, chunk)
        return request.query_params.get("name", "")
    raise ProblemError(415, "media-type", f"Send the document as {FORM} (curl -F file=@report.pdf) or {RAW}.")


async def drain(request: Request, body: AsyncIterator[bytes]) -> None:
    """Read on in a body that was refused, so that the client gets to hear why."""
    if request.headers.get("expect", "").lower() == "100-continue" or announced_size(request) > DRAINED:
        return  # it asks before it sends, or would send for too long
    dropped = 0
    async for chunk in body:
        dropped += len(chunk)
        if dropped > DRAINED:
            return


def refusal(error: TooLargeError | NoRoomError, limit: int) -> ProblemError:
    """What a client is told whose upload cannot be taken."""
    if isinstance(error, TooLargeError):
        return ProblemError(413, "too-large", f"The file has more than the {limit:,} bytes that this server takes.")
    return ProblemError(507, "no-room", "The disk of the server is full. Try again when its operator has made room.")
