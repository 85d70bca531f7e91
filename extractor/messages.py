"""What findings say, in every language: one catalogue of codes, so that a stored finding can be said in another one.

A sentence is made of the parameters of a finding, which belong to no language: numbers, what is printed, and words of
ours that choose a clause.
"""

from __future__ import annotations

from collections.abc import Mapping

from extractor.compare_messages import COMPARE_MESSAGES
from extractor.report_messages import REPORT_MESSAGES, VERDICTS
from extractor.wordings import LIST_SIGNS, LISTS, NOTHING, Locale, Message, Wording


def text_of(code: str, params: Mapping[str, str], locale: Locale = "en") -> str:
    """The sentence that `code` says with these parameters.

    Raises KeyError for a code, a word or a parameter that is not in the catalogue: a fault of ours.
    """
    message = CATALOGUE[code]
    values = {name: _listed(value, locale) if name in LISTS else value for name, value in params.items()}
    said = {name: words[params[name]].of(locale).format(**values) for name, words in message.clauses.items()}
    return message.text.of(locale).format(**(values | said))


def _listed(value: str, locale: Locale) -> str:
    return LIST_SIGNS[locale].join(value.split(LIST_SIGNS["en"]))


def _of_cell(en: str, zh: str, **clauses: Mapping[str, Wording]) -> Message:
    """What is wrong with one cell."""
    where = Wording("table {table}, row {row}, column {column}: ", "表 {table} 第 {row} 行第 {column} 列：")
    return Message("warning", Wording(where.en + en, where.zh + zh), clauses)


REPAIRS = {
    "none": NOTHING,
    "done": Wording("; repaired: “{was}” was changed to “{now}”", "；已修复：“{was}”改为“{now}”"),
}
"""What was done about a suggestion."""
INSTEAD = {
    "none": NOTHING,
    "ocr": Wording("; the text layer was not used, the page was read by OCR", "；未采用 PDF 文本层，该页改用 OCR 识别"),
}
"""What was done about a text layer that is not trusted."""


def _of_text_layer(reasons: Mapping[str, Wording]) -> Message:
    """Why the text layer of a page was not trusted, and what was done instead."""
    text = Wording("page {page}: {reason}{instead}", "第 {page} 页：{reason}{instead}")
    return Message("warning", text, {"reason": reasons, "instead": INSTEAD})


