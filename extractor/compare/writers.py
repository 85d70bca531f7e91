"""A comparison as JSON, as a self-contained HTML page, and as tables for the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.compare.comparison import Comparison, Series
from extractor.compare.rendering import Grid, document_names, grids_of
from extractor.compare.wording import word
from extractor.output.html_table import safe
from extractor.wordings import Locale

ComparisonFormat = Literal["text", "json", "html"]
PAGE_WIDTH = 160
"""Columns of text that goes into a file."""
MARK_STYLES = {"fail": "bold red", "suspect": "yellow", "uncertain": "yellow"}

_STYLE = """
body { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
       max-width: 80rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #1b1f24; }
table { border-collapse: collapse; margin: .3rem 0 1.2rem; font-size: .9rem; }
th, td { border: 1px solid #8c959f; padding: .2rem .5rem; vertical-align: top; text-align: left; }
th { background: #f0f3f6; font-weight: 600; position: sticky; top: 0; }
.fail td { background: #ffd8d3; } .suspect td, .uncertain td { background: #ffe3a3; }
.not_comparable td, .not_assessable td, .remark { color: #57606a; }
.error { color: #a40e26; } .warning { color: #7d4e00; }
""".strip()


def render(comparison: Comparison, format_: ComparisonFormat, locale: Locale = "en") -> bytes:
    """The whole comparison in one of the forms, in UTF-8."""
    if format_ == "json":
        return (comparison.model_dump_json(indent=2) + "\n").encode()
    if format_ == "html":
        return _html(comparison, locale).encode("utf-8", errors="replace")
    buffer = io.StringIO()
    print_comparison(comparison, Console(file=buffer, width=PAGE_WIDTH, highlight=False), locale)
    return buffer.getvalue().encode("utf-8", errors="replace")


def print_comparison(comparison: Comparison, console: Console, locale: Locale = "en") -> None:
    """Draw the tables on a console; values that stayed the same are only counted."""
    for series in comparison.series:
        console.print(Text(_heading(series), style="bold"))
        if series.basis == "tables":
            console.print(Text(word("tables", locale), style="dim"))
        for grid in grids_of(series, locale, changed_only=True):
            console.print(_drawn(grid))
            if grid.remark:
                console.print(Text(grid.remark, style="dim"))
        for line in _finding_lines(series, locale):
            console.print(Text(line), soft_wrap=True)
    for line in _other_lines(comparison, locale):
        console.print(Text(line), soft_wrap=True)


def _drawn(grid: Grid) -> Table:
    table = Table(title=Text(grid.title), title_justify="left")
    for name in grid.header:  # Chinese has no blanks to wrap at, and a label cut short says nothing
        table.add_column(Text(name), overflow="fold")
    for row, mark in zip(grid.rows, grid.marks, strict=True):
        table.add_row(*map(Text, row), style=MARK_STYLES.get(mark, ""))
    return table


def _heading(series: Series) -> str:
    return f"{series.organisation or series.documents[-1].source}: {', '.join(document_names(series))}"


def _finding_lines(series: Series, locale: Locale) -> Iterator[str]:
    if not series.findings:
        yield f"{word('findings', locale)}: {word('none', locale)}"
    for finding in series.findings:
        yield f"{finding.severity} {finding.code}: {finding.message}"


def _other_lines(comparison: Comparison, locale: Locale) -> Iterator[str]:
    for one in comparison.alone:
        yield f"{one.file}: {word('alone', locale)}"
    for file in comparison.skipped:
        yield f"{file}: {word('skipped', locale)}"


def _html(comparison: Comparison, locale: Locale) -> str:
    title = safe(word("title", locale))
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{locale}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{_STYLE}\n</style>",
        "</head>",
        "<body>",
        f"<h1>{title}</h1>",
    ]
    for series in comparison.series:
        lines += _html_series(series, locale)
    lines += [f'<p class="remark">{safe(line)}</p>' for line in _other_lines(comparison, locale)]
    return "\n".join([*lines, "</body>", "</html>"]) + "\n"


def _html_series(series: Series, locale: Locale) -> Iterator[str]:
    yield f"<h2>{safe(_heading(series))}</h2>"
    if series.basis == "tables":
        yield f'<p class="remark">{safe(word("tables", locale))}</p>'
    yield f"<h3>{safe(word('findings', locale))}</h3>"
    if not series.findings:
        yield f"<p>{safe(word('none', locale))}</p>"
    yield "<ul>"
    for finding in series.findings:
        yield f'<li class="{finding.severity}"><code>{safe(finding.code)}</code> {safe(finding.message)}</li>'
    yield "</ul>"
    for grid in grids_of(series, locale, changed_only=False):
        yield f"<h3>{safe(grid.title)}</h3>"
        yield "<table>"
        yield f"<tr>{''.join(f'<th>{safe(name)}</th>' for name in grid.header)}</tr>"
        for row, mark in zip(grid.rows, grid.marks, strict=True):
            cells = "".join(f"<td>{safe(text)}</td>" for text in row)
            yield f'<tr class="{mark}">{cells}</tr>' if mark else f"<tr>{cells}</tr>"
        yield "</table>"
