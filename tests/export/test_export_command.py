from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from exported_documents import of_year, small, store, store_batch, with_a_line
from typer.testing import CliRunner

from extractor.cli import app
from extractor.document import Document
from extractor.normalise.records import with_records
from extractor.output.stage import FORMATS, load_sink
from extractor.stored import load_document


def run(*arguments: object) -> tuple[int, bytes, str]:
    result = CliRunner().invoke(app, ["export", *map(str, arguments)])
    return result.exit_code, result.stdout_bytes, result.stderr


def names_in(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_of_extract_is_written_from_json(tmp_path: Path, format_: str) -> None:
    document = with_a_line(small())
    source = store(document, tmp_path / "a.json.gz")
    code, out, said = run(source, "--to", format_)
    assert (code, said) == (0, "")
    assert out == load_sink(format_).render(with_records(document) if format_ == "records" else document)


def test_a_format_of_lines_says_how_to_get_them(tmp_path: Path) -> None:
    code, _, said = run(store(small(), tmp_path / "a.json"), "--to", "alto")
    assert (code, "--lines" in said) == (7, True)


def test_the_format_is_named_as_in_extract_too(tmp_path: Path) -> None:
    source = store(small(), tmp_path / "a.json")
    assert run(source, "-f", "csv") == run(source, "--format", "csv") == run(source, "--to", "csv")


def test_one_document_goes_into_the_file_that_is_named(tmp_path: Path) -> None:
    source, target = store(small(), tmp_path / "a.json"), tmp_path / "x.html"
    assert run(source, "--to", "html", "-o", target)[0] == 0
    assert target.read_bytes() == load_sink("html").render(small())


def test_the_documents_of_a_batch_get_the_names_that_their_files_had(tmp_path: Path) -> None:
    batch = store_batch(
        tmp_path / "out",
        small(name="a.pdf", sha256="aa" * 32),
        small(name="A.PDF", sha256="bb" * 32),
        small(name="a.pdf", sha256="cc" * 32),
        small(name="b.c.pdf", sha256="dd" * 32),
    )
    target = tmp_path / "pages"
    assert run(batch, "--to", "markdown", "-o", target) == (0, b"", "4 documents written\n")
    assert names_in(target) == ["A-bbbbbbbb.md", "a-cccccccc.md", "a.md", "b.c.md"]
    run(batch, "--to", "markdown", "-o", target)
    assert len(names_in(target)) == 4


def test_two_files_of_one_hash_overwrite_nothing(tmp_path: Path) -> None:
    files = [store(small(amount), tmp_path / f"{amount}.json") for amount in ("1", "2", "3")]
    assert run(*files, "--to", "text", "-o", tmp_path / "texts")[0] == 0
    texts = [path.read_text() for path in (tmp_path / "texts").iterdir()]
    assert len(set(texts)) == 3


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("../../evil.pdf", "evil.txt"),
        ("C:\\Windows\\evil.pdf", "evil.txt"),
        ("/etc/passwd", "passwd.txt"),
        ("..", "document.txt"),
        ("", "document.txt"),
        (".hidden", "_hidden.txt"),
        ("-rf.pdf", "_rf.txt"),
        ("a\x1b[2J\u202eb\n.pdf", "a_[2J_b_.txt"),
        ("年" * 300 + ".pdf", "年" * 76 + ".txt"),
    ],
)
def test_no_name_leads_out_of_the_directory(tmp_path: Path, name: str, written: str) -> None:
    source = store(small(name=name), tmp_path / "in" / "a.json")
    assert run(source, "--to", "text", "-o", f"{tmp_path / 'out'}/")[0] == 0
    assert names_in(tmp_path / "out") == [written]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_csv_in_a_directory_is_a_file_a_table_whatever_their_ids(tmp_path: Path) -> None:
    table = small().tables[0]
    ids = ("t1", "../../t2", "a/b", "a\\b", "a_b", "x" * 300)
    tables = tuple(table.model_copy(update={"id": id_}) for id_ in ids)
    source = store(small().model_copy(update={"tables": tables, "findings": ()}), tmp_path / "in" / "a.json")
    assert run(source, "--to", "csv", "-o", f"{tmp_path / 'out'}/") == (0, b"", "1 documents written\n")
    names = ("a_b", "b-2", "b", "t1", "t2", "x" * 10)
    assert names_in(tmp_path / "out") == [f"预算.{name}.csv" for name in names]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    batch = store_batch(tmp_path / "out", small(sha256="aa" * 32), small(name="b.pdf", sha256="bb" * 32))
    (batch / "documents" / "aa" / "a.json").write_text("{}")
    (batch / "documents" / "aa" / "b.json.gz").write_bytes(b"\x1f\x8b\x08 cut")
    (tmp_path / "empty").mkdir()
    missing = tmp_path / "missing.json"
    code, _, said = run(tmp_path / "empty", missing, batch, "--to", "html", "-o", tmp_path / "pages")
    assert (code, said.count("error:")) == (4, 4)
    assert said.endswith("2 documents written, 4 failed\n")
    assert names_in(tmp_path / "pages") == ["b.html", "预算.html"]


