"""Tells what the meaning of a text counts for each class of a table of words, by what was learned beside it."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.errors import InputError
from bot.matching.semantic.file import DIMENSIONS, PROBES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.semantic.encoder import SentenceEncoder
    from bot.matching.semantic.file import SemanticTable

LEAST_ALIKE: Final = 0.98
"""The cosine of the angle between what the model of the training gave for a probe and what another one gives, from
which both are the same model."""
DIGITS: Final = 4
"""Of log odds: processors differ in the sixth."""


class SemanticReader:
    """Reads what texts mean. It can be pickled, without what was read."""

    def __init__(self, table: SemanticTable, encoder: SentenceEncoder) -> None:
        self.header = table.header
        self._table = table
        self._encoder = encoder

    def __reduce__(self) -> tuple[type[SemanticReader], tuple[SemanticTable, SentenceEncoder]]:
        return SemanticReader, (self._table, self._encoder)

    def add(self, words: Sequence[float], text: str) -> list[float]:
        """Return the log odds of each class by words and meaning together, up to a number that is the same for all.

        Args:
            words: The log odds of each class by the words of a text.
            text: As it was written.

        Raises:
            InputError: the model cannot be loaded, or is not the one that was learned with.
        """
        meaning = self._weights @ self._encoder.encode(text) + self._intercepts
        odds: list[float] = np.round(self.header.words * np.array(words) + meaning, DIGITS).tolist()
        return odds

    @cached_property
    def _weights(self) -> np.ndarray:
        """What each dimension counts for each class (classes, DIMENSIONS), once the model is known to be the right."""
        for learned, sentence in zip(_rows(self._table.probes), PROBES, strict=True):
            if self._encoder.encode(sentence) @ learned < LEAST_ALIKE * (np.linalg.norm(learned) or math.inf):
                raise InputError(
                    f"{self._encoder.folder}: is not the model that was learned with; run: afterwords model get"
                )
        weights: np.ndarray = _rows(self._table.weights) / self.header.one
        return weights

    @cached_property
    def _intercepts(self) -> np.ndarray:
        return np.array(self.header.intercepts)


def to_whole_numbers(rows: np.ndarray) -> tuple[float, bytes]:
    """Return what stands for 1, and rows of numbers as whole ones from -127 to 127, a byte each."""
    one = 127 / float(np.abs(rows).max())
    return one, np.rint(rows * one).astype(np.int8).tobytes()


def _rows(numbers: bytes) -> np.ndarray:
    rows: np.ndarray = np.frombuffer(numbers, np.int8).reshape(-1, DIMENSIONS).astype(np.float64)
    return rows
