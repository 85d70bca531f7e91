"""What each cleaning step brings: documents with truth, read with all steps and with each of them left out.

    python scripts/bench_cleanup.py DATA_DIR … [--filter GLOB] [--steps STEP …] [--markdown OUT]

A step is left out of those documents only on which it acts: the others come out the same. docs/reading.md has the
table of the open data.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bench_documents import Case, Score, find_cases, load_scorer, score_reading, standard_scorer
from bench_workers import Reading, read_all
from extractor.config import CleanupStep, ImagingSettings, IngestSettings, Settings
from extractor.imaging.stage import clean_scan
from extractor.ingest.stage import open_document

COLUMNS = (
    ("whole tables", "tables_whole/tables"),
    ("numbers exact", "numeric_exact"),
    ("silent", "silent"),
    ("missed", "missed"),
    ("review load", "review_load"),
    ("CER", "cer"),
)
HARD_LIMIT = 1800.0
"""Seconds a document may take."""


@dataclass(frozen=True)
class Row:
    """The figures of the documents on which a step acts, with all steps and without it."""

    step: CleanupStep
    pages: int
    documents: int
    with_it: Score
    without: Score


def steps_by_page(case: Case) -> list[frozenset[str]]:
    """The steps that act, for each page of a document."""
    settings = Settings()
    with open_document(case.path, IngestSettings()) as document:
        pages = (document.page(number).rasterise(settings.imaging.dpi) for number in document.page_numbers())
        return [
            frozenset(step.name for step in clean_scan(page, settings.imaging, keep_steps=True).steps) for page in pages
        ]


def read_scored(cases: Sequence[Case], skip: tuple[CleanupStep, ...]) -> dict[str, Score]:
    """The score of each document, by its path."""
    scorer = load_scorer(standard_scorer())
    if scorer is None:
        sys.exit("no scorer found: set EXTRACTOR_SCORE")
    by_path = {case.path: case for case in cases}
    scores: dict[str, Score] = {}

    def done(path: Path, reading: Reading) -> None:
        scores[str(path)] = score_reading(scorer, by_path[path], reading)
        print(f"{', '.join(skip) or 'all steps'}: {path.stem} {reading.error}", file=sys.stderr)

    read_all(list(by_path), Settings(imaging=ImagingSettings(skip=skip)), 1, HARD_LIMIT, done)
    return scores


def markdown(rows: Sequence[Row]) -> str:
    """The table, each figure as "with → without"."""
    lines = [
        "| step | pages | " + " | ".join(heading for heading, _ in COLUMNS) + " |",
        "| --- |" + " ---: |" * (len(COLUMNS) + 1),
    ]
    for row in rows:
        cells = []
        for _, measure in COLUMNS:
            shown = [_shown(score, measure) for score in (row.with_it, row.without)]
            cells.append(shown[0] if shown[0] == shown[1] else " → ".join(shown))
        lines.append(f"| {row.step} | {row.pages} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _shown(score: Score, measure: str) -> str:
    figures = score.figures()
    values = [figures.get(part) for part in measure.split("/")]
    if any(value is None for value in values):
        return "-"
    if len(values) == 2:
        return f"{values[0]:g} of {values[1]:g}"
    value = values[0]
    return f"{value:.2%}" if measure in ("numeric_exact", "review_load", "cer") else f"{value:g}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="bench_cleanup", description="What each cleaning step brings.")
    parser.add_argument("data", type=Path, nargs="+", metavar="DATA_DIR")
    parser.add_argument("--filter", default="*", metavar="GLOB")
    parser.add_argument("--steps", nargs="+", choices=get_args(CleanupStep), default=get_args(CleanupStep))
    parser.add_argument("--markdown", type=Path, metavar="OUT")
    options = parser.parse_args(arguments)
    cases = [case for folder in options.data for case in find_cases(folder, options.filter)]
    acting = {str(case.path): steps_by_page(case) for case in cases}
    wanted = frozenset(options.steps)
    complete = read_scored([case for case in cases if any(wanted & page for page in acting[str(case.path)])], ())
    rows = []
    for step in options.steps:
        concerned = [case for case in cases if any(step in page for page in acting[str(case.path)])]
        if concerned:
            without = read_scored(concerned, (step,))
            pages = sum(step in page for case in concerned for page in acting[str(case.path)])
            before = sum((complete[str(case.path)] for case in concerned), Score())
            rows.append(Row(step, pages, len(concerned), before, sum(without.values(), Score())))
    text = markdown(rows)
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
