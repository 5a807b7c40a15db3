"""Says what the features of a text count for each of many classes of texts: rows of whole numbers, added up."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from bot.matching.cache import BoundedCache

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.matching.features import Feature

LANE: Final = 32
"""Bits of a lane, the part of a packed row that belongs to one class."""
_CACHE_BYTES: Final = 1 << 26
"""Packed rows that are cached at most, in bytes."""


class Row(NamedTuple):
    """What a feature counts for every class."""

    packed: int
    """One long number, in which each class has a lane of 32 bits: to add two rows is to add two numbers."""
    square: float
    """The square of the feature's weight: the sum over a text is the square of the text's length."""


class Table(Protocol):
    """Rows by feature, however they were made."""

    width: int
    """The number of classes."""
    one: float
    """What stands for 1 in a lane."""

    def row(self, feature: Feature) -> Row:
        """Return the row of a feature, one of zeros for a feature that is not in the table."""

    def values(self, feature: Feature) -> Sequence[int]:
        """Return what a feature counts for each class, without packing it."""


class Model:
    """Adds up rows. Whole numbers have the same sum in any order, on every machine, and for all classes at once."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows: BoundedCache[Feature, Row] = BoundedCache(_CACHE_BYTES // (table.width * LANE // 8 + 1))

    def dot_products(self, features: Iterable[Feature]) -> tuple[tuple[int, ...], float]:
        """Compare a text with every class.

        Args:
            features: Those of the text, each once.

        Returns:
            A number for each class, and the scale that these are to be divided by.
        """
        cached = self._rows.get
        found = [cached(feature) or self._look_up(feature) for feature in features]
        packed, squares = zip(*found, strict=True) if found else ((), ())
        return unpack(sum(packed), self._table.width), self._table.one * (math.sqrt(sum(squares)) or 1.0)

    def evidence(
        self, features: Iterable[Feature], number: int, against: int | None = None
    ) -> list[tuple[Feature, float]]:
        """Return what speaks for a class, each feature with its part in the result, most first.

        Args:
            features: Those of the text, each once.
            number: The class.
            against: Another class, whose part is taken off.
        """
        features = list(features)
        scale = self.dot_products(features)[1]
        parts: list[tuple[Feature, float]] = []
        for feature in features:
            values = self._table.values(feature)
            parts.append((feature, (values[number] - (0 if against is None else values[against])) / scale))
        return sorted((part for part in parts if part[1] > 0), key=lambda part: -part[1])

    def _look_up(self, feature: Feature) -> Row:
        row = self._rows[feature] = self._table.row(feature)
        return row


def unpack(total: int, width: int) -> tuple[int, ...]:
    """Return the lanes of a sum of packed rows. No lane's sum may reach 2 ** 32."""
    lanes = _lanes(width)
    return lanes.unpack(total.to_bytes(lanes.size, "little"))


@lru_cache(maxsize=8)
def _lanes(width: int) -> struct.Struct:
    return struct.Struct(f"<{width}I")
