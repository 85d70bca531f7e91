"""How outputs say that a cell is in doubt."""

from __future__ import annotations

from extractor.document import Cell

SUSPECT_MARK = "⚠"
"""Stands behind the text of a suspect cell, so that no program takes it for a number."""


def other_readings(cell: Cell) -> tuple[str, ...]:
    """What else the ink of `cell` may be, and the numbers that its text may be, best first, each once."""
    numbers = cell.value.readings if cell.value is not None else ()
    return tuple(text for text in dict.fromkeys((*cell.alternatives, *numbers)) if text != cell.text)


def marked_text(cell: Cell) -> str:
    """The text of `cell`, and the mark behind it where the cell is suspect; of a suspect blank the mark alone."""
    return f"{cell.text} {SUSPECT_MARK}".lstrip() if cell.status == "suspect" else cell.text
