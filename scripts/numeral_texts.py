"""What is printed on the numeral reader's strips: numbers in all their dresses, and all that is no number.

Half of the numbers follow no format at all, so that the reader learns shapes and not that a comma stands before three
digits: a second opinion that expects what is usual would confirm what is usual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Random = np.random.Generator

DIGITS = "0123456789"
MARKS = ".,-+%()/:"
FULL_WIDTH = str.maketrans(DIGITS + MARKS, "０１２３４５６７８９．，－＋％（）／：")
FULL_WIDTH_MARKS = str.maketrans(",()%:-", "，（）％：—")
DASHES = "-–—−"
TWINS = set("lIOo|iSsBZzgqDQ")
"""Letters that in some face are the picture of a digit: not put among digits, nor by themselves."""
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
SYMBOLS = "&#@!?=<>*×±~$¥€£§‰℃①②③④⑤⑥⑦⑧⑨⑩“”《》【】[]{}△▲□■○●√※〔〕"
NEAR_NUMBERS = "?&~‰*|…≈=①"
"""Symbols that a part of is a digit or a sign, often by themselves: ? of 2, & of 8, ~ of -, | of 1."""
TEXT_CHINESE = "万元亿千个件项人年月日号第条款次合计总额小其中支出收入结余本市县区镇政府财政预算决算单位数量期末初"
LOOKALIKES = "口日曰目田白自百二三工土士八入人丁卜了乙几九七千干于亏川小中〇"
"""Chinese characters with the strokes of digits and signs."""
COMMON = tuple(
    bytes((high, low)).decode("gb2312")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA)
)
"""The 3,755 common characters of GB 2312."""
STROKES = "一十"
"""Characters that by themselves, in a face without serifs, are the picture of a dash and of a plus."""


def draw_text(random: Random) -> str:
    """A text for one strip; "" for a blank one."""
    return _chosen(random, KINDS)(random)


def _chosen(random: Random, kinds: Sequence[tuple[float, Callable[[Random], str]]]) -> Callable[[Random], str]:
    weights = np.array([weight for weight, _ in kinds])
    return kinds[int(random.choice(len(kinds), p=weights / weights.sum()))][1]


def _pick(random: Random, characters: Sequence[str]) -> str:
    return str(characters[int(random.integers(len(characters)))])


def _digits(random: Random, least: int, most: int) -> str:
    """Digits, now and then many alike, which a reader has to count."""
    count = int(random.integers(least, most + 1))
    if random.random() < 0.12:
        few = "".join(_pick(random, DIGITS) for _ in range(2))
        return "".join(_pick(random, few) for _ in range(count))
    return "".join(_pick(random, DIGITS) for _ in range(count))


def _amount(random: Random) -> str:
    whole = _digits(random, 1, 9)
    if len(whole) > 3 and random.random() < 0.6:
        whole = f"{int(whole):,}"
    decimals = int(random.choice([0, 1, 2, 2, 2, 3, 4]))
    amount = whole + ("." + _digits(random, decimals, decimals) if decimals else "")
    dress = random.random()
    if dress < 0.12:
        return _pick(random, DASHES) + amount
    if dress < 0.2:
        return f"({amount})"
    if dress < 0.24:
        return "+" + amount
    if dress < 0.4:
        return amount + "%"
    return amount


def _loose(random: Random) -> str:
    """Digits and marks in no order, digits in the greater number."""
    count = int(random.integers(1, 12))
    text = "".join(_pick(random, MARKS) if random.random() < 0.25 else _pick(random, DIGITS) for _ in range(count))
    return text if set(text) & set(DIGITS) else text + _pick(random, DIGITS)


def _pointed(random: Random) -> str:
    """Digits with one or two points or commas anywhere."""
    text = _digits(random, 2, 9)
    for _ in range(int(random.integers(1, 3))):
        place = int(random.integers(1, len(text)))
        text = text[:place] + _pick(random, ".,") + text[place:]
    return text


def _spaced(random: Random) -> str:
    return f"{int(_digits(random, 4, 8)):,}".replace(",", " ")


def _date(random: Random) -> str:
    mark = _pick(random, "-/.")
    parts = [str(random.integers(1949, 2035)), str(random.integers(1, 13)), str(random.integers(1, 32))]
    if random.random() < 0.5:
        parts[1:] = [part.zfill(2) for part in parts[1:]]
    return mark.join(parts[: int(random.integers(2, 4))])


def _range(random: Random) -> str:
    return _digits(random, 1, 4) + _pick(random, DASHES) + _digits(random, 1, 4)


def _telephone(random: Random) -> str:
    return _digits(random, 3, 4) + "-" + _digits(random, 7, 8)


def _item(random: Random) -> str:
    number = _digits(random, 1, 2)
    return str(_pick(random, (f"({number})", f"{number}.", f"{number})", f"{number}.{_digits(random, 1, 2)}")))


def _time(random: Random) -> str:
    return f"{random.integers(0, 24)}:{random.integers(0, 60):02d}"


def _code(random: Random) -> str:
    return _digits(random, 3, 8) if random.random() < 0.9 else _digits(random, 15, 20)


def _number(random: Random) -> str:
    """A number, a few of them with full-width marks or in full-width figures."""
    text = _chosen(random, NUMBERS)(random)
    dress = random.random()
    if dress < 0.06:
        return text.translate(FULL_WIDTH)
    return text.translate(FULL_WIDTH_MARKS) if dress < 0.14 else text


def _lone_mark(random: Random) -> str:
    return _pick(random, ("-", "–", "—", "——", "－", "/", "%", "+", "--", "-", "—"))


def _chinese(random: Random) -> str:
    source = (COMMON, COMMON, TEXT_CHINESE, LOOKALIKES + STROKES)[int(random.integers(4))]
    return "".join(_pick(random, source) for _ in range(int(random.choice([1, 1, 2, 2, 3, 4, 5, 7, 10]))))


def _chinese_number(random: Random) -> str:
    """A number within or beside Chinese text, as in 第12条, 2019年, （一）."""
    number = _amount(random) if random.random() < 0.4 else _digits(random, 1, 4)
    before, after = _pick(random, TEXT_CHINESE), _pick(random, TEXT_CHINESE)
    forms = (
        number + after,
        number + after + _pick(random, COMMON),
        before + number,
        before + number + after,
        _pick(random, COMMON) + before + number + after,
        number + after + _digits(random, 1, 2) + _pick(random, TEXT_CHINESE),
        "（" + _pick(random, "一二三四五六七八九十") + "）" + _pick(random, COMMON),
        number + "、" + _pick(random, COMMON),
        f"（{number}）" + _pick(random, COMMON) + after,
    )
    return str(_pick(random, forms))


def _word(random: Random) -> str:
    """Letters, most of them no twins of digits."""
    while True:
        word = "".join(_pick(random, LETTERS) for _ in range(int(random.integers(3, 9))))
        case = random.random()
        word = word.lower() if case < 0.4 else word.capitalize() if case < 0.7 else word.upper() if case < 0.9 else word
        if sum(letter in TWINS for letter in word) * 2 < len(word):
            return word


def _clear_letter(random: Random) -> str:
    return _pick(random, [letter for letter in LETTERS if letter not in TWINS])


def _latin(random: Random) -> str:
    word, number = _word(random), _digits(random, 1, 4)
    forms = (
        word,
        word,
        f"{word} {_word(random)}",
        f"{word} {number}",
        f"{number} {word}",
        number + _clear_letter(random),
        _clear_letter(random) + number,
        f"{word}-{number}",
        f"({word})",
        f"{word}, {number}",
    )
    return str(_pick(random, forms))


def _stranger(random: Random) -> str:
    """A number with one character that belongs to none."""
    number = _number(random)
    strange = _clear_letter(random) if random.random() < 0.3 else _pick(random, SYMBOLS + TEXT_CHINESE)
    place = int(random.choice([0, len(number), int(random.integers(len(number) + 1))]))
    return number[:place] + strange + number[place:]


def _lone_other(random: Random) -> str:
    source = random.random()
    if source < 0.3:
        return _clear_letter(random)
    if source < 0.4:
        return _pick(random, SYMBOLS)
    if source < 0.55:
        return _pick(random, NEAR_NUMBERS)
    return _pick(random, LOOKALIKES + STROKES) if source < 0.75 else _pick(random, COMMON)


def _blank(random: Random) -> str:
    return ""


NUMBERS: Sequence[tuple[float, Callable[[Random], str]]] = (
    (22, _amount),
    (12, _loose),
    (10, _pointed),
    (2, _spaced),
    (5, _date),
    (3, _range),
    (2, _telephone),
    (5, _item),
    (2, _time),
    (10, _code),
    (14, lambda random: _digits(random, 1, 1)),
    (13, lambda random: _digits(random, 2, 6)),
)
KINDS: Sequence[tuple[float, Callable[[Random], str]]] = (
    (64, _number),
    (5, _lone_mark),
    (7, _chinese),
    (6, _chinese_number),
    (7, _latin),
    (3, _stranger),
    (6, _lone_other),
    (2, _blank),
)
