"""Every document under fixtures/ comes out as its expected.json says; scans, which need the OCR engine, are slow."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pypdfium2
import pytest
from rapidfuzz.distance import Levenshtein

from extractor import pipeline
from extractor.config import IngestSettings, Settings
from extractor.document import Document
from extractor.page import PageContent, Word

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SETTINGS = Settings(ingest=IngestSettings(password="secret"))
SCANNED_TEXT_CER = 0.005
"""Share of wrong characters that the headings and paragraphs of a scan may have."""


@cache
def expected(case: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((FIXTURES / case / "expected.json").read_text(encoding="utf-8"))
    return truth


def documents(scanned: bool | None = None) -> list[Any]:
    """(case, file) of the documents; only those with or without scanned pages, if asked."""
    found = []
    for path in sorted(FIXTURES.glob("*/expected.json")):
        for file, kinds in expected(path.parent.name)["documents"].items():
            is_scan = set(kinds) != {"text-layer"}
            if scanned is None or scanned == is_scan:
                marks = [pytest.mark.slow] if is_scan else []
                found.append(pytest.param(path.parent.name, file, id=f"{path.parent.name}/{file}", marks=marks))
    return found


@dataclass(frozen=True)
class Extracted:
    """What the pipeline made of a document, and what it had read and placed on the way."""

    document: Document
    read: tuple[PageContent, ...]
    structured: tuple[PageContent, ...]


@cache
def extracted(case: str, file: str) -> Extracted:
    seen: list[tuple[tuple[PageContent, ...], tuple[PageContent, ...]]] = []
    structure = pipeline.structure_pages

    def watched(pages: tuple[PageContent, ...], settings: Settings) -> tuple[PageContent, ...]:
        seen.append((pages, structure(pages, settings)))
        return seen[-1][1]

    with mock.patch.object(pipeline, "structure_pages", watched):
        document = pipeline.extract(FIXTURES / case / file, SETTINGS)
    (read, structured), *_ = seen
    return Extracted(document, read, structured)


def folded(text: str) -> str:
    """NFKC without white space: as texts of scans are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def table_lines(tables: Iterable[Any], fold: bool) -> list[list[str]]:
    """Each table as lines, one a cell, so that a failure shows which cell differs."""
    return [
        [f"pages {list(table['pages'])}"]
        + [
            f"r{c['row']}+{c['rowspan']} c{c['col']}+{c['colspan']} {folded(c['text']) if fold else c['text']}"
            for c in sorted(table["cells"], key=lambda c: (c["row"], c["col"]))
        ]
        for table in tables
    ]


@pytest.mark.parametrize(("case", "file"), documents())
def test_tables_are_as_printed(case: str, file: str) -> None:
    truth = expected(case)
    fold = set(truth["documents"][file]) != {"text-layer"}
    tables = [table.model_dump() for table in extracted(case, file).document.tables]
    assert table_lines(tables, fold) == table_lines(truth["tables"], fold)


@pytest.mark.parametrize(("case", "file"), documents())
def test_numbers_are_right_or_flagged(case: str, file: str) -> None:
    tables = extracted(case, file).document.tables
    wrong = []
    for table, truth in zip(tables, expected(case)["tables"], strict=True):
        found = {(c.row, c.col): c for c in table.cells}
        for cell in truth["cells"]:
            there = found.get((cell["row"], cell["col"]))
            if there is not None and is_number(cell["text"]) and there.status != "suspect":
                wrong += [(cell, there.text)] if folded(there.text) != folded(cell["text"]) else []
    assert wrong == []


def is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).isdigit()


@pytest.mark.parametrize(("case", "file"), documents(scanned=False))
def test_headings_and_paragraphs_are_as_printed(case: str, file: str) -> None:
    document, truth = extracted(case, file).document, expected(case)
    assert [(b.level, b.text) for b in document.headings()] == [(h["level"], h["text"]) for h in truth["headings"]]
    assert [b.text for b in document.blocks if b.kind == "paragraph"] == truth["paragraphs"]


@pytest.mark.parametrize(("case", "file"), documents(scanned=False))
def test_lines_of_tables_are_captions_or_notes(case: str, file: str) -> None:
    document = extracted(case, file).document
    lines = [b.text for b in document.blocks if b.kind in ("caption", "note")]
    assert lines == expected(case).get("notes", [])


@pytest.mark.slow
@pytest.mark.parametrize(("case", "file"), documents(scanned=True))
def test_text_of_scans_is_as_printed(case: str, file: str) -> None:
    document, truth = extracted(case, file).document, expected(case)
    assert [(b.level, folded(b.text)) for b in document.headings()] == [
        (h["level"], folded(h["text"])) for h in truth["headings"]
    ]
    found = [folded(b.text) for b in document.blocks if b.kind == "paragraph"]
    printed = [folded(text) for text in truth["paragraphs"]]
    assert len(found) == len(printed)
    wrong = sum(Levenshtein.distance(a, b) for a, b in zip(found, printed, strict=True))
    assert wrong <= SCANNED_TEXT_CER * sum(map(len, printed))


