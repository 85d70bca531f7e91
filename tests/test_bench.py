from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bench_documents import Case, differences, find_cases, load_scorer, main, mean_of, score_reading
from bench_errors import Errors, count_errors
from bench_workers import Reading, Worker
from extractor.config import Settings
from extractor.document import Block, Cell, Document, Source, Table
from extractor.output.bench_sink import document_to_bench

SCORER = Path(__file__).resolve().parents[2] / "shared" / "bench" / "score.py"


@dataclass(frozen=True)
class ScoredCell:
    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass
class ScoredTable:
    cells: list[ScoredCell]


@dataclass
class PairInOrder:
    """A scorer that pairs the tables as they come."""

    NUMBER: Any = field(default_factory=lambda: re.compile(r"-?\d[\d,.]*"))

    def match(self, truth: list[ScoredTable], predicted: list[ScoredTable]) -> list[int | None]:
        return [i if i < len(predicted) else None for i in range(len(truth))]


def row(*texts: str) -> ScoredTable:
    return ScoredTable([ScoredCell(0, col, text) for col, text in enumerate(texts)])


def errors_of(
    truth: ScoredTable, predicted: ScoredTable | None, suspects: set[tuple[int, int]] | None = None
) -> Errors:
    tables = [] if predicted is None else [predicted]
    return count_errors(PairInOrder(), [truth], tables, [suspects or set() for _ in tables])


@pytest.mark.parametrize(
    ("predicted", "suspects", "expected"),
    [
        pytest.param(row("a", "1", "2"), set(), Errors(2, 0, 0, 0, 2, 0), id="all-right"),
        pytest.param(row("a", "1", "3"), set(), Errors(2, 1, 0, 0, 2, 0), id="another-number-is-silent"),
        pytest.param(row("a", "1", ""), set(), Errors(2, 1, 0, 0, 1, 0), id="a-lost-number-is-silent"),
        pytest.param(row("a", "1", "3"), {(0, 2)}, Errors(2, 0, 0, 1, 2, 1), id="flagged-is-caught"),
        pytest.param(row("a", "1", "2"), {(0, 2)}, Errors(2, 0, 0, 0, 2, 1), id="flagged-and-right-is-only-load"),
        pytest.param(row("7", "1", "2"), set(), Errors(2, 1, 0, 0, 3, 0), id="a-number-out-of-nothing-is-silent"),
        pytest.param(row("7", "1", "2"), {(0, 0)}, Errors(2, 0, 0, 0, 3, 1), id="unless-flagged"),
        pytest.param(row("a", "1"), set(), Errors(2, 0, 1, 0, 1, 0), id="no-cell-there-is-missed"),
        pytest.param(
            row("a", "1", "2", "9"), set(), Errors(2, 1, 0, 0, 3, 0), id="a-number-outside-the-truth-is-silent"
        ),
        pytest.param(None, set(), Errors(2, 0, 2, 0, 0, 0), id="no-table-is-missed"),
    ],
)
def test_errors_are_counted(predicted: ScoredTable | None, suspects: set[tuple[int, int]], expected: Errors) -> None:
    assert errors_of(row("a", "1", "2"), predicted, suspects) == expected


def test_a_spanning_cell_stands_at_every_place_it_covers() -> None:
    predicted = ScoredTable([ScoredCell(0, 0, "1", colspan=2)])
    assert errors_of(row("a", "1"), predicted) == Errors(1, 1, 0, 0, 1, 0)


def test_rates_are_unknown_without_numbers() -> None:
    assert Errors().silent_rate is None
    assert Errors().review_load is None
    assert (Errors(4, 1) + Errors(4, 1)).silent_rate == 0.25
    assert Errors(predicted=8, suspect=2).review_load == 0.25


def small_document(text: str = "7", status: str = "read") -> Document:
    cells = (Cell(row=0, col=0, text="件", colspan=2), Cell(row=1, col=0), Cell(row=1, col=1, text=text, status=status))
    return Document(
        source=Source(file_name="a.pdf", sha256="0", bytes=1, pages=1, kinds=("text-layer",), tool="t"),
        blocks=(
            Block(kind="heading", text="标题", level=1),
            Block(kind="caption", text="单位：件", table="t1"),
            Block(kind="table", table="t1"),
            Block(kind="note", text="注：无", table="t1"),
            Block(kind="figure"),
            Block(kind="paragraph", text="正文。"),
        ),
        tables=(Table(id="t1", pages=(1, 2), row_count=2, column_count=2, cells=cells),),
    )


