"""docs/formats.md says what is so, and its examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from exported_documents import of_year, small, store_batch
from typer.testing import CliRunner

from extractor.cli import app
from extractor.export.dataset_columns import DATASETS, OF_DOCUMENT, PARTITIONS
from extractor.export.form import FORMS
from extractor.normalise.records import with_records
from extractor.output.stage import load_sink

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
EXAMPLES = [code for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "dataset/" in code]
SPELLED = {
    "list<item: string>": "list of string",
    "list<item: struct<table_id: string, row: int32, col: int32>>": "list of struct (table_id, row, col)",
}


def columns_after(words: str) -> dict[str, tuple[str, str]]:
    """Type and meaning of the columns of the first table after some words."""
    lines = PAGE.split(words, 1)[1].split("| --- | --- | --- |\n", 1)[1].splitlines()
    rows = [re.fullmatch(r"\| `(\w+)` \| (.+?) \| (.+) \|", line) for line in lines[: lines.index("")]]
    return {row[1]: (row[2], row[3]) for row in rows if row is not None}


def spelled(type_: object) -> str:
    return SPELLED.get(str(type_).replace("element:", "item:"), str(type_))


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_every_column_is_explained(dataset: object) -> None:
    said = columns_after(f"`{dataset.name}`, a row a")
    assert said == {column.name: (spelled(column.type), column.meaning) for column in dataset.columns}


def test_every_column_of_all_datasets_is_explained() -> None:
    said = {name: type_ for name, (type_, _) in columns_after("columns of the folders, and of the document").items()}
    fields = [*PARTITIONS, *(column for column in OF_DOCUMENT)]
    assert said == {field.name: spelled(field.type) for field in fields}


@pytest.mark.parametrize("example", EXAMPLES, ids=("duckdb", "pandas", "polars"))
def test_every_reader_reads_the_dataset_in_one_line(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store_batch(tmp_path / "results", of_year(2021), of_year(2022), small())
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["export", "results", "--to", "parquet", "-o", "dataset"]).exit_code == 0
    names: dict[str, object] = {}
    exec(compile(example, "docs/formats.md", "exec"), names)
    expected = sum(len(with_records(document).records) for document in (of_year(2021), of_year(2022), small()))
    assert len(names["records"]) == expected
    printed = capsys.readouterr().out
    assert printed.count("692.59") == 2, "one in each year"
    assert printed.count("410.50") == 1
    assert "2021" in printed


def test_every_format_is_explained() -> None:
    said = set(re.findall(r"(?:-f|--to) ([\w-]+)", PAGE))
    assert set(FORMS) - said - {"markdown", "html"} == set(), "the README has these two"


def test_every_section_says_what_the_format_cannot_carry() -> None:
    sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0] for section in sections if "cannot carry" not in section] == []


def test_the_texts_on_csv_are_so() -> None:
    content = load_sink("csv").render(small()).decode()
    assert content.startswith("# t1; pages 1; 表1\r\n")
