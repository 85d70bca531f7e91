"""What reading and joining leave for a person to look at, as findings of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.config import StitchSettings
from extractor.document import Finding, Table
from extractor.page import PageContent
from extractor.places import CellRef
from extractor.stitch.cells import region_on
from extractor.stitch.tables import Proposal

NEAR_MISS = 0.25
"""Score from which a join that was not made is worth a finding."""


def page_findings(pages: Iterable[PageContent]) -> list[Finding]:
    """What the readers found, and ink that no reading explains."""
    found = []
    for page in pages:
        for item in page.findings:
            region = region_on(page, item.bbox) if item.bbox is not None else None
            found.append(Finding(code=item.code, severity=item.severity, message=item.message, region=region))
        for box in page.unread:
            message = f"page {page.number}: ink that no reading explains"
            found.append(Finding(code="ink.unread", severity="warning", message=message, region=region_on(page, box)))
    return found


def unplaced_findings(pages: Iterable[PageContent]) -> list[Finding]:
    """Words that belong to no cell and no block."""
    return [
        Finding(
            code="word.unplaced",
            severity="warning",
            message=f"page {page.number}: “{word.text}” belongs to no cell and no block of text",
            region=region_on(page, word.bbox),
        )
        for page in pages
        for word in page.unplaced
    ]


def join_findings(proposals: Sequence[tuple[Proposal, bool]], settings: StitchSettings) -> list[Finding]:
    """Joins that were made on thin evidence, and joins that were nearly made."""
    found = []
    for proposal, made in proposals:
        upper, lower = proposal.meeting.upper.last.page, proposal.meeting.lower.page
        if made and proposal.score < settings.doubtful_below:
            what = f"pages {upper} and {lower}: two pieces were joined to one table on thin evidence"
        elif not made and proposal.score >= NEAR_MISS:
            what = f"pages {upper} and {lower}: two pieces were kept apart that may be one table"
        else:
            continue
        reasons = "; ".join(proposal.reasons)
        message = f"{what} (score {proposal.score:.2f}: {reasons})"
        found.append(Finding(code="join.doubtful", severity="warning", message=message))
    return found


def cell_findings(tables: Iterable[Table]) -> list[Finding]:
    """Cells to look at: read with little confidence, or blank in spite of ink."""
    found = []
    for table in tables:
        for cell in table.cells:
            if cell.status != "suspect":
                continue
            where = f"table {table.id}, row {cell.row + 1}, column {cell.col + 1}"
            what = f"read as “{cell.text}” with confidence {cell.confidence:.2f}" if cell.text else "ink but no text"
            found.append(
                Finding(
                    code="cell.suspect",
                    severity="warning",
                    message=f"{where}: {what}",
                    cells=(CellRef(table=table.id, row=cell.row, col=cell.col),),
                    region=cell.regions[0] if cell.regions else None,
                    found=cell.text,
                    suggestion=cell.alternatives[0] if cell.alternatives else None,
                )
            )
    return found
