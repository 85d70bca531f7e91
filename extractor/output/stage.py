"""Writing a document: picks a sink by the name of the format, and leaves nothing half-written."""

from __future__ import annotations

import os
import tempfile
from importlib import import_module
from itertools import chain, count
from pathlib import Path

from extractor.document import Document
from extractor.errors import OutputError
from extractor.file_names import FreeNames, safe_stem
from extractor.output.csv_sink import CsvSink
from extractor.output.csv_style import PLAIN_CSV, CsvStyle
from extractor.output.sink import Sink

# Module and class of each; imported when asked for, since some need an optional package.
_SINKS = {
    "json": ("json_sink", "JsonSink"),
    "markdown": ("markdown_sink", "MarkdownSink"),
    "html": ("html_sink", "HtmlSink"),
    "csv": ("csv_sink", "CsvSink"),
    "xlsx": ("xlsx_sink", "XlsxSink"),
    "records": ("records_sink", "RecordsSink"),
    "text": ("text_sink", "TextSink"),
    "docling": ("docling_sink", "DoclingSink"),
    "alto": ("alto_sink", "AltoSink"),
    "hocr": ("hocr_sink", "HocrSink"),
}
FORMATS = tuple(_SINKS)
UNFINISHED = ".extractor-*.part"
"""Pattern of the temporary files beside results, for those who clean up after a process that was killed."""
_CSV = frozenset({"csv", "records"})
_LONGEST_TABLE = 10
"""Bytes of a table's id in the name of a file."""


def load_sink(format_: str, csv_style: CsvStyle = PLAIN_CSV) -> Sink:
    """The sink of that name.

    `csv_style` is for csv and records, which is CSV too. Others need no guard against formulas: a workbook says which
    of its cells are formulas, and ours has none.

    Raises:
        OutputError: There is none.
        ExtraMissingError: It needs an optional package that is not installed.
    """
    if format_ not in _SINKS:
        raise OutputError(f"There is no format {format_}. Choose one of {', '.join(FORMATS)}.")
    module, name = _SINKS[format_]
    make = getattr(import_module(f"extractor.output.{module}"), name)
    sink: Sink = make(csv_style) if format_ in _CSV else make()
    return sink


def write_document(
    document: Document, target: Path, format_: str = "json", csv_style: CsvStyle = PLAIN_CSV, *, per_table: bool = False
) -> tuple[Path, ...]:
    """Write `document` to the file `target` in a format, and return the files written.

    `csv_style` is as for `load_sink`. With `per_table`, which only csv knows, there is one file a table beside where
    `target` would be: NAME.t1.csv, NAME.t2.csv for NAME.csv.

    Raises:
        OutputError: A file cannot be written; what was there before is as it was.
        ExtraMissingError: The format needs an optional package that is not installed.
    """
    sink = load_sink(format_, csv_style)
    if per_table and isinstance(sink, CsvSink):
        return tuple(
            write_file(target.with_name(f"{target.stem}.{name}{sink.suffix}"), sink.render_table(table))
            for name, table in zip(_table_names(document), document.tables, strict=True)
        )
    return (write_file(target, sink.render(document)),)


def _table_names(document: Document) -> list[str]:
    """A name for the file of each table: its id, without what has no place in the name of a file."""
    names = FreeNames()
    stems = (safe_stem(table.id.replace(".", "_"), _LONGEST_TABLE) for table in document.tables)
    return [names.first_free(chain((stem,), (f"{stem}-{number}" for number in count(2)))) for stem in stems]


def write_file(path: Path, content: bytes) -> Path:
    """Write all of `content` or nothing: into a temporary file beside `path`, which then takes its place.

    A pipe or a device is written to as it is.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise unwritable(path, error) from error
    return path


def unwritable(path: Path, error: OSError) -> OutputError:
    """What is said of a file or a directory that cannot be written."""
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}. "
        "Check the directory and its free space, or choose another with -o."
    )


def _replace(path: Path, content: bytes) -> None:
    mode = _usual_mode(path)
    prefix, suffix = UNFINISHED.split("*")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=suffix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _usual_mode(path: Path) -> int:
    """Permissions of the file that is replaced, or those of a new one; a temporary file is closed to others."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
