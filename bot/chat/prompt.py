"""The line the reader types in. It knows how to be typed in, and nothing of what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from bot.text import clean

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.suggester import Suggester


class Prompt(Input):
    """An input that sends what it holds, remembers it for this session, and takes pasted lines as one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier", "What you asked before", show=False),
        Binding("down", "later", "What you asked after that", show=False),
    ]

    @dataclass
    class Sent(Message):
        """The reader pressed Enter on something."""

        text: str

    def __init__(self, placeholder: str, suggester: Suggester) -> None:
        super().__init__(placeholder=placeholder, suggester=suggester, select_on_focus=False)
        self._asked: list[str] = []
        self._place = 0
        self._draft = ""

    def forget(self) -> None:
        """Drop what was typed and asked."""
        self._asked.clear()
        self._place = 0
        self.value = ""

    async def action_submit(self) -> None:
        """Send what stands here, unless it is nothing."""
        text = clean(self.value)
        self.value = ""
        if not text:
            return
        if not self._asked or self._asked[-1] != text:
            self._asked.append(text)
        self._place = len(self._asked)
        self.post_message(self.Sent(text))

    def action_earlier(self) -> None:
        """Show what was asked before this."""
        if self._place == len(self._asked):
            self._draft = self.value
        if self._place:
            self._show(self._place - 1)

    def action_later(self) -> None:
        """Show what was asked after this, and in the end what was being typed."""
        if self._place < len(self._asked):
            self._show(self._place + 1)

    def action_paste(self) -> None:
        """Paste what was copied in this chat."""
        self._insert(self.app.clipboard)

    def _on_paste(self, event: events.Paste) -> None:
        """Take all lines that were pasted: Textual's own input keeps only the first."""
        event.prevent_default()
        event.stop()
        self._insert(event.text)

    def _insert(self, text: str) -> None:
        """Insert a text as one line, parted from what stands around it where it was parted itself."""
        before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
        start, end = sorted(self.selection)
        self.replace(f"{before}{clean(text)}{after}", start, end)

    def _show(self, place: int) -> None:
        self._place = place
        self.value = self._asked[place] if place < len(self._asked) else self._draft
        self.cursor_position = len(self.value)
