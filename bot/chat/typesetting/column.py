"""Lays out the turns of a conversation as one column of wrapped lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.chat.typesetting.paragraphs import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content

    from bot.chat.typesetting.turn import Turn

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
        self.turns: deque[Turn] = deque()
        self.starts: list[int] = []
        """The first line of each turn."""
        self.choices: list[range] = []
        """The lines that each choice of the latest turn takes up."""

    @property
    def latest(self) -> Turn | None:
        """The latest turn."""
        return self.turns[-1] if self.turns else None

    @property
    def top(self) -> int:
        """The first line of the latest turn."""
        return self.starts[-1] if self.starts else 0

    def add(self, turn: Turn) -> None:
        """Add a turn. The choices before it lose their numbers, and beyond `MAX_TURNS` the oldest turn is dropped."""
        if self.latest is not None:
            del self.lines[self.top :]
            self.lines += wrap(self.latest.past, self.width)
        if len(self.turns) > MAX_TURNS:
            height = self.starts[1]
            del self.lines[:height]
            self.starts = [start - height for start in self.starts[1:]]
            self.turns.popleft()
        self.turns.append(turn)
        self._add_latest(turn)

    def clear(self) -> None:
        """Remove all turns."""
        for lines in (self.turns, self.starts, self.lines, self.choices):
            lines.clear()

    def rewrap(self, width: int, reading: int) -> int:
        """Wrap all turns to a width in cells, and return the line that now holds the text that began line `reading`."""
        above = _text_above(self.lines)[reading]
        self.width = width
        self._wrap_all()
        return bisect_right(_text_above(self.lines), above) - 1

    def redraw(self, draw: Callable[[Turn], Turn], reading: int) -> int:
        """Draw every turn anew, and return the first line of the turn that line `reading` was in."""
        place = max(0, bisect_right(self.starts, reading) - 1)
        self.turns = deque(map(draw, self.turns))
        self._wrap_all()
        return self.starts[place] if self.starts else 0

    def choice_on(self, line: int) -> int | None:
        """Return the index of the choice on a line, or None."""
        return next((choice for choice, lines in enumerate(self.choices) if line in lines), None)

    def turns_until(self, lines: range) -> list[Turn]:
        """Return the turns up to the one that is read in a view of some lines.

        It is the first one that begins in the upper half of the view, or else the one that the view begins in.
        """
        first = bisect_left(self.starts, lines.start)
        is_below = first == len(self.starts) or self.starts[first] >= lines.start + len(lines) // 2
        return list(self.turns)[: first + (not is_below)]

    def start_beside(self, line: int, by: int) -> int:
        """Return the first line of the turn that begins before a line (`by` is -1), or after it (1)."""
        others = [start for start in self.starts if (start - line) * by > 0]
        return (others[-1] if by < 0 else others[0]) if others else line

    def _wrap_all(self) -> None:
        turns = list(self.turns)
        self.lines, self.starts = [], []
        for turn in turns[:-1]:
            self.starts.append(len(self.lines))
            self.lines += wrap(turn.past, self.width)
        if turns:
            self._add_latest(turns[-1])

    def _add_latest(self, turn: Turn) -> None:
        self.starts.append(len(self.lines))
        self.lines += wrap(turn.text, self.width)
        self.choices.clear()
        for choice in turn.choices:
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
