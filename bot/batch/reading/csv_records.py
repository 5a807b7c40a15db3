"""Parses CSV record by record, and keeps the lines of each so that they can be parsed again in another way."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING, Final

from bot.batch.reading.lines import MAX_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.reading.lines import Line

MAX_RECORD_LINES: Final = 10_000
"""A quoted field with more lines, or more than `MAX_LINE` characters, is taken for one that was left open."""


class OpenFieldError(Exception):
    """A quoted field does not end within the limits of a record."""


class Records:
    """The records of a CSV, and the lines of the current one."""

    def __init__(self, lines: Iterator[Line]) -> None:
        # The parser's own limit is 128 KiB, for the whole process; ours is on the line.
        csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_LINE))
        self.lines: list[Line] = []
        """Of the current record."""
        self._source = lines
        self._size = 0
        self._returned: deque[Line] = deque()

    def parse(self, delimiter: str) -> list[str]:
        """Return the fields of the next record; quotes with spaces before them count as quotes.

        Raises:
            csv.Error, OpenFieldError: its quotes are not in order.
            StopIteration: there is none.
        """
        fields = self._parse(delimiter)
        if any(field.startswith(" ") and field.lstrip(" ").startswith('"') for field in fields):
            self.rewind()
            try:
                return self._parse(delimiter, skipinitialspace=True)
            except (csv.Error, OpenFieldError):
                self.rewind()
                return self._parse(delimiter)
        return fields

    def rewind(self, keep: int = 0) -> None:
        """Read the lines of this record once more, except for the first `keep`."""
        self._returned.extendleft(reversed(self.lines[keep:]))

    def _parse(self, delimiter: str, *, skipinitialspace: bool = False) -> list[str]:
        self.lines = []
        self._size = 0
        feed = iter(self._next_text, None)
        return next(csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=skipinitialspace))

    def _next_text(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._source)
        self.lines.append(line)
        self._size += len(line.text)
        if len(self.lines) > 1 and (self._size > MAX_LINE or len(self.lines) > MAX_RECORD_LINES):
            raise OpenFieldError
        return line.text
