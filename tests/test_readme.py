"""The README names what the program has: its findings, options, commands and exit codes."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
import typer

from extractor import cli, errors

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FINDING = re.compile(r"(?:page|tables?|text|ocr|join|cell|ink|word|number|sum)\.[a-z_]+")
# Said of a text layer that needs no finding.
NO_FINDINGS = {"text.healthy"}


def finding_codes() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "extractor").rglob("*.py"))
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and FINDING.fullmatch(text)} - NO_FINDINGS


@pytest.mark.parametrize("code", sorted(finding_codes()))
def test_every_finding_is_explained(code: str) -> None:
    assert f"`{code}`" in README


def test_every_option_of_extract_is_explained() -> None:
    command = typer.main.get_command(cli.app).commands["extract"]
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    assert {
        name for name in options - {"--help", "--output"} if f"`{name}" not in README and name not in README
    } == set()


def test_every_command_is_explained() -> None:
    commands = typer.main.get_command(cli.app).commands
    assert [name for name in commands if f"extractor {name}" not in README] == []


def test_every_exit_code_is_explained() -> None:
    codes = {error.exit_code for _, error in inspect.getmembers(errors, inspect.isclass) if hasattr(error, "exit_code")}
    assert {code for code in codes if f"\n| {code} | " not in README or f"{code} " not in cli.EXIT_CODES} == set()


def test_every_path_is_there() -> None:
    paths = re.findall(r"\((docs/[^)]+)\)|`((?:scripts|models|fixtures|extractor)/[\w./-]+)", README)
    assert [path for pair in paths for path in pair if path and not (ROOT / path.rstrip(".")).exists()] == []
