"""The input line: history, pasting, completion. It knows nothing of how a question is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from bot.text import characters, clean

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.suggester import Suggester

PLACEHOLDER: Final = "Ask in your own words, or a number"
_LINE_ENDS: Final = frozenset({"enter", "ctrl+j"})
"""A carriage return, and a line feed: lines that a program types end with it."""


class Prompt(Input):
    """An input that clears itself when sent, has a history for this session, and joins pasted lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "previous_question", show=False),
        Binding("down", "next_question", show=False),
    ]

    @dataclass
    class Sent(Message):
        """The reader pressed Enter on a line that is not empty."""

        text: str

    def __init__(self, suggester: Suggester) -> None:
        super().__init__(placeholder=PLACEHOLDER, suggester=suggester, select_on_focus=False)
        self._history: list[str] = []
        self._position = 0
        self._draft = ""

    def reset(self) -> None:
        """Clear the input and its history."""
        self._history.clear()
        self._position = 0
        self.value = ""

    async def on_key(self, event: events.Key) -> None:
        """Send the line where letters are inserted: as a binding, Enter would come after the letters that follow it."""
        if event.key in _LINE_ENDS:
            event.prevent_default()
            event.stop()
            await self.action_submit()

    async def action_submit(self) -> None:
        """Send the line, unless it is empty."""
        text = clean(self.value)
        self.value = ""
        if not text:
            return
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._position = len(self._history)
        self.post_message(self.Sent(text))

    def action_delete_left(self) -> None:
        """Delete the character before the cursor, as a reader sees it: a whole emoji."""
        start, end = self.selection
        before = characters(self.value[:end])
        self.delete(min(start, end) - (len(before[-1]) if before and self.selection.is_empty else 0), max(start, end))

    def action_previous_question(self) -> None:
        """Go back to the question before."""
        if self._position == len(self._history):
            self._draft = self.value
        if self._position:
            self._show(self._position - 1)

    def action_next_question(self) -> None:
        """Go forward to the next question, and finally to what was being typed."""
        if self._position < len(self._history):
            self._show(self._position + 1)

    def action_paste(self) -> None:
        """Paste what was copied in this chat."""
        self._insert(self.app.clipboard)

    def on_paste(self, event: events.Paste) -> None:
        """Paste all lines: Textual's own input keeps only the first."""
        event.prevent_default()
        event.stop()
        self._insert(event.text)

    def _insert(self, text: str) -> None:
        """Insert a text as one line, keeping white space at either end as one space."""
        before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
        start, end = sorted(self.selection)
        self.replace(f"{before}{clean(text)}{after}", start, end)

    def _show(self, position: int) -> None:
        self._position = position
        self.value = self._history[position] if position < len(self._history) else self._draft
        self.cursor_position = len(self.value)
