from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checked_documents import checked
from extractor import cli, pipeline
from extractor.config import Settings
from extractor.document import Cell, Document, PageReport, Source, Table
from extractor.errors import DamagedFileError, InputError, PasswordError
from extractor.output.json_sink import JsonSink
from extractor.progress import Progress
from extractor.rechecking import recheck

FIXTURES = Path(__file__).parent.parent / "fixtures"
SOURCE = Source(file_name="a.pdf", sha256="0", bytes=1, pages=1, kinds=("text-layer",), tool="t")
TABLE = Table(id="t1", pages=(1,), row_count=1, column_count=1, cells=(Cell(row=0, col=0, text="5"),))
DOCUMENT = Document(source=SOURCE, pages=(PageReport(number=1, kind="text-layer", width=1, height=1),), tables=(TABLE,))


class Run:
    """Runs the command line in this process, with a pipeline that only notes what it was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[Path, Settings]] = []
        self.made = DOCUMENT
        self._runner = CliRunner()

    def extract(self, source: Path, settings: Settings, progress: Progress) -> Document:
        self.calls.append((source, settings))
        progress.started(1)
        progress.page_done(1)
        if source.name.startswith("damaged"):
            raise DamagedFileError(source, "PDF", "no trailer")
        if source.name.startswith("locked"):
            raise PasswordError(source, given=False)
        if not source.exists():
            raise InputError(f"{source} does not exist.")
        if source.name.startswith("fault"):
            raise ValueError("a promise was broken")
        named = self.made.source.model_copy(update={"file_name": source.name})
        return self.made.model_copy(update={"source": named})

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        result = self._runner.invoke(cli.app, [str(a) for a in arguments])
        return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    made = Run()
    monkeypatch.setattr(pipeline, "extract", made.extract)
    return made


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("a.pdf", "b.pdf", "a.tiff", "damaged.pdf", "locked.pdf", "fault.pdf"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_json_goes_to_standard_output_and_the_summary_to_standard_error(run: Run, files: Path) -> None:
    code, out, err = run("extract", files / "a.pdf")
    assert code == 0
    assert Document.model_validate_json(out).source.file_name == "a.pdf"
    assert err == f"{files / 'a.pdf'}: 1 page (1 text-layer), 1 table, 0 joins over pages, no findings\n"


def test_quiet_says_nothing(run: Run, files: Path) -> None:
    assert run("extract", "-q", files / "a.pdf", "-o", files / "out.json")[1:] == ("", "")


def test_options_become_settings(run: Run, files: Path) -> None:
    run(
        "extract", files / "a.pdf", "--pages", "1-3,7", "--ocr", "never", "--engine", "tesseract", "--languages", "eng",
        "--password", "secret", "--reader", "pdfplumber", "--join", "never", "--threads", 1, "--max-pages", 9,
        "--max-bytes", 8, "--max-pixels", 7, "--max-marks", 6, "--repair", "--locale", "zh",
    )  # fmt: skip
    ((_, settings),) = run.calls
    assert (settings.ingest.pages, settings.ingest.password, settings.ingest.reader) == (
        "1-3,7",
        "secret",
        "pdfplumber",
    )
    assert (settings.ingest.max_pages, settings.ingest.max_bytes, settings.ingest.max_pixels) == (9, 8, 7)
    assert settings.ingest.max_marks == 6
    assert (settings.ocr.mode, settings.ocr.engine, settings.ocr.languages) == ("never", "tesseract", ("eng",))
    assert (settings.ocr.threads, settings.stitch.join) == (1, "never")
    assert (settings.checks.repair, settings.checks.locale) == (True, "zh")


def test_without_options_the_settings_are_the_defaults(run: Run, files: Path) -> None:
    run("extract", files / "a.pdf")
    assert run.calls == [(files / "a.pdf", Settings())]


def test_one_bad_file_does_not_stop_the_others(run: Run, files: Path) -> None:
    names = ("damaged.pdf", "a.pdf", "locked.pdf", "missing.pdf", "b.pdf")
    code, _, err = run("extract", *(files / name for name in names), "-o", files / "out")
    assert code == 5, "the highest of 4 and 5"
    assert sorted(path.name for path in (files / "out").iterdir()) == ["a.json", "b.json"]
    assert err.count("error:") == 3
    assert "missing.pdf does not exist" in err


def test_a_fault_of_ours_keeps_its_traceback_and_the_other_files(
    run: Run, files: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        code, _, _ = run("extract", files / "fault.pdf", files / "a.pdf", "-o", files / "out")
    assert code == 1
    assert "a promise was broken" in caplog.text
    assert (files / "out" / "a.json").exists()


def test_files_of_one_name_do_not_overwrite_each_other(run: Run, files: Path) -> None:
    (files / "more").mkdir()
    (files / "more" / "a.pdf").write_bytes(b"x")
    sources = (files / "a.pdf", files / "a.tiff", files / "more" / "a.pdf", files / "more" / "a.pdf")
    assert run("extract", *sources, "-o", f"{files / 'out'}/")[0] == 0
    names = {p.name: json.loads(p.read_text())["source"]["file_name"] for p in (files / "out").iterdir()}
    assert names == {"a.json": "a.pdf", "a.tiff.json": "a.tiff", "a.pdf.json": "a.pdf", "more-a.json": "a.pdf"}


def test_several_files_need_a_directory(run: Run, files: Path) -> None:
    code, _, err = run("extract", files / "a.pdf", files / "b.pdf")
    assert code == 2
    assert "several files need a directory" in " ".join(err.replace("│", " ").split())
    assert run.calls == []


def test_the_source_is_never_overwritten(run: Run, files: Path) -> None:
    assert run("extract", files / "a.pdf", "-o", files / "a.pdf")[0] == 2
    assert (files / "a.pdf").read_bytes() == b"x"


def test_a_failed_extraction_writes_nothing(run: Run, files: Path) -> None:
    code, out, err = run("extract", files / "damaged.pdf", "-o", files / "out.json")
    assert (code, out) == (4, "")
    assert "no trailer" in err
    assert "Traceback" not in err
    assert not (files / "out.json").exists()


def test_what_cannot_be_written_is_exit_code_7(run: Run, files: Path) -> None:
    assert run("extract", files / "a.pdf", "-o", files / "missing" / "out.json")[0] == 7


@pytest.mark.parametrize("format_", ["markdown", "html", "csv", "text"])
def test_formats(run: Run, files: Path, format_: str) -> None:
    assert run("extract", files / "a.pdf", "--format", format_, "-o", "-")[0] == 0


def test_records_are_made_where_they_are_asked_for(run: Run, files: Path) -> None:
    run("extract", files / "a.pdf")
    run("extract", files / "a.pdf", "--records")
    run("extract", files / "a.pdf", "-f", "records")
    assert [settings.normalise.records for _, settings in run.calls] == [False, True, True]


@pytest.mark.parametrize("format_", ["alto", "hocr", "searchable-pdf"])
def test_lines_are_kept_for_the_formats_that_are_made_of_them(run: Run, files: Path, format_: str) -> None:
    run("extract", files / "a.pdf")
    run("extract", files / "a.pdf", "--lines")
    run("extract", files / "a.pdf", "-f", format_, "-o", f"{files / 'out'}/")
    assert [settings.lines.keep for _, settings in run.calls] == [False, True, True]


@pytest.mark.parametrize("package", ["pikepdf", "img2pdf"])
def test_a_package_that_is_missing_is_known_before_the_work(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("extractor.searchable.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    code, _, err = run("extract", files / "a.pdf", "-f", "searchable-pdf", "-o", files / "out.pdf")
    assert (code, run.calls) == (3, [])
    assert "report-extractor[searchable]" in err


def test_a_searchable_pdf_never_takes_the_place_of_its_source(run: Run, files: Path) -> None:
    source = files / "real.pdf"
    source.write_bytes((FIXTURES / "crop-box" / "page.pdf").read_bytes())
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    run.made = DOCUMENT.model_copy(update={"source": SOURCE.model_copy(update={"sha256": digest})})
    assert run("extract", source, "-f", "searchable-pdf", "-o", files)[0] == 0
    assert (files / "real.pdf.pdf").read_bytes() == source.read_bytes()  # no page of it was read by OCR
    assert run("extract", source, "-f", "searchable-pdf", "-o", source)[0] == 2


def test_csv_in_a_directory_is_one_file_a_table(run: Run, files: Path) -> None:
    assert run("extract", files / "a.pdf", "-f", "csv", "-o", files / "out.csv")[0] == 0
    assert (files / "out.csv").read_bytes() == b"# t1; pages 1\r\n5\r\n"
    assert run("extract", files / "a.pdf", "-f", "csv", "-o", f"{files / 'out'}/")[0] == 0
    assert [(p.name, p.read_bytes()) for p in (files / "out").iterdir()] == [("a.t1.csv", b"5\r\n")]


def test_an_unknown_format_is_a_wrong_command_line(run: Run, files: Path) -> None:
    assert run("extract", files / "a.pdf", "--format", "docx")[0] == 2


def test_show_prints_what_extract_wrote(run: Run, files: Path) -> None:
    run("extract", files / "a.pdf", "-o", files / "out.json")
    assert run("show", files / "out.json")[0] == 0


def test_show_refuses_other_json(run: Run, files: Path) -> None:
    (files / "other.json").write_text('{"a": 1}')
    code, _, err = run("show", files / "other.json")
    assert code == 4
    assert "is not a document of this program" in err


def test_show_names_a_file_that_is_not_there(run: Run, files: Path) -> None:
    code, _, err = run("show", files / "missing.json")
    assert code == 4
    assert "cannot be read" in err


WRONG_SUM = """
地区 | 一季度 | 二季度 | 三季度 | 合计
东村 | 1204 | 2118 | 3009 | 6331
西村 | 3377 | 1046 | 2240 | 6663
南村 | 2950 | 4475 | 1871 | 9236
北村 | 1113 | 2227 | 5308 | 8648
合计 | 8644 | 9806 | 12428 | 30878
"""


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "stored.json"
    path.write_bytes(JsonSink().render(recheck(checked(WRONG_SUM))))
    return path


def test_check_says_what_remains_and_leaves_the_file(run: Run, stored: Path) -> None:
    before = stored.read_bytes()
    code, out, _ = run("check", stored)
    assert code == 8
    assert "same  sum.mismatch" in out
    assert "findings: 0 new, 0 gone, 1 same" in out
    assert stored.read_bytes() == before


def test_check_writes_the_same_bytes_where_nothing_was_changed(run: Run, stored: Path) -> None:
    before = stored.read_bytes()
    assert run("check", stored, "-o", stored)[0] == 8
    assert stored.read_bytes() == before


def test_check_takes_corrections(run: Run, stored: Path) -> None:
    code, out, _ = run("check", stored, "--set", "t1,4,3=4415", "-o", stored)
    assert (code, "gone  sum.mismatch" in out) == (0, True)
    assert run("check", stored)[:2] == (0, "findings: 0 new, 0 gone, 0 same\n")


def test_check_repairs_on_demand_and_says_so_in_chinese(run: Run, stored: Path) -> None:
    code, out, _ = run("check", stored, "--repair", "--locale", "zh", "-o", stored)
    assert code == 8
    assert "已修复：“4475”改为“4415”" in out
    assert "已修复" in run("show", stored)[1].replace("\n", "")
    assert "repaired" in run("show", stored, "--locale", "en")[1]
    run("check", stored, "--no-repair", "-o", stored)
    assert '"repaired"' not in stored.read_text(encoding="utf-8")


@pytest.mark.parametrize("wanted", ["t1,4=5", "4,3=5", "t1,0,3=5"])
def test_a_correction_without_a_cell_is_a_wrong_command_line(run: Run, stored: Path, wanted: str) -> None:
    assert run("check", stored, "--set", wanted)[0] == 2


def test_a_correction_of_no_cell_is_exit_code_4(run: Run, stored: Path) -> None:
    assert run("check", stored, "--set", "t7,4,3=5")[0] == 4


def test_schema_is_printed(run: Run) -> None:
    code, out, _ = run("schema")
    assert code == 0
    assert json.loads(out)["title"] == "Document"


def test_help_names_the_exit_codes(run: Run) -> None:
    code, out, _ = run("extract", "--help")
    assert code == 0
    assert "7 the result cannot be written" in " ".join(out.split())


def loaded_modules(code: str) -> set[str]:
    """Modules that a fresh interpreter has loaded after `code`."""
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout.split()
    )


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m extractor schema | true; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert result.returncode == 7
    assert result.stderr.startswith("error: standard output cannot be written")
    assert "Traceback" not in result.stderr


def test_heavy_libraries_are_loaded_only_when_they_are_needed() -> None:
    heavy = {"cv2", "onnxruntime", "pdfplumber", "pypdfium2", "pandas", "openpyxl", "numpy", "rapidocr"}
    assert not loaded_modules("import extractor.cli") & heavy
    assert not loaded_modules("import extractor") & {*heavy, "pydantic", "typer"}


def test_the_public_names_are_there() -> None:
    code = (
        "from extractor import Document, ExtractorError, Settings; import extractor; assert 'extract' in dir(extractor)"
    )
    assert "cv2" not in loaded_modules(code)
    with pytest.raises(AttributeError, match="no attribute 'surprise'"):
        __import__("extractor").surprise  # noqa: B018


def test_long_names_leave_room_for_what_is_added(run: Run, tmp_path: Path) -> None:
    names = ("aa" + "页" * 82 + "一.pdf", "aa" + "页" * 82 + "二.pdf")
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    code, _, _ = run("extract", *(tmp_path / name for name in names), "-o", tmp_path / "out")
    assert code == 0
    results = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(results) == 2
    assert all(len(name.encode()) < 255 for name in results)


def test_names_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    for start in ("damaged", "good"):
        path = tmp_path / f"{start}\x1b[2J\u202e.pdf"
        path.write_bytes(b"x")
        _, _, err = run("extract", path, "-o", tmp_path / "out.json")
        assert any(f"{start}{escape}[2J\\u202e.pdf" in err for escape in (r"\x1b", r"\u001b"))
        assert not set("\x1b\u202e") & set(err)
