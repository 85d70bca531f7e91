"""Report models are read with their lines: every mistake says where it is and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor import cli
from extractor.errors import ModelError
from extractor.pipeline import extract
from extractor.reports.loading import load_model, load_models
from extractor.reports.skeleton import skeleton
from extractor.reports.stage import report_document, select_models

ROOT = Path(__file__).parents[2]
TOWNSHIP = ROOT / "fixtures" / "township-2020" / "digital.pdf"
GOOD = """\
model: small
name: 小表
blank: missing
document:
  title: 小表
tables:
  t:
    name: 表一
    columns:
      a: 甲
      b: 乙
      total: 合计
    rows:
      first: 第一行
      second: 第二行
rules:
  - id: ROW
    table: t
    each: row
    formula: a + b = total
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(written(folder, text))
    return str(caught.value).replace(f"{folder}/", "")


def test_good_model_is_read(tmp_path: Path) -> None:
    model = load_model(written(tmp_path, GOOD))
    assert (model.model, model.tables["t"].columns["a"].label) == ("small", ("甲",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "second: 第二行",
            "first: 第二行",
            "small.yaml:15: 'first' stands here and on line 14; rename or remove one",
            id="key-twice",
        ),
        pytest.param("columns:", "columnz:", "small.yaml:9: 'columnz' is not known here; did you mean", id="misspelt"),
        pytest.param("name: 小表\n", "", "small.yaml:1: 'name' is missing here; add `name: …`", id="missing"),
        pytest.param(
            "a + b = total",
            "a + bb = total",
            "small.yaml:20: bb is the key of no field; did you mean b?",
            id="unknown-name",
        ),
        pytest.param("a + b = total", "a + b", "small.yaml:20: one of = <= >= < > expected", id="no-equation"),
        pytest.param(
            "= total\n",
            "= total\n    needs: [a, c]\n",
            "small.yaml:21: c is no name of the formula, nor what one begins with",
            id="needs-what-the-formula-has-not",
        ),
        pytest.param("= total\n", "= total\n    needs: [a, total]\n", "", id="needs-names-of-the-formula"),
        pytest.param(
            "    each: row\n    formula: a + b = total\n",
            "    formula: t.first.a <= t.first.total\n    needs: [t.first]\n",
            "",
            id="needs-what-names-begin-with",
        ),
        pytest.param("table: t", "table: u", "small.yaml:18: there is no table 'u'; known are t", id="unknown-table"),
        pytest.param("a: 甲", "sum: 甲", "small.yaml:10: 'sum' means something in formulas", id="reserved"),
        pytest.param("a: 甲", "a: /(/", "small.yaml:10: '(' is no regular expression", id="bad-pattern"),
        pytest.param("a: 甲", "a-b: 甲", "small.yaml:10: 'a-b' cannot be a key", id="bad-key"),
        pytest.param("a: 甲", "a: [甲", "small.yaml:11: ", id="no-yaml"),
        pytest.param("a: 甲", "a: {label: 甲, unit: 斗笠}", "small.yaml:10: '斗笠' is no unit", id="unknown-unit"),
        pytest.param("a: 甲", "a: {label: 甲, type: counts}", "small.yaml:10: 'type': input should be", id="bad-type"),
        pytest.param("blank: missing", "blank: nothing", "small.yaml:3: 'blank': input should be", id="bad-blank"),
        pytest.param("first: 第一行", "first: &x 第一行\n      third: *x", "", id="reference-to-text-is-harmless"),
        pytest.param("    columns:", "    columns: &c", "", id="anchor-alone-is-harmless"),
    ],
)
def test_mistake_has_its_line_and_its_remedy(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    if message:
        assert message in complaint(tmp_path, text)
    else:
        load_model(written(tmp_path, text))


def test_all_mistakes_are_said_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = GOOD.replace("a: 甲", "a: {label: 甲, colour: 红}").replace("each: row", "each: diagonal")
    lines = complaint(tmp_path, text).splitlines()
    assert [line.split(":")[1] for line in lines] == sorted(line.split(":")[1] for line in lines)
    assert len(lines) >= 2


def test_words_that_yaml_takes_for_something_else_stay_labels(tmp_path: Path) -> None:
    model = load_model(written(tmp_path, GOOD.replace("a: 甲", "a: no").replace("b: 乙", "b: 2020")))
    assert [model.tables["t"].columns[key].label for key in "ab"] == [("no",), ("2020",)]


def test_reference_that_repeats_a_piece_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("    columns:", "    columns: &c").replace("rows:", "rows: *c", 1)
    text = "\n".join(line for line in text.splitlines() if "第" not in line)
    assert "a reference (*name)" in complaint(tmp_path, text)


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "just words"])
def test_file_that_is_no_model_is_refused(tmp_path: Path, text: str) -> None:
    assert complaint(tmp_path, text).startswith("small.yaml:1: ")


