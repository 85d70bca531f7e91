"""Run the product over a folder of documents with truth, score it, and print the figures.

    scripts/bench DATA_DIR [--filter GLOB] [--engine NAME] [--jobs N] [--json OUT] [--compare BEFORE]

DATA_DIR holds NAME.pdf (or an image) with its truth NAME.json beside it, or folders with expected.json, as fixtures/.
Scoring is done by a score.py that is found by --score, by the variable EXTRACTOR_SCORE, or at ../shared/bench/score.py;
without one only time and memory are printed. What silent errors and review load are is written in bench_errors.py.
"all" adds up the counts of all documents, "mean" is the mean over documents.
"""

from __future__ import annotations

import argparse
import fnmatch
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from rich.console import Console
from rich.table import Table

from bench_errors import Errors, count_errors
from bench_workers import Reading, read_all
from extractor.config import CleanupStep, ImagingSettings, IngestSettings, OcrSettings, Settings
from extractor.document import Document
from extractor.output.bench_sink import document_to_bench

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".webp")
Figures = dict[str, float | None]


@dataclass(frozen=True)
class Case:
    """A document, its truth, and the name under which both are spoken of."""

    name: str
    path: Path
    truth: Path


@dataclass
class Score:
    """Counts of one document, or of several added up.

    Attributes:
        report: The scorer's Report; None where there is no scorer.
        wall, cpu: Seconds.
        peak: Highest resident memory of any of them, in bytes.
    """

    report: Any = None
    errors: Errors = field(default_factory=Errors)
    documents: int = 0
    crashed: int = 0
    pages: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0

    def __add__(self, other: Score) -> Score:
        reports = [report for report in (self.report, other.report) if report is not None]
        return Score(
            reports[0] + reports[1] if len(reports) == 2 else (reports or [None])[0],
            self.errors + other.errors,
            self.documents + other.documents,
            self.crashed + other.crashed,
            self.pages + other.pages,
            self.wall + other.wall,
            self.cpu + other.cpu,
            max(self.peak, other.peak),
        )

    def figures(self) -> Figures:
        """Every measure under its name; None where it does not apply."""
        report = self.report
        shares = report.scores() if report is not None else {}
        counts: Figures = {}
        if report is not None:
            counts = {
                "tables": len(report.whole),
                "tables_whole": sum(report.whole),
                "split_tables": len(report.recovered),
                "split_tables_recovered": sum(report.recovered),
                "false_tables": len(report.teds) - len(report.whole),
                "silent_error_rate": self.errors.silent_rate,
                "review_load": self.errors.review_load,
                **asdict(self.errors),
            }
        pages = max(1, self.pages)
        return {
            **counts,
            **shares,
            "documents": self.documents,
            "crashed": self.crashed,
            "pages": self.pages,
            "wall_per_page": self.wall / pages if self.pages else None,
            "cpu_per_page": self.cpu / pages if self.pages else None,
            "peak_mb": self.peak / 1e6 if self.peak else None,
        }


COLUMNS = (
    ("pages", "pages", "d"),
    ("whole", "tables_whole/tables", ""),
    ("split", "split_tables_recovered/split_tables", ""),
    ("false", "false_tables", "d"),
    ("cells", "cell_exact_f1", ".3f"),
    ("numeric", "numeric_exact", ".3f"),
    ("adj", "adjacency_f1", ".3f"),
    ("TEDS", "teds", ".3f"),
    ("head", "heading_f1", ".3f"),
    ("level", "heading_level_f1", ".3f"),
    ("CER", "cer", ".4f"),
    ("silent", "silent/numeric", ""),
    ("missed", "missed", "d"),
    ("load", "review_load", ".3f"),
    ("cpu s/p", "cpu_per_page", ".2f"),
    ("wall s/p", "wall_per_page", ".2f"),
    ("MB", "peak_mb", ".0f"),
)
"""Heading, measure ("a/b" for two counts), and format of each printed column."""

WATCHED = (
    "crashed",
    "tables_whole",
    "split_tables_recovered",
    "false_tables",
    "cell_exact_f1",
    "numeric_exact",
    "adjacency_f1",
    "teds",
    "heading_f1",
    "heading_level_f1",
    "cer",
    "silent",
    "missed",
    "caught",
    "review_load",
)
"""Measures whose change --compare prints; time and memory vary from run to run and are left out."""


