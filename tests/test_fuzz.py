"""What is read from outside, mutated: every parser of ours gives a result or an error with a name.

A short run with the same examples each time belongs to the tests. EXTRACTOR_FUZZ=N has N other examples a test instead,
and says how they ended (pytest -s).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from extractor.errors import ExtractorError, PageRangeError
from extractor.ingest.page_range import select_pages
from extractor.normalise.amounts import Notation, read_value
from extractor.normalise.dates import periods_in
from extractor.normalise.unit_labels import unit_in_caption, unit_in_label, units_in_line
from extractor.pipeline import extract
from extractor.reports.formulas import FormulaError, names_in, parse_equation, parse_term
from extractor.reports.loading import load_model, own_directory
from extractor.stored import load_document
from fixture_hostile import CASES, FOLDER
from fuzzing import Reading, changed_json, ends_well, mutated
from raw_pdf import page_objects, say, write_pdf

FIXTURES = FOLDER.parent
WANTED = int(os.environ.get("EXTRACTOR_FUZZ", "0"))
FILES, TEXTS = (WANTED, WANTED) if WANTED else (50, 150)
"""Examples a test: of whole files, each of which is read by all stages, and of texts."""
NOTATIONS = (
    Notation(),
    Notation("comma", triangle_is_minus=True),
    Notation("point", comma_lists=True, letter_is_mark=False),
)


def examples(number: int) -> settings:
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=not WANTED,
        database=None,
        phases=(Phase.explicit, Phase.generate),  # mutated files are large, and kept: making them small brings little
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    made = Reading(tmp_path_factory.mktemp("kept"))
    yield made
    made.stop()
    print("\nfiles:", dict(made.outcomes), "kept in", made.kept)


def table_page() -> bytes:
    """A page with a heading, a paragraph and a ruled table, its content not compressed."""
    lines = b"".join(b"72 %d m 500 %d l S\n" % (y, y) for y in range(400, 581, 30))
    lines += b"".join(b"%d 400 m %d 580 l S\n" % (x, x) for x in (72, 200, 300, 400, 500))
    rows = b"".join(
        say(text, x, y)
        for y in range(410, 571, 30)
        for x, text in ((80, "Item"), (210, "1,234.50"), (310, "-7"), (410, "12%"))
    )
    heading = say("Statement of accounts 2023", y=720) + say("The year ended on 31 December 2023.", y=650)
    return write_pdf(page_objects([b"0.5 w\n" + heading + lines + rows]))


REPORTS = (
    *(table_page(),) * 2,
    *((FIXTURES / name / "page.pdf").read_bytes() for name in ("garbled-text", "rotated-page", "encrypted")),
)
PDFS = (
    *REPORTS,
    *(
        (FOLDER / case.name).read_bytes()
        for case in CASES
        if case.name.endswith(".pdf") and not case.large and case.outcome.text and not case.outcome.needs_process
    ),
)
"""Some of the hostile ones keep pdfplumber busy for hours, so that only the others are mutated for it."""


def pictures() -> tuple[bytes, ...]:
    """A small page in each of the forms that a picture file may have."""
    page = Image.new("L", (120, 160), 255)
    ImageDraw.Draw(page).rectangle((20, 30, 100, 90), outline=0, width=2)
    made = []
    for kind, options in (
        ("PNG", {"dpi": (100, 100)}),
        ("JPEG", {"quality": 70}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {"compression": "tiff_lzw", "save_all": True, "append_images": [page, page]}),
        ("TIFF", {"compression": "jpeg"}),
    ):
        out = io.BytesIO()
        page.save(out, kind, **options)
        made.append(out.getvalue())
    fax = io.BytesIO()
    page.convert("1").save(fax, "TIFF", compression="group4", dpi=(204, 98))
    return (*made, fax.getvalue())


# Files


@examples(FILES)
@given(data=mutated(PDFS, tokens=True))
def test_mutated_pdfs(reading: Reading, data: bytes) -> None:
    assert "fault" not in reading.read(data, "pdfium")


@examples(FILES)
@given(data=mutated(REPORTS, tokens=True))
def test_mutated_pdfs_with_the_other_reader(reading: Reading, data: bytes) -> None:
    assert "fault" not in reading.read(data, "pdfplumber")


@examples(FILES)
@given(data=mutated(pictures()))
def test_mutated_pictures(reading: Reading, data: bytes) -> None:
    assert "fault" not in reading.read(data, "pdfium", "always")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("file") / "file"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A document with a table, as JSON."""
    path = tmp_path_factory.mktemp("stored") / "a.pdf"
    path.write_bytes(table_page())
    return extract(path).model_dump_json().encode()


@examples(TEXTS)
@given(data=st.data())
def test_mutated_stored_documents(file: Path, stored: bytes, data: st.DataObject) -> None:
    file.write_bytes(data.draw(mutated((stored,)) | changed_json(stored)))
    ends_well(lambda: load_document(file).model_dump_json(), ExtractorError)


MODELS = tuple(path.read_bytes() for path in sorted(own_directory().glob("*.yaml")))


@examples(TEXTS)
@given(data=mutated(MODELS))
def test_mutated_report_models(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    ends_well(lambda: load_model(file), ExtractorError)


# Texts

SIGNS = ["(", ")", "+", "-", "*", "/", "=", "<=", "sum(", "abs(", ",", "a.b", "previous.a", "**", "*.x", "1.5", "x"]
FORMULA = st.lists(st.sampled_from(SIGNS), max_size=30).map(" ".join)
AMOUNT = st.text(st.sampled_from("0123456789,.()-−△▲%‰元万亿¥$€ 　²①*abk/年月—…〇零"), max_size=24)
NAMES = ["Q1", "H2", "year ended ", "31 December ", "FY", *"0123456789年月日季度半上下一二〇零第至-/.~ "]
PERIOD = st.lists(st.sampled_from(NAMES), max_size=24).map("".join)
ANY = st.text(max_size=60)


@examples(TEXTS)
@given(text=FORMULA | ANY, sign=st.sampled_from(["", "(", "-", "sum(", "1 - (", "x + "]), depth=st.integers(0, 3000))
def test_formulas(text: str, sign: str, depth: int) -> None:
    nested = sign * depth + text + ")" * (depth * sign.count("("))
    ends_well(lambda: list(names_in(parse_term(nested))), FormulaError)
    ends_well(lambda: list(names_in(parse_equation(f"{nested} = {text}"))), FormulaError)


@examples(TEXTS)
@given(text=AMOUNT | PERIOD | ANY)
def test_texts_of_cells(text: str) -> None:
    read_value(text, NOTATIONS)
    periods_in(text)
    units_in_line(text)
    unit_in_label(text)
    unit_in_caption(text)


@examples(TEXTS)
@given(text=st.text(st.sampled_from("0123456789-, ，٣²"), max_size=40) | ANY, count=st.integers(1, 5000))
def test_page_ranges(text: str, count: int) -> None:
    ends_well(lambda: select_pages(text, count), PageRangeError)
