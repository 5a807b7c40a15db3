"""The turns of a conversation, wrapped into one column of lines."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.chat.paragraphs import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from bot.chat.paragraphs import Paragraph
    from bot.chat.turn import Turn

READABLE: Final = 72
"""Cells of a line that is still easy to read."""
NARROW: Final = 60
"""Cells below which the margins shrink."""
TURNS_KEPT: Final = 100
"""So many can be scrolled back to: a conversation that is never closed must not grow for ever."""


class Column:
    """Keeps the lines of all turns, and knows what is on which."""

    def __init__(self) -> None:
        self.width = 0
        self.lines: list[Content] = []
        self.top = 0
        """The line on which the latest turn begins."""
        self.choices: list[range] = []
        """The lines of each choice of the latest turn."""
        self.latest: Turn | None = None
        self._past: deque[Sequence[Paragraph]] = deque()

    def add(self, turn: Turn) -> None:
        """Put a turn below the others. What they offered loses its numbers, and the oldest goes where they are many."""
        if self.latest is not None:
            del self.lines[self.top :]
            self._past.append(self.latest.past)
            self.lines += wrap(self.latest.past, self.width)
            if len(self._past) > TURNS_KEPT:
                del self.lines[: len(wrap(self._past.popleft(), self.width))]
        self.latest = turn
        self._add_latest()

    def clear(self) -> None:
        """Take all turns away."""
        self._past.clear()
        self.latest = None
        self.lines.clear()

    def fit(self, width: int, reading: int) -> int:
        """Wrap everything to a width in cells, and return the line on which stands now what begins line `reading`."""
        read = _letters_above(self.lines)[reading]
        self.width = width
        self.lines = [line for past in self._past for line in wrap(past, width)]
        self._add_latest()
        return bisect_right(_letters_above(self.lines), read) - 1

    def choice_on(self, line: int) -> int | None:
        """Return which choice is on a line, counted from 0."""
        return next((choice for choice, lines in enumerate(self.choices) if line in lines), None)

    def _add_latest(self) -> None:
        if self.latest is None:
            return
        self.top = len(self.lines)
        self.lines += wrap(self.latest.said, self.width)
        self.choices.clear()
        for choice in self.latest.choices:
            begins = len(self.lines)
            self.lines += wrap((choice,), self.width)
            self.choices.append(range(begins, len(self.lines)))


def margins(room: int) -> tuple[int, int]:
    """Return the cells left and right of the column: equal ones where there is much room, few where there is little."""
    if room < NARROW:
        return 1, 0
    spare = max(0, room - READABLE - 5)
    return 3 + spare // 2, 2 + spare - spare // 2


def _letters_above(lines: Sequence[Content]) -> list[int]:
    """Return how many letters and empty lines stand above each line, and above the end: as many at any width."""
    return [0, *accumulate(sum(map(str.isalnum, line.plain)) or not line.plain.strip() for line in lines)]
