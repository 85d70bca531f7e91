"""Documents that were read before, in another form: a file for each of them, or one dataset of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, count
from pathlib import Path

from extractor.document import Document
from extractor.errors import InputError
from extractor.export.form import Form
from extractor.export.tally import Tally, Tell
from extractor.file_names import FreeNames, safe_stem
from extractor.output.stage import unwritable, write_document
from extractor.stored import find_documents

_HASH_DIGITS = 8
"""Digits of a hash that tell documents of one name apart; where they do not, a number does."""


def export_each(sources: Sequence[Path], directory: Path, form: Form, tell: Tell) -> Tally:
    """Write NAME.suffix into `directory` for each document; of csv, NAME.t1.csv for each of its tables.

    `sources` are JSON files and directories of them. NAME is that of the file that was read. Where documents have one
    name, later ones have digits of the hash of their file added, so that the same documents in the same order get the
    same names.

    Raises:
        ExtraMissingError: The form needs an optional package that is not installed.
    """
    suffix = form.sink().suffix
    names, tally = FreeNames(), Tally(tell)

    def export(path: Path) -> tuple[Path, ...]:
        document = form.read(path)
        target = directory / f"{names.first_free(_names(document))}{suffix}"
        return write_document(document, target, form.format, form.csv_style, per_table=True)

    for path in _found(sources, tally):
        tally.written += tally.attempt(path, partial(export, path)) is not None
    return tally


def _found(sources: Sequence[Path], tally: Tally) -> Iterator[Path]:
    """The documents in all sources; one that cannot be listed does not stop the others."""
    for source in sources:
        try:
            yield from find_documents([source])
        except InputError as error:
            tally.fail(error)


def _names(document: Document) -> Iterator[str]:
    stem = safe_stem(document.source.file_name)
    told_apart = f"{stem}-{safe_stem(document.source.sha256, _HASH_DIGITS)}"
    return chain((stem, told_apart), (f"{told_apart}-{number}" for number in count(2)))


def export_dataset(sources: Sequence[Path], directory: Path, form: Form, tell: Tell) -> Tally:
    """Write one dataset of Parquet files into `directory`, in the place of the one that is there.

    A file that was read is in it once, as the first of `sources` has it. Where no document can be read, what was there
    before stays.

    Raises:
        OutputError: The dataset cannot be written, or `directory` holds something else; what was there before stays.
        ExtraMissingError: pyarrow is not installed.
    """
    from extractor.export.dataset import new_dataset
    from extractor.export.dataset_rows import rows_of

    tally, seen = Tally(tell), set[str]()
    try:
        with new_dataset(directory) as dataset:
            for path in _found(sources, tally):
                document = tally.attempt(path, partial(form.read, path))
                if document is not None and document.source.sha256 in seen:
                    tally.left_out += 1
                elif document is not None and (rows := tally.attempt(path, partial(rows_of, document, path))):
                    dataset.add(rows)
                    seen.add(document.source.sha256)
                    tally.written += 1
    except OSError as error:
        raise unwritable(directory, error) from error
    return tally
