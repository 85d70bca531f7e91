"""Labels of which a scan misread some characters: which label is meant, and when two labels must never be mixed up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

SHORTEST = 3
"""A label of two characters with one of them wrong is half another: 合计, 小计, 总计."""
CHARACTERS_PER_EDIT = 5
"""One misread character in five; one too where the label is shorter."""
CLEARLY = 2
"""How many times as far any other label must be for the nearest to be meant."""
_DIGITS = re.compile(r"\d+")
_NEGATIONS = ("非", "不", "未", "无", "non")
"""A word more, and the label says the opposite: 流动资产, 非流动资产."""
_CONTRASTS = (
    ("收", "支", "付"),
    ("入", "出", "进"),
    ("上", "下", "本", "去"),
    ("初", "末"),
    ("前", "后"),
    ("内", "外"),
    ("增", "减", "加"),
    ("盈", "亏"),
    ("长", "短"),
    ("应", "预"),
    ("预", "决"),
    ("借", "贷"),
    ("直", "间"),
    ("总", "分"),
    ("省", "市", "县", "区", "镇", "乡", "村"),
    tuple("一二三四五六七八九十"),
    tuple("甲乙丙丁"),
    ("一般", "其他", "专项", "专用"),
    ("基本", "项目"),
    ("人员", "公用"),
    ("购置", "运行"),
    ("政府", "国有"),
    ("经营", "投资", "筹资"),
    ("receivable", "payable"),
    ("gain", "loss"),
    ("increase", "decrease"),
    ("before", "after"),
    ("basic", "diluted"),
)
"""Words that stand for each other in labels that are alike otherwise: they alone say which of the labels it is."""


def allowed_edits(label: str) -> int:
    """How many characters of a label may be wrong; none of a short one."""
    return max(1, len(label) // CHARACTERS_PER_EDIT) if len(label) >= SHORTEST else 0


@lru_cache(maxsize=32768)
def contradict(printed: str, label: str) -> bool:
    """Whether two labels, both `bare`, differ in what tells labels apart: a number, a negation, an opposite word.

    A decisive word that was itself misread contradicts nothing, for what stands there is no word of its kind.
    """
    if _DIGITS.findall(printed) != _DIGITS.findall(label):
        return True
    shorter, longer = sorted((printed, label), key=len)
    if len(shorter) < len(longer) and any(longer.count(no) > shorter.count(no) for no in _NEGATIONS):
        return True
    for words in _CONTRASTS:
        only_printed = any(word in printed and word not in label for word in words)
        if only_printed and any(word in label and word not in printed for word in words):
            return True
    return False


def edits_between(printed: str, label: str) -> int | None:
    """How many characters have to change to make `label` of `printed`, both `bare`; None where they are two labels.

    The distance is that of Levenshtein (Soviet Physics Doklady 10, 1966).
    """
    most = allowed_edits(label)
    edits = Levenshtein.distance(printed, label, score_cutoff=most)
    return None if edits > most or contradict(printed, label) else int(edits)


def near_forms(printed: str, labels: Iterable[str]) -> list[str]:
    """Those of the `labels`, all `bare`, that `printed` can stand for: the nearest, and all not clearly farther.

    Who finds that they mean different things knows that it is not clear which is meant.
    """
    distances = {label: edits for label in labels if (edits := _far(printed, label)) is not None}
    possible = [edits for label, edits in distances.items() if edits_between(printed, label) is not None]
    if not possible:
        return []
    nearest = min(possible)
    return [label for label, edits in distances.items() if edits < max(1, nearest) * CLEARLY]


def _far(printed: str, label: str) -> int | None:
    """The distance up to which another label is a rival; None beyond."""
    most = max(1, allowed_edits(label)) * CLEARLY
    edits = Levenshtein.distance(printed, label, score_cutoff=most)
    return None if edits > most else int(edits)


def edits_inside(text: str, label: str) -> int | None:
    """How many characters have to change for `label` to stand somewhere in `text`, both `bare`; None for too many."""
    found = partial_ratio_alignment(label, text)
    if found is None or len(text) < len(label):
        return None
    return edits_between(text[found.dest_start : found.dest_end], label)
