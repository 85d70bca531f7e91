"""The catalogue of messages: complete, the same in both languages, and the only source of findings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from checked_documents import checked
from extractor.findings import in_language
from extractor.messages import CATALOGUE, text_of
from extractor.wordings import Wording

PACKAGE = Path(__file__).parent.parent / "extractor"
# Functions that take a code, and which argument it is.
MAKERS = {"new_finding": 0, "cell_finding": 0, "PageFinding": 0, "Health": 1}
# Said of a text layer that needs no finding.
NO_FINDINGS = {"text.healthy"}


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield path, node, node.func.id


def codes_in_use() -> set[str]:
    first = (call.args[MAKERS[name]] for _, call, name in calls() if name in MAKERS)
    return {argument.value for argument in first if isinstance(argument, ast.Constant)} - NO_FINDINGS


def wordings() -> Iterator[tuple[str, Wording]]:
    for code, message in CATALOGUE.items():
        yield code, message.text
        for parameter, words in message.clauses.items():
            for word, wording in words.items():
                yield f"{code} {parameter}={word}", wording


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_the_catalogue_has_the_codes_in_use_and_no_other() -> None:
    assert codes_in_use() == set(CATALOGUE)


def test_only_the_catalogue_makes_findings() -> None:
    assert {path.name for path, _, name in calls() if name == "Finding"} == {"findings.py"}


@pytest.mark.parametrize("wording", [pytest.param(wording, id=where) for where, wording in wordings()])
def test_both_languages_say_the_same(wording: Wording) -> None:
    assert fields(wording.en) == fields(wording.zh)
    assert bool(wording.en) == bool(wording.zh)


@pytest.mark.parametrize("wording", [pytest.param(wording, id=where) for where, wording in wordings()])
def test_chinese_sentences_hold_no_english_words(wording: Wording) -> None:
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", wording.zh)))
    assert words <= {"PDF", "OCR"}


def test_a_list_is_parted_as_the_language_does() -> None:
    params = {"table": "t1", "relation": "rows", "crossing": "2", "total": "4", "parts": "2, 3", "left": "7"}
    more = {"right": "8", "others": "none", "more": "0", "verdict": "source", "repair": "none"}
    assert "rows 2, 3 give 8; the source" in text_of("sum.mismatch", params | more)
    assert text_of("sum.mismatch", params | more, "zh") == (
        "表 t1 第 2 列：第 4 行列示 7，按第 2、3 行计算应为 8，勾稽不符；原件自身数据不一致"
    )


def test_what_is_printed_may_hold_braces() -> None:
    params = {"table": "t1", "row": "1", "column": "2", "what": "text", "text": "{x}", "confidence": "0.50"}
    assert "read as “{x}”" in text_of("cell.suspect", params)


def test_a_document_is_said_in_the_other_language_and_back() -> None:
    document = checked("项目 | 金额\n甲 | 11\n乙 | 22\n丙 | 4O4\n丁 | 44\n戊 | 55\n己 | 66")
    chinese = in_language(document, "zh")
    assert [finding.message for finding in chinese.findings] == [
        "表 t1 第 4 行第 2 列：该列均为数字，而此处“4O4”不是数字"
    ]
    assert in_language(chinese, "en") == document
