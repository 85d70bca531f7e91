"""What a format asks for besides its sink: what to keep of the pages, and whether it is made of the source too."""

from __future__ import annotations

from pathlib import Path

from extractor.config import IngestSettings, LineSettings, NormaliseSettings, Settings
from extractor.document import Document
from extractor.normalise.records import with_records
from extractor.output.stage import load_sink

SEARCHABLE = "searchable-pdf"
"""Is no sink: it adds to the file that was read."""
PARQUET = "parquet"
"""Is no sink either: many documents have it together."""
OF_RECORDS = frozenset({"records", PARQUET})
OF_LINES = frozenset({"alto", "hocr", SEARCHABLE})
BINARY = frozenset({"xlsx", SEARCHABLE})
"""Not for a terminal."""


def settings_for(format_: str, settings: Settings) -> Settings:
    """`settings` that also keep what the format is made of."""
    records = settings.normalise.records or format_ in OF_RECORDS
    lines = settings.lines.keep or format_ in OF_LINES
    return settings.model_copy(
        update={"normalise": NormaliseSettings(records=records), "lines": LineSettings(keep=lines)}
    )


def completed(format_: str, document: Document) -> Document:
    """`document`, which was read before, with records where the format is made of them and it has none.

    Lines cannot be made afterwards: whoever writes the format says so.
    """
    return with_records(document) if format_ in OF_RECORDS and not document.records else document


def suffix_of(format_: str) -> str:
    """Of the files of a format, with its dot.

    Raises:
        OutputError: There is no such format.
        ExtraMissingError: It needs an optional package that is not installed.
    """
    if format_ != SEARCHABLE:
        return load_sink(format_).suffix
    import extractor.searchable.stage as searchable

    return searchable.SUFFIX


def as_searchable_pdf(document: Document, source: Path, ingest: IngestSettings) -> bytes:
    """As `extractor.searchable.stage.searchable_pdf`, whose packages are only needed for this."""
    from extractor.searchable.stage import searchable_pdf

    return searchable_pdf(document, source, ingest)