@pytest.mark.parametrize(("case", "file"), documents())
def test_page_numbers_are_furniture(case: str, file: str) -> None:
    lines = [line.text for line in extracted(case, file).document.furniture if line.role == "page_number"]
    printed = expected(case)["furniture"]
    if set(expected(case)["documents"][file]) != {"text-layer"}:  # a scan does not tell one dash from another
        lines, printed = (["".join(filter(str.isdigit, line)) for line in side] for side in (lines, printed))
    assert lines == printed


@pytest.mark.parametrize(("case", "file"), documents())
def test_pages_are_read_from_where_they_can_be_trusted(case: str, file: str) -> None:
    assert [page.kind for page in extracted(case, file).document.pages] == expected(case)["documents"][file]


def characters(texts: Iterable[str]) -> Counter[str]:
    return Counter("".join("".join(texts).split()))


def words_of(page: PageContent) -> list[Word]:
    """The words of everything on the page that can hold words."""
    return [
        *(word for fragment in page.fragments for cell in fragment.cells for word in cell.words),
        *(word for block in page.blocks for word in block.words),
        *(word for line in page.furniture for word in line.words),
        *page.unplaced,
    ]


@pytest.mark.parametrize(("case", "file"), documents())
def test_every_word_of_a_page_has_one_place(case: str, file: str) -> None:
    result = extracted(case, file)
    for read, structured in zip(result.read, result.structured, strict=True):
        assert characters(w.text for w in words_of(structured)) == characters(w.text for w in read.words)


@pytest.mark.parametrize(("case", "file"), documents())
def test_nothing_is_lost_on_the_way_to_the_document(case: str, file: str) -> None:
    result = extracted(case, file)
    document = result.document
    read = characters(word.text for page in result.read for word in page.words)
    kept = characters(
        [cell.text for table in document.tables for cell in table.cells]
        + [block.text for block in document.blocks]
        + [line.text for line in document.furniture]
        + [word.text for word in document.unplaced]
    )
    repeated = [
        cell.text
        for table in document.tables
        for fragment in table.fragments
        if fragment.join is not None
        for cell in table.cells
        if cell.row < fragment.join.repeated_header_rows
    ]
    assert kept - read == Counter()
    # A repeated header counts once in the table; a reading of it may differ from the one that was kept.
    assert (read - kept).total() == characters(repeated).total()


@pytest.mark.parametrize(("case", "file"), [p for p in documents(scanned=False) if p.values[0] != "crop-box"])
def test_the_reader_leaves_out_no_character(case: str, file: str) -> None:
    read = characters(word.text for page in extracted(case, file).read for word in page.words)
    assert read == characters(layer_texts(case, file))


def test_what_lies_outside_the_crop_box_is_not_read() -> None:
    read = characters(word.text for page in extracted("crop-box", "page.pdf").read for word in page.words)
    assert "样" in "".join(layer_texts("crop-box", "page.pdf"))
    assert "样" not in read


def layer_texts(case: str, file: str) -> list[str]:
    """The text layer of each page, as pdfium gives it."""
    document = pypdfium2.PdfDocument(FIXTURES / case / file, password="secret" if case == "encrypted" else None)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


# The fixtures themselves.


@pytest.mark.parametrize("case", sorted(path.parent.name for path in FIXTURES.glob("*/expected.json")))
def test_expected_cells_cover_every_position_once(case: str) -> None:
    for table in expected(case)["tables"]:
        covered = Counter(
            (r, c)
            for cell in table["cells"]
            for r in range(cell["row"], cell["row"] + cell["rowspan"])
            for c in range(cell["col"], cell["col"] + cell["colspan"])
        )
        rows, columns = (1 + max(place[axis] for place in covered) for axis in (0, 1))
        assert covered == Counter((r, c) for r in range(rows) for c in range(columns))


@pytest.mark.parametrize(("case", "file"), [p for p in documents(scanned=False) if p.values[0] != "crop-box"])
def test_digital_fixtures_hold_all_that_is_expected_of_them(case: str, file: str) -> None:
    truth = expected(case)
    wanted = characters(
        [cell["text"] for table in truth["tables"] for cell in table["cells"]]
        + [heading["text"] for heading in truth["headings"]]
        + truth["paragraphs"]
        + truth.get("notes", [])
        + truth["furniture"]
    )
    assert wanted - characters(layer_texts(case, file)) == Counter()


@pytest.mark.slow
def test_expected_files_are_what_the_script_makes(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    pytest.importorskip("pikepdf")
    import make_fixtures

    cases = make_fixtures.MAKERS.keys() - make_fixtures.TRUTH.keys()
    try:
        made = {name: {"case": name, **make_fixtures.MAKERS[name](tmp_path)} for name in cases}
    except SystemExit as missing_font:
        pytest.skip(str(missing_font))
    assert {name: json.loads(make_fixtures.as_json(truth)) for name, truth in made.items()} == {
        path.parent.name: expected(path.parent.name) for path in FIXTURES.glob("*/expected.json")
    }
