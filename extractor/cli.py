"""The command line: arguments in, one call a file, exit code out."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from extractor.batch_command import add_batch
from extractor.command_line import EXIT_CODES, complain, errors_as_exit_codes, to_standard_output
from extractor.compare_command import add_compare
from extractor.config import IngestSettings, OcrSettings, Settings
from extractor.csv_options import takes_csv_style
from extractor.document import Document
from extractor.errors import FINDINGS_REMAIN, ExtractorError
from extractor.export_command import add_export
from extractor.file_names import shortened
from extractor.findings import in_language
from extractor.formats import BINARY, SEARCHABLE, as_searchable_pdf, settings_for, suffix_of
from extractor.load_command import add_load
from extractor.model_commands import models_app
from extractor.output.csv_style import CsvStyle
from extractor.output.schema import document_schema
from extractor.output.stage import load_sink, write_document, write_file
from extractor.places import CellRef
from extractor.processes import limit_threads
from extractor.reports.stage import select_models
from extractor.serve_command import add_serve
from extractor.settings_options import DEFAULTS, LOCALE, REPAIR, Engine, Ocr, Password, Reader, takes_settings
from extractor.show_command import add_show
from extractor.status_command import add_status
from extractor.stored import load_document
from extractor.terminal import comparison, page_progress, summary
from extractor.watch_command import add_watch
from extractor.wordings import Locale

Format = Literal[
    "json", "markdown", "html", "csv", "xlsx", "records", "text", "docling", "alto", "hocr", "searchable-pdf"
]


app = typer.Typer(
    help="Turn scanned and PDF reports into normalized JSON: every number right, or flagged.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
log = logging.getLogger(__name__)


def main() -> None:
    """Run the `extractor` command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese shows question marks, rather than ending the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"report-extractor {version('report-extractor')}")
        raise typer.Exit


@app.callback()
def options_of_all_commands(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn scanned and PDF reports into normalized JSON: every number right, or flagged."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)


@app.command(epilog=EXIT_CODES)
@takes_settings
@takes_csv_style
def extract(
    settings: Settings,
    csv_style: CsvStyle,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="PDF, TIFF, PNG, JPEG or WebP, told by content.")
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH|DIR|-",
            help="A file, or a directory for NAME.json each; - is standard output.",
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="Form of the result.")] = "json",
    threads: Annotated[int, typer.Option(min=1, help="Processor cores to use.")] = DEFAULTS.ocr.threads,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors only on standard error.")] = False,
) -> None:
    """Write the tables and the text of FILE… as JSON, or in another form."""
    settings = settings_for(format_, settings)
    settings = settings.model_copy(update={"ocr": settings.ocr.model_copy(update={"threads": threads})})
    with errors_as_exit_codes():
        suffix_of(format_)  # a missing package should be known before the work
        select_models(settings.report.model, settings.report.models)  # and so should a fault in a report model
    limit_threads(threads)
    targets = _targets(files, output, format_)
    per_table = format_ == "csv" and output is not None and Path(output).is_dir()
    worst = 0
    for source, target in zip(files, targets, strict=True):
        if format_ == SEARCHABLE:
            write = partial(_write_searchable, source=source, settings=settings, target=target)
        else:
            write = partial(_write, target=target, format_=format_, csv_style=csv_style, per_table=per_table)
        worst = max(worst, _extract_one(source, settings, write, quiet=quiet))
    raise typer.Exit(worst)


def _extract_one(
    source: Path, settings: Settings, write: Callable[[Document], tuple[Path, ...]], *, quiet: bool
) -> int:
    """Extract one file, and return its exit code; the reason of a failure goes to standard error."""
    from extractor import pipeline

    console = Console(stderr=True, highlight=False)
    try:
        with page_progress(console, source.name, quiet=quiet) as progress:
            document = pipeline.extract(source, settings, progress=progress)
        written = write(document)
    except ExtractorError as error:
        complain(str(error))
        return error.exit_code
    except Exception:
        # A fault of ours in one file must not take the other files with it.
        log.exception("%s: unexpected error; please report it with the lines below", source)
        return 1
    if not quiet:
        console.print(summary(source, document, written), soft_wrap=True)
    return 0


def _write(
    document: Document, *, target: Path | None, format_: str, csv_style: CsvStyle, per_table: bool
) -> tuple[Path, ...]:
    """Write a document to its file or to standard output, and return the files written."""
    if target is None:
        to_standard_output(load_sink(format_, csv_style).render(document))
        return ()
    return write_document(document, target, format_, csv_style, per_table=per_table)


def _write_searchable(document: Document, *, source: Path, settings: Settings, target: Path | None) -> tuple[Path, ...]:
    """Write `source` with the text of `document` to its file or to standard output, and return the files written."""
    content = as_searchable_pdf(document, source, settings.ingest)
    if target is None:
        to_standard_output(content)
        return ()
    return (write_file(target, content),)


