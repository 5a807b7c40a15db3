"""Says what the features of a text count for each of many classes of texts: rows of whole numbers, added up."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.matching.features import Feature

LANE: Final = 32
"""Bits of a lane, the part of a packed row that belongs to one class."""
CACHE_BYTES: Final = 1 << 26
"""Packed rows that are cached at most, in bytes."""


class Table(Protocol):
    """Rows by feature, however they were made."""

    width: int
    """The number of classes."""
    one: float
    """What stands for 1 in a lane."""
    square_one: float
    """What stands for 1 in the square of a weight."""

    def values(self, feature: Feature) -> Sequence[int]:
        """Return what a feature counts for each class."""


def dot_products(total: int, table: Table) -> tuple[tuple[int, ...], float]:
    """Compare a text with every class.

    Whole numbers have the same sum in any order, on every machine, and for all classes at once.

    Args:
        total: The sum of the packed rows of the text's features.
        table: The table of the rows.

    Returns:
        A number for each class, and the scale that these are to be divided by.
    """
    products, square = unpack(total, table.width)
    return products, table.one * (math.sqrt(square / table.square_one) or 1.0)


def evidence(
    features: Iterable[Feature], total: int, table: Table, number: int, against: int | None = None
) -> list[tuple[Feature, float]]:
    """Return what speaks for a class, each feature with its part in the result, most first.

    Args:
        features: Those of the text, each once.
        total: The sum of their packed rows.
        table: The table of the rows.
        number: The class.
        against: Another class, whose part is taken off.
    """
    scale = dot_products(total, table)[1]
    parts: list[tuple[Feature, float]] = []
    for feature in features:
        values = table.values(feature)
        parts.append((feature, (values[number] - (0 if against is None else values[against])) / scale))
    return sorted((part for part in parts if part[1] > 0), key=lambda part: -part[1])


def unpack(total: int, width: int) -> tuple[tuple[int, ...], int]:
    """Return the lanes of a sum of packed rows, and the square. No lane's sum may reach 2 ** 32."""
    form = row_struct(width)
    *lanes, square = form.unpack(total.to_bytes(form.size, "little"))
    return tuple(lanes), square


@lru_cache(maxsize=8)
def row_struct(width: int) -> struct.Struct:
    """Return how a row is packed into one long number: to add two rows is to add two numbers.

    A lane for each class; then the square of the feature's weight, whose sum over a text is the square of its length.
    """
    return struct.Struct(f"<{width}IQ")
