from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from extractor.document import Cell, Document, Table
from extractor.errors import ExtractorError, OutputError
from extractor.normalise.records import with_records
from extractor.output import stage
from extractor.output.json_sink import JsonSink
from extractor.output.schema import document_schema
from extractor.output.stage import FORMATS, load_sink, write_document
from extractor.output.text_sink import TextSink
from extractor.output.text_table import draw_table, wrap


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_document_gives_the_same_bytes(document: Document, format_: str) -> None:
    assert load_sink(format_).render(document) == load_sink(format_).render(document)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_document_without_anything_can_be_rendered(document: Document, format_: str) -> None:
    empty = Document(source=document.source)
    assert load_sink(format_).render(empty) is not None


def test_json_holds_the_document_and_fits_the_schema(document: Document) -> None:
    content = JsonSink().render(document)
    assert Document.model_validate_json(content) == document
    jsonschema.validate(json.loads(content), json.loads(document_schema()))
    assert content.endswith(b"}\n")
    assert "年度报告".encode() in content
    assert all(len(line) < 1000 for line in content.splitlines())


def test_text_draws_every_text_within_the_width(document: Document) -> None:
    text = TextSink(width=80).render(document).decode()
    assert all(cell_len(line) <= 80 for line in text.splitlines())
    for table in document.tables:
        for cell in table.cells:
            assert cell.text in text
    assert "joined from 2 pieces" in text


def test_text_table_lines_are_equally_wide(document: Document) -> None:
    lines = draw_table(document.tables[0], 60)
    assert len({cell_len(line.plain) for line in lines}) == 1
    assert lines[0].plain.startswith("┌")
    assert lines[0].plain.endswith("┐")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Mn", "Me", "Cf", "Zl", "Zp"]), max_size=60),
    st.integers(2, 20),
)
def test_wrapping_loses_only_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@settings(deadline=None)  # the first document waits for the packages of all sinks
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_sink_takes_any_text(rows: list[list[str]]) -> None:
    cells = tuple(Cell(row=r, col=c, text=text) for r, row in enumerate(rows) for c, text in enumerate(row))
    table = Table(id="t1", pages=(1,), row_count=len(rows), column_count=3, header_rows=1, cells=cells)
    source = {"file_name": "a.pdf", "sha256": "", "bytes": 1, "pages": 1, "kinds": (), "tool": "t"}
    page = {"number": 1, "kind": "ocr", "width": 10, "height": 10}
    words = tuple({"text": text, "bbox": (1, 1, 2, 2), "source": "ocr"} for row in rows for text in row)
    lines = ({"page": 1, "bbox": (1, 1, 2, 2), "words": words},)
    document = Document.model_validate({"source": source, "pages": (page,), "tables": (table,), "lines": lines})
    assert Document.model_validate_json(JsonSink().render(document)) == document
    for format_ in FORMATS:
        load_sink(format_).render(with_records(document))


def test_writing_replaces_the_file_as_a_whole(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    assert write_document(document, target) == (target,)
    assert Document.model_validate_json(target.read_bytes()) == document
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_failed_write_leaves_what_was_there(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stage.os, "fsync", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write_document(document, target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_missing_directory_is_an_output_error(document: Document, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_document(document, tmp_path / "missing" / "out.json")


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(ExtractorError, match="no format docx"):
        load_sink("docx")
