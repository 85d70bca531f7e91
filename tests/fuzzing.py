"""Mutations of files, and processes of their own to read them in: a crash is counted and takes no test with it."""

from __future__ import annotations

import json
import logging
import multiprocessing
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st

from engines import ScriptedEngine
from extractor.config import IngestSettings, OcrSettings, Settings
from extractor.errors import ExtractorError
from extractor.pipeline import extract

Reader = Literal["pdfium", "pdfplumber"]
SECONDS = 10
"""What a file of a few kilobytes may take before its process is ended."""
_TOKEN = re.compile(rb"/?[A-Za-z*']+|-?\d+(?:\.\d+)?|<<|>>|[\[\]()]")
_ODD_TOKENS = (
    *(b"-1", b"0", b"2147483647", b"-2147483648", b"4294967296", b"1e400", b"0.0000001", b"99999999999999999999"),
    *(b"null", b"true", b"<<", b">>", b"[", b"]", b"(", b")", b"/", b"1 0 R", b"3 0 R", b"9999 0 R", b"%", b"endobj"),
    *(b"endstream", b"q", b"Q", b"BT", b"ET", b"re", b"Do", b"BI", b"ID", b"EI", b"\x00", b"\xff\xff"),
)


def _flip(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << value % 8)]) + data[at + 1 :]


def _cut_off(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    return data[:at]


def _drop(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    return data[:at] + data[at + length :]


def _repeat(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    return data[:at] + data[at : at + length] * (2 + value % 3) + data[at + length :]


def _splice(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    start = value % max(1, len(other))
    return data[:at] + other[start : start + length] + data[at + length :]


def _replace_token(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    match = _TOKEN.search(data, at)
    if match is None:
        return data
    return data[: match.start()] + _ODD_TOKENS[value % len(_ODD_TOKENS)] + data[match.end() :]


def _swap_tokens(data: bytes, other: bytes, at: int, length: int, value: int) -> bytes:
    first = _TOKEN.search(data, at)
    second = None if first is None else _TOKEN.search(data, min(len(data), first.end() + value % 200))
    if first is None or second is None:
        return data
    between = data[first.end() : second.start()]
    return data[: first.start()] + second[0] + between + first[0] + data[second.end() :]


_SPREAD = 1_299_709
"""A prime: hypothesis likes small numbers, and every place of a file should be met as often as its head."""
_BINARY = (_flip, _cut_off, _drop, _repeat, _splice)
_WITH_TOKENS = (_flip, _drop, _repeat, _splice, _replace_token, _replace_token, _swap_tokens, _swap_tokens)


@st.composite
def mutated(draw: st.DrawFn, bases: tuple[bytes, ...], *, tokens: bool = False) -> bytes:
    """One of `bases` after one to six mutations; `tokens` for what has the syntax of a PDF."""
    data = draw(st.sampled_from(bases))
    other = draw(st.sampled_from(bases))
    kinds = st.sampled_from(_WITH_TOKENS if tokens else _BINARY)
    operations = st.tuples(kinds, st.integers(0, 1 << 20), st.integers(1, 64), st.integers(0, 1 << 20))
    for mutate, place, length, value in draw(st.lists(operations, min_size=1, max_size=6)):
        if data:
            data = mutate(data, other, (place * _SPREAD + length) % len(data), length, value)
    return data


_ODD_VALUES: tuple[object, ...] = (
    *(None, True, -1, 0, 2**70, 1e308, "", "x" * 5000, "\u0000", "١٢", [], {}, [[]], {"a": None}, "1e400", "NaN"),
)


@st.composite
def changed_json(draw: st.DrawFn, base: bytes) -> bytes:
    """The JSON `base` with odd values in up to six places of it."""
    root = [json.loads(base)]
    for _ in range(draw(st.integers(1, 6))):
        place: Any = root
        key: Any = 0
        while isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 9)):
            place = place[key]
            key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        place[key] = deepcopy(draw(st.sampled_from(_ODD_VALUES)))
    return json.dumps(root[0]).encode()


class _Faults(logging.Handler):
    """Collects the faults of single pages that the pipeline catches and says."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def read_file(path: Path, reader: Reader, mode: Literal["always", "never"]) -> str:
    """Extract `path`, and say how that ended: "read", the name of an ExtractorError, or a fault with its reason."""
    settings = Settings(
        ingest=IngestSettings(reader=reader, max_pages=20, max_pixels=2_000_000, max_marks=20_000),
        ocr=OcrSettings(mode=mode, threads=1, second_opinion=False),
    )
    faults = _Faults()
    logging.getLogger("extractor").addHandler(faults)
    try:
        extract(path, settings, ScriptedEngine()).model_dump_json()
    except ExtractorError as error:
        return type(error).__name__
    except Exception as error:
        return f"fault: {error!r}"
    finally:
        logging.getLogger("extractor").removeHandler(faults)
    return f"fault: {faults.said[0]}" if faults.said else "read"


def _serve(connection: Connection, folder: str) -> None:
    """Read the files that come over `connection`, one after another, until it is closed."""
    logging.disable(logging.NOTSET)
    logging.getLogger("extractor").propagate = False
    path = Path(folder) / "mutated"
    connection.send("ready")
    while True:
        try:
            data, reader, mode = connection.recv()
        except EOFError:
            return
        path.write_bytes(data)
        connection.send(read_file(path, reader, mode))


@dataclass
class Reading:
    """A process that reads mutated files, started anew when it crashes or hangs.

    Attributes:
        outcomes: How often each end was met; "crash" and "hang" are those of the process.
        kept: Where the files are kept that crashed or hung it, or met a fault of ours.
    """

    kept: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    _process: multiprocessing.process.BaseProcess | None = None
    _connection: Connection | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def read(self, data: bytes, reader: Reader, mode: Literal["always", "never"] = "never") -> str:
        """How reading a file with this content ended."""
        connection = self._connection or self._start()
        outcome = "crash"
        try:
            connection.send((data, reader, mode))
            outcome = connection.recv() if connection.poll(SECONDS) else "hang"
        except (EOFError, OSError):
            pass
        kind = outcome.split(":")[0]
        self.outcomes[kind] += 1
        if kind in ("crash", "hang", "fault"):
            (self.kept / f"{kind}-{self.outcomes[kind]}").write_bytes(data)
        if kind in ("crash", "hang"):
            self.stop()
        return outcome

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._folder = tempfile.TemporaryDirectory()
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._folder.name), daemon=True)
        self._process.start()
        theirs.close()
        self._connection.recv()  # it has loaded what it needs
        return self._connection

    def stop(self) -> None:
        """End the process."""
        if self._process is None or self._connection is None or self._folder is None:
            return
        self._connection.close()
        self._process.kill()
        self._process.join()
        self._folder.cleanup()
        self._process = self._connection = self._folder = None


def ends_well(parse: Callable[[], object], *allowed: type[Exception]) -> bool:
    """Whether `parse` gives a result; False where it raises one of the errors that it may raise. Others go on."""
    try:
        parse()
    except allowed:
        return False
    return True