def test_models_of_ones_own_replace_others_of_the_same_id(tmp_path: Path) -> None:
    written(tmp_path, GOOD.replace("model: small", "model: annual-disclosure-a"))
    found = {model.model: model for model in load_models([tmp_path])}
    assert found["annual-disclosure-a"].name == "小表"
    assert "annual-disclosure-b" in found


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "again.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ModelError, match="both have the id small"):
        load_models([tmp_path])


def test_unknown_model_names_those_that_are_known() -> None:
    with pytest.raises(ModelError, match="Known are annual-disclosure-a, annual-disclosure-b"):
        select_models("annual-disclosure-c")


def test_the_example_of_the_documentation_is_a_model(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "report-models.md").read_text(encoding="utf-8")
    model = load_model(written(tmp_path, text.split("```yaml\n")[1].split("```")[0]))
    assert model.model == "library-report"


def test_a_model_made_from_a_document_is_one_and_names_all_its_numbers(tmp_path: Path) -> None:
    document = extract(TOWNSHIP)
    model = load_model(written(tmp_path, skeleton(document)))
    report = report_document(document, [model], is_given=True).report
    assert report is not None
    there = {(t.id, c.row, c.col) for t in document.tables for c in t.cells if c.value and c.value.number}
    named = {(f.cell.table, f.cell.row, f.cell.col) for f in report.fields if f.cell and f.number}
    # The blocks of table one below the first have column headers of their own, which a person has to name.
    assert {place for place in there - named if place[0] != "t1"} == set()


def test_commands_list_check_explain_and_begin_models(tmp_path: Path) -> None:
    run = CliRunner()
    listed = run.invoke(cli.app, ["models", "list"])
    assert listed.exit_code == 0
    assert "annual-disclosure-b" in listed.stdout
    bad = written(tmp_path, GOOD.replace("blank: missing", "blank: maybe"))
    checked = run.invoke(cli.app, ["models", "check", str(ROOT / "models" / "annual-disclosure-a.yaml"), str(bad)])
    assert checked.exit_code == 9
    assert "47 equations" in checked.stdout
    assert f"{bad.name}:3" in checked.stderr
    told = run.invoke(cli.app, ["models", "explain", str(ROOT / "models" / "annual-disclosure-b.yaml")])
    assert "T3-ROW" in told.stdout
    begun = run.invoke(cli.app, ["models", "new", str(TOWNSHIP), "-o", str(tmp_path / "new.yaml")])
    assert begun.exit_code == 0
    assert load_model(tmp_path / "new.yaml").tables
    fitting = run.invoke(cli.app, ["models", "explain", str(TOWNSHIP), "--models", str(tmp_path / "none")])
    assert fitting.exit_code == 9


def test_explain_of_a_document_gives_scores_and_reasons() -> None:
    told = CliRunner().invoke(cli.app, ["models", "explain", str(TOWNSHIP)])
    assert "annual-disclosure-a: 1.00" in told.stdout
    assert "reports of 2020 have another form" in told.stdout
    assert "T3-SUM[total]" in told.stdout


def test_model_that_is_not_there_stops_extraction_before_it_begins(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli.app, ["extract", str(tmp_path / "absent.pdf"), "--model", "unknown"])
    assert told.exit_code == 9
