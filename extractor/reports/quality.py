"""What a model asks of the text of sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.document import Block, Finding
from extractor.findings import new_finding
from extractor.reports.choosing import Fit
from extractor.reports.equations import Fields, is_true
from extractor.reports.format import QualitySpec
from extractor.reports.labels import bare, is_expression, matches


def quality_findings(fit: Fit, fields: Fields) -> Iterator[Finding]:
    """A finding for each section that is not as the model asks; of sections that were not found, none."""
    for rule in fit.model.quality:
        blocks = _blocks(fit, rule)
        if not blocks or (rule.when is not None and not is_true(rule.when, fit.plan, fields)):
            continue
        texts = [block.text for block in blocks if block.text and block.kind != "caption"]
        problem = _problem(rule, texts)
        if problem is not None:
            section = fit.model.document.sections[rule.section].title if rule.section else fit.model.name
            region = next((region for block in blocks for region in block.regions), None)
            params = {"rule": rule.name, "section": section, **problem}
            yield new_finding("report.text_quality", params, severity=rule.severity, region=region)


def _blocks(fit: Fit, rule: QualitySpec) -> Sequence[Block]:
    """What the section of a rule holds; of one without a section, the document."""
    if rule.section is not None:
        return fit.outline.blocks.get(rule.section, ())
    return [block for blocks in fit.outline.blocks.values() for block in blocks]


def _problem(rule: QualitySpec, texts: Sequence[str]) -> dict[str, str] | None:
    """What is wrong with a section, as parameters of its message."""
    length = sum(len(bare(text)) for text in texts)
    if rule.at_least is not None and length < rule.at_least:
        return {"problem": "short", "length": str(length), "least": str(rule.at_least)}
    if rule.mentions and not any(_mentions(text, rule.mentions) for text in texts):
        return {"problem": "silent", "words": "、".join(rule.mentions)}
    return None


def _mentions(text: str, patterns: Sequence[str]) -> bool:
    if matches(text, [pattern for pattern in patterns if is_expression(pattern)]):
        return True
    return any(bare(pattern) in bare(text) for pattern in patterns if not is_expression(pattern))
