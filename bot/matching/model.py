"""Holds many bags of features, and says how similar a text is to each of them by adding up a few long numbers."""

from __future__ import annotations

import math
import struct
from array import array
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_LANE: Final = 32
"""Bits of a lane, the part of a long number that belongs to one pool."""
_ONE: Final = 1 << 24
"""What stands for 1 in a lane. The sum over n features is at most the root of n (Cauchy and Schwarz), so that a lane is
wide enough for 65,536 of them."""
_REMEMBERED: Final = 1 << 26
"""Bytes of lanes that are kept at most, for features that were asked for before."""

_PACK_LANE: Final = struct.Struct("<I").pack_into


class Index:
    """Pools of features as vectors: what a feature counts in each of them stands side by side in one long number.

    A feature weighs the root of 1 minus the entropy of its use over the pools: what all share weighs nothing, in a
    product of two vectors it counts by what it tells. How often a pool uses it counts by its logarithm. A feature that
    no pool uses weighs as its kind does, and makes every pool less like the text.

    Whole numbers have the same sum in any order and on every machine, and one addition serves all pools at once.
    """

    def __init__(self, pools: Sequence[Iterable[Iterable[str]]], kind_weights: Mapping[str, float]) -> None:
        """Pool the features of the texts of each pool.

        Args:
            pools: For each pool its texts, for each text its features.
            kind_weights: What a feature counts against others that holds one of these signs.
        """
        self._size = len(pools)
        self._kind_weights = dict(kind_weights)
        self._rows: dict[str, int] = {}
        self._weights = array("d")
        self._ends = array("I", [0])
        self._pools = array("I")
        values = array("d")
        squares = [0.0] * self._size
        most = math.log(self._size) if self._size > 1 else 1.0
        for feature, uses in _counts(pools).items():
            weight = math.sqrt(_informs(uses, most)) * self._kind_weight(feature)
            for pool, count in uses.items():
                value = weight * math.log1p(count)
                squares[pool] += value * value
                self._pools.append(pool)
                values.append(weight * value)
            self._rows[feature] = len(self._rows)
            self._weights.append(weight)
            self._ends.append(len(values))
        norms = [math.sqrt(square) or 1.0 for square in squares]
        parts = zip(values, self._pools, strict=True)
        self._values = array("I", (round(_ONE * value / norms[pool]) for value, pool in parts))

    def __contains__(self, feature: str) -> bool:
        return feature in self._rows

    def sums(self, features: Iterable[str]) -> tuple[list[float], float]:
        """Compare a text with every pool.

        Args:
            features: Those of the text, each once.

        Returns:
            A number for each pool, and the number that stands for 1: their quotient is the cosine of the angle between
            the text and the pool, 0 to 1.
        """
        found = [*map(self._lanes, features)]
        lanes, squares = zip(*found, strict=True) if found else ((), ())
        summed = sum(lanes).to_bytes(self._size * _LANE // 8, "little")
        return list(struct.unpack(f"<{self._size}I", summed)), _ONE * (math.sqrt(sum(squares)) or 1.0)

    def evidence(self, features: Sequence[str], pool: int) -> list[tuple[str, float]]:
        """Return the features that a text shares with a pool, each with its part in the similarity, most first."""
        one = self.sums(features)[1]
        parts = [(feature, value / one) for feature in features for p, value in self._uses(feature) if p == pool]
        return sorted((part for part in parts if part[1] > 0), key=lambda part: -part[1])

    @cached_property
    def _lanes(self) -> Callable[[str], tuple[int, float]]:
        """Return what a feature counts in every pool, in one number, and the square of its weight."""
        return lru_cache(maxsize=_REMEMBERED // (self._size * _LANE // 8 + 1))(self._look_up)

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_lanes"}

    def _look_up(self, feature: str) -> tuple[int, float]:
        row = self._rows.get(feature)
        weight = self._kind_weight(feature) if row is None else self._weights[row]
        lanes = bytearray(self._size * _LANE // 8)
        for pool, value in self._uses(feature):
            _PACK_LANE(lanes, pool * _LANE // 8, value)
        return int.from_bytes(lanes, "little"), weight * weight

    def _uses(self, feature: str) -> Iterator[tuple[int, int]]:
        """Yield each pool that uses a feature, and what the feature counts in it."""
        row = self._rows.get(feature)
        if row is not None:
            span = slice(self._ends[row], self._ends[row + 1])
            yield from zip(self._pools[span], self._values[span], strict=True)

    def _kind_weight(self, feature: str) -> float:
        return next((weight for sign, weight in self._kind_weights.items() if sign in feature), 1.0)


def _counts(pools: Sequence[Iterable[Iterable[str]]]) -> dict[str, dict[int, int]]:
    """Return how many texts of which pool use each feature."""
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for pool, texts in enumerate(pools):
        for features in texts:
            for feature in features:
                uses = counts[feature]
                uses[pool] = uses.get(pool, 0) + 1
    return counts


def _informs(uses: Mapping[int, int], most: float) -> float:
    """Return 1 minus the entropy of how often each pool uses a feature, as a part of the `most` it could be."""
    if len(uses) == 1:
        return 1.0
    total = sum(uses.values())
    entropy = -sum(count / total * math.log(count / total) for count in uses.values())
    return max(1 - entropy / most, 0.0)
