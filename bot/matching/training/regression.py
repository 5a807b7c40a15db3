"""Logistic regression over the features of texts, and the table of whole numbers that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from bot.matching.features import key_of, letters
from bot.matching.model_file import ROW_BYTES, SQUARE_ONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.matching.features import Feature

INVERSE_REGULARIZATION: Final = 20.0
TOLERANCE: Final = 5e-4
"""The gradient at which the search for the weights ends."""
MOST_ITERATIONS: Final = 1000
RARITY: Final = 1.5
"""The power of how rare a feature is. Of a third of the writers, left out, 9 in 1,000 questions more are answered
rightly than with 1, and 5 more than with 2; and the search for the weights ends sooner."""
LETTERS_WEIGHT: Final = 0.6
"""What a group of letters weighs against a word: there are many in each word."""
LARGEST: Final = 2_800_000
"""Bytes of the table at most; the features that fewest texts have are left out."""

_UNLIKELY: Final = -30.0


class Counts(NamedTuple):
    """How often n texts have m features."""

    features: list[Feature]
    matrix: sparse.csr_matrix
    """Of the texts and features (n, m)."""

    def of(self, texts: np.ndarray) -> Counts:
        """Return those of some of the texts, by their places or by whether they are among them."""
        return self._replace(matrix=self.matrix[texts])


class Fit(NamedTuple):
    """A regression over n features and m classes."""

    columns: np.ndarray
    """The places of the features among those that were counted (n)."""
    weights: np.ndarray
    """Of the features (n)."""
    coefficients: np.ndarray
    """Of the classes and features (m, n)."""
    intercepts: np.ndarray
    """Of the classes (m)."""

    def log_odds(self, counts: Counts) -> np.ndarray:
        """Return the log odds of each class for some texts, up to a number that is the same for all classes."""
        vectors = _vectors(counts.matrix[:, self.columns], self.weights)
        odds: np.ndarray = vectors @ self.coefficients.T + self.intercepts
        return odds


def count_features(texts: Iterable[Iterable[Feature]]) -> Counts:
    """Count how often each text has each of its features; the spelling of a word counts as its groups of letters."""
    columns: dict[Feature, int] = {}
    counted: list[int] = []
    ends = [0]
    for features in texts:
        for feature in features:
            for each in letters(feature.value) if feature.kind == "spelling" else (feature,):
                counted.append(columns.setdefault(each, len(columns)))
        ends.append(len(counted))
    matrix = sparse.csr_matrix((np.ones(len(counted)), counted, ends), shape=(len(ends) - 1, len(columns)))
    matrix.sum_duplicates()
    in_order = sorted(columns)
    return Counts(in_order, matrix[:, [columns[feature] for feature in in_order]])


def fit(
    counts: Counts,
    labels: np.ndarray,
    classes: int,
    importance: np.ndarray,
    *,
    largest: int = LARGEST,
    tolerance: float = TOLERANCE,
) -> Fit:
    """Learn from the features, the number of the class, and the importance of each of some texts.

    A class without a text is unlikely. The table will have at most `largest` bytes.

    A feature weighs 1 plus the logarithm of how rare it is, to the power of `RARITY`.
    """
    matrix = counts.matrix
    uses = np.bincount(matrix.indices, minlength=len(counts.features))
    most_used_first = np.argsort(-uses, kind="stable")  # What is needed most lies together: that saves a fifth.
    most = largest // (ROW_BYTES + classes)
    fewest = uses[most_used_first[most]] + 1 if len(uses) > most else 1
    columns = most_used_first[uses[most_used_first] >= max(fewest, 1)]
    rarity = 1 + np.log((1 + matrix.shape[0]) / (1 + uses[columns]))
    kinds = np.array([LETTERS_WEIGHT if counts.features[each].kind == "letters" else 1.0 for each in columns])
    weights = rarity**RARITY * kinds
    regression = LogisticRegression(C=INVERSE_REGULARIZATION, tol=tolerance, max_iter=MOST_ITERATIONS)
    with threadpool_limits(1):  # The same sums in the same order, however many processors there are.
        regression.fit(_vectors(matrix[:, columns], weights).astype(np.float32), labels, importance)
    coefficients, intercepts = np.zeros((classes, len(columns))), np.full(classes, _UNLIKELY)
    learned, offsets = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # Of two classes, scikit-learn tells only what speaks for the second.
        learned, offsets = np.vstack([-learned, learned]) / 2, np.array([-offsets[0], offsets[0]]) / 2
    coefficients[regression.classes_], intercepts[regression.classes_] = learned, offsets
    return Fit(columns, weights, coefficients, intercepts)


def _vectors(matrix: sparse.csr_matrix, weights: np.ndarray) -> sparse.csr_matrix:
    """Return counted texts as vectors of length 1, as the table adds them up.

    A group of letters counts once for each word.
    """
    lengths = np.sqrt(matrix @ weights**2)
    scale = sparse.diags_array(1 / np.where(lengths > 0, lengths, 1))
    return (scale @ matrix @ sparse.diags_array(weights)).tocsr()


def to_whole_numbers(fit: Fit, features: Sequence[Feature]) -> tuple[float, list[tuple[int, int, bytes]]]:
    """Return what stands for 1 in the table, and its rows (key, square of the weight, a number to 255 for each class).

    What a feature counts for all classes alike makes no difference, so that the least is taken off.
    """
    counts = (fit.coefficients * fit.weights).T
    counts -= counts.min(axis=1, keepdims=True)
    one = 255 / float(counts.max())
    numbers = np.rint(counts * one).astype(np.uint8)
    squares = np.rint(fit.weights**2 * SQUARE_ONE).astype(int)
    return one, [
        (key_of(features[column]), int(square), bytes(row))
        for column, square, row in zip(fit.columns, squares, numbers, strict=True)
    ]
