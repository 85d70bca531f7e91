from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from extractor.document import SCHEMA_VERSION, Document
from extractor.output.json_sink import JsonSink
from extractor.output.schema import document_schema
from extractor.pipeline import extract

REPORT = Path(__file__).parent.parent / "fixtures" / "three-pages" / "page.pdf"
PUBLISHED = Path(__file__).parent.parent / "models" / "document.schema.json"


def test_the_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == document_schema(), "run scripts/make_schema.py"


def test_the_schema_is_valid_and_names_its_version() -> None:
    schema = json.loads(document_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema_version"]["default"] == SCHEMA_VERSION


def test_the_schema_refuses_what_the_contract_does_not_know() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(document_schema()))
    assert not validator.is_valid({"source": {}, "surprise": 1})


def test_what_extract_writes_fits_the_schema_and_is_the_same_each_time() -> None:
    content = JsonSink().render(extract(REPORT))
    jsonschema.validate(json.loads(content), json.loads(document_schema()))
    assert Document.model_validate_json(content).tables
    assert content == JsonSink().render(extract(REPORT))
