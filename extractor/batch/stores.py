"""Stores that fsspec knows (s3://, gs://, …), and results on them or on this machine's disk."""

from __future__ import annotations

import contextlib
import glob
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec

from extractor.batch.locators import is_hidden, is_url, parted
from extractor.errors import ExtractorError, ExtraMissingError, InputError, OutputError
from extractor.output.stage import UNFINISHED, write_file
from extractor.safe_text import printable

EXTRAS = {"s3": "s3", "s3a": "s3"}
"""Extras of ours by what their URLs begin with."""
PROBE = "extractor-probe"
"""Object that is written once, to see whether results can be."""
FINAL = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError, ValueError)
"""What another attempt does not mend; anything else that a store raises may be the network's."""


class UnreachableError(InputError):
    """A disk or a store did not answer; another attempt may succeed."""


def store_of(url: str) -> tuple[Any, str]:
    """The store behind a URL, and the path in it.

    Raises:
        ExtraMissingError: The store needs a package that is not installed.
        InputError: No store has such URLs, or this one cannot be reached.
    """
    protocol = url.partition("://")[0]
    try:
        store, path = fsspec.core.url_to_fs(url)
        return store, str(path)
    except ImportError as error:
        raise ExtraMissingError(f"{protocol}://", EXTRAS.get(protocol), how=str(error)) from error
    except Exception as error:
        raise reading_error(error, url) from error


def reading_error(error: Exception, name: object) -> ExtractorError:
    """What a disk or a store raised when `name` was to be read, as an error for the user."""
    if isinstance(error, ExtractorError):
        return error
    reason = printable((error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__)
    shown = printable(str(name))
    if isinstance(error, FINAL):
        return InputError(f"{shown} cannot be read: {reason}. Check the name and the rights.")
    return UnreachableError(f"{shown} cannot be read now: {reason}. Check the disk or the network, and start again.")


def listed(url: str) -> Iterator[str]:
    """URLs of the files below a folder of a store, or of those that a pattern matches, in a stable order.

    Folders are listed one at a time. Hidden ones and links are left out, as on a disk.

    Raises:
        ExtractorError: See `store_of`; or the store cannot be listed.
    """
    store, path = store_of(url)
    try:
        for one in _found(store, path):
            yield str(store.unstrip_protocol(one))
    except Exception as error:
        raise reading_error(error, url) from error


def _found(store: Any, path: str) -> Iterator[str]:
    if store.isdir(path):
        yield from _below(store, path)
    elif not glob.has_magic(path) or store.isfile(path):
        yield path  # one that is not there is found out when it is identified
    else:
        yield from _matching(store, path)


def _matching(store: Any, pattern: str) -> Iterator[str]:
    base, rest = parted(pattern)
    wants_hidden = is_hidden(rest)
    files = [
        name
        for name, entry in sorted(store.glob(pattern, detail=True).items())
        if entry["type"] != "directory" and (wants_hidden or not is_hidden(name[len(base) :]))
    ]
    if not files:
        raise FileNotFoundError("the pattern matches no file")
    yield from files


def _below(store: Any, folder: str) -> Iterator[str]:
    for entry in sorted(store.ls(folder, detail=True), key=lambda entry: str(entry["name"])):
        path = str(entry["name"])
        name = path.rstrip("/").rpartition("/")[2]
        if path.rstrip("/") == folder.rstrip("/") or name.startswith(".") or entry.get("islink"):
            continue  # some stores have an object for the folder itself
        if entry["type"] == "directory":
            yield from _below(store, path)
        else:
            yield path


def is_folder(url: str) -> bool:
    """Whether there is a folder at a URL.

    Raises:
        ExtractorError: See `store_of`; or the store does not answer.
    """
    store, path = store_of(url)
    try:
        return bool(store.isdir(path))
    except Exception as error:
        raise reading_error(error, url) from error


def check_writable(url: str) -> None:
    """See whether results can be written below a URL, before any work is done.

    Raises:
        ExtraMissingError: The store needs a package that is not installed.
        OutputError: It cannot be written.
    """
    put(f"{url.rstrip('/')}/{PROBE}", b"")
    with contextlib.suppress(Exception):  # writing is all that is needed
        store, path = store_of(f"{url.rstrip('/')}/{PROBE}")
        store.rm_file(path)


def put(target: str, content: bytes) -> None:
    """Write all of `content` to a path or URL, or nothing; directories are made.

    Raises:
        OutputError: It cannot be written.
    """
    if is_url(target):
        store, path_in_store = store_of(target)
        try:
            store.pipe_file(path_in_store, content)  # an object appears when its upload is complete
        except Exception as error:
            said = printable(str(error))
            raise OutputError(f"{target} cannot be written: {said}. Check the URL and the rights.") from error
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent} cannot be made: {error.strerror}. Choose another with -o.") from error
    write_file(path, content)


def get(target: str) -> bytes:
    """The content of a file of ours at a path or URL.

    Raises:
        InputError: It is not there, or cannot be read.
    """
    try:
        if not is_url(target):
            return Path(target).read_bytes()
        store, path = store_of(target)
        return bytes(store.cat_file(path))
    except Exception as error:
        raise reading_error(error, target) from error


def remove(target: str) -> None:
    """Remove a folder of ours, if it is there, with what is in it; one that cannot be is left."""
    if not is_url(target):
        shutil.rmtree(target, ignore_errors=True)
        return
    with contextlib.suppress(Exception):
        store, path = store_of(target)
        store.rm(path, recursive=True)


def remove_unfinished(target: str) -> None:
    """Remove what a writer that was killed has left beside a file; in a store nothing is seen before it is whole."""
    if not is_url(target):
        for path in Path(target).parent.glob(UNFINISHED):
            path.unlink(missing_ok=True)


def exists(target: str) -> bool:
    """Whether a file at a path or URL is known to be there."""
    if not is_url(target):
        return Path(target).is_file()
    with contextlib.suppress(Exception):
        store, path = store_of(target)
        store.invalidate_cache(path)
        return bool(store.isfile(path))
    return False
