from __future__ import annotations

import pytest
from sqlalchemy import Engine
from stored_documents import SHA256, as_json, column, counts, small

from extractor.document import Document
from extractor.errors import InputError
from extractor.places import CellRef
from extractor.rechecking import correct
from extractor.store.corrections import corrected_document, settle_cell, settle_finding
from extractor.store.loading import document_from, load_json

EDUCATION = CellRef(table="t1", row=1, col=1)


def with_a_row_more(document: Document) -> Document:
    """The same table, found with another row below its header."""
    (table,) = document.tables
    moved = [cell.model_copy(update={"row": cell.row + 1}) if cell.row else cell for cell in table.cells]
    added = [cell.model_copy(update={"row": 1, "text": "国防" if cell.col == 0 else "7"}) for cell in table.cells[2:4]]
    stubs = (table.stubs[0].model_copy(update={"parents": (None,) * 4}),)
    cells = (*moved[:2], *added, *moved[2:])
    return document.model_copy(
        update={"tables": (table.model_copy(update={"row_count": 4, "cells": cells, "stubs": stubs}),)}
    )


def corrected_cells(engine: Engine) -> list[object]:
    return column(engine, "SELECT text || ' -> ' || corrected FROM current_cells WHERE corrected IS NOT NULL")


def test_a_correction_survives_another_run_and_finds_its_cell_by_its_labels(engine: Engine) -> None:
    load_json(engine, as_json(small("410")), "a.json")
    settle_cell(engine, SHA256, EDUCATION, "440", author="me")
    assert corrected_cells(engine) == ["410 -> 440"]
    load_json(engine, as_json(with_a_row_more(small("419"))), "a.json")
    assert corrected_cells(engine) == ["419 -> 440"]
    assert column(engine, "SELECT author FROM corrections") == ["me"]
    cell = corrected_document(engine, SHA256).tables[0].cells[5]
    assert (cell.text, cell.printed, cell.status) == ("440", "419", "verified")
    assert document_from(engine, SHA256).tables[0].cells[5].text == "419", "what was read stays"


def test_a_correction_whose_cell_is_gone_waits_for_a_version_that_has_it(engine: Engine) -> None:
    load_json(engine, as_json(small()), "a.json")
    settle_cell(engine, SHA256, EDUCATION, "440")
    load_json(engine, as_json(small().model_copy(update={"tables": (), "findings": ()})), "a.json")
    assert column(engine, "SELECT text FROM corrections WHERE table_id IS NULL") == ["440"]
    assert corrected_document(engine, SHA256).tables == ()
    load_json(engine, as_json(small("412")), "a.json")
    assert corrected_cells(engine) == ["412 -> 440"]


def test_corrections_in_the_json_are_kept(engine: Engine) -> None:
    load_json(engine, as_json(correct(small(), {EDUCATION: "440"})), "a.json")
    load_json(engine, as_json(small("411")), "a.json")
    assert corrected_cells(engine) == ["411 -> 440"]


def test_the_last_correction_of_a_cell_counts(engine: Engine) -> None:
    load_json(engine, as_json(small()), "a.json")
    settle_cell(engine, SHA256, EDUCATION, "440")
    settle_cell(engine, SHA256, EDUCATION, "441")
    assert corrected_cells(engine) == ["410 -> 441"]


def test_a_verdict_survives_another_run(engine: Engine) -> None:
    load_json(engine, as_json(small("410")), "a.json")
    settle_finding(engine, SHA256, "f1", "accepted", note="seen")
    load_json(engine, as_json(small("419")), "a.json")
    assert column(engine, "SELECT verdict || ': ' || note FROM current_findings") == ["accepted: seen"]


def test_what_is_not_there_cannot_be_settled(engine: Engine) -> None:
    load_json(engine, as_json(small()), "a.json")
    with pytest.raises(InputError):
        settle_cell(engine, SHA256, CellRef(table="t1", row=9, col=1), "1")
    with pytest.raises(InputError):
        settle_cell(engine, "cd" * 32, EDUCATION, "1")
    with pytest.raises(InputError):
        settle_finding(engine, SHA256, "f2", "accepted")
    assert counts(engine, "corrections", "verdicts") == [0, 0]
