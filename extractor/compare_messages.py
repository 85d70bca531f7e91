"""What findings about documents of several years say."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.wordings import Message, Wording

COMPARE_MESSAGES: Mapping[str, Message] = {
    "compare.mismatch": Message(
        "warning",
        Wording(
            "{organisation} {earlier} and {later}: {rule}, {expression}: {left} on the left, {right} on the right",
            "{organisation}（{earlier}、{later}）：{rule}，{expression}：左侧 {left}，右侧 {right}，年度间勾稽不符",
        ),
    ),
    "compare.text_copied": Message(
        "info",
        Wording(
            "{organisation} {earlier} and {later}: {percent} % of “{section}” is the text of the year before",
            "{organisation}（{earlier}、{later}）：“{section}”部分有 {percent}% 的文字与上一年度相同",
        ),
    ),
    "compare.same_year": Message(
        "warning",
        Wording(
            "{organisation} {year}: {file} is of the same year as {other}, and was left out",
            "{organisation}（{year}）：{file} 与 {other} 属同一年度，未参与比较",
        ),
    ),
    "compare.organisations": Message(
        "info",
        Wording(
            "documents of different organisations are compared: {organisations}",
            "所比较的文件属于不同单位：{organisations}",
        ),
    ),
}
"""Every code of a finding about documents of several years."""
