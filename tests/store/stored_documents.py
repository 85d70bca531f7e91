"""Documents to be put into databases."""

from __future__ import annotations

from sqlalchemy import Engine, text

from extractor.document import (
    Block,
    Cell,
    Document,
    Finding,
    Fragment,
    Furniture,
    Join,
    PageReport,
    Relation,
    Source,
    Stub,
    Table,
    Unplaced,
    Value,
)
from extractor.facts import CellText, Record, Report, ReportCheck, ReportField, Side
from extractor.lines import LineWord, TextLine
from extractor.output.json_sink import JsonSink
from extractor.places import CellRef, Region

SHA256 = "ab" * 32
FIRST = Region(page=1, bbox=(10.5, 0.0, 30.25, 40.1))
SECOND = Region(page=2, bbox=(10.5, -0.0, 30.25, 40.0))
REF = CellRef(table="t1", row=1, col=1)


def source(sha256: str = SHA256, **changes: object) -> Source:
    fields = {"file_name": "预算.pdf", "sha256": sha256, "bytes": 5, "pages": 2, "kinds": ("ocr", "ocr"), "tool": "t 1"}
    settings = {"zeta": 1, "alpha": {"b": 1.0, "a": None}}
    return Source.model_validate({**fields, "settings": settings, **changes})


def small(amount: str = "410", sha256: str = SHA256, tool: str = "t 1") -> Document:
    """A table of two columns and two rows, of which one has `amount`."""
    texts = (("项目", "金额"), ("教育", amount), ("合计", "500"))
    cells = tuple(
        Cell(row=r, col=c, text=text, value=_value(text), role="column_header" if r == 0 else "data", regions=(FIRST,))
        for r, row in enumerate(texts)
        for c, text in enumerate(row)
    )
    table = Table(
        id="t1", pages=(1,), row_count=3, column_count=2, header_rows=1, stub_columns=1, cells=cells,
        stubs=(Stub(col=0, columns=1, parents=(None,) * 3),),
    )  # fmt: skip
    where = {"what": "ink", "table": "t1", "row": "2", "column": "2"}
    finding = Finding(
        code="cell.suspect", severity="warning", message="?", params=where, fingerprint="f1", cells=(REF,)
    )
    page = PageReport(number=1, kind="ocr", width=595.0, height=842.0)
    return Document(
        source=source(sha256, tool=tool, kinds=("ocr",)), pages=(page,), tables=(table,), findings=(finding,)
    )


def _value(text: str) -> Value:
    return Value(kind="number", number=text, unit="万元", scale=10000) if text.isdigit() else Value(kind="text")


def rich() -> Document:
    """A document in which every field of the contract has a value that is not its default."""
    cells = (
        Cell(row=0, col=0, colspan=2, text="a\x00b\\u0000", role="column_header", regions=(FIRST, SECOND)),
        Cell(row=1, col=0, rowspan=2, text="支出", value=Value(kind="text", readings=("1178", "1.178"))),
        Cell(
            row=1, col=1, text="1,234.50a", regions=(FIRST,), source="ocr", confidence=0.1 + 0.2, status="repaired",
            reading="suspect", printed="1,234.5O", alternatives=("1,234.80",),
            value=Value(kind="number", number="1234.50", unit="元", scale=10**12, marks=("a",)),
        ),
        Cell(row=2, col=1, text="-0.0", value=Value(kind="number", number="-0.0")),
    )  # fmt: skip
    join = Join(score=0.75, reasons=("+1 same columns",), repeated_header_rows=1, broken_row=True, direction="right")
    table = Table(
        id="t1", caption="表", unit="元", notes=("注",), pages=(1, 2), row_count=3, column_count=2, header_rows=1,
        stub_columns=1, stubs=(Stub(col=0, columns=1, parents=(None, None, 1)),), cells=cells,
        fragments=(Fragment(region=FIRST, first_row=0, last_row=2, ruled=True, join=join),),
        relations=(Relation(kind="sum", result="fail", total=(1, 1), parts=((2, 1, -1),), left="007", right="1.50"),),
    )  # fmt: skip
    empty = Table(id="t0", pages=(2,), row_count=1, column_count=1, cells=(Cell(row=0, col=0),))
    record = Record(
        table="t1", row=1, col=1, row_path=("支出",), column_path=("a / b", "c"), text="1,234.50a", semantic="NUMERIC",
        number="1234.50", unit="元", scale=10**12, period="2020", marks=("①",), status="repaired", confidence=0.1 + 0.2,
        region=FIRST,
    )  # fmt: skip
    finding = Finding(
        code="sum.mismatch", severity="error", message="m", params={"b": "1", "a": "2"}, fingerprint="f1",
        cells=(REF, CellRef(table="t1", row=2, col=1)), sides=(Side(side="left", name="n", value="1", cell=REF),),
        region=FIRST, expected="1", found="", suggestion="2", changes=(CellText(cell=REF, text="2"),),
    )  # fmt: skip
    field = ReportField(
        key="a.b", name="n", source="text", semantic="NUMERIC", text="1", number="+5", unit="件", scale=10,
        status="verified", reason="r", cell=REF, region=FIRST, label_unsure=True,
    )  # fmt: skip
    check = ReportCheck(id="R1[x]", expression="a = b", result="fail", left="1.0", right=None, tolerance="0.5%")
    word = LineWord(
        text="a\x00", bbox=FIRST.bbox, corners=(1.5,) * 8, confidence=0.1 + 0.2, source="ocr", blank_before=True
    )
    return Document(
        source=source(engine="e 1", kinds=("text-layer", "ocr")),
        pages=(PageReport(number=1, kind="ocr", width=1.1, height=2.0, skew=-0.1, dpi=200.0, warnings=("w",)),),
        blocks=(Block(kind="heading", text="题", level=1, table="t1", regions=(FIRST, SECOND), confidence=0.25),),
        tables=(table, empty),
        furniture=(Furniture(role="footer", text="1", region=FIRST),),
        unplaced=(Unplaced(text="x", region=FIRST, confidence=0.5),),
        findings=(finding,),
        records=(record,),
        report=Report(model="m", version="2", score=0.5, reasons=("r",), organisation="o", year=2020, fields=(field,),
                      checks=(check,)),
        lines=(TextLine(page=1, bbox=FIRST.bbox, turn=90, block=0, cell=REF, furniture=0, words=(word,)),),
    )  # fmt: skip


def as_json(document: Document) -> bytes:
    return JsonSink().render(document)


def counts(engine: Engine, *tables: str) -> list[int]:
    with engine.connect() as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]


def column(engine: Engine, query: str) -> list[object]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())
