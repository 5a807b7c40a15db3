"""Lays out the turns of a conversation as one column of wrapped lines."""

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

READABLE_WIDTH: Final = 72
"""Cells of the longest line that is easy to read."""
NARROW_WIDTH: Final = 60
"""Cells below which the margins shrink."""
MAX_TURNS: Final = 100
"""How many turns can be scrolled back to: a conversation that is never closed must not grow for ever."""


class Column:
    """The wrapped lines of all turns, and the choices on them."""

    def __init__(self) -> None:
        self.width = 0
        self.lines: list[Content] = []
        self.top = 0
        """The first line of the latest turn."""
        self.choices: list[range] = []
        """The lines that each choice of the latest turn takes up."""
        self.latest: Turn | None = None
        self._past: deque[Sequence[Paragraph]] = deque()

    def add(self, turn: Turn) -> None:
        """Add a turn. The choices before it lose their numbers, and beyond `MAX_TURNS` the oldest turn is dropped."""
        if self.latest is not None:
            del self.lines[self.top :]
            self._past.append(self.latest.past)
            self.lines += wrap(self.latest.past, self.width)
            if len(self._past) > MAX_TURNS:
                del self.lines[: len(wrap(self._past.popleft(), self.width))]
        self.latest = turn
        self._add_latest()

    def clear(self) -> None:
        """Remove all turns."""
        self._past.clear()
        self.latest = None
        self.lines.clear()

    def rewrap(self, width: int, reading: int) -> int:
        """Wrap all turns to a width in cells, and return the line that now holds the text that began line `reading`."""
        above = _text_above(self.lines)[reading]
        self.width = width
        self.lines = [line for past in self._past for line in wrap(past, width)]
        self._add_latest()
        return bisect_right(_text_above(self.lines), above) - 1

    def choice_on(self, line: int) -> int | None:
        """Return the index of the choice on a line, or None."""
        return next((choice for choice, lines in enumerate(self.choices) if line in lines), None)

    def _add_latest(self) -> None:
        if self.latest is None:
            return
        self.top = len(self.lines)
        self.lines += wrap(self.latest.text, self.width)
        self.choices.clear()
        for choice in self.latest.choices:
            start = len(self.lines)
            self.lines += wrap((choice,), self.width)
            self.choices.append(range(start, len(self.lines)))


def margins(room: int) -> tuple[int, int]:
    """Return the cells left and right of the column: few in a narrow window, centring the column in a wide one."""
    if room < NARROW_WIDTH:
        return 1, 0
    spare = max(0, room - READABLE_WIDTH - 5)
    return 3 + spare // 2, 2 + spare - spare // 2


def _text_above(lines: Sequence[Content]) -> list[int]:
    """Return how many letters and empty lines are above each line, and above the end: the same at any width."""
    return [0, *accumulate(sum(map(str.isalnum, line.plain)) or not line.plain.strip() for line in lines)]
