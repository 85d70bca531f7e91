"""The rows of one document, and the partition in which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from extractor.document import Document
from extractor.errors import ExtraMissingError, InputError
from extractor.export.dataset_columns import DATASETS, PARTITIONS, Arrow
from extractor.facts import Report

try:
    import pyarrow as pa
except ImportError as error:
    raise ExtraMissingError("The form parquet", "parquet") from error

NO_MODEL = "none"
"""Partition of documents that no report model fits, named as in `--model none`."""
NO_YEAR = 0
"""Partition of documents without a year: a number, as Hive's own name for null makes pandas fail on whole datasets."""
_LONGEST_FOLDER = 255
"""Bytes, on most file systems."""


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """What a document adds to a dataset.

    Attributes:
        partition: Folders below that of each table, in Hive's way of naming: model=…/year=…
        tables: Arrow tables by the names of their folders.
    """

    partition: str
    tables: Mapping[str, Arrow]


def rows_of(document: Document, path: Path) -> DocumentRows:
    """The rows of a document, which has its records; `path` is for messages.

    Raises:
        InputError: A value does not fit its column, which those that this program has read do.
    """
    try:
        partition = _partition(document.report)
        return DocumentRows(partition, {dataset.name: dataset.table(document) for dataset in DATASETS})
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{path} has a value that a dataset cannot hold: {error}. Make the document anew with `extractor extract`."
        ) from error


def _partition(report: Report | None) -> str:
    if report is None:
        return f"model={NO_MODEL}/year={NO_YEAR}"
    model = f"model={quote(report.model, safe='')}"
    if len(model) > _LONGEST_FOLDER:
        raise ValueError(f"the name of the report model has {len(report.model)} characters")
    year = pa.scalar(NO_YEAR if report.year is None else report.year, PARTITIONS.field("year").type)
    return f"{model}/year={year}"
