"""`extractor where`: from a row of a database back to the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.command_line import EXIT_CODES, errors_as_exit_codes
from extractor.config import IngestSettings
from extractor.output.stage import write_file
from extractor.settings_options import Password

if TYPE_CHECKING:
    from extractor.places import Region
    from extractor.store.locating import Found


def add_where(app: typer.Typer) -> None:
    """Give `app` the command."""

    @app.command(epilog=EXIT_CODES)
    def where(
        database: Annotated[str, typer.Argument(metavar="DATABASE", help="A SQLite file, or a URL as for load.")],
        id_: Annotated[str, typer.Argument(metavar="ID", help="Of a cell or a record in the views: 17/t1/3/2.")],
        source: Annotated[
            Path | None,
            typer.Option(metavar="FILE|DIR", help="The document that was read, or where it lies: for a crop."),
        ] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", metavar="PNG", help="Where the crop goes; default: by the id.")
        ] = None,
        password: Password = None,
    ) -> None:
        """Print a value with its labels, its document and its place; with --source, a crop of the page."""
        from extractor.store.database import open_database
        from extractor.store.locating import locate

        with errors_as_exit_codes():
            engine = open_database(database, must_exist=True)
            try:
                found = locate(engine, id_)
            finally:
                engine.dispose()
            print("\n".join(lines_of(found)))
            if source is not None:
                for path in write_crops(found, source, output, IngestSettings(password=password)):
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
    """Write a PNG for each place of a cell, and return the paths; `source` is as for `find_source`.

    Raises:
        InputError: The file is not there, or cannot be read.
        OutputError: A picture cannot be written.
    """
    from extractor.store.crops import crops, find_source

    first = output or Path(found.id.replace("/", "-") + ".png")
    pictures = crops(find_source(source, found.sha256, found.bytes), found.regions, settings)
    return [
        write_file(first if number == 1 else first.with_stem(f"{first.stem}-{number}"), picture)
        for number, picture in enumerate(pictures, start=1)
    ]


def _captioned(caption: str | None) -> str:
    return f" of “{caption}”" if caption else ""


def _place(region: Region) -> str:
    return f"page {region.page}, box {', '.join(f'{edge:g}' for edge in region.bbox)} in points"
