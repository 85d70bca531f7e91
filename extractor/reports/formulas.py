"""The formulas of report models: a small grammar that can name fields, add, compare, and nothing else.

    equation = sum ("=" | "<=" | ">=" | "<" | ">") sum
    sum      = product (("+" | "-") product)*
    product  = factor (("*" | "/") factor)*
    factor   = number | name | "-" factor | "(" sum ")" | ("sum" | "abs" | "max" | "min") "(" sum ("," sum)* ")"
    name     = segments joined by dots; "*" stands for one segment of any name, "**" for one or more.

A name with a wildcard stands for several fields and therefore only inside of sum(), max() or min(). A name that begins
with "previous." means the field of the report of the year before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Comparator = Literal["=", "<=", ">=", "<", ">"]
Function = Literal["sum", "abs", "max", "min"]
COMPARATORS: tuple[Comparator, ...] = ("<=", ">=", "=", "<", ">")
FUNCTIONS: tuple[Function, ...] = ("sum", "abs", "max", "min")
PREVIOUS = "previous"
MAX_DEPTH, MAX_TOKENS = 40, 500
"""Brackets and minus signs within one another, and names, numbers and signs of a formula, at most; more is a slip, or
means to exhaust the stack."""


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """The fields whose key has these segments; `is_previous` for those of the year before."""

    segments: tuple[str, ...]
    is_previous: bool = False

    @property
    def has_wildcard(self) -> bool:
        """Whether it may stand for several fields."""
        return any(segment.startswith("*") for segment in self.segments)

    def __str__(self) -> str:
        return ".".join(((PREVIOUS,) if self.is_previous else ()) + self.segments)


@dataclass(frozen=True, slots=True)
class Operation:
    """Two terms joined by a sign."""

    sign: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or more terms."""

    function: Function
    arguments: tuple[Term, ...]


Term = Number | Name | Operation | Call


@dataclass(frozen=True, slots=True)
class Equation:
    """Two terms that are compared."""

    comparator: Comparator
    left: Term
    right: Term


class FormulaError(ValueError):
    """The text is no formula; the message says where and what was expected."""


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<name>(?:[^\W\d]\w*|\*\*|\*(?=\.))(?:\.(?:\w+|\*\*|\*))*)"
    r"|(?P<sign><=|>=|[-+*/=<>(),]))"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["number", "name", "sign", "end"]
    text: str
    column: int


@lru_cache(maxsize=1024)
def parse_equation(text: str) -> Equation:
    """The equation that `text` writes.

    Raises:
        FormulaError: It is none.
    """
    parser = _Parser(text)
    left = parser.sum()
    comparator = parser.comparator()
    right = parser.sum()
    parser.expect_end()
    return Equation(comparator, left, right)


@lru_cache(maxsize=256)
def parse_term(text: str) -> Term:
    """The term that `text` writes, for derived metrics.

    Raises:
        FormulaError: It is none.
    """
    parser = _Parser(text)
    term = parser.sum()
    parser.expect_end()
    return term


def names_in(formula: Term | Equation) -> Iterator[Name]:
    """The names of a formula from left to right, each as often as it stands there."""
    if isinstance(formula, Name):
        yield formula
    elif isinstance(formula, Equation | Operation):
        yield from names_in(formula.left)
        yield from names_in(formula.right)
    elif isinstance(formula, Call):
        for argument in formula.arguments:
            yield from names_in(argument)


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"{text[column]!r} at position {column + 1} has no meaning in a formula")
        kind: Literal["number", "name", "sign"] = "number" if match["number"] else "name" if match["name"] else "sign"
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
        if len(tokens) > MAX_TOKENS:
            raise FormulaError(f"it has more than {MAX_TOKENS} names, numbers and signs")
    return [*tokens, _Token("end", "the end", len(text))]


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0
        self._gathering = 0  # how many functions that take several fields are open

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *signs: str) -> str | None:
        """The next sign, if it is one of `signs`."""
        token = self._next
        if token.kind != "sign" or token.text not in signs:
            return None
        self._at += 1
        return token.text

    def _expect(self, sign: str) -> None:
        if self._take(sign) is None:
            raise self._unexpected(repr(sign))

    def _unexpected(self, wanted: str) -> FormulaError:
        return FormulaError(f"{wanted} expected at position {self._next.column + 1}, not {self._next.text}")

    def expect_end(self) -> None:
        if self._next.kind != "end":
            raise self._unexpected("a sign or the end")

    def comparator(self) -> Comparator:
        for comparator in COMPARATORS:
            if self._take(comparator):
                return comparator
        raise self._unexpected("one of = <= >= < >")

    def sum(self) -> Term:
        term = self._product()
        while sign := self._take("+", "-"):
            term = Operation("+" if sign == "+" else "-", term, self._product())
        return term

    def _product(self) -> Term:
        term = self._factor()
        while sign := self._take("*", "/"):
            term = Operation("*" if sign == "*" else "/", term, self._factor())
        return term

    def _factor(self) -> Term:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError(f"nested more than {MAX_DEPTH} deep at position {self._next.column + 1}")
        term = self._bare_factor()
        self._depth -= 1
        return term

    def _bare_factor(self) -> Term:
        if self._take("-"):
            return Operation("-", Number(Decimal(0)), self._factor())
        if self._take("("):
            term = self.sum()
            self._expect(")")
            return term
        if self._take("*"):  # alone, where a factor is due: every name of one segment
            return self._name(("*",))
        token = self._next
        if token.kind == "number":
            self._at += 1
            return Number(Decimal(token.text))
        if token.kind == "name":
            self._at += 1
            for function in FUNCTIONS:
                if token.text == function and self._take("("):
                    return self._call(function)
            return self._name(tuple(token.text.split(".")))
        raise self._unexpected("a number, a name or an opening bracket")

    def _call(self, function: Function) -> Call:
        gathers = function != "abs"
        self._gathering += gathers
        arguments = [self.sum()]
        while self._take(","):
            arguments.append(self.sum())
        self._expect(")")
        self._gathering -= gathers
        return Call(function, tuple(arguments))

    def _name(self, segments: tuple[str, ...]) -> Name:
        is_previous = segments[0] == PREVIOUS and len(segments) > 1
        name = Name(segments[1:] if is_previous else segments, is_previous)
        if name.has_wildcard and not self._gathering:
            raise FormulaError(f"{name} stands for several fields: write sum({name})")
        return name
