"""Which URLs a client may have the server read: those below the prefixes that its operator named, and no others.

A server that reads any URL a stranger names reads its own network, its disk and its cloud's secrets for them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from extractor.batch.archives import CHUNK
from extractor.batch.locators import is_url
from extractor.batch.stores import store_of
from extractor.errors import InputError
from extractor.safe_text import printable

LOCAL = ("file", "local")
"""Protocols of paths of this machine."""


class NotAllowedError(Exception):
    """The URL is below no prefix that was allowed."""


class AllowedStores:
    """The prefixes of the URLs that may be read."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        """None of them: nothing may.

        Raises:
            InputError: A prefix is no URL, or no store has such URLs.
            ExtraMissingError: The store needs a package that is not installed.
        """
        for prefix in prefixes:
            if not is_url(prefix):
                raise InputError(f"{prefix} is no URL. Write the store and the folder, such as s3://bucket/in.")
            store_of(prefix)
        self._prefixes = tuple(prefix.rstrip("/") + "/" for prefix in prefixes)

    def check(self, url: str) -> None:
        """Do nothing if `url` may be read.

        Raises:
            NotAllowedError: It may not.
        """
        # "::" chains stores: what follows it may be anywhere.
        if "::" in url or ".." in unquote(url).replace("\\", "/").split("/"):
            raise NotAllowedError
        prefix = next((prefix for prefix in self._prefixes if url.startswith(prefix)), None)
        if prefix is None:
            raise NotAllowedError
        if prefix.partition("://")[0] in LOCAL and not _is_below(url, prefix):
            raise NotAllowedError


def chunks_of(url: str) -> Iterator[bytes]:
    """The content of a URL that was allowed, piece by piece.

    Raises:
        InputError: It is not there, or the store cannot be reached.
        ExtraMissingError: The store needs a package that is not installed.
    """
    store, path = store_of(url)
    try:
        with store.open(path, "rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except Exception as error:  # each store has errors of its own, and all say that the client gets no document
        raise InputError(f"{printable(url)} cannot be read: {error}. Check the URL.") from error


def name_in(url: str) -> str:
    """The file name at the end of a URL."""
    return unquote(urlsplit(url).path).rpartition("/")[2]


def _is_below(url: str, prefix: str) -> bool:
    """Whether a file of this machine is in the folder that was allowed, once links are followed."""
    path, folder = (Path(os.path.realpath(store_of(each)[1])) for each in (url, prefix))
    return path.is_relative_to(folder)
