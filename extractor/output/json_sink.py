"""The document as JSON, one cell, block or finding a line: complete, and fit to be compared with diff."""

from __future__ import annotations

import json
from typing import Any

from extractor.document import Document

_Json = Any


class JsonSink:
    """Every field of the document, in the order of its definition."""

    suffix = ".json"

    def render(self, document: Document) -> bytes:
        """UTF-8 with a newline at the end; a lone surrogate, which UTF-8 cannot hold, becomes a JSON escape."""
        text = _members(document.model_dump(mode="json"), indent=0) + "\n"
        return text.encode("utf-8", errors="backslashreplace")


def _members(fields: dict[str, _Json], indent: int) -> str:
    """An object with one member a line, and one item a line in its lists of objects."""
    margin = " " * (indent + 1)
    lines = [f"{margin}{_compact(name)}: {_member(name, value, indent + 1)}" for name, value in fields.items()]
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


def _member(name: str, value: _Json, indent: int) -> str:
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return _compact(value)
    margin = " " * (indent + 1)
    items = [_members(item, indent + 1) if name == "tables" else _compact(item) for item in value]
    return "[\n" + ",\n".join(margin + item for item in items) + "\n" + " " * indent + "]"


def _compact(value: _Json) -> str:
    return json.dumps(value, ensure_ascii=False)
