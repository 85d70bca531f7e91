"""What findings of report models say."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.wordings import NOTHING, Message, Wording

VERDICTS = {
    "open": NOTHING,
    "believed": Wording(
        "; both readers agree on the numbers: the source itself may be inconsistent",
        "；两次独立识别结果一致，可能是原件自身数据不一致",
    ),
    "source": Wording("; the source itself is inconsistent", "；原件自身数据不一致"),
}
"""Whose fault it is that an equation, or a sum that was found, fails."""

REPORT_MESSAGES: Mapping[str, Message] = {
    "report.table_missing": Message(
        "warning",
        Wording(
            "{table} is not there: the model {model} expects it{where}", "缺少“{table}”：模型 {model} 要求有此表{where}"
        ),
        {"where": {"any": NOTHING, "section": Wording(" in the section “{section}”", "，应在“{section}”部分")}},
        place=("table",),
    ),
    "report.column_missing": Message(
        "warning",
        Wording("{table}: the column “{column}” is not there", "{table}：缺少“{column}”列"),
        place=("table", "column"),
    ),
    "report.column_twice": Message(
        "warning",
        Wording(
            "{table}: the column “{column}” stands there twice, so that its values are not taken",
            "{table}：“{column}”列出现两次，其数值未采用",
        ),
        place=("table", "column"),
    ),
    "report.row_missing": Message(
        "warning",
        Wording("{table}: the row “{row}” is not there", "{table}：缺少“{row}”行"),
        place=("table", "row"),
    ),
    "report.row_extra": Message(
        "warning",
        Wording("{table}: the row “{row}” is not in the model {model}", "{table}：“{row}”行不在模型 {model} 之内"),
        place=("table", "row"),
    ),
    "report.row_twice": Message(
        "warning",
        Wording(
            "{table}: the row “{row}” stands there {times} times, so that its values are not taken",
            "{table}：“{row}”行出现 {times} 次，其数值未采用",
        ),
        place=("table", "row"),
    ),
    "report.row_unsure": Message(
        "warning",
        Wording("{table}: the row “{printed}” was taken for “{row}”", "{table}：“{printed}”行按“{row}”处理，请核对"),
        place=("table", "row"),
    ),
    "report.column_unsure": Message(
        "warning",
        Wording(
            "{table}: the column “{printed}” was taken for “{column}”", "{table}：“{printed}”列按“{column}”处理，请核对"
        ),
        place=("table", "column"),
    ),
    "report.value": Message(
        "warning",
        Wording("{field} is “{text}”, {problem}", "{field}为“{text}”，{problem}"),
        {
            "problem": {
                "text": Wording("which is no number", "不是数字"),
                "unit": Wording("which is in {unit}, not in {wanted}", "单位为 {unit}，应为 {wanted}"),
                "negative": Wording("but a number of pieces cannot be negative", "件数不能为负数"),
                "fraction": Wording("but a number of pieces is whole", "件数应为整数"),
                "share": Wording(
                    "but a share lies between 0 and 100, not at {number}", "比率应在 0 至 100 之间，而非 {number}"
                ),
            }
        },
        place=("field",),
    ),
    "report.blank": Message(
        "info",
        Wording(
            "{table}: {count} of {fields} values are blank or not applicable; in this form these are no 0",
            "{table}：{fields} 个数值中有 {count} 个为空或不适用；本表中空白不等于 0",
        ),
        place=("table",),
    ),
    "report.note_denied": Message(
        "warning",
        Wording(
            "{table}: the note “{note}” says that the table is empty, and it has numbers",
            "{table}：附注“{note}”称本表为空表，但表中有数据",
        ),
        place=("table",),
    ),
    "report.note_missing": Message(
        "info",
        Wording(
            "{table}: the table is empty, and no note says that it is meant to be",
            "{table}：本表无数据，也没有空表说明",
        ),
        place=("table",),
    ),
    "report.mismatch": Message(
        "error",
        Wording(
            "{rule}, {expression}: {left} on the left, {right} on the right{verdict}",
            "{rule}（{expression}）：左边为 {left}，右边为 {right}，勾稽不符{verdict}",
        ),
        {"verdict": VERDICTS},
        place=("rule", "expression"),
    ),
    "report.text_mismatch": Message(
        "error",
        Wording(
            "{rule}: text and table disagree, {expression}: {left} on the left, {right} on the right",
            "{rule}：文字与表格不一致（{expression}）：左边为 {left}，右边为 {right}",
        ),
        place=("rule", "expression"),
    ),
    "report.text_quality": Message(
        "warning",
        Wording("{rule}: the section “{section}” {problem}", "{rule}：“{section}”部分{problem}"),
        {
            "problem": {
                "short": Wording("has {length} characters, fewer than {least}", "仅有 {length} 字，少于 {least} 字"),
                "silent": Wording("mentions none of {words}", "未提及 {words}"),
            }
        },
        place=("rule", "section"),
    ),
}
"""Every code of a finding of a report model; the severity of an equation is what the model says."""
