"""`extractor compare`: files and folders in, three forms out, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared_reports import report_of
from typer.testing import CliRunner

from extractor import cli
from extractor.compare.comparison import Comparison

FORWARD = [2, 1, 0, 0, 3, 0]
SHORT = "一是公开的内容还不够丰富，二是人员变动频繁。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    first = report_of(2021, [0] * 6, FORWARD, problems=SHORT)
    second = report_of(2022, FORWARD, [0] * 6, valid=4, documents=29, problems=SHORT)
    for year, document in ((2021, first), (2022, second)):
        (tmp_path / f"{year}.json").write_text(document.model_dump_json(), encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.app, ["compare", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_files_that_agree(folder: Path) -> None:
    code, text, _ = run(folder / "2022.json", folder / "2021.json")
    assert code == 0
    assert "大湾镇人民政府: 2021, 2022" in text
    assert "findings: none" in text.lower()


def test_a_finding_gives_its_exit_code(folder: Path) -> None:
    wrong = report_of(2022, [0] * 6, [0] * 6, valid=4, documents=29, problems=SHORT)
    (folder / "2022.json").write_text(wrong.model_dump_json(), encoding="utf-8")
    code, text, _ = run(folder, "--locale", "zh")
    assert code == 8
    assert "年度间勾稽不符" in text


def test_a_folder_says_what_is_no_document(folder: Path) -> None:
    (folder / "notes.json").write_text("{}", encoding="utf-8")
    code, text, _ = run(folder, "-f", "json")
    assert code == 0
    assert [Path(name).name for name in Comparison.model_validate_json(text).skipped] == ["notes.json"]


def test_html_stands_alone_and_shows_every_value(folder: Path) -> None:
    target = folder / "comparison.html"
    assert run(folder, "-f", "html", "-o", target)[0] == 0
    page = target.read_text(encoding="utf-8")
    assert "http" not in page
    assert "规章 / 现行有效件数" in page
    assert "+1 (+33.33 %)" in page


@pytest.mark.parametrize("name", ["2021.json", "absent.json"])
def test_one_document_is_not_enough(folder: Path, name: str) -> None:
    code, _, error = run(folder / name)
    assert code == 4
    assert name in error


def test_the_terminal_shows_whole_labels_and_counts_what_could_not_be_asked(folder: Path) -> None:
    later = report_of(2024, [0] * 6, [0] * 6, valid=4, documents=29, problems=SHORT)
    (folder / "2024.json").write_text(later.model_dump_json(), encoding="utf-8")
    _, shown, _ = run(folder)
    assert "…" not in shown
    assert "9 equations were not evaluated: the report of the year before is not there" in " ".join(shown.split())
    assert "2022–2024" not in shown.partition("Equations")[2].partition("Likeness")[0]
    _, page, _ = run(folder, "-f", "html")
    assert page.count("the report of the year before is not there") == 9
