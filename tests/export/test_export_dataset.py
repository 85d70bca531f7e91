"""The Parquet dataset, read by other libraries than the one that wrote it."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exported_documents import of_year, small, store, store_batch
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from extractor.cli import app
from extractor.document import Document
from extractor.export import dataset as dataset_module
from extractor.export.dataset import new_dataset
from extractor.export.dataset_columns import exact_number
from extractor.export.dataset_rows import rows_of
from extractor.normalise.records import with_records


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["export", *map(str, arguments), "--to", "parquet"])
    return result.exit_code, result.stderr


def query(dataset: Path, name: str, select: str = "*", rest: str = "") -> list[tuple[object, ...]]:
    files = f"read_parquet('{dataset}/{name}/**/*.parquet', hive_partitioning = true)"
    return duckdb.sql(f"SELECT {select} FROM {files} {rest}").fetchall()


def digests(dataset: Path) -> dict[str, str]:
    files = (path for path in dataset.rglob("*") if path.is_file())
    return {str(path.relative_to(dataset)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Two reports with a model and one without, as a batch leaves them."""
    return store_batch(tmp_path / "results", of_year(2021), of_year(2022), small())


def test_all_of_the_documents_is_in_it(batch: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    assert run(batch, "-o", dataset) == (0, "3 documents written\n")
    documents = [with_records(document) for document in (small(), of_year(2021), of_year(2022))]
    found = query(dataset, "documents", "file_name, model, year, record_count", "ORDER BY year")
    assert found == [
        ("预算.pdf", "none", 0, 1),
        ("2021.pdf", "annual-disclosure-b", 2021, len(documents[1].records)),
        ("2022.pdf", "annual-disclosure-b", 2022, len(documents[2].records)),
    ]
    columns = "row_path, column_path, text, semantic, number_text, unit, scale, period, status"
    for document in documents:
        records = query(
            dataset, "records", columns, f"WHERE sha256 = '{document.source.sha256}' ORDER BY table_id, row, col"
        )
        expected = sorted(document.records, key=lambda r: (r.table, r.row, r.col))
        assert records == [
            (list(r.row_path), list(r.column_path), r.text, r.semantic, r.number, r.unit, r.scale, r.period, r.status)
            for r in expected
        ]
    fields = query(dataset, "fields", "key, number", "WHERE year = 2022 AND number IS NOT NULL ORDER BY key")
    report = documents[2].report
    assert report is not None
    assert fields == sorted((f.key, Decimal(f.number)) for f in report.fields if f.number is not None)
    assert len(fields) > 100


def test_a_record_has_its_place_and_its_labels(tmp_path: Path) -> None:
    run(store(small(), tmp_path / "a.json"), "-o", tmp_path / "dataset")
    columns = "row_label, column_label, number, number_text, unit, scale, page, x0, top, x1, bottom, confidence"
    assert query(tmp_path / "dataset", "records", columns) == [
        ("教育", "金额（万元）", Decimal("410.5"), "410.50", "万元", 10000, 1, 10.5, 20.0, 30.25, 40.1, 1.0)
    ]


def test_a_finding_has_all_its_cells(tmp_path: Path) -> None:
    run(store(small(), tmp_path / "a.json"), "-o", tmp_path / "dataset")
    assert query(tmp_path / "dataset", "findings", "code, table_id, row, col, cells, page, x1, file_name, model") == [
        ("cell.suspect", "t1", 1, 1, [{"table_id": "t1", "row": 1, "col": 1}], 1, 3.0, "预算.pdf", "none")
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.50", Decimal("1234.50")),
        ("-0.0000000001", Decimal("-0.0000000001")),
        ("0.00000000001", None),
        ("1.50000000000000000000", Decimal("1.5")),
        ("9" * 28, Decimal("9" * 28)),
        ("9" * 28 + "." + "9" * 10, Decimal("9" * 28 + "." + "9" * 10)),
        ("9" * 29, None),
        ("12345678901234567890.12345678901", None),
        ("1e999999999", None),
        ("NaN", None),
        ("Infinity", None),
        ("words", None),
        (None, None),
    ],
)
def test_a_number_is_exact_or_null_and_never_rounded(text: str | None, number: Decimal | None) -> None:
    assert exact_number(text) == number


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_no_number_loses_a_digit(number: Decimal) -> None:
    held = exact_number(format(number, "f"))
    assert held is None or held == number
    written = pa.array([held], pa.decimal128(38, 10)).to_pylist()[0]
    assert written == held


def test_a_number_that_does_not_fit_is_there_as_text(tmp_path: Path) -> None:
    long = "12345678901234567890123456789.5"
    run(store(small(long), tmp_path / "a.json"), "-o", tmp_path / "dataset")
    assert query(tmp_path / "dataset", "records", "number, number_text, semantic") == [(None, long, "NUMERIC")]


