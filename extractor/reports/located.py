"""The values of a document's fields, before and after they are written down in the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractor.document import Cell, Document, Table, Value
from extractor.facts import CellStatus, FieldSource, ReportField, Semantic
from extractor.normalise.units import Unit, parse_unit
from extractor.places import CellRef, Region
from extractor.reports import ranges
from extractor.reports.catalogue import Address, FieldSpec
from extractor.reports.narrative import Statement
from extractor.reports.ranges import Range

Place = tuple[str, int, int]
"""Table, row and column of a cell."""


@dataclass(frozen=True, slots=True)
class Located:
    """A field of the model and where its value stands.

    Attributes:
        number: In `unit`; None where there is none.
        reason: Why there is none, where the cell itself does not say.
        other_unit: The unit that is printed, where it is none of the kind that the model says.
        is_doubtful: Whether the reading is in doubt, apart from any sum that fails.
        label_unsure: Whether its row or its column was found though characters of a label seem misread.
    """

    address: Address
    spec: FieldSpec
    source: FieldSource
    semantic: Semantic
    number: Decimal | None = None
    unit: Unit | None = None
    text: str = ""
    reason: str | None = None
    other_unit: str | None = None
    place: Place | None = None
    cell: Cell | None = None
    region: Region | None = None
    is_doubtful: bool = False
    label_unsure: bool = False

    @property
    def scale(self) -> int:
        """What one of its unit counts."""
        return self.unit.scale if self.unit else 1

    @property
    def ref(self) -> CellRef | None:
        """The cell, as findings name it."""
        return CellRef(table=self.place[0], row=self.place[1], col=self.place[2]) if self.place else None

    def range(self) -> Range:
        """What it can count in an equation, in base units."""
        if self.is_doubtful or self.reason is not None:
            return ranges.UNKNOWN
        if self.number is not None:
            return ranges.exactly(self.number * self.scale)
        if self.semantic in ("EMPTY", "NA"):
            if self.spec.blank == "zero":
                return ranges.exactly(Decimal(0))
            return ranges.NOT_NEGATIVE if self.spec.type == "count" else ranges.UNKNOWN
        return ranges.UNKNOWN

    def as_field(self, status: CellStatus | None = None) -> ReportField:
        """The field as the output has it."""
        return ReportField(
            key=self.address.key,
            name=self.spec.name,
            source=self.source,
            semantic=self.semantic,
            text=self.text,
            number=None if self.number is None else plain(self.number),
            unit=self.unit.text if self.unit else None,
            scale=self.scale,
            status=status or "read",
            reason=self.reason,
            cell=self.ref,
            region=self.region,
            label_unsure=self.label_unsure,
        )


def plain(number: Decimal) -> str:
    """A decimal in plain notation, as many places as it has."""
    return f"{number:f}"


def doubted_places(document: Document) -> frozenset[Place]:
    """The cells that findings other than those of sums and of report models name."""
    findings = (f for f in document.findings if not f.code.startswith(("sum.", "report.")))
    return frozenset((ref.table, ref.row, ref.col) for finding in findings for ref in finding.cells)


def locate(
    address: Address,
    spec: FieldSpec,
    table: Table,
    cells: Iterable[Cell],
    doubted: frozenset[Place],
    *,
    label_unsure: bool = False,
) -> Located:
    """The field whose value stands in one of `cells`; in several it is that of none."""
    several = list(cells)
    cell = several[0]
    place = (table.id, cell.row, cell.col)
    value = _with_unit_of(table, cell)
    reason = f"stands in {len(several)} places" if len(several) > 1 else None
    number, unit = _in_unit(value, spec)
    other_unit = value.unit if value.kind == "number" and number is None else None
    if other_unit is not None:
        reason = reason or f"is in {other_unit}, not in {spec.unit}"
    return Located(
        address=address,
        spec=spec,
        source="table",
        semantic=semantic_of(value),
        number=None if reason else number,
        unit=unit,
        text=cell.text,
        reason=reason,
        other_unit=other_unit,
        place=place,
        cell=cell,
        region=cell.regions[0] if cell.regions else None,
        is_doubtful=cell.reading == "suspect" or (cell.status == "suspect" and place in doubted),
        label_unsure=label_unsure,
    )


def _with_unit_of(table: Table, cell: Cell) -> Value:
    """The value of a cell; in the table's unit if it is a number that, at the left edge, was taken for a label."""
    value = cell.value or Value(kind="text")
    if value.kind != "number" or value.unit is not None or cell.role != "row_header" or table.unit is None:
        return value
    return value.model_copy(update={"unit": table.unit})


def absent(address: Address, spec: FieldSpec, reason: str) -> Located:
    """A field that the document does not have."""
    return Located(address, spec, "table", "EMPTY", reason=reason)


def stated(statement: Statement, address: Address) -> Located:
    """A field whose value the text states."""
    about = statement.spec
    number = statement.value
    return Located(
        address=address,
        spec=FieldSpec(about.name, about.type, about.unit, "missing"),
        source="text",
        semantic="TEXT" if number is None else "ZERO" if number == 0 else "NUMERIC",
        number=number,
        unit=parse_unit(about.unit) if about.unit else None,
        text=statement.phrase,
        reason="the text gives several numbers" if number is None else None,
        region=statement.block.regions[0] if statement.block.regions else None,
    )


def semantic_of(value: Value) -> Semantic:
    """ZERO for a printed 0, EMPTY for a blank, NA for a dash: never one for another."""
    if value.kind == "number":
        return "ZERO" if Decimal(value.number or "0") == 0 else "NUMERIC"
    return "EMPTY" if value.kind == "blank" else "NA" if value.kind == "not_applicable" else "TEXT"


def _in_unit(value: Value, spec: FieldSpec) -> tuple[Decimal | None, Unit | None]:
    """The number in the unit that the model states; as printed where it states none."""
    wanted = parse_unit(spec.unit) if spec.unit else None
    if value.number is None:
        return None, wanted
    number = Decimal(value.number)
    printed = parse_unit(value.unit) if value.unit else None
    if wanted is None:
        return number, printed
    if printed is None or printed.text == wanted.text:
        return number, wanted
    if printed.kind != wanted.kind or wanted.kind != "money":
        return None, wanted
    return number * printed.scale / wanted.scale, wanted
