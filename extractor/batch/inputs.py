"""What a user named, as single inputs: files, folders, patterns, lists, archives, and all of these in stores."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor.batch.archives import members_of
from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator
from extractor.batch.stores import is_url, store_of
from extractor.batch.work import failure_of
from extractor.errors import ExtractorError, InputError

ARCHIVE = ".zip"
"""Suffix of an archive. Office documents are zip files too, so that content does not tell."""

Found = Locator | Identity
"""An input to be looked at, or what is wrong with one that gave none."""


def find_inputs(named: Sequence[str], leave_out: Path | None = None) -> Iterator[Found]:
    """The inputs that `named` paths, folders, patterns and URLs stand for, in a stable order, lazily.

    Of folders all files are taken but hidden ones; links are not followed, since they lead out of the folder or round
    in it. A link that is named itself is. `leave_out` is a folder that is passed over, such as the output's.
    """
    for name in named:
        try:
            places = _in_store(name) if is_url(name) else _on_disk(name, leave_out)
            for locator in places:
                yield from _members(locator)
        except (ExtractorError, OSError) as error:
            yield Identity(Locator(name), failure=failure_of(_as_input_error(error, name), Locator(name)))


def names_in(lines: Iterable[str]) -> Iterator[str]:
    """The inputs in a list, one a line; blank lines and those that begin with # are none."""
    for line in lines:
        name = line.rstrip("\r\n")
        if name.strip() and not name.startswith("#"):
            yield name


def _members(locator: Locator) -> Iterator[Found]:
    """The files in an archive; any other input itself."""
    if not locator.place.lower().endswith(ARCHIVE):
        yield locator
        return
    try:
        with _opened(locator.place) as file:
            yield from members_of(file, locator)
    except (ExtractorError, OSError) as error:
        yield Identity(locator, failure=failure_of(_as_input_error(error, locator.place), locator))


def _opened(place: str) -> Any:
    if not is_url(place):
        return open(place, "rb")
    store, path = store_of(place)
    return store.open(path, "rb")


def _on_disk(name: str, leave_out: Path | None) -> Iterator[Locator]:
    path = os.path.abspath(name)
    if os.path.isdir(path):
        yield from _in_folder(path, leave_out)
    elif os.path.lexists(path) or not glob.has_magic(name):
        yield Locator(path)  # one that is not there is found out when it is identified
    else:
        yield from _matching(name, leave_out)


def _matching(pattern: str, leave_out: Path | None) -> Iterator[Locator]:
    matches = sorted(glob.iglob(pattern, recursive=True))
    if not matches:
        raise InputError(f"{pattern} matches no file. Check the pattern; ** stands for any folders.")
    for match in matches:
        path = os.path.abspath(match)
        if os.path.isfile(path) and not _is_under(path, leave_out):
            yield Locator(path)


def _in_folder(top: str, leave_out: Path | None) -> Iterator[Locator]:
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not _is_under(os.path.join(folder, name), leave_out)
        )
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.startswith(".") and not os.path.islink(path) and os.path.isfile(path):
                yield Locator(path)


def _is_under(path: str, folder: Path | None) -> bool:
    return folder is not None and Path(path).is_relative_to(folder)


def _in_store(url: str) -> Iterator[Locator]:
    store, path = store_of(url)
    protocol = url.partition("://")[0]
    if glob.has_magic(path):
        found = store.glob(path)
    elif store.isdir(path):
        found = store.find(path)
    else:
        found = [path]
    for one in sorted(found):
        yield Locator(f"{protocol}://{one.removeprefix(f'{protocol}://')}")


def _as_input_error(error: Exception, name: str) -> Exception:
    """A fault of a disk or a store as one of the input."""
    if isinstance(error, OSError):
        return InputError(f"{name} cannot be read: {error.strerror or error}. Check the path and the permissions.")
    return error
