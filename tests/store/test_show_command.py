from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine
from stored_documents import SHA256, as_json, column, rich, small
from typer.testing import CliRunner

from extractor.cli import app
from extractor.config import Settings
from extractor.errors import InputError
from extractor.originals import original
from extractor.pipeline import extract
from extractor.places import CellRef
from extractor.store.corrections import settle_cell
from extractor.store.crops import FRAME, find_source
from extractor.store.loading import load_json
from extractor.store.locating import locate
from extractor.store.stage import prepare_database

FIXTURES = Path(__file__).parents[2] / "fixtures"
SOME_INK = 0.002  # four characters in a cell that spans nine rows; paper alone has none


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["show", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_a_value_is_said_with_its_labels_and_its_place(url: str) -> None:
    engine = prepare_database(url)
    load_json(engine, as_json(small()), "a.json")
    settle_cell(engine, SHA256, CellRef(table="t1", row=1, col=1), "440")
    (id_,) = column(engine, "SELECT id FROM current_records WHERE row_label = '教育'")
    engine.dispose()
    code, out, _ = run(url, id_)
    assert code == 0
    assert out.splitlines() == [
        "value:    410",
        "person:   440",
        "number:   410 万元",
        "row:      教育",
        "column:   金额",
        "status:   read",
        "table:    t1, row 2, column 2",
        f"document: 预算.pdf, sha256 {SHA256}",
        "place 1:  page 1, box 10.5, 0, 30.25, 40.1 in points",
    ]


def test_a_row_of_an_older_version_is_said_to_be_one(engine: Engine) -> None:
    load_json(engine, as_json(small("410")), "a.json")
    (id_,) = column(engine, "SELECT id FROM current_cells WHERE text = '410'")
    load_json(engine, as_json(small("440")), "a.json")
    found = locate(engine, str(id_))
    assert (found.text, found.is_current) == ("410", False)


def test_labels_are_found_without_a_record(engine: Engine) -> None:
    load_json(engine, as_json(rich()), "a.json")
    (id_,) = column(engine, "SELECT id FROM current_cells WHERE text = '-0.0'")
    found = locate(engine, str(id_))
    assert (found.row_path, found.caption) == (("支出",), "表")


@pytest.mark.parametrize("id_", ["", "1", "t1/1/1", "1/t1/1", "1/t9/1/1", "9/t1/1/1", "1/t1/9/1", f"{10**30}/t1/1/1"])
def test_what_is_no_id_is_said_so(url: str, id_: str) -> None:
    engine = prepare_database(url)
    load_json(engine, as_json(small()), "a.json")
    engine.dispose()
    code, _, error = run(url, id_)
    assert (code, "The views have them in the column id" in error) == (4, True)


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert run(tmp_path / "x.sqlite", "1/t1/1/1")[0] == 4
    assert not (tmp_path / "x.sqlite").exists()


@pytest.mark.parametrize(
    ("case", "parts"), [("row-span-over-page-break", 2), ("crop-box", 1), ("rotated-page", 1), ("image-png", 1)]
)
def test_the_crop_shows_the_print_of_the_cell(case: str, parts: int, tmp_path: Path) -> None:
    original = next((FIXTURES / case).glob("page.*"))
    archive = tmp_path / "archive" / "2020"
    archive.mkdir(parents=True)
    shutil.copy(original, archive / f"renamed{original.suffix}")
    document = extract(original, Settings())
    engine = prepare_database(str(tmp_path / "reports.sqlite"))
    load_json(engine, as_json(document), "a.json")
    table, cell = next((t, c) for t in document.tables for c in t.cells if c.text and len(c.regions) == parts)
    (version,) = column(engine, "SELECT id FROM current_documents")
    id_ = f"{version}/{table.id}/{cell.row}/{cell.col}"
    engine.dispose()
    code, out, _ = run(tmp_path / "reports.sqlite", id_, "--source", tmp_path / "archive", "-o", tmp_path / "a.png")
    assert code == 0
    pictures = [line.removeprefix("crop:     ") for line in out.splitlines() if line.startswith("crop:")]
    assert pictures == [str(tmp_path / name) for name in ("a.png", "a-2.png")[:parts]]
    assert any(ink_in_frame(Path(picture)) > SOME_INK for picture in pictures)


@pytest.mark.parametrize("in_folder", [True, False], ids=["folder", "archive"])
def test_the_source_is_found_in_an_archive(in_folder: bool, tmp_path: Path) -> None:
    original = FIXTURES / "crop-box" / "page.pdf"
    content = original.read_bytes()
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    with zipfile.ZipFile(scans / "2020.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("other.pdf", bytes(len(content)))
        archive.writestr("../报告.pdf", content)
    document = extract(original, Settings())
    engine = prepare_database(str(tmp_path / "reports.sqlite"))
    load_json(engine, as_json(document), "a.json")
    (version,) = column(engine, "SELECT id FROM current_documents")
    engine.dispose()
    table, cell = next((t, c) for t in document.tables for c in t.cells if c.text)
    id_ = f"{version}/{table.id}/{cell.row}/{cell.col}"
    place = scans if in_folder else scans / "2020.zip"
    code, _, error = run(tmp_path / "reports.sqlite", id_, "--source", place, "-o", tmp_path / "a.png")
    assert (code, error) == (0, "")
    assert ink_in_frame(tmp_path / "a.png") > SOME_INK
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "reports.sqlite", "scans"]


def test_an_archive_without_the_source_is_said_to_be_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.pdf", b"12345")
    digest = hashlib.sha256(b"54321").hexdigest()
    with (
        pytest.raises(InputError, match="does not have, the file that was read"),
        original(tmp_path / "a.zip", digest, 5),
    ):
        pass


def ink_in_frame(picture: Path) -> float:
    """Share of dark pixels inside the frame, well away from it and from ruling lines."""
    pixels = np.asarray(Image.open(picture)).astype(int)
    rows, cols = np.nonzero((pixels == FRAME).all(axis=2))
    assert rows.size
    inside = pixels[rows.min() + 8 : rows.max() - 8, cols.min() + 8 : cols.max() - 8]
    return float((inside.max(axis=2) < 128).mean())


def test_another_file_is_not_taken_for_the_source(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"12345")
    (tmp_path / "b.pdf").write_bytes(b"54321")
    digest = hashlib.sha256(b"54321").hexdigest()
    assert find_source(tmp_path, digest, 5) == tmp_path / "b.pdf"
    with pytest.raises(Exception, match="does not have, the file that was read"):
        find_source(tmp_path / "a.pdf", digest, 5)
