"""What reading and joining leave for a person to look at, as findings of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.config import StitchSettings
from extractor.document import Finding, Table
from extractor.findings import cell_finding, new_finding
from extractor.page import PageContent
from extractor.stitch.cells import region_on
from extractor.stitch.tables import Proposal

NEAR_MISS = 0.25
"""Score from which a join that was not made is worth a finding."""


def page_findings(pages: Iterable[PageContent]) -> list[Finding]:
    """What the readers found, and ink that no reading explains."""
    return [finding for page in pages for finding in (*_of_page(page), *_unread_ink(page))]


def page_warnings(page: PageContent) -> tuple[str, ...]:
    """What the reader of a page found, as sentences."""
    return tuple(finding.message for finding in _of_page(page))


def _of_page(page: PageContent) -> list[Finding]:
    return [
        new_finding(
            item.code,
            {"page": str(page.number), **item.params},
            region=region_on(page, item.bbox) if item.bbox is not None else None,
        )
        for item in page.findings
    ]


def _unread_ink(page: PageContent) -> list[Finding]:
    return [new_finding("ink.unread", {"page": str(page.number)}, region=region_on(page, box)) for box in page.unread]


def unplaced_findings(pages: Iterable[PageContent]) -> list[Finding]:
    """Words that belong to no cell and no block."""
    return [
        new_finding("word.unplaced", {"page": str(page.number), "text": word.text}, region=region_on(page, word.bbox))
        for page in pages
        for word in page.unplaced
    ]


def join_findings(proposals: Sequence[tuple[Proposal, bool]], settings: StitchSettings) -> list[Finding]:
    """Joins that were made on thin evidence, and joins that were nearly made."""
    found = []
    for proposal, made in proposals:
        upper, lower = proposal.meeting.upper.last.page, proposal.meeting.lower.page
        if made and proposal.score < settings.doubtful_below:
            what = "joined"
        elif not made and proposal.score >= NEAR_MISS:
            what = "apart"
        else:
            continue
        pages = {"upper": str(upper), "lower": str(lower)}
        reasons = "; ".join(proposal.reasons)
        found.append(
            new_finding("join.doubtful", {**pages, "what": what, "score": f"{proposal.score:.2f}", "reasons": reasons})
        )
    return found


def cell_findings(tables: Iterable[Table]) -> list[Finding]:
    """Cells to look at: read with little confidence, or blank in spite of ink."""
    found = []
    for table in tables:
        for cell in table.cells:
            if cell.status != "suspect":
                continue
            read = {"what": "text" if cell.text else "ink", "text": cell.text, "confidence": f"{cell.confidence:.2f}"}
            found.append(
                cell_finding(
                    "cell.suspect",
                    table,
                    cell,
                    read,
                    found=cell.text,
                    suggestion=cell.alternatives[0] if cell.alternatives else None,
                )
            )
    return found