def test_the_same_documents_give_the_same_files(batch: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    run(batch, "-o", dataset)
    first = digests(dataset)
    assert "records/model=annual-disclosure-b/year=2022/part-0.parquet" in first
    assert "findings/model=none/year=0/part-0.parquet" in first
    assert run(batch, "-o", dataset) == (0, "3 documents written\n")
    assert digests(dataset) == first
    run(batch, "-o", tmp_path / "other")
    assert digests(tmp_path / "other") == first


def test_a_dataset_is_replaced_as_a_whole(batch: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    run(batch, "-o", dataset)
    run(store(small(), tmp_path / "a.json"), "-o", dataset)
    assert query(dataset, "documents", "file_name") == [("预算.pdf",)]
    assert not (dataset / "records" / "model=annual-disclosure-b").exists()


def test_a_file_that_was_read_is_in_it_once(tmp_path: Path) -> None:
    first, second = (store(small(amount), tmp_path / f"{amount}.json") for amount in ("1", "2"))
    assert run(first, second, first, "-o", tmp_path / "dataset") == (
        0,
        "1 documents written, 2 left out: their file is there already\n",
    )
    assert query(tmp_path / "dataset", "records", "number") == [(Decimal(1),)]


def test_what_is_no_dataset_is_not_replaced(batch: Path) -> None:
    code, said = run(batch, "-o", batch)
    assert (code, "is not empty, and no dataset of this program" in said) == (7, True)
    assert len(list(batch.rglob("*.json*"))) == 3


def test_without_a_document_the_old_dataset_stays(batch: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "dataset"
    run(batch, "-o", dataset)
    before = digests(dataset)
    code, said = run(tmp_path / "missing.json", "-o", dataset)
    assert (code, said.endswith("0 documents written, 1 failed\n")) == (4, True)
    assert digests(dataset) == before


@pytest.mark.parametrize("place", ["write_table", "close"])
def test_a_full_disk_leaves_the_old_dataset(
    batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    dataset = tmp_path / "dataset"
    run(batch, "-o", dataset)
    before = digests(dataset)

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if place == "write_table":
            patch.setattr(pq.ParquetWriter, "write_table", full_disk)
        else:
            patch.setattr(dataset_module.os, "fsync", full_disk)
        code, said = run(store(small("7"), tmp_path / "a.json"), "-o", dataset)
    assert (code, "No space left" in said) == (7, True)
    assert digests(dataset) == before


def hostile(**report: object) -> Document:
    document = of_year(2022)
    assert document.report is not None
    return document.model_copy(update={"report": document.report.model_copy(update=report)})


@pytest.mark.parametrize(
    "document",
    [
        hostile(year=10**12),
        hostile(model="x" * 300),
        with_records(small()).model_copy(
            update={"records": (with_records(small()).records[0].model_copy(update={"scale": 2**70}),)}
        ),
    ],
    ids=["year", "model", "scale"],
)
def test_a_value_that_no_column_holds_does_not_stop_the_others(tmp_path: Path, document: Document) -> None:
    bad = store(document, tmp_path / "a.json")
    good = store(small(sha256="11" * 32), tmp_path / "b.json")
    code, said = run(bad, good, "-o", tmp_path / "dataset")
    assert (code, "cannot hold" in said) == (4, True)
    assert query(tmp_path / "dataset", "documents", "sha256") == [("11" * 32,)]


def test_a_model_cannot_lead_out_of_the_directory(tmp_path: Path) -> None:
    source = store(hostile(model="../../../x y/z"), tmp_path / "in" / "a.json")
    assert run(source, "-o", tmp_path / "dataset")[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dataset", "in"]
    assert query(tmp_path / "dataset", "documents", "model") == [("../../../x y/z",)]
    read = polars.read_parquet(tmp_path / "dataset/documents/**/*.parquet", hive_partitioning=True)
    assert read["model"].to_list() == ["../../../x y/z"]


def test_a_report_whose_year_is_unknown_is_in_the_partition_of_its_model(tmp_path: Path) -> None:
    run(store(hostile(year=None), tmp_path / "a.json"), "-o", tmp_path / "dataset")
    assert query(tmp_path / "dataset", "documents", "model, year") == [("annual-disclosure-b", 0)]


def test_little_memory_gives_the_same_rows_in_more_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [small(str(n), f"{n}.pdf", f"{n:064}") for n in range(60)]
    documents += [of_year(year) for year in range(2015, 2025)]
    batch = store_batch(tmp_path / "results", *documents)
    run(batch, "-o", tmp_path / "usual")
    monkeypatch.setattr(dataset_module, "GROUP_BYTES", 60_000)
    monkeypatch.setattr(dataset_module, "PENDING_BYTES", 150_000)
    monkeypatch.setattr(dataset_module, "MOST_OPEN", 2)
    assert run(batch, "-o", tmp_path / "small")[0] == 0
    for name in ("documents", "records", "fields", "findings"):
        rows = [query(tmp_path / where, name, rest="ORDER BY ALL") for where in ("usual", "small")]
        assert rows[0] == rows[1]
    parts = [len(list((tmp_path / where / "records").rglob("*.parquet"))) for where in ("usual", "small")]
    assert parts[0] == 11
    assert parts[1] > 11


def test_memory_does_not_grow_with_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_module, "GROUP_BYTES", 1 << 20)
    monkeypatch.setattr(dataset_module, "PENDING_BYTES", 2 << 20)
    rows = rows_of(with_records(of_year(2022)), tmp_path)
    size = sum(table.nbytes for table in rows.tables.values())
    before, most = pa.total_allocated_bytes(), 0
    with new_dataset(tmp_path / "dataset") as dataset:
        for _ in range(16 * (1 << 20) // size):
            copy = {
                name: table.take(pa.array(range(table.num_rows), pa.int64())) for name, table in rows.tables.items()
            }
            dataset.add(type(rows)(rows.partition, copy))
            most = max(most, pa.total_allocated_bytes() - before)
    assert most < 8 << 20
    assert sum(table.nbytes for table in [pq.read_table(tmp_path / "dataset" / "records")]) > 8 << 20
