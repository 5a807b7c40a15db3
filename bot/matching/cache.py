"""Keeps what was worked out before, so that it need not be worked out again."""

from __future__ import annotations

from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class BoundedCache(dict[Key, Value]):
    """A dict that forgets everything when it is full. It is never pickled: it may hold words that somebody typed."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: Key, value: Value) -> None:
        if len(self) >= self._most:
            self.clear()
        super().__setitem__(key, value)

    def __reduce__(self) -> tuple[type[BoundedCache[Key, Value]], tuple[int]]:
        return BoundedCache, (self._most,)
