"""Column types that hold the same on SQLite and PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, Numeric, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine


class ExactNumber(TypeDecorator[str]):
    """A decimal in plain notation, as a string in Python, of which no digit is lost.

    NUMERIC on PostgreSQL, which keeps zeros at the end. TEXT on SQLite, whose NUMERIC is a floating-point number.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC where it is exact."""
        return dialect.type_descriptor(Numeric() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """What the driver takes."""
        return Decimal(value) if value is not None and dialect.name == "postgresql" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """The decimal in plain notation."""
        return format(value, "f") if isinstance(value, Decimal) else value


BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column of type INTEGER."""
Json = JSON().with_variant(JSONB, "postgresql")
"""For lists of words and whole numbers."""
ExactJson = JSON()
"""For what JSONB would not give back as it was: the order of members, and floating-point numbers."""
