"""The Sink protocol: what every output format is."""

from __future__ import annotations

from typing import Protocol

from extractor.document import Document


class Sink(Protocol):
    """Turns a document into the bytes of one output format. The same document gives the same bytes."""

    @property
    def suffix(self) -> str:
        """Of the files it makes, with its dot: ".json"."""

    def render(self, document: Document) -> bytes:
        """The whole document as one file."""