CATALOGUE: Mapping[str, Message] = {
    **REPORT_MESSAGES,
    **COMPARE_MESSAGES,
    "cell.suspect": _of_cell(
        "{what}",
        "{what}",
        what={
            "text": Wording(
                "read as “{text}” with confidence {confidence}", "识别为“{text}”，置信度仅 {confidence}，请核对"
            ),
            "ink": Wording("ink but no text", "有字迹，但未能识别出文字"),
        },
    ),
    "number.ambiguous": _of_cell(
        "“{text}” may be {one} or {other}; no other number decides between them",
        "“{text}”可读作 {one}，也可读作 {other}，表内其他数字无从判定",
    ),
    "number.format": _of_cell(
        "“{text}” has {decimals} decimals, the other numbers of its column have {usual}",
        "“{text}”有 {decimals} 位小数，而同列其他数字均为 {usual} 位",
    ),
    "number.odd_text": _of_cell(
        "{what}{repair}",
        "{what}{repair}",
        repair=REPAIRS,
        what={
            "column": Wording(
                "“{text}” stands in a column of numbers and is none", "该列均为数字，而此处“{text}”不是数字"
            ),
            "operand": Wording(
                "“{text}” is no number, and a sum needs one there", "“{text}”不是数字，而此处参与合计，应为数字"
            ),
        },
    ),
    "number.cut": _of_cell("“{text}” lacks a bracket", "“{text}”括号不成对，数字可能被截断"),
    "row.unlabelled": Message(
        "warning",
        Wording(
            "table {table}, row {row}: numbers without a label, where other rows have one; they may belong to the row "
            "above or below",
            "表 {table} 第 {row} 行：有数字而无项目名称，其他行均有；这些数字可能属于上一行或下一行",
        ),
    ),
    "sum.mismatch": Message(
        "warning",
        Wording("table {table}, {relation}{others}{verdict}{repair}", "表 {table} {relation}{others}{verdict}{repair}"),
        {
            "relation": {
                "row": Wording(
                    "column {crossing}: row {total} says {left}, but row {parts} gives {right}",
                    "第 {crossing} 列：第 {total} 行列示 {left}，按第 {parts} 行应为 {right}，勾稽不符",
                ),
                "rows": Wording(
                    "column {crossing}: row {total} says {left}, but rows {parts} give {right}",
                    "第 {crossing} 列：第 {total} 行列示 {left}，按第 {parts} 行计算应为 {right}，勾稽不符",
                ),
                "column": Wording(
                    "row {crossing}: column {total} says {left}, but column {parts} gives {right}",
                    "第 {crossing} 行：第 {total} 列列示 {left}，按第 {parts} 列应为 {right}，勾稽不符",
                ),
                "columns": Wording(
                    "row {crossing}: column {total} says {left}, but columns {parts} give {right}",
                    "第 {crossing} 行：第 {total} 列列示 {left}，按第 {parts} 列计算应为 {right}，勾稽不符",
                ),
                "change": Wording(
                    "row {crossing}: column {total} says {left}, but columns {parts} change by {right}",
                    "第 {crossing} 行：第 {total} 列列示增减幅度 {left}，按第 {parts} 列计算应为 {right}，二者不符",
                ),
            },
            "others": {
                "none": NOTHING,
                "one": Wording(" (and 1 more relation fails with it)", "（另有 1 处勾稽关系同时不符）"),
                "many": Wording(" (and {more} more relations fail with it)", "（另有 {more} 处勾稽关系同时不符）"),
            },
            "verdict": {
                **VERDICTS,
                "point": Wording("; its decimal point may be none", "；其中的小数点可能是误识或千分位分隔符"),
            },
            "repair": REPAIRS,
        },
    ),
    "join.doubtful": Message(
        "warning",
        Wording(
            "pages {upper} and {lower}: {what} (score {score})", "第 {upper} 页与第 {lower} 页：{what}（得分 {score}）"
        ),
        {
            "what": {
                "joined": Wording(
                    "two pieces were joined to one table on thin evidence", "两段表格已合并为一张表，但依据不够充分"
                ),
                "apart": Wording(
                    "two pieces were kept apart that may be one table", "两段表格未合并，但有可能是同一张表"
                ),
            }
        },
        place=("upper", "lower"),
    ),
    "ink.unread": Message(
        "warning", Wording("page {page}: ink that no reading explains", "第 {page} 页：此处有字迹，但未识别出任何文字")
    ),
    "word.unplaced": Message(
        "warning",
        Wording(
            "page {page}: “{text}” belongs to no cell and no block of text",
            "第 {page} 页：“{text}”不属于任何单元格或文字段落",
        ),
        place=("page", "text"),
    ),
    "page.failed": Message("error", Wording("page {page} could not be read: {error}", "第 {page} 页无法读取：{error}")),
    "tables.failed": Message(
        "error",
        Wording(
            "page {page}: its tables could not be looked for ({error}); its words were read as text",
            "第 {page} 页：表格识别出错（{error}），该页文字按正文输出",
        ),
    ),
    "ocr.needed": Message(
        "error",
        Wording(
            "page {page} is a picture; it was not read because OCR is switched off",
            "第 {page} 页为图片；因已关闭 OCR，该页未读取",
        ),
    ),
    "text.missing": _of_text_layer(
        {
            "picture": Wording(
                "the page is a picture, with {characters} characters of text on it",
                "该页为图片，其上仅有 {characters} 个字符的文本",
            ),
            "ink": Wording("the page shows ink, but has no text", "页面上有内容，但没有文本层"),
        }
    ),
    "text.garbled": _of_text_layer(
        {
            "unmapped": Wording(
                "{count} of {all} glyphs have no character", "{all} 个字形中有 {count} 个没有对应的字符"
            ),
            "no_width": Wording(
                "{count} of {all} words have no width, so that their characters lie on one another",
                "{all} 个词中有 {count} 个没有宽度，字符相互重叠",
            ),
            "private": Wording(
                "{count} of {all} characters are private ones of a font", "{all} 个字符中有 {count} 个是字体自造字符"
            ),
            "rare": Wording(
                "{count} of {all} Chinese characters are ones that hardly occur",
                "{all} 个汉字中有 {count} 个是极少使用的字，疑为乱码",
            ),
            "encoding": Wording("the letters are those of another encoding", "文字编码有误，疑为乱码"),
            "unsayable": Wording(
                "{count} of {all} words are no words of any language", "{all} 个单词中有 {count} 个不成词，疑为乱码"
            ),
        }
    ),
    "text.old_ocr": _of_text_layer(
        {
            "hidden": Wording(
                "the page is a picture with the invisible text of an earlier OCR",
                "该页为图片，其隐藏文本来自以前的 OCR 识别",
            )
        }
    ),
    "text.disagrees": _of_text_layer(
        {
            "no_ink": Wording(
                "{count} of {all} words stand where the page shows nothing",
                "{all} 个词中有 {count} 个所在位置在页面上没有任何内容",
            ),
            "marks": Wording(
                "the page shows about {count} marks that none of its {all} words explains",
                "页面上约有 {count} 处字迹在文本层的 {all} 个词中找不到",
            ),
            "numbers": Wording(
                "the text layer has numbers that the page shows otherwise (“{said}” is printed as “{shown}”)",
                "文本层中的数字与页面显示不一致（文本层为“{said}”，页面显示为“{shown}”）",
            ),
        }
    ),
    "text.font_absent": _of_text_layer(
        {
            "font": Wording(
                "neither the file nor this machine has the font {font}; the text was taken from its codes unseen",
                "文件和本机均没有字体 {font}；文字按编码取得，无法与页面对照",
            )
        }
    ),
}
"""Every code of a finding; the README explains each."""
