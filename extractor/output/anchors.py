"""Names within a page of HTML or Markdown, the same from run to run, and the links to them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from extractor.document import Finding
from extractor.places import CellRef

LONGEST_SLUG = 60
"""Characters of a heading that its anchor takes up: enough to be told from others, and short in a link."""
MOST_LINKS = 12
"""Cells of a finding that are named beside it; a finding of blank cells can have hundreds."""


def heading_anchor(text: str, taken: dict[str, int]) -> str:
    """Of a heading: its words, with a number where others have them too; `taken` is what one page has so far."""
    return _free_name(f"s-{_slug(text)}", taken)


def cell_anchor(table: str, row: int, col: int) -> str:
    """Of a cell: table, row and column from 0, as at the end of its id in a database."""
    return f"{table}/{row}/{col}"


def finding_anchors(findings: Sequence[Finding]) -> tuple[str, ...]:
    """One for each finding: its fingerprint, which stays over runs; its number where it has none."""
    taken: dict[str, int] = {}
    return tuple(
        _free_name(f"f-{finding.fingerprint or number}", taken) for number, finding in enumerate(findings, start=1)
    )


def link_to(anchor: str) -> str:
    """The address of `anchor` within the page; fit for an attribute and for a link of Markdown."""
    return "#" + quote(anchor, safe="/", errors="replace")


def cell_name(ref: CellRef) -> str:
    """A cell as messages name it: rows and columns from 1."""
    return f"{ref.table} row {ref.row + 1} column {ref.col + 1}"


def _slug(text: str) -> str:
    """The letters and digits of `text` in lower case, parted by hyphens."""
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return "-".join(words)[:LONGEST_SLUG]


def _free_name(name: str, taken: dict[str, int]) -> str:
    """`name`, with a number from 2 where it is taken; `taken` has for each name the last number that it was given."""
    free, number = name, taken.get(name, 1)
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken[free] = 1
    taken[name] = number
    return free
