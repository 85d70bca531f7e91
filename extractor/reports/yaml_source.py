"""YAML as plain data, with the line on which each piece stands; keys that stand twice are refused.

Every scalar stays text: YAML's own guesses (no → false, 1_000 → 1000, 2020-01-01 → a date) surprise those who write
labels, and the format knows where it wants a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

Path = tuple[str | int, ...]
MAX_DEPTH = 40
"""Far more than any model needs; deeper nesting is a slip, or an attempt to exhaust the stack."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong on a line, and what to do."""

    line: int
    message: str


class YamlError(ValueError):
    """The text cannot be read; `complaints` say where and why."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("; ".join(complaint.message for complaint in complaints))
        self.complaints = tuple(complaints)


@dataclass(slots=True)
class Lines:
    """Where each piece of a file stands."""

    of: dict[Path, int] = field(default_factory=dict)

    def find(self, path: Sequence[str | int]) -> int:
        """The line of the piece at `path`, or of the innermost known piece around it."""
        for end in range(len(path), -1, -1):
            line = self.of.get(tuple(path[:end]))
            if line is not None:
                return line
        return 1


def read_yaml(text: str) -> tuple[object, Lines]:
    """The data of `text`: dicts, lists, strings and None; and its lines.

    Raises:
        YamlError: It is no YAML, has a key twice, or uses anchors or tags.
    """
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise YamlError([_syntax_complaint(error)]) from error
    if root is None:
        raise YamlError([Complaint(1, "the file is empty; `extractor models new FILE` writes one to begin with")])
    reader = _Reader()
    data = reader.plain(root, ())
    if reader.complaints:
        raise YamlError(reader.complaints)
    return data, reader.lines


def _syntax_complaint(error: yaml.YAMLError) -> Complaint:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is no YAML"
    line = mark.line + 1 if mark is not None else 1
    hint = "put labels that hold : # [ ] { } or quotes into 'single quotes', and indent with blanks, not tabs"
    return Complaint(line, f"{problem}; {hint}")


class _Reader:
    """Turns nodes into data and notes where they stand."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.complaints: list[Complaint] = []
        self._seen: set[int] = set()

    def plain(self, node: yaml.Node, path: Path) -> object:
        line = node.start_mark.line + 1
        self.lines.of.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise YamlError([Complaint(line, f"nested more than {MAX_DEPTH} levels deep")])
        if id(node) in self._seen and not isinstance(node, yaml.ScalarNode):
            raise YamlError([Complaint(line, "a reference (*name) to another place; write the piece out in full")])
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, i)) for i, item in enumerate(node.value)]
        is_plain = node.style is None
        return None if is_plain and node.value in ("", "~", "null") else str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlError([Complaint(line, "a key must be a word; put labels with [ ] { } into quotes")])
            key = str(key_node.value)
            if key in found:
                first = self.lines.of[(*path, key)]
                self.complaints.append(
                    Complaint(line, f"{key!r} stands here and on line {first}; rename or remove one")
                )
                continue
            self.lines.of[(*path, key)] = line
            found[key] = self.plain(value_node, (*path, key))
        return found