def test_a_fault_of_ours_in_one_document_does_not_stop_the_others(tmp_path: Path) -> None:
    table = small().tables[0].model_copy(update={"row_count": 1})  # a cell lies below the last row
    broken = store(small(name="a.pdf").model_copy(update={"tables": (table,)}), tmp_path / "a.json")
    whole = store(small(name="b.pdf"), tmp_path / "b.json")
    code, _, said = run(broken, whole, "--to", "csv", "-o", tmp_path / "tables")
    assert (code, said.endswith("1 documents written, 1 failed\n")) == (1, True)
    assert names_in(tmp_path / "tables") == ["b.t1.csv"]


def test_a_result_that_cannot_be_written_does_not_stop_the_others(tmp_path: Path) -> None:
    batch = store_batch(tmp_path / "out", small(name="a.pdf", sha256="aa" * 32), small(name="b.pdf", sha256="bb" * 32))
    (tmp_path / "pages" / "a.html").mkdir(parents=True)
    code, _, said = run(batch, "--to", "html", "-o", tmp_path / "pages")
    assert (code, said.endswith("1 documents written, 1 failed\n")) == (7, True)
    assert names_in(tmp_path / "pages") == ["b.html"]


def test_findings_are_said_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    source = store(of_year(2022), tmp_path / "a.json")
    source = store(small(), source)
    _, out, _ = run(source, "--to", "json", "--locale", "zh")
    assert "表 t1 第 2 行第 2 列" in Document.model_validate_json(out).findings[0].message


def test_csv_has_the_mark_and_the_guard_that_are_asked_for(tmp_path: Path) -> None:
    source = store(small("=1+1"), tmp_path / "a.json")
    _, out, _ = run(source, "--to", "records", "--bom", "--guard-formulas")
    assert out.startswith(b"\xef\xbb\xbffile,")
    assert [line["text"] for line in csv.DictReader(out.decode("utf-8-sig").splitlines())] == ["'=1+1"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{0}/a.json", "--to", "docx"), "there is no form docx"),
        (("{0}/a.json", "{0}/a.json", "--to", "csv"), "several documents need a directory"),
        (("{0}", "--to", "csv", "-o", "-"), "several documents need a directory"),
        (("{0}/a.json", "--to", "parquet"), "a dataset needs a directory"),
        (("{0}/a.json", "--to", "json", "-o", "{0}/a.json"), "would replace the file that is read"),
        (("{0}", "--to", "json", "-o", "{0}/inside"), "would lie among the documents"),
        (("{0}/a.json", "{0}/a.json", "--to", "json", "-o", "{0}"), "would lie among the documents"),
        (("{0}", "--to", "csv", "-o", "{0}/a.json"), "is no directory"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    source = store(small(), tmp_path / "a.json")
    code, _, error = run(*(argument.format(tmp_path) for argument in arguments))
    assert (code, said in " ".join(error.replace("│", " ").split())) == (2, True)
    assert load_document(source) == small()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize(("form", "package"), [("parquet", "pyarrow"), ("xlsx", "openpyxl")])
def test_a_missing_package_is_named_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, package: str
) -> None:
    for module in [*sys.modules]:
        if module.startswith(("extractor.export.dataset", "extractor.output.xlsx")):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    store(small(), tmp_path / "a.json")
    code, _, said = run(tmp_path, "--to", form, "-o", tmp_path / "out")
    assert (code, f"pip install 'report-extractor[{form}]'" in said) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
