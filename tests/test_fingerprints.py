"""A finding keeps its fingerprint over all that may change between two runs, and shares it with no other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from checked_documents import checked
from extractor.document import Document, Finding, Table
from extractor.findings import in_language, new_finding
from extractor.fingerprints import with_fingerprints
from extractor.places import Region

TEXT = """
项目 | 上半年 | 下半年 | 合计
甲 | 1204 | 2118 | 3322
乙 | 3377 | 1046 | 4423
甲 | 2950 | 4415 | 7365
合计 | 7531 | 7579 | 15110
"""
WRONG = TEXT.replace("1204", "1264").replace("4415", "4475")


def fingerprints(document: Document) -> list[str]:
    return [finding.fingerprint for finding in with_fingerprints(document).findings]


def with_findings(document: Document, *findings: Finding) -> Document:
    return document.model_copy(update={"findings": (*document.findings, *findings)})


def renumbered(document: Document) -> Document:
    """As if a page with a table stood before the others."""
    table = document.tables[0]
    other = Table(id="t1", pages=(1,), row_count=0, column_count=0, cells=(), caption="另一表")
    moved = Document.model_validate_json(document.model_dump_json().replace('"t1"', '"t2"'))
    return moved.model_copy(update={"tables": (other, table.model_copy(update={"id": "t2"}))})


def relabelled(document: Document) -> Document:
    """As after a person corrected the label 乙."""
    table = document.tables[0]
    cells = [c.model_copy(update={"text": "乙村", "printed": "乙"}) if c.text == "乙" else c for c in table.cells]
    return document.model_copy(update={"tables": (table.model_copy(update={"cells": tuple(cells)}),)})


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda d: in_language(d, "zh"), id="the-language"),
        pytest.param(renumbered, id="a-page-more"),
        pytest.param(relabelled, id="a-label-corrected"),
    ],
)
def test_it_stays(changed: Callable[[Document], Document]) -> None:
    document = checked(WRONG)
    assert len(document.findings) > 1
    assert fingerprints(changed(document)) == fingerprints(document)


def test_it_stays_where_the_blame_moves_to_another_operand() -> None:
    lone = "地区 | 户数\n东村 | 1204\n西村 | 3377\n南村 | 2950\n合计 | 7631"
    blamed = checked(lone)
    offered = checked(lone, alternatives={(4, 1): "7531"})
    assert blamed.findings[0].cells != offered.findings[0].cells
    assert fingerprints(blamed) == fingerprints(offered)


def test_it_stays_where_a_box_moves_by_the_last_decimal() -> None:
    here, there = (
        new_finding("ink.unread", {"page": "2"}, region=Region(page=2, bbox=(x, 100.0, x + 20, 110.0)))
        for x in (71.001, 71.004)
    )
    document = checked(TEXT)
    assert fingerprints(with_findings(document, here)) == fingerprints(with_findings(document, there))


def test_every_finding_has_its_own() -> None:
    same = new_finding("word.unplaced", {"page": "1", "text": "孤"}, region=Region(page=1, bbox=(1, 1, 2, 2)))
    document = with_findings(checked(WRONG), same, same)
    found = fingerprints(document)
    assert len(set(found)) == len(found) == len(document.findings)
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in found)


def test_rows_that_are_labelled_alike_are_told_apart() -> None:
    first, third = (
        fingerprints(checked(TEXT.replace(right, wrong))) for right, wrong in (("1204", "1264"), ("2950", "2990"))
    )
    assert len(first) == len(third) == 1
    assert first != third
