from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from stored_documents import SHA256, as_json, column, counts, rich, small

from extractor.document import Document
from extractor.errors import InputError, OutputError
from extractor.normalise.records import with_records
from extractor.store import loading
from extractor.store.loading import document_from, json_from, load_json

KINDS = ("documents", "pages", "tables", "cells", "records", "findings", "runs")


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(rich(), id="every-field"),
        pytest.param(small(), id="without-records"),
        pytest.param(with_records(small()), id="with-records"),
    ],
)
def test_a_document_comes_back_byte_for_byte(engine: Engine, document: Document) -> None:
    content = as_json(document)
    assert load_json(engine, content, "a.json") == "new"
    assert json_from(engine, SHA256) == content


@pytest.mark.parametrize("number", ["1234.50", "0.000000001", "9" * 60 + "." + "1" * 40, "007", "-0", "1e3", "NaN", ""])
def test_no_digit_of_a_number_is_lost(engine: Engine, number: str) -> None:
    content = as_json(with_records(small())).replace(b'"number": "410"', b'"number": "%s"' % number.encode())
    load_json(engine, content, "a.json")
    assert json_from(engine, SHA256) == content


def test_numbers_are_exact_in_the_database(engine: Engine) -> None:
    load_json(engine, as_json(rich()), "a.json")
    found = column(engine, "SELECT number FROM cells WHERE number IS NOT NULL ORDER BY row, col")
    assert list(map(str, found)) == ["1234.50", "0.0"]


def test_loading_twice_changes_nothing(engine: Engine) -> None:
    content = as_json(small())
    load_json(engine, content, "a.json")
    before = counts(engine, *KINDS)
    assert load_json(engine, content, "a.json") == "same"
    assert counts(engine, *KINDS) == before


def test_a_new_version_takes_the_place_of_the_old_one_which_is_kept(engine: Engine) -> None:
    load_json(engine, as_json(small("410")), "a.json")
    assert load_json(engine, as_json(small("440", tool="t 2")), "a.json") == "replaced"
    assert document_from(engine, SHA256) == small("440", tool="t 2")
    assert counts(engine, "documents", "cells", "current_documents", "current_cells", "runs") == [2, 12, 1, 6, 2]


def test_an_older_version_that_is_loaded_again_is_current_again(engine: Engine) -> None:
    for amount, outcome in (("410", "new"), ("440", "replaced"), ("410", "restored"), ("410", "same")):
        assert load_json(engine, as_json(small(amount)), "a.json") == outcome
    assert document_from(engine, SHA256) == small("410")
    assert counts(engine, "documents", "cells") == [2, 12]


def test_documents_read_alike_share_a_run(engine: Engine) -> None:
    load_json(engine, as_json(small(sha256="01" * 32)), "a.json")
    load_json(engine, as_json(small(sha256="02" * 32)), "b.json")
    assert counts(engine, "documents", "runs") == [2, 1]


def test_a_failure_in_the_middle_leaves_nothing_of_the_document(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_json(engine, as_json(small("410")), "a.json")
    before = counts(engine, *KINDS)

    def broken(*given: object, **named: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(loading, "carry_corrections", broken)  # the last step
    with pytest.raises(RuntimeError):
        load_json(engine, as_json(small("440", tool="t 2")), "a.json")
    assert counts(engine, *KINDS) == before
    assert document_from(engine, SHA256) == small("410")


def test_what_the_database_refuses_is_an_error_for_users(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("DROP TABLE report_fields CASCADE" if engine.name == "postgresql" else "DROP TABLE report_fields")
        )
    with pytest.raises(OutputError, match=r"cannot be used: .*report_fields"):
        load_json(engine, as_json(rich()), "a.json")
    assert counts(engine, *KINDS) == [0] * len(KINDS)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"table": "t9"}, "row 2, column 2 of table t9 has no cell"),
        ({"number": "411"}, "row 2, column 2 of table t1 says otherwise than its cell"),
        ({"status": "verified"}, "says otherwise"),
        ({"row": 2}, "says otherwise"),
    ],
)
def test_a_record_that_contradicts_its_cell_is_a_fault_of_the_file(
    engine: Engine, changed: dict[str, object], said: str
) -> None:
    document = with_records(small())
    records = (document.records[0].model_copy(update=changed), *document.records[1:])
    with pytest.raises(InputError, match=said):
        load_json(engine, as_json(document.model_copy(update={"records": records})), "a.json")


def test_a_record_that_is_there_twice_is_a_fault_of_the_file(engine: Engine) -> None:
    document = with_records(small())
    twice = document.model_copy(update={"records": (*document.records, document.records[0])})
    with pytest.raises(InputError, match="record of row 2, column 2 of table t1 is there twice"):
        load_json(engine, as_json(twice), "a.json")


def test_a_data_cell_without_a_value_has_the_number_of_its_text_in_the_database(engine: Engine) -> None:
    table = small().tables[0]
    cells = tuple(cell.model_copy(update={"value": None}) for cell in table.cells)
    bare = with_records(small().model_copy(update={"tables": (table.model_copy(update={"cells": cells}),)}))
    load_json(engine, as_json(bare), "a.json")
    assert json_from(engine, SHA256) == as_json(bare)
    numbers = [record.number for record in bare.records]
    assert list(map(str, column(engine, "SELECT number FROM current_records ORDER BY row, col"))) == numbers


def test_a_cell_that_is_there_twice_is_a_fault_of_the_file(engine: Engine) -> None:
    table = small().tables[0]
    twice = table.model_copy(update={"cells": (*table.cells, table.cells[3])})
    with pytest.raises(InputError, match="row 2, column 2 of table t1 is there twice"):
        load_json(engine, as_json(small().model_copy(update={"tables": (twice,)})), "a.json")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"source": 1}'])
def test_other_json_is_refused(engine: Engine, content: bytes) -> None:
    with pytest.raises(InputError, match=r"other\.json is not a document"):
        load_json(engine, content, "other.json")


def test_the_stand_in_for_the_character_0_is_refused(engine: Engine) -> None:
    with pytest.raises(InputError, match="U\\+FDD0"):
        load_json(engine, as_json(small("\ufdd0")), "a.json")


def test_a_document_that_is_not_there_is_said_so(engine: Engine) -> None:
    with pytest.raises(InputError, match="no document"):
        json_from(engine, SHA256)