def _targets(files: list[Path], output: str | None, format_: str) -> list[Path | None]:
    """Where the result of each file goes; None is standard output. A slash at the end makes a directory of `output`."""
    if output is None or output == "-":
        if len(files) > 1:
            raise typer.BadParameter("several files need a directory: -o DIR", param_hint="--output")
        if format_ in BINARY and sys.stdout.isatty():
            name = f"FILE{suffix_of(format_)}"
            raise typer.BadParameter(f"{format_} is not for a terminal: -o {name}", param_hint="--output")
        return [None]
    target = Path(output)
    if len(files) > 1 or target.is_dir() or output.endswith(("/", "\\")):
        return _targets_in(files, target, format_)
    if any(_is_same_file(file, target) for file in files):
        raise typer.BadParameter("the result would replace the file that is read", param_hint="--output")
    return [target]


def _targets_in(files: list[Path], directory: Path, format_: str) -> list[Path | None]:
    """NAME.json for each file; where names are equal, later ones are told apart by suffix, folder, or number."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise typer.BadParameter(f"{directory} is no directory: {error.strerror}", param_hint="--output") from error
    suffix = suffix_of(format_)
    targets: list[Path | None] = []
    for file in files:
        stem = shortened(file.stem)
        names = chain(
            (stem, shortened(file.name), shortened(f"{file.resolve().parent.name}-{file.stem}")),
            (f"{stem}-{number}" for number in count(2)),
        )
        candidates = (directory / f"{name}{suffix}" for name in names)
        targets.append(next(t for t in candidates if t not in targets and not _is_same_file(file, t)))
    return targets


def _is_same_file(file: Path, other: Path) -> bool:
    return file.exists() and other.exists() and file.samefile(other)


@app.command(epilog=EXIT_CODES)
def check(
    file: Annotated[Path, typer.Argument(metavar="JSON", help="Written by `extractor extract`.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="PATH", help="Where the checked document goes.")
    ] = None,
    corrections: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="TABLE,ROW,COLUMN=TEXT", help="What is printed in a cell, such as t1,3,2=410."),
    ] = None,
    repair: Annotated[bool | None, REPAIR] = None,
    locale: Annotated[Locale | None, LOCALE] = None,
) -> None:
    """Check a document again after corrections, without reading it again: which findings are new, gone, the same."""
    from extractor.rechecking import compare_findings, correct, recheck

    with errors_as_exit_codes():
        before = load_document(file)
        texts = dict(map(_correction, corrections or []))
        after = recheck(correct(before, texts), repair=repair, locale=locale)
        if output is not None:
            write_document(after, output)
    said = before if locale is None else in_language(before, locale)
    Console(highlight=False).print(comparison(compare_findings(said, after)), soft_wrap=True)
    raise typer.Exit(FINDINGS_REMAIN if after.findings else 0)


def _correction(text: str) -> tuple[CellRef, str]:
    """The cell and the text of TABLE,ROW,COLUMN=TEXT; rows and columns count from 1, as in messages."""
    match = re.fullmatch(r"([^,=]+),([1-9]\d*),([1-9]\d*)=(.*)", text, re.DOTALL)
    if match is None:
        raise typer.BadParameter(f"{text} is not TABLE,ROW,COLUMN=TEXT, such as t1,3,2=410", param_hint="--set")
    table, row, col, printed = match.groups()
    return CellRef(table=table, row=int(row) - 1, col=int(col) - 1), printed


@app.command(epilog=EXIT_CODES)
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document that `extractor extract` reads.")],
    page: Annotated[int, typer.Option(min=1, help="Number of the page.")] = 1,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the pictures go.")] = Path(
        "inspection"
    ),
    ocr: Ocr = DEFAULTS.ocr.mode,
    engine: Engine = DEFAULTS.ocr.engine,
    password: Password = None,
    reader: Reader = DEFAULTS.ingest.reader,
) -> None:
    """Write pictures of what each stage makes of one page: cleaning steps, ruling lines, words, cells, blocks."""
    from extractor.inspection import inspect_page

    settings = Settings(
        ingest=IngestSettings(reader=reader, password=password), ocr=OcrSettings(mode=ocr, engine=engine)
    )
    with errors_as_exit_codes():
        for path in inspect_page(file, page, settings, output):
            print(path)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the JSON output."""
    with errors_as_exit_codes():
        to_standard_output(document_schema().encode())


@app.command(epilog=EXIT_CODES)
def doctor() -> None:
    """Say which engines, languages and packages are installed, and how to install what is missing."""
    from extractor.doctor import examine

    report = examine()
    Console(highlight=False).print(report.as_table())
    raise typer.Exit(0 if report.usable else 3)


app.add_typer(models_app(), name="models")
add_compare(app)
add_batch(app)
add_status(app)
add_watch(app)
add_serve(app)
add_load(app)
add_show(app)
add_export(app)
