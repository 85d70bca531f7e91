"""Reads tables of HTML back into grids, to compare them with those of a document."""

from __future__ import annotations

from html.parser import HTMLParser

from extractor.document import Table

Grid = dict[tuple[int, int], str]


class GridReader(HTMLParser):
    """Reads HTML tables back into grids of texts, spans filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Grid] = []
        self._row, self._open = -1, False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append({})
            self._row = -1
        elif tag == "tr":
            self._row += 1
        elif tag in ("td", "th"):
            given_ = dict(attributes)
            self._spans = (int(given_.get("rowspan") or 1), int(given_.get("colspan") or 1))
            self._text, self._open = "", True

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            grid = self.tables[-1]
            col = 0
            while (self._row, col) in grid:
                col += 1
            for r in range(self._spans[0]):
                for c in range(self._spans[1]):
                    assert (self._row + r, col + c) not in grid, "cells overlap"
                    grid[self._row + r, col + c] = self._text
            self._open = False


def grids_in(html: str) -> list[Grid]:
    """The tables of a page, in their order."""
    reader = GridReader()
    reader.feed(html)
    return reader.tables


def texts_by_place(table: Table) -> Grid:
    """The texts of a table, those of cells with spans at every position that they cover."""
    return {(r, c): cell.text for r, row in enumerate(table.grid()) for c, cell in enumerate(row)}