def find_cases(folder: Path, pattern: str = "*") -> list[Case]:
    """The documents under `folder` that have a truth and whose name matches `pattern`."""
    cases = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES):
        own, shared = path.with_suffix(".json"), path.parent / "expected.json"
        truth = own if own.exists() else shared
        name = path.relative_to(folder).with_suffix("").as_posix()
        if truth.exists() and fnmatch.fnmatch(name, pattern):
            cases.append(Case(name, path, truth))
    return cases


def load_scorer(path: Path) -> ModuleType | None:
    """The scorer's module; None where there is no such file."""
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("bench_scorer", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def standard_scorer() -> Path:
    """Where a scorer is looked for that no option names."""
    return Path(os.environ.get("EXTRACTOR_SCORE") or ROOT.parent / "shared" / "bench" / "score.py")


def score_reading(scorer: ModuleType | None, case: Case, reading: Reading) -> Score:
    """Compare what was read with the truth; a document that crashed is scored as an empty one."""
    document = Document.model_validate_json(reading.document) if reading.document else None
    score = Score(documents=1, crashed=int(document is None), wall=reading.wall, cpu=reading.cpu, peak=reading.peak)
    score.pages = len(document.pages) if document else 0
    if scorer is None:
        return score
    truth = scorer.Document.load(case.truth)
    if document is None:
        score.report = scorer.compare(truth, scorer.Document())
        score.errors = count_errors(scorer, truth.tables, (), ())
        return score
    predicted = scorer.Document.from_json(document_to_bench(document))
    suspects = [
        {(cell.row, cell.col) for cell in table.cells if cell.status == "suspect"}
        for table in document.tables
        if table.cells
    ]
    score.report = scorer.compare(truth, predicted)
    score.errors = count_errors(scorer, truth.tables, predicted.tables, suspects)
    return score


def keep(folder: Path, case: Case, reading: Reading) -> None:
    """Write the prediction, and the whole Document beside it, to `folder`."""
    if reading.document is None:
        return
    document = Document.model_validate_json(reading.document)
    prediction = folder / f"{case.name}.json"
    whole = folder / "documents" / f"{case.name}.json"
    for path, text in (
        (prediction, json.dumps(document_to_bench(document), ensure_ascii=False, indent=1)),
        (whole, document.model_dump_json(indent=1)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")


def mean_of(documents: Sequence[Figures]) -> Figures:
    """The mean of every measure over the documents it applies to."""
    means: Figures = {}
    for name in dict.fromkeys(name for figures in documents for name in figures):
        known = [value for figures in documents if (value := figures.get(name)) is not None]
        means[name] = sum(known) / len(known) if known else None
    return means


def shown(figures: Figures, measure: str, form: str) -> str:
    """A measure as it stands in the printed table."""
    values = [figures.get(part) for part in measure.split("/")]
    if any(value is None for value in values):
        return "-"
    if len(values) == 2:
        return f"{values[0]:g}/{values[1]:g}" if values[1] else "-"
    value = values[0]
    return format(int(value) if form == "d" and value is not None else value, form)


def print_figures(console: Console, documents: dict[str, Figures], total: Figures) -> None:
    """One line a document, then all of them together."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("document", no_wrap=True)
    for heading, _, _ in COLUMNS:
        table.add_column(heading, justify="right", no_wrap=True)
    for name, figures in documents.items():
        style = "red" if figures["crashed"] else None
        table.add_row(name, *(shown(figures, measure, form) for _, measure, form in COLUMNS), style=style)
    table.add_section()
    table.add_row("all", *(shown(total, measure, form) for _, measure, form in COLUMNS), style="bold")
    mean = mean_of(list(documents.values()))
    cells = ("" if "/" in measure or form == "d" else shown(mean, measure, form) for _, measure, form in COLUMNS)
    table.add_row("mean", *cells)
    console.print(table)
    rate, load = total.get("silent_error_rate"), total.get("review_load")
    console.print(
        f"{total['documents']:g} documents, {total['crashed']:g} crashed"
        + ("" if rate is None else f"; silent error rate {rate:.4%}")
        + ("" if load is None else f"; review load {load:.2%}")
    )


def print_differences(console: Console, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What changed since the run kept in `before`, by document, and in sum where the documents are the same."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("document", "measure", "before", "after"):
        table.add_column(heading, justify="left" if heading in ("document", "measure") else "right")
    sides = [dict(side["documents"]) for side in (before, after)]
    if sides[0].keys() == sides[1].keys():
        sides = [{**side, "all": run["all"]} for side, run in zip(sides, (before, after), strict=True)]
    for name in sides[1]:
        for measure, old, new in differences(sides[0].get(name), sides[1][name]):
            better = new < old if measure in LESS_IS_BETTER else new > old
            table.add_row(name, measure, f"{old:.4g}", f"{new:.4g}", style="green" if better else "red")
    console.print(table if table.row_count else "no differences")


LESS_IS_BETTER = frozenset({"crashed", "false_tables", "cer", "silent", "missed", "review_load"})


def differences(before: Figures | None, after: Figures) -> list[tuple[str, float, float]]:
    """The watched measures that changed: (measure, before, after)."""
    changed = []
    for measure in WATCHED if before is not None else ():
        old, new = (before or {}).get(measure), after.get(measure)
        if old is not None and new is not None and abs(old - new) > 1e-9:
            changed.append((measure, old, new))
    return changed


def settings_from(options: argparse.Namespace) -> Settings:
    """The product's settings as the command line gives them."""
    defaults = Settings()
    return Settings(
        ingest=IngestSettings(password=options.password, reader=options.reader or defaults.ingest.reader),
        imaging=ImagingSettings(dpi=options.dpi or defaults.imaging.dpi, skip=tuple(options.skip)),
        ocr=OcrSettings(
            engine=options.engine or defaults.ocr.engine,
            mode=options.ocr or defaults.ocr.mode,
            threads=options.threads or defaults.ocr.threads,
            second_opinion=not options.one_reader,
        ),
    )


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="bench", description="Run the product over documents with truth and score it."
    )
    parser.add_argument("data", type=Path, metavar="DATA_DIR")
    parser.add_argument("--filter", default="*", metavar="GLOB", help="only documents whose name matches")
    parser.add_argument("--engine", choices=("rapidocr", "tesseract"))
    parser.add_argument("--ocr", choices=("auto", "always", "never"))
    parser.add_argument("--reader", choices=("pdfium", "pdfplumber"))
    parser.add_argument("--dpi", type=int, help="of the picture that OCR reads")
    parser.add_argument("--one-reader", action="store_true", help="numbers are not read by the second reader")
    parser.add_argument("--skip", nargs="*", default=(), choices=get_args(CleanupStep), help="cleaning steps left out")
    parser.add_argument("--threads", type=int, help="of the OCR engine")
    parser.add_argument("--password", help="for encrypted documents")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="worker processes (default 1)")
    parser.add_argument("--limit", type=float, default=1800, metavar="S", help="seconds a document may take")
    parser.add_argument("--out", type=Path, help="folder for predictions (default build/bench/NAME)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="also write all figures to this file")
    parser.add_argument("--compare", type=Path, metavar="BEFORE", help="print what changed since that --json file")
    parser.add_argument("--score", type=Path, metavar="FILE", help="the scorer (default $EXTRACTOR_SCORE)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; 2 where there is nothing to read, or predictions would be written over the truth."""
    options = parse(arguments)
    console = Console(width=None if sys.stdout.isatty() else 200)
    notes = Console(stderr=True, highlight=False)
    cases = find_cases(options.data, options.filter)
    if not cases:
        notes.print(f"no documents with truth in {options.data} match {options.filter}")
        return 2
    scorer = load_scorer(options.score or standard_scorer())
    if scorer is None:
        notes.print("no scorer found: only time and memory are measured (see --score)")
    out = options.out or ROOT / "build" / "bench" / options.data.resolve().name
    if any((out / f"{case.name}.json").resolve() == case.truth.resolve() for case in cases):
        notes.print(f"predictions written to {out} would replace the truth: choose another folder with --out")
        return 2
    by_path = {case.path: case for case in cases}
    scores: dict[str, Score] = {}
    failures: dict[str, str] = {}

    def done(path: Path, reading: Reading) -> None:
        case = by_path[path]
        scores[case.name] = score_reading(scorer, case, reading)
        keep(out, case, reading)
        if reading.error:
            failures[case.name] = reading.error
        notes.print(
            f"[{len(scores)}/{len(cases)}] {case.name} {reading.wall:.1f} s {reading.error}",
            markup=False,
            soft_wrap=True,
        )

    read_all([case.path for case in cases], settings_from(options), options.jobs, options.limit, done)
    documents = {case.name: scores[case.name].figures() for case in cases}
    total = sum(scores.values(), Score()).figures()
    print_figures(console, documents, total)
    for name, error in failures.items():
        console.print(f"crashed: {name}: {error}", markup=False, highlight=False, soft_wrap=True)
    result = {
        "data": options.data.name,
        "all": total,
        "mean": mean_of(list(documents.values())),
        "documents": documents,
    }
    if options.compare:
        print_differences(console, json.loads(options.compare.read_text(encoding="utf-8")), result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
