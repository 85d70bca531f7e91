"""How sure is sure: the table in extractor/confidence.py, fitted on one half of read documents and tried on the other.

    python scripts/fit_confidence.py FOLDER … [--markdown OUT]

Each FOLDER has what scripts/bench --out wrote (documents/NAME.json) and was made from a folder of truth given as
FOLDER=TRUTH. Every filled cell read by OCR is one observation: its score, and whether its text is the truth's. Tables
of another shape than the truth's, and those with more than a tenth of their cells wrong, are left out, for there the
structure is wrong and not the reading. The curve from score to probability is the isotonic regression (Zadrozny and
Elkan, KDD 2002) of every second document, with the counts of the rule of succession at its steps; it is tried on the
others: a reliability diagram in ten bins, and the expected calibration error (Guo et al., ICML 2017).
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from bench_documents import load_scorer, standard_scorer
from extractor.document import Document, Table
from extractor.output.bench_sink import document_to_bench

SAME_TABLE = 0.9
"""Share of its cells that must be right where a table's errors are those of reading."""
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
"""Edges of the reliability diagram; most cells are surer than 0.99."""

Observations = NDArray[np.float64]
"""(n, 2): score, and 1 where the text is right."""


@dataclass(frozen=True)
class Bin:
    """Cells with a probability between two edges."""

    low: float
    high: float
    count: int
    expected: float
    observed: float


def observe(document: Document, truth: object, scorer: ModuleType) -> Observations:
    """One row for each filled cell of `document` that OCR read."""
    predicted = scorer.Document.from_json(document_to_bench(document))
    tables = [table for table in document.tables if table.cells]
    rows: list[tuple[float, float]] = []
    for wanted, partner in zip(truth.tables, scorer.match(truth.tables, predicted.tables), strict=True):  # type: ignore[attr-defined]
        if partner is not None:
            rows += _of_table(tables[partner], predicted.tables[partner], wanted)
    return np.array(rows, np.float64).reshape(-1, 2)


def _of_table(table: Table, predicted: object, wanted: object) -> list[tuple[float, float]]:
    right = {(c.row, c.col, c.rowspan, c.colspan): c.text for c in wanted.cells}  # type: ignore[attr-defined]
    spelled = {(c.row, c.col): c.text for c in predicted.cells}  # type: ignore[attr-defined]
    cells = [cell for cell in table.cells if cell.text and cell.source == "ocr"]
    pairs = [
        (c.confidence, right.get((c.row, c.col, c.rowspan, c.colspan)), spelled.get((c.row, c.col))) for c in cells
    ]
    known = [(score, float(text == own)) for score, text, own in pairs if text is not None]
    correct = sum(hit for _, hit in known)
    return known if known and len(known) == len(cells) and correct >= SAME_TABLE * len(known) else []


def fit(observations: Observations) -> Observations:
    """(n, 2): score and probability at the corners of the fitted curve, both rising."""
    ordered = observations[np.argsort(observations[:, 0], kind="stable")]
    steps = np.asarray(isotonic_regression(ordered[:, 1]).x)
    corners = []
    for value in np.unique(steps):
        block = ordered[steps == value]
        corners.append((float(block[:, 0].mean()), (float(block[:, 1].sum()) + 1) / (len(block) + 2)))
    return np.array(corners)


def apply(curve: Observations, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probabilities of scores, straight between the corners."""
    return np.interp(scores, curve[:, 0], np.maximum.accumulate(curve[:, 1]))


def reliability(probabilities: NDArray[np.float64], right: NDArray[np.float64]) -> list[Bin]:
    """The diagram; empty bins are left out."""
    bins = []
    for low, high in itertools.pairwise(BINS):
        inside = (probabilities >= low) & ((probabilities < high) | (high == BINS[-1]))
        if inside.any():
            bins.append(
                Bin(low, high, int(inside.sum()), float(probabilities[inside].mean()), float(right[inside].mean()))
            )
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean distance of promise and truth, weighted by cells."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.expected - b.observed) for b in bins) / total if total else 0.0


def markdown(bins: Sequence[Bin]) -> str:
    """The diagram as a table."""
    lines = ["| probability | cells | mean probability | share right |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {b.low:g} – {b.high:g} | {b.count} | {b.expected:.4f} | {b.observed:.4f} |" for b in bins]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="fit_confidence", description="From scores to probabilities.")
    parser.add_argument("folders", nargs="+", metavar="FOLDER=TRUTH")
    parser.add_argument("--markdown", type=Path, metavar="OUT")
    options = parser.parse_args(arguments)
    scorer = load_scorer(standard_scorer())
    if scorer is None:
        sys.exit("no scorer found: set EXTRACTOR_SCORE")
    halves: tuple[list[Observations], list[Observations]] = ([], [])
    for pair in options.folders:
        folder, truth = (Path(part) for part in pair.split("=", 1))
        for number, path in enumerate(sorted((folder / "documents").glob("*.json"))):
            document = Document.model_validate_json(path.read_text(encoding="utf-8"))
            halves[number % 2].append(observe(document, scorer.Document.load(truth / path.name), scorer))
    fitted, tried = (np.concatenate(half) for half in halves)
    curve = fit(fitted)
    print("corners:", [(round(score, 3), round(p, 4)) for score, p in curve])
    for name, values in (("score itself", tried[:, 0]), ("fitted", apply(curve, tried[:, 0]))):
        bins = reliability(values, tried[:, 1])
        print(f"{name}: {len(tried)} cells of the other half, expected calibration error {calibration_error(bins):.4%}")
        print(markdown(bins))
        if options.markdown and name == "fitted":
            options.markdown.write_text(markdown(bins), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