def test_document_to_bench_has_blank_cells_and_captions_in_reading_order() -> None:
    assert document_to_bench(small_document()) == {
        "document": "a.pdf",
        "tables": [
            {
                "id": "t1",
                "pages": [1, 2],
                "cells": [
                    {"row": 0, "col": 0, "rowspan": 1, "colspan": 2, "text": "件"},
                    {"row": 1, "col": 0, "rowspan": 1, "colspan": 1, "text": ""},
                    {"row": 1, "col": 1, "rowspan": 1, "colspan": 1, "text": "7"},
                ],
            }
        ],
        "headings": [{"level": 1, "text": "标题"}],
        "paragraphs": ["单位：件", "注：无", "正文。"],
    }


def test_cases_have_a_truth_of_their_own_or_of_their_folder(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.json", "b.pdf", "case/page.png", "case/expected.json", "case/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [(case.name, case.truth.name) for case in find_cases(tmp_path)] == [
        ("a", "a.json"),
        ("case/page", "expected.json"),
    ]
    assert [case.name for case in find_cases(tmp_path, "case/*")] == ["case/page"]


def test_predictions_are_never_written_over_the_truth_not_even_through_a_link(tmp_path: Path) -> None:
    truth, links = tmp_path / "truth", tmp_path / "links"
    truth.mkdir()
    links.mkdir()
    for suffix in (".pdf", ".json"):
        (truth / f"a{suffix}").write_text("{}")
        (links / f"a{suffix}").symlink_to(truth / f"a{suffix}")
    for folder in (truth, links):
        assert main([str(folder), "--out", str(folder)]) == 2
    assert main([str(truth), "--out", str(links)]) == 2
    assert (truth / "a.json").read_text() == "{}"


def test_differences_are_those_of_watched_measures() -> None:
    before = {"teds": 0.5, "cer": 0.25, "wall_per_page": 1.0, "silent": None}
    assert differences(before, {**before, "teds": 0.75, "wall_per_page": 2.0}) == [("teds", 0.5, 0.75)]
    assert differences(None, before) == []


def test_means_leave_out_what_does_not_apply() -> None:
    assert mean_of([{"cer": None, "teds": 0.5}, {"cer": 0.5, "teds": 1.0}]) == {"cer": 0.5, "teds": 0.75}


def test_a_document_that_fails_is_reported_and_the_worker_goes_on(tmp_path: Path) -> None:
    missing = tmp_path / "missing.pdf"
    worker = Worker(Settings(), limit=120)
    try:
        first = worker.read(missing)
        assert first.document is None
        assert first.error
        assert first.peak > 0
        worker.process.kill()
        worker.process.join()
        assert "died" in worker.read(missing).error
        assert worker.read(missing).error == first.error
    finally:
        worker.stop()


@pytest.mark.skipif(not SCORER.is_file(), reason="the scorer is not there")
@pytest.mark.parametrize(
    ("text", "status", "whole", "silent", "suspect"),
    [("7", "read", 1, 0, 0), ("1", "read", 0, 1, 0), ("1", "suspect", 0, 0, 1)],
    ids=["right", "silent", "flagged"],
)
def test_figures_of_a_reading(tmp_path: Path, text: str, status: str, whole: int, silent: int, suspect: int) -> None:
    truth = tmp_path / "a.json"
    truth.write_text(
        '{"tables": [{"pages": [1, 2], "cells": ['
        '{"row": 0, "col": 0, "colspan": 2, "text": "件"}, {"row": 1, "col": 1, "text": "7"}]}],'
        ' "headings": [{"level": 1, "text": "标题"}], "paragraphs": ["正文。"], "notes": ["单位：件", "注：无"]}',
        encoding="utf-8",
    )
    reading = Reading(small_document(text, status).model_dump_json())
    figures = score_reading(load_scorer(SCORER), Case("a", tmp_path / "a.pdf", truth), reading).figures()
    assert figures["tables_whole"] == whole
    assert figures["split_tables"] == 1
    assert figures["silent"] == silent
    assert figures["suspect"] == suspect
    assert figures["cer"] == 0
    assert figures["heading_level_f1"] == 1


@pytest.mark.skipif(not SCORER.is_file(), reason="the scorer is not there")
def test_a_crash_counts_as_an_empty_document(tmp_path: Path) -> None:
    truth = tmp_path / "a.json"
    truth.write_text('{"tables": [{"pages": [1], "cells": [{"row": 0, "col": 0, "text": "7"}]}]}', encoding="utf-8")
    figures = score_reading(load_scorer(SCORER), Case("a", tmp_path / "a.pdf", truth), Reading(None, "boom")).figures()
    assert (figures["crashed"], figures["tables"], figures["tables_whole"], figures["missed"]) == (1, 1, 0, 1)
