"""The words of the pages that are made of a comparison, in every language."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.wordings import Locale, Wording

WORDS: Mapping[str, Wording] = {
    "title": Wording("Comparison across years", "跨年度比较"),
    "values": Wording("Values", "数值"),
    "checks": Wording("Equations between years", "年度间勾稽关系"),
    "sections": Wording("Likeness of texts", "文字相似度"),
    "findings": Wording("Findings", "需核对事项"),
    "none": Wording("none", "无"),
    "value": Wording("value", "项目"),
    "change": Wording("change", "增减"),
    "rule": Wording("rule", "规则"),
    "years": Wording("years", "年度"),
    "result": Wording("result", "结果"),
    "left": Wording("left", "左侧"),
    "right": Wording("right", "右侧"),
    "section": Wording("section", "部分"),
    "similarity": Wording("similarity", "相似度"),
    "average": Wording("average", "平均"),
    "alone": Wording("no other year to compare with", "没有其他年度可供比较"),
    "skipped": Wording("no document of this program", "不是本程序生成的文件"),
    "blank": Wording("blank", "空白"),
    "suspect": Wording("suspect", "存疑"),
    "tables": Wording("without a report model: by the labels of the tables", "未套用报告模型：按表格标签比较"),
    "not_shown": Wording("{count} values that stayed the same are not shown", "另有 {count} 项数值未变，未列出"),
    "not_evaluated": Wording(
        "{count} equations were not evaluated: {reason}", "另有 {count} 项勾稽关系未核对：{reason}"
    ),
    "called": Wording("({document}: “{label}”)", "（{document}：“{label}”）"),
    "percent.zero": Wording("not applicable", "不适用"),
    "result.pass": Wording("PASS", "相符"),
    "result.fail": Wording("FAIL", "不符"),
    "result.uncertain": Wording("UNCERTAIN", "无法确定"),
    "result.not_assessable": Wording("NOT ASSESSABLE", "无法核对"),
    "result.not_comparable": Wording("NOT COMPARABLE", "口径不可比"),
    "reason.nowhere": Wording("", ""),
    "reason.absent": Wording("in one year only", "仅一个年度有"),
    "reason.no_number": Wording("no number", "非数字"),
    "reason.several": Wording("its labels stand in several places", "标签重复出现"),
    "reason.unit": Wording("units differ", "单位不同"),
    "reason.form": Wording("the form changed", "报告格式改变，口径不可比"),
    "reason.organisation": Wording("reports of different organisations", "不属于同一单位"),
    "reason.gap": Wording("the report of the year before is not there", "缺少上一年度报告"),
}


def word(name: str, locale: Locale, **params: object) -> str:
    """A word or a phrase of the pages."""
    return WORDS[name].of(locale).format(**params)
