"""What findings about documents of several years say."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.wordings import NOTHING, Message, Wording

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
            "{organisation} {earlier} and {later}: {percent} % of “{section}” is the text of the report before it",
            "{organisation}（{earlier}、{later}）：“{section}”部分有 {percent}% 的文字与上一份报告相同",
        ),
    ),
    "compare.same_year": Message(
        "warning",
        Wording(
            "{organisation} {year}: {file} is of the same year as {other}, and was left out{values}",
            "{organisation}（{year}）：{file} 与 {other} 属同一年度，未参与比较{values}",
        ),
        {
            "values": {
                "unknown": NOTHING,
                "same": Wording("; its values are the same", "；二者数值完全相同"),
                "other": Wording("; {count} of its values are others", "；二者有 {count} 项数值不同"),
            }
        },
    ),
    "compare.year_missing": Message(
        "info",
        Wording(
            "{organisation}: no report between {earlier} and {later}; changes are over all these years, and equations "
            "between years could not be checked",
            "{organisation}：缺少 {earlier} 与 {later} 之间的年度报告；增减为跨年度数，年度间勾稽关系无法核对",
        ),
    ),
    "compare.renamed": Message(
        "warning",
        Wording(
            "{earlier_name} ({earlier}) and {later_name} ({later}) were compared as one organisation that was renamed",
            "{earlier_name}（{earlier}）与 {later_name}（{later}）名称不同，按更名前后的同一单位比较",
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
