"""Learns from the meaning of a library's texts, beside what was learned from their words.

Each text is a vector of meaning, and each class a row of numbers, found by logistic regression. The log odds of both
tables are added. What they are worth together, and from where on to answer, is found on the same writers that were left
out when the words were learned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from bot.matching.semantic.encoder import SentenceEncoder
from bot.matching.semantic.file import PROBES, SemanticHeader, SemanticTable, to_bytes
from bot.matching.semantic.reader import to_whole_numbers
from bot.matching.training.train import calibrate, judge, thresholds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.matching.training.train import HeldOut, Outcome

WEIGHT: Final = 0.4
"""The part of meaning in the log odds of both; the rest is that of words. Of writers that were left out, 79 % have the
right intent likeliest by words alone, 73 % by meaning alone, and 83 % by both, with a part from 0.3 to 0.5."""
MOST_OUTSIDE_ANSWERED: Final = 0.02
"""The part of the texts out of scope that may be answered: less than by words alone, which costs a quarter of what
meaning brings."""
VECTOR_DIGITS: Final = 3
"""Of the vectors that are learned from: processors differ in the seventh."""
INVERSE_REGULARIZATION: Final = 10.0
TOLERANCE: Final = 1e-3
"""The gradient at which the search for the numbers ends."""
MOST_ITERATIONS: Final = 300
_AT_ONCE: Final = 1_000
"""Texts that a process reads before it takes others."""
_NOTHING: Final = -2


class Rows(NamedTuple):
    """What was learned from meaning."""

    weights: np.ndarray
    """Of the classes and dimensions (m, DIMENSIONS)."""
    intercepts: np.ndarray
    """Of the classes (m)."""

    def log_odds(self, vectors: np.ndarray) -> np.ndarray:
        """Return the log odds of each class for some vectors, up to a number that is the same for all classes."""
        odds: np.ndarray = vectors @ self.weights.T + self.intercepts
        return odds


def train_meaning(folder: Path, trained: Outcome, report: Callable[[str], object]) -> tuple[bytes, list[str]]:
    """Learn from the meaning of what words were learned from.

    Args:
        folder: Where the model of sentence embeddings lies.
        trained: What came of learning from words.
        report: Called with a line on each step.

    Returns:
        The content of the file; and what came, by words and meaning together, of texts whose writers had been left out.

    Raises:
        InputError: the model cannot be loaded.
    """
    texts = [text.words for text in trained.read.texts]
    report(f"{len(texts)} texts are read for their meaning")
    vectors = read_meaning(folder, [*texts, *PROBES])
    table, held_out = learn_meaning(trained, vectors[: len(texts)], vectors[len(texts) :])
    return to_bytes(table), held_out.summary(table.header)


def read_meaning(folder: Path, texts: Sequence[str]) -> np.ndarray:
    """Return what texts mean (n, DIMENSIONS), read on every core with the model in a folder.

    Raises:
        InputError: the model cannot be loaded.
    """
    encoder = SentenceEncoder(folder)
    distinct = list(dict.fromkeys(texts))
    blocks = Parallel(n_jobs=-1)(
        delayed(_read)(encoder, distinct[start : start + _AT_ONCE]) for start in range(0, len(distinct), _AT_ONCE)
    )
    places = {text: place for place, text in enumerate(distinct)}
    vectors: np.ndarray = np.concatenate(blocks).round(VECTOR_DIGITS)[[places[text] for text in texts]]
    return vectors


def _read(encoder: SentenceEncoder, texts: Sequence[str]) -> np.ndarray:
    return np.array([encoder.encode(text) for text in texts])


def learn_meaning(trained: Outcome, vectors: np.ndarray, probes: np.ndarray) -> tuple[SemanticTable, HeldOut]:
    """Learn what the meaning of a library's texts counts for each intent and subject.

    Args:
        trained: What came of learning from their words.
        vectors: Of the texts that it was learned from (n, DIMENSIONS).
        probes: Of the probes (probes, DIMENSIONS).

    Returns:
        The table, and what was said of texts whose writers had been left out.
    """
    words, read = trained.learned, trained.read
    parts = np.unique(read.folds[trained.left_out])
    *partial, whole = Parallel(n_jobs=-1)(
        delayed(fit)(vectors[kept], read.labels[kept], len(read.classes), read.importance[kept])
        for kept in (read.folds != part for part in (*parts, _NOTHING))
    )
    odds = (1 - WEIGHT) * trained.odds
    for part, learned_without in zip(parts, partial, strict=True):
        odds[read.folds == part] += learned_without.log_odds(vectors[read.folds == part])
    held_out = judge(read, odds, trained.left_out)
    slope, offset = calibrate(held_out)
    answer, share = thresholds(held_out, slope, offset, MOST_OUTSIDE_ANSWERED)
    header = SemanticHeader(words.fingerprint, read.classes, [], 1.0, 1 - WEIGHT, slope, offset, answer, share)
    return _table(header, whole, probes), held_out


def fit(vectors: np.ndarray, labels: np.ndarray, classes: int, importance: np.ndarray) -> Rows:
    """Learn from the vector, the number of the class, and the importance of each of some texts.

    A class without a text is as likely as by its words alone.
    """
    regression = LogisticRegression(C=INVERSE_REGULARIZATION, tol=TOLERANCE, max_iter=MOST_ITERATIONS)
    with threadpool_limits(1):  # The same sums in the same order, however many processors there are.
        regression.fit(vectors.astype(np.float32), labels, importance)
    rows = Rows(np.zeros((classes, vectors.shape[1])), np.zeros(classes))
    learned, offsets = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # Of two classes, scikit-learn tells only what speaks for the second.
        learned, offsets = np.vstack([-learned, learned]) / 2, np.array([-offsets[0], offsets[0]]) / 2
    rows.weights[regression.classes_], rows.intercepts[regression.classes_] = WEIGHT * learned, WEIGHT * offsets
    return rows


def _table(header: SemanticHeader, rows: Rows, probes: np.ndarray) -> SemanticTable:
    one, weights = to_whole_numbers(rows.weights)
    header = header._replace(intercepts=rows.intercepts.round(4).tolist(), one=one)
    return SemanticTable(header, weights, to_whole_numbers(probes)[1])
