"""The screen that tells a writer how the last question was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bot.chat.footer import KeyFooter
from bot.chat.keys import MOVES_BACK, WAYS_OUT, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.conversation.explain import explain

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.conversation import Bot


class ExplainScreen(Overlay[None]):
    """Covers the chat until the reader goes back to it."""

    TOLD: ClassVar[KeyHelp] = (("F3", "back to the chat"), *MOVES_BACK)
    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("f3,escape", "dismiss", "Back", key_display="Esc"),
    ]

    def __init__(self, question: str, bot: Bot) -> None:
        super().__init__()
        self._question = question
        self._bot = bot

    def compose(self) -> ComposeResult:
        """Lay out the lines that `ask --why` prints."""
        with VerticalScroll():
            yield Static(Content("\n".join(explain(self._question, self._bot))))
        yield KeyFooter()
