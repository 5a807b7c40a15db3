"""Logistic regression over the features of texts, and the table of whole numbers that comes of it."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from bot.matching.features import key_of, letters
from bot.matching.model_file import ROW_BYTES, SQUARE_ONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.matching.features import Feature

INVERSE_REGULARIZATION: Final = 20.0
TOLERANCE: Final = 5e-4
"""The gradient at which the search for the weights ends."""
MOST_ITERATIONS: Final = 1000
LETTERS_WEIGHT: Final = 0.6
"""What a group of letters weighs against a word: there are many in each word."""
LARGEST: Final = 2_800_000
"""Bytes of the table at most; the features that fewest texts have are left out."""

_UNLIKELY: Final = -30.0


class Fit(NamedTuple):
    """A regression over n features and m classes."""

    rows: Mapping[Feature, int]
    """The place of each feature."""
    weights: np.ndarray
    """Of the features (n)."""
    coefficients: np.ndarray
    """Of the classes and features (m, n)."""
    intercepts: np.ndarray
    """Of the classes (m)."""

    def log_odds(self, counts: Sequence[Counter[Feature]]) -> np.ndarray:
        """Return the log odds of each class for some texts, up to a number that is the same for all classes."""
        odds: np.ndarray = vectors(counts, self.rows, self.weights) @ self.coefficients.T + self.intercepts
        return odds


def fit(
    counts: Sequence[Counter[Feature]],
    labels: np.ndarray,
    classes: int,
    importance: np.ndarray,
    *,
    largest: int = LARGEST,
    tolerance: float = TOLERANCE,
) -> Fit:
    """Learn from the features, the number of the class, and the importance of each of some texts.

    A class without a text is unlikely. The table will have at most `largest` bytes.

    A feature weighs 1 plus the logarithm of how rare it is.
    """
    uses = Counter(feature for count in counts for feature in count)
    most = largest // (ROW_BYTES + classes)
    fewest = sorted(uses.values(), reverse=True)[most] + 1 if len(uses) > most else 1
    rows = {feature: row for row, feature in enumerate(sorted(f for f, n in uses.items() if n >= fewest))}
    rarity = [1 + math.log((1 + len(counts)) / (1 + uses[feature])) for feature in rows]
    kinds = [LETTERS_WEIGHT if feature.kind == "letters" else 1.0 for feature in rows]
    weights = np.array(rarity) * np.array(kinds)
    regression = LogisticRegression(C=INVERSE_REGULARIZATION, tol=tolerance, max_iter=MOST_ITERATIONS)
    with threadpool_limits(1):  # The same sums in the same order, however many processors there are.
        regression.fit(vectors(counts, rows, weights).astype(np.float32), labels, importance)
    coefficients, intercepts = np.zeros((classes, len(rows))), np.full(classes, _UNLIKELY)
    learned, offsets = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # Of two classes, scikit-learn tells only what speaks for the second.
        learned, offsets = np.vstack([-learned, learned]) / 2, np.array([-offsets[0], offsets[0]]) / 2
    coefficients[regression.classes_], intercepts[regression.classes_] = learned, offsets
    return Fit(rows, weights, coefficients, intercepts)


def count_features(features: Iterable[Feature]) -> Counter[Feature]:
    """Return how often a text has each of its features; the spelling of a word counts as its groups of letters."""
    counts: Counter[Feature] = Counter()
    for feature in features:
        counts.update(letters(feature.value) if feature.kind == "spelling" else (feature,))
    return counts


def vectors(counts: Sequence[Counter[Feature]], rows: Mapping[Feature, int], weights: np.ndarray) -> sparse.csr_matrix:
    """Return texts as vectors of length 1, as the table adds them up: a group of letters counts once for each word."""
    columns: list[int] = []
    times: list[int] = []
    ends = [0]
    for count in counts:
        for feature, uses in count.items():
            if feature in rows:
                columns.append(rows[feature])
                times.append(uses)
        ends.append(len(columns))
    shape = (len(counts), len(rows))
    weight = weights[columns]
    squares = sparse.csr_matrix((weight**2 * times, columns, ends), shape=shape).sum(axis=1)
    lengths = np.sqrt(np.asarray(squares).ravel())
    scale = sparse.diags_array(1 / np.where(lengths > 0, lengths, 1))
    return (scale @ sparse.csr_matrix((weight * times, columns, ends), shape=shape)).tocsr()


def to_whole_numbers(fit: Fit) -> tuple[float, list[tuple[int, int, bytes]]]:
    """Return what stands for 1 in the table, and its rows (key, square of the weight, a number to 255 for each class).

    What a feature counts for all classes alike makes no difference, so that the least is taken off.
    """
    counts = (fit.coefficients * fit.weights).T
    counts -= counts.min(axis=1, keepdims=True)
    one = 255 / float(counts.max())
    numbers = np.rint(counts * one).astype(np.uint8)
    squares = np.rint(fit.weights**2 * SQUARE_ONE).astype(int)
    return one, [
        (key_of(feature), int(square), bytes(row))
        for feature, square, row in zip(fit.rows, squares, numbers, strict=True)
    ]
