"""The README names what the program has: its findings, options, commands and exit codes."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import typer

from extractor import cli, errors
from extractor.messages import CATALOGUE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_findings_has_every_code_and_no_other() -> None:
    table = README.split("| finding | means |")[1].split("\n\n")[0]
    firsts = (line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    explained = [code for first in firsts for code in re.findall(r"`([a-z_.]+)`", first)]
    assert sorted(explained) == sorted(CATALOGUE)


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
