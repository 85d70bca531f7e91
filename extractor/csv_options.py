"""The options of all commands that write CSV, once."""

from __future__ import annotations

from typing import Annotated

import typer

from extractor.output.csv_style import CsvStyle
from extractor.shared_options import takes


def csv_style_of(
    guard_formulas: Annotated[
        bool, typer.Option("--guard-formulas", help="csv, records: an apostrophe before texts a spreadsheet would run.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="csv, records: begin with the mark by which Excel knows UTF-8.")
    ] = False,
) -> CsvStyle:
    """The style of CSV that the options say."""
    return CsvStyle(guard_formulas=guard_formulas, bom=bom)


takes_csv_style = takes("csv_style", csv_style_of)
"""Gives a command with the parameter `csv_style` the options of all commands that write CSV."""
