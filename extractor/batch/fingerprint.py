"""What a result depends on besides the document: the settings, the report models and the version of the program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.config import Settings
from extractor.program import tool_version
from extractor.reports.stage import select_models

DIGITS = 16
"""Hexadecimal ones that tell settings apart; a ledger sees a few dozen."""
NO_MATTER = {"ocr": {"threads"}, "report": {"models"}, "ingest": {"max_bytes", "max_pages", "max_pixels"}}
"""Settings with which a document that could be read comes out the same. Of report models the content counts."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What results were made with.

    Attributes:
        digest: Equal for runs that give equal results.
        settings: As JSON; what does not change results is left out.
    """

    digest: str
    version: str
    settings: Mapping[str, Any]

    def changes_since(self, before: Fingerprint) -> tuple[str, ...]:
        """What is different, in words such as "ocr.engine tesseract -> rapidocr"."""
        old, new = dict(_flat(before.settings)), dict(_flat(self.settings))
        changes = [f"{name} {old.get(name)} -> {new.get(name)}" for name in new | old if old.get(name) != new.get(name)]
        if before.version != self.version:
            changes.insert(0, f"version {before.version} -> {self.version}")
        return tuple(changes)


def fingerprint_of(settings: Settings) -> Fingerprint:
    """The fingerprint of a run.

    Raises:
        ModelError: A report model cannot be read.
    """
    on_record = settings.model_dump(mode="json", exclude=NO_MATTER)
    models = select_models(settings.report.model, settings.report.models)
    on_record["report"]["models"] = {model.model: _digest(model.model_dump_json()) for model in models}
    version = tool_version()
    return Fingerprint(_digest(json.dumps([version, on_record], sort_keys=True)), version, on_record)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
