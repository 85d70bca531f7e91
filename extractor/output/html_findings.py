"""The findings in the HTML page."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Finding
from extractor.output.anchors import MOST_LINKS, cell_anchor, cell_name, link_to
from extractor.output.html_table import places, safe

_KEY = (
    '<p class="key"><span class="verified">verified</span> <span class="suspect">suspect: look at it</span> '
    '<span class="repaired">repaired</span></p>'
)
"""What the colours mean."""


def findings_of_cells(findings: Sequence[Finding], anchors: Sequence[str]) -> dict[str, str]:
    """By the anchor of a cell the anchor of the first finding that speaks of it."""
    found: dict[str, str] = {}
    for finding, anchor in zip(findings, anchors, strict=True):
        for ref in finding.cells:
            found.setdefault(cell_anchor(ref.table, ref.row, ref.col), anchor)
    return found


def findings_html(findings: Sequence[Finding], anchors: Sequence[str]) -> list[str]:
    """What the colours mean, and the findings, each with links to its cells."""
    if not findings:
        return [_KEY]
    items = map(_finding, findings, anchors)
    return ['<section id="findings">', "<h2>Findings</h2>", _KEY, "<ul>", *items, "</ul>", "</section>"]


def _finding(finding: Finding, anchor: str) -> str:
    where = places((finding.region,)) if finding.region else ""
    suggestion = f" <i>{safe(finding.suggestion)}</i>" if finding.suggestion else ""
    said = f"<b>{finding.severity}</b> <code>{safe(finding.code)}</code> {safe(finding.message)}{suggestion}"
    return f'<li id="{safe(anchor)}" class="{finding.severity}"{where}>{said}{_links(finding)}</li>'


def _links(finding: Finding) -> str:
    """Links to the cells of a finding, folded up where they would bury what it says."""
    links = ", ".join(
        f'<a href="{link_to(cell_anchor(ref.table, ref.row, ref.col))}">{safe(cell_name(ref))}</a>'
        for ref in finding.cells
    )
    if len(finding.cells) > MOST_LINKS:
        return f" <details><summary>{len(finding.cells)} cells</summary>{links}</details>"
    return f" {links}" if links else ""
