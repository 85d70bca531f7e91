"""A dataset of Parquet files: written aside, in pieces as rows come, and put in its place when it is complete."""

from __future__ import annotations

import os
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from extractor.batch.scratch import PREFIX, Scratch
from extractor.errors import ExtraMissingError, OutputError
from extractor.export.dataset_columns import DATASETS, Arrow
from extractor.export.dataset_rows import DocumentRows
from extractor.output.stage import write_file

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise ExtraMissingError("The form parquet", "parquet") from error

MARKER = "_report-extractor-dataset"
"""File that says that a directory is a dataset of ours, which may be replaced; readers leave out such names."""
ABOUT = b"A Parquet dataset of report-extractor, which `extractor export` replaces as a whole.\n"

MIB = 1 << 20
GROUP_BYTES = 32 * MIB
"""Rows that are written as one row group: some 80,000 records, where so many of a partition fit in memory."""
PENDING_BYTES = 128 * MIB
"""Rows of all partitions that wait for more of their kind; beyond it the largest group is written as it is."""
COLUMN_BYTES = 1536
"""What a column of a table takes beside its values, however few they are: 0.9 to 1.6 KB were measured."""
PACKED_TOGETHER = 64
"""Tables of single documents that are made one, which takes the place of a column only once."""
MOST_OPEN = 64
"""Files that are written at once; systems allow a process 1024 or 256 in all."""


@dataclass(slots=True)
class _Group:
    """Rows that wait to be written into one folder: tables of documents, and of many documents; `bytes` is of all."""

    single: list[Arrow] = field(default_factory=list)
    packed: list[Arrow] = field(default_factory=list)
    bytes: int = 0

    def add(self, table: Arrow) -> None:
        """Take the rows of a document."""
        self.single.append(table)
        self.bytes += _weight(table)
        if len(self.single) >= PACKED_TOGETHER:
            packed = pa.concat_tables(self.single).combine_chunks()
            self.bytes += _weight(packed) - sum(map(_weight, self.single))
            self.packed.append(packed)
            self.single.clear()

    def table(self) -> Arrow:
        """All rows, in the order in which they came."""
        return pa.concat_tables([*self.packed, *self.single])


def _weight(table: Arrow) -> int:
    """Bytes of memory that a table takes."""
    return int(table.nbytes) + COLUMN_BYTES * int(table.num_columns)


@dataclass(frozen=True, slots=True)
class _OpenFile:
    """A Parquet file that takes row groups."""

    file: IO[bytes]
    writer: Any

    def close(self) -> None:
        """Write its end, and see that all of it is on the disk."""
        with self.file:
            self.writer.close()
            self.file.flush()
            os.fsync(self.file.fileno())


class PartitionedFiles:
    """Parquet files below `root`, with memory for the rows of `PENDING_BYTES`, however many there are.

    The same tables in the same order give the same files.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._waiting: dict[str, _Group] = {}
        self._open: OrderedDict[str, _OpenFile] = OrderedDict()
        self._parts: Counter[str] = Counter()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added."""
        return not self._waiting and not self._parts

    def add(self, rows: DocumentRows) -> None:
        """Add the rows of a document; a dataset without rows still gets a file, so that it can be read.

        Raises:
            OSError: The disk does not take what has to be written now.
        """
        for name, table in rows.tables.items():
            self._add(f"{name}/{rows.partition}", table)

    def close(self) -> None:
        """Write what waits, and the ends of all files."""
        for folder in list(self._waiting):
            self._write(folder)
        while self._open:
            self._close_oldest()

    def discard(self) -> None:
        """Let go of files that are open still; nobody will read them."""
        for open_file in self._open.values():
            with suppress(OSError):
                open_file.close()

    def _add(self, folder: str, table: Arrow) -> None:
        group = self._waiting.setdefault(folder, _Group())
        group.add(table)
        if group.bytes >= GROUP_BYTES:
            self._write(folder)
        elif sum(group.bytes for group in self._waiting.values()) >= PENDING_BYTES:
            self._write(max(self._waiting, key=lambda name: self._waiting[name].bytes))

    def _write(self, folder: str) -> None:
        """Write what waits for a folder as a row group."""
        table = self._waiting.pop(folder).table()
        if table.num_rows or not self._parts[folder]:
            self._file(folder, table.schema).writer.write_table(table)

    def _file(self, folder: str, schema: Arrow) -> _OpenFile:
        """The file of a folder that is written at present; a new one where others have crowded it out."""
        if folder not in self._open:
            if len(self._open) >= MOST_OPEN:
                self._close_oldest()
            path = self._root / folder / f"part-{self._parts[folder]}.parquet"
            self._parts[folder] += 1
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("wb")
            self._open[folder] = _OpenFile(file, pq.ParquetWriter(file, schema, compression="zstd"))
        self._open.move_to_end(folder)
        return self._open[folder]

    def _close_oldest(self) -> None:
        _, open_file = self._open.popitem(last=False)
        open_file.close()


@contextmanager
def new_dataset(directory: Path) -> Iterator[PartitionedFiles]:
    """Files that take the place of what is in `directory` when the block ends, if they hold anything.

    Raises:
        OutputError: `directory` holds something that is no dataset of this program.
        OSError: It cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _mark(directory)
    scratch = Scratch(directory)
    try:
        files = PartitionedFiles(scratch.path / "new")
        try:
            yield files
            files.close()
        finally:
            files.discard()
        if not files.is_empty:
            _replace(directory, scratch.path)
    finally:
        scratch.close()


def _mark(directory: Path) -> None:
    """See that all in a directory may be replaced, and say so there for the next time.

    Raises:
        OutputError: It holds something else.
    """
    marker = directory / MARKER
    others = [entry.name for entry in directory.iterdir() if not entry.name.startswith(PREFIX)]
    if others and not marker.exists():
        raise OutputError(
            f"{directory} is not empty, and no dataset of this program, which would replace what is there. "
            "Name a new directory with -o."
        )
    if not marker.exists():
        write_file(marker, ABOUT)


def _replace(directory: Path, scratch: Path) -> None:
    """Put the new datasets in the place of the old ones."""
    for dataset in DATASETS:
        place = directory / dataset.name
        if place.exists():
            place.rename(scratch / dataset.name)
        (scratch / "new" / dataset.name).rename(place)
