from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import pytest
from rich.console import Console

from extractor import doctor
from extractor.config import OcrSettings
from extractor.doctor import examine
from extractor.errors import EngineMissingError


class NamedEngine:
    name = "an engine 1.0"


def printed(report: doctor.Report) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(report.as_table())
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def load(settings: OcrSettings, *, missing: str) -> NamedEngine:
    if settings.engine == missing:
        raise EngineMissingError(missing, languages=settings.languages, remedy="apt install it")
    return NamedEngine()


@pytest.mark.parametrize(("missing", "usable"), [("none", True), ("tesseract", True), ("rapidocr", False)])
def test_only_the_default_engine_is_needed(monkeypatch: pytest.MonkeyPatch, missing: str, usable: bool) -> None:
    monkeypatch.setattr(doctor, "load_engine", lambda settings: load(settings, missing=missing))
    report = examine()
    assert report.usable is usable
    assert ("apt install it" in printed(report)) is (missing != "none")


def test_a_missing_extra_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "load_engine", lambda settings: NamedEngine())
    monkeypatch.setattr(doctor, "_version", lambda package: None if package == "openpyxl" else "1")
    report = examine()
    assert report.usable
    assert "pip install 'report-extractor[xlsx]'" in printed(report)


def test_every_extra_that_the_program_names_is_one() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    for package, (extra, _) in doctor._OPTIONAL.items():
        assert any(re.match(rf"{package}\b", requirement) for requirement in extras[extra])
    for_users = extras.keys() - {"bench", "fixtures", "train", "dev"}
    assert {extra for extra, _ in doctor._OPTIONAL.values()} == for_users
