"""Pools the examples of each class of texts into one: what is used where nothing was learned."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bot.matching.cache import BoundedCache
from bot.matching.model import CACHE_BYTES, LANE, row_struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.matching.features import Feature, Kind

_ONE: Final = 1 << 24
"""What stands for 1 in a lane. The sum over n features is at most the root of n (Cauchy and Schwarz), so that a lane is
wide enough for 65,536 of them."""
_SQUARE_ONE: Final = 1 << 32
"""What stands for 1 in the square of a weight."""


class PackedRows:
    """Rows of whole numbers, most of them 0, kept by the columns that are not."""

    def __init__(self, width: int) -> None:
        """Hold no row yet; each will have `width` columns."""
        self.width = width
        self._ends = array("I", [0])
        self._columns = array("I")
        self._values = array("I")

    def append(self, cells: Iterable[tuple[int, int]]) -> None:
        """Add a row, of which only the columns that are not 0 are given, each once, with a value below 2 ** 32."""
        for column, value in cells:
            self._columns.append(column)
            self._values.append(value)
        self._ends.append(len(self._values))

    def cells(self, row: int) -> Iterator[tuple[int, int]]:
        """Yield the columns of a row that are not 0, and their values."""
        span = slice(self._ends[row], self._ends[row + 1])
        return zip(self._columns[span], self._values[span], strict=True)

    def pack(self, row: int, square: int) -> int:
        """Return a row and the square of its weight as one number; see `row_struct`."""
        lanes = [0] * self.width
        for column, value in self.cells(row):
            lanes[column] = value
        return int.from_bytes(row_struct(self.width).pack(*lanes, square), "little")


class PooledTable:
    """Classes of texts as vectors of features, so that a sum divided by its scale is the cosine of an angle, 0 to 1.

    A feature weighs the root of 1 minus the entropy of its use over the classes: what all share weighs nothing, in a
    product of two vectors it counts by what it distinguishes. How often a class uses it counts by its logarithm. A
    feature that no class uses weighs as its kind does, and makes every class less similar to the text.
    """

    def __init__(self, classes: Sequence[Iterable[Iterable[Feature]]], weights: Mapping[Kind, float]) -> None:
        """Pool the features of the texts of each class.

        Args:
            classes: For each class its texts, for each text its features.
            weights: What a feature of each kind counts against others.
        """
        self.width = len(classes)
        self.one = float(_ONE)
        self.square_one = float(_SQUARE_ONE)
        self._kind_weights = dict(weights)
        self._packed: BoundedCache[Feature, int] = BoundedCache(self.row, CACHE_BYTES // row_struct(self.width).size)
        self._row_numbers: dict[Kind, dict[str, int]] = {kind: {} for kind in weights}
        self._weights = array("d")
        self._rows = PackedRows(len(classes))
        most = math.log(len(classes)) if len(classes) > 1 else 1.0
        squares = [0.0] * len(classes)
        pooled: list[list[tuple[int, float]]] = []
        for feature, uses in _counts(classes).items():
            weight = math.sqrt(_information(uses, most)) * self._kind_weights[feature.kind]
            row = [(number, weight * math.log1p(count)) for number, count in uses.items()]
            for number, value in row:
                squares[number] += value * value
            self._row_numbers[feature.kind][feature.value] = len(pooled)
            self._weights.append(weight)
            pooled.append(row)
        norms = [math.sqrt(square) or 1.0 for square in squares]
        for weight, row in zip(self._weights, pooled, strict=True):
            self._rows.append((number, round(_ONE * (weight * value) / norms[number])) for number, value in row)

    def __contains__(self, feature: Feature) -> bool:
        return feature.value in self._row_numbers[feature.kind]

    def total(self, features: Iterable[Feature]) -> int:
        """Return the sum of the packed rows of some features."""
        return sum(map(self._packed.__getitem__, features))

    def row(self, feature: Feature) -> int:
        """Return the packed row of a feature."""
        number = self._row_numbers[feature.kind].get(feature.value)
        weight = self._kind_weights[feature.kind] if number is None else self._weights[number]
        square = round(weight * weight * _SQUARE_ONE)
        if number is None:
            return square << self.width * LANE
        return self._rows.pack(number, square)

    def values(self, feature: Feature) -> Sequence[int]:
        """Return what a feature counts for each class."""
        values = [0] * self.width
        number = self._row_numbers[feature.kind].get(feature.value)
        for column, value in () if number is None else self._rows.cells(number):
            values[column] = value
        return values


def _counts(classes: Sequence[Iterable[Iterable[Feature]]]) -> dict[Feature, dict[int, int]]:
    """Return how many texts of which class use each feature."""
    counts: defaultdict[Feature, dict[int, int]] = defaultdict(dict)
    for number, texts in enumerate(classes):
        for features in texts:
            for feature in features:
                uses = counts[feature]
                uses[number] = uses.get(number, 0) + 1
    return counts


def _information(uses: Mapping[int, int], most: float) -> float:
    """Return 1 minus the entropy of how often each class uses a feature, as a part of the `most` it could be."""
    if len(uses) == 1:
        return 1.0
    total = sum(uses.values())
    entropy = -sum(count / total * math.log(count / total) for count in uses.values())
    return max(1 - entropy / most, 0.0)
