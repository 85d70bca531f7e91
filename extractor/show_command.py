"""`extractor show`: a document that was read before, or a row of a database with its place on the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from extractor.command_line import EXIT_CODES, errors_as_exit_codes
from extractor.config import IngestSettings
from extractor.errors import InputError
from extractor.findings import in_language
from extractor.output.stage import write_file
from extractor.output.text_sink import print_document
from extractor.settings_options import LOCALE, Password
from extractor.stored import load_document
from extractor.wordings import Locale

if TYPE_CHECKING:
    from extractor.places import Region
    from extractor.store.locating import Found

SQLITE_HEAD = b"SQLite format 3\0"
"""With which the files of SQLite begin (its manual, "Database File Format", 1.3.1)."""


def add_show(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    def show(
        where: Annotated[
            str,
            typer.Argument(
                metavar="JSON|DATABASE", help="Written by `extractor extract`; or a database of `extractor load`."
            ),
        ],
        id_: Annotated[
            str | None,
            typer.Argument(metavar="ID", help="Of a cell or a record in the views of a database: 17/t1/3/2."),
        ] = None,
        tables: Annotated[bool, typer.Option("--tables", help="Headings and tables of a JSON only.")] = False,
        locale: Annotated[Locale | None, LOCALE] = None,
        source: Annotated[
            Path | None,
            typer.Option(metavar="FILE|DIR|ZIP", help="The document that was read, or where it lies: for a crop."),
        ] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="PNG", help="Where the crop goes; default: by the id.")
        ] = None,
        password: Password = None,
    ) -> None:
        """Print a document, its tables drawn whole; or a row of a database, with --source and a crop of its page."""
        with errors_as_exit_codes():
            if id_ is None:
                _show_document(where, locale, tables_only=tables)
            else:
                _show_row(where, id_, source, output, IngestSettings(password=password))


def _show_document(file: str, locale: Locale | None, *, tables_only: bool) -> None:
    if "://" in file or _is_sqlite(Path(file)):
        raise InputError(f"{file} is a database: name a cell or a record of it too, as its views do: 17/t1/3/2.")
    document = load_document(Path(file))
    if locale is not None:
        document = in_language(document, locale)
    print_document(document, Console(highlight=False), tables_only=tables_only)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE_HEAD)) == SQLITE_HEAD
    except OSError:
        return False


def _show_row(database: str, id_: str, source: Path | None, output: Path | None, settings: IngestSettings) -> None:
    from extractor.store.database import open_database
    from extractor.store.locating import locate

    engine = open_database(database, must_exist=True)
    try:
        found = locate(engine, id_)
    finally:
        engine.dispose()
    print("\n".join(lines_of(found)))
    if source is not None:
        for path in write_crops(found, source, output, settings):
            print(f"crop:     {path}")


def lines_of(found: Found) -> list[str]:
    """What is known of a cell, a line for each kind of thing; row and column count from 1, as in messages."""
    value = found.value
    facts = {
        "value": found.text,
        "person": found.corrected,
        "number": " ".join(filter(None, (value.number, value.unit))) if value and value.number is not None else None,
        "row": " / ".join(found.row_path),
        "column": " / ".join(found.column_path),
        "period": found.period,
        "status": found.status,
        "table": f"{found.table}, row {found.row + 1}, column {found.col + 1}" + _captioned(found.caption),
        "document": f"{found.file_name}, sha256 {found.sha256}" + ("" if found.is_current else ", an older version"),
        **{f"place {number}": _place(region) for number, region in enumerate(found.regions, start=1)},
    }
    return [f"{name + ':':<9} {said}" for name, said in facts.items() if said]


def write_crops(found: Found, source: Path, output: Path | None, settings: IngestSettings) -> list[Path]:
    """Write a PNG for each place of a cell, and return the paths; `source` is as for `original`.

    Raises:
        InputError: The file is not there, or cannot be read.
        OutputError: A picture cannot be written.
    """
    from extractor.originals import original
    from extractor.store.crops import crops

    first = output or Path(found.id.replace("/", "-") + ".png")
    with original(source, found.sha256, found.bytes) as file:
        return [
            write_file(first if number == 1 else first.with_stem(f"{first.stem}-{number}"), picture)
            for number, picture in enumerate(crops(file, found.regions, settings), start=1)
        ]


def _captioned(caption: str | None) -> str:
    return f" of “{caption}”" if caption else ""


def _place(region: Region) -> str:
    return f"page {region.page}, box {', '.join(f'{edge:g}' for edge in region.bbox)} in points"
