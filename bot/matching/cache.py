"""Keeps what was worked out before, so that it need not be worked out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Key = TypeVar("Key")
Value = TypeVar("Value")


class BoundedCache(dict[Key, Value]):
    """A dict that works out what it lacks, and forgets everything when it is full.

    What it holds is never pickled: it may be words that somebody typed.
    """

    def __init__(self, work_out: Callable[[Key], Value], most: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._most = most

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._work_out(key)
        return value

    def __reduce__(self) -> tuple[type[BoundedCache[Key, Value]], tuple[Callable[[Key], Value], int]]:
        return BoundedCache, (self._work_out, self._most)
