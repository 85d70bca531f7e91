"""The result of a job, in any format of the program."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from extractor.document import Document
from extractor.formats import completed
from extractor.output.stage import load_sink

Format = Literal["json", "markdown", "html", "csv", "xlsx", "records", "text"]

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "records": "text/csv; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}
_COMPRESSED = ".gz"


@dataclass(frozen=True, slots=True)
class Result:
    """A document as one file of a format."""

    content: bytes
    media_type: str
    suffix: str


def render(path: Path, format_: Format) -> Result:
    """The result at `path`, which a batch wrote, in a format.

    Raises:
        FileNotFoundError: It is no longer there.
        ExtraMissingError: The format needs an optional package that is not installed.
    """
    content = path.read_bytes()
    if path.suffix == _COMPRESSED:
        content = gzip.decompress(content)
    sink = load_sink(format_)
    if format_ != "json":
        content = sink.render(completed(format_, Document.model_validate_json(content)))
    return Result(content, MEDIA_TYPES[format_], sink.suffix)


def disposition(name: str, suffix: str) -> str:
    """Header under which a browser saves a result: the document's name, with the suffix of the format (RFC 6266)."""
    stem = Path(name).stem or "document"
    return f"inline; filename*=UTF-8''{quote(stem + suffix, safe='')}"
