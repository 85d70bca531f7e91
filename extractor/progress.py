"""How a run tells the outside how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told about pages as they are finished. Called from the thread that runs the pipeline."""

    def started(self, pages: int) -> None:
        """The document has been opened and `pages` of its pages will be read."""

    def page_done(self, number: int) -> None:
        """Page `number` (from 1) has been read."""


class _Silent:
    def started(self, pages: int) -> None:
        pass

    def page_done(self, number: int) -> None:
        pass


SILENT: Progress = _Silent()
