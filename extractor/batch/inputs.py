"""What a user named, as single inputs: files, folders, patterns, lists, archives, and all of these in stores."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.batch.jobs import Identity
from extractor.batch.locators import Locator, is_hidden, is_url, parted, place_of
from extractor.batch.sources import archive_at
from extractor.batch.stores import listed, reading_error
from extractor.batch.work import failure_of
from extractor.errors import InputError
from extractor.safe_text import printable
from extractor.stored import DOCUMENTS

ARCHIVE = ".zip"
"""Suffix of an archive. Office documents are zip files too, so that content does not tell."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Found = Locator | Identity
"""An input to be looked at, or what is wrong with one that gave none."""


def find_inputs(named: Sequence[str], leave_out: Path | None = None) -> Iterator[Found]:
    """The inputs that `named` paths, folders, patterns and URLs stand for, in a stable order, lazily.

    Of folders all files are taken but hidden ones; links are not followed, since they lead out of the folder or round
    in it. A link that is named itself, or matched by a pattern, is. `leave_out` is the output directory: what is in
    it is passed over, or, where inputs are named that lie in it, its folder of results.
    """
    for name in named:
        try:
            for found in _places(name, leave_out):
                yield from with_members(found)
        except Exception as error:  # whatever is wrong with one name costs that name only
            yield unreadable(error, name)


def files_in(top: str, leave_out: Path | None = None) -> Iterator[Found]:
    """The files in a folder and those below it, and the folders that cannot be listed."""
    passed_over, real_top = passed_over_in(top, leave_out), os.path.realpath(top)
    errors: list[OSError] = []
    for folder, folders, files in os.walk(top, onerror=errors.append):
        real = real_top + folder[len(top) :]
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and os.path.join(real, name) != passed_over
        )
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not name.startswith(".") and not os.path.islink(path) and os.path.isfile(path):
                yield Locator(path)
        yield from _told(errors)
    yield from _told(errors)


def with_members(found: Found) -> Iterator[Found]:
    """The files in an archive; any other input itself."""
    if isinstance(found, Identity) or found.member or not found.place.lower().endswith(ARCHIVE):
        yield found
        return
    try:
        for member in archive_at(found).names():
            yield Locator(found.place, member)
    except Exception as error:
        yield unreadable(error, found.place)


def unreadable(error: Exception, name: str) -> Identity:
    """What is told of a place that gives no inputs."""
    return Identity(Locator(name), failure=failure_of(reading_error(error, name), Locator(name)))


def names_in(lines: Iterable[bytes]) -> Iterator[str]:
    """The inputs in a list, one a line; blank lines and those that begin with # are none."""
    for line in lines:
        name = os.fsdecode(line.removeprefix(BYTE_ORDER_MARK).rstrip(b"\r\n"))
        if name.strip() and not name.startswith("#"):
            yield name


def passed_over_in(top: str, leave_out: Path | None) -> str | None:
    """Real path of the folder that is not looked into below `top`, since it is the output's; None for none."""
    if leave_out is None:
        return None
    out = os.path.realpath(leave_out)
    return os.path.join(out, DOCUMENTS) if _is_in(os.path.realpath(top), out) else out


def _places(name: str, leave_out: Path | None) -> Iterator[Found]:
    place = place_of(name)
    if is_url(place):
        yield from map(Locator, listed(place))
    elif os.path.isdir(place):
        yield from files_in(place, leave_out)
    elif os.path.lexists(place) or not glob.has_magic(place):
        yield Locator(place)  # one that is not there is found out when it is identified
    else:
        yield from _matching(place, leave_out)


def _matching(pattern: str, leave_out: Path | None) -> Iterator[Locator]:
    """The files that a pattern matches; ** does not follow links."""
    base, rest = parted(pattern)
    base = base or os.sep
    passed_over = passed_over_in(base, leave_out)
    wants_hidden = is_hidden(rest)
    matches = sorted(
        str(path)
        for path in Path(base).glob(f"{rest}/*" if rest.endswith("**") else rest)
        if wants_hidden or not is_hidden(str(path.relative_to(base)))
    )
    files = [path for path in matches if os.path.isfile(path)]
    if not files:
        what = "only folders. End it with /** for all files in them" if matches else "no file. Check the pattern"
        raise InputError(f"{printable(pattern)} matches {what}; ** stands for any folders.")
    for path in files:
        if passed_over is None or not _is_in(os.path.realpath(path), passed_over):
            yield Locator(path)


def _is_in(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)


def _told(errors: list[OSError]) -> Iterator[Identity]:
    """Folders that could not be listed; each is told once."""
    while errors:
        error = errors.pop(0)
        yield unreadable(error, str(error.filename))
