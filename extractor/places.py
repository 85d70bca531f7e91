"""How the output points at pages and cells."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(Model):
    """A rectangle on a page.

    Attributes:
        page: Number of the page, from 1.
        bbox: x0, top, x1, bottom in points, rounded to a hundredth.
    """

    page: int = Field(ge=1)
    bbox: tuple[float, float, float, float]


class CellRef(Model):
    """Points to a cell by table id and grid position."""

    table: str
    row: int
    col: int
