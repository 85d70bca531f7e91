from __future__ import annotations

import itertools

import numpy as np
import pytest

from extractor.ocr.ctc_search import most_probable_text, text_probabilities

CLASSES = ("", "1", "2")


def all_texts(scores: np.ndarray) -> dict[tuple[int, ...], float]:
    """The probability of every text, path by path."""
    texts: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(scores.shape[1]), repeat=len(scores)):
        text = tuple(code for code, _ in itertools.groupby(path) if code)
        texts[text] = texts.get(text, 0.0) + float(np.prod(scores[np.arange(len(path)), path]))
    return texts


def test_the_probability_of_a_text_is_the_sum_over_its_alignments() -> None:
    blank, one, two = 0, 1, 2
    scores = np.zeros((1, 3, len(CLASSES)))
    scores[0, :, blank], scores[0, :, one], scores[0, :, two] = 0.5, 0.3, 0.2
    # "1": one run of ones of length 1, 2 or 3 among blanks; "11" needs a blank between; "12": with and without.
    assert text_probabilities(scores, [[one]])[0] == pytest.approx(3 * 0.3 * 0.25 + 2 * 0.09 * 0.5 + 0.027)
    assert text_probabilities(scores, [[one, one]])[0] == pytest.approx(0.3 * 0.5 * 0.3)
    assert text_probabilities(scores, [[one, two]])[0] == pytest.approx(3 * 0.06 * 0.5 + 0.09 * 0.2 + 0.04 * 0.3)
    assert text_probabilities(scores, [[]])[0] == pytest.approx(0.125)


def test_lines_of_a_batch_have_labels_of_different_length() -> None:
    random = np.random.default_rng(5)
    scores = random.dirichlet(np.ones(len(CLASSES)), (3, 12))
    labels = [[1], [], [1, 1, 2]]
    together = text_probabilities(scores, labels)
    alone = [text_probabilities(scores[i : i + 1], labels[i : i + 1])[0] for i in range(3)]
    assert together == pytest.approx(alone)


@pytest.mark.parametrize("seed", range(8))
def test_the_search_finds_the_most_probable_of_all_texts(seed: int) -> None:
    scores = np.random.default_rng(seed).dirichlet((1.5, 1, 1), 6)
    texts = all_texts(scores)
    found = most_probable_text(scores)
    assert texts[found.codes] == pytest.approx(max(texts.values()))
    assert text_probabilities(scores[np.newaxis], [found.codes])[0] == pytest.approx(texts[found.codes])


def test_each_character_has_its_frame() -> None:
    scores = np.full((5, 3), 0.01)
    scores[np.arange(5), (0, 1, 0, 0, 2)] = 0.98
    found = most_probable_text(scores)
    assert (found.codes, found.frames) == ((1, 2), (1, 4))
