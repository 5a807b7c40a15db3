"""Explains to a library's author how the last question was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from bot.chat.footer import KeyFooter
from bot.chat.keys import BACK_HELP, EXIT_BINDINGS, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.conversation.explain import explain

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.conversation import Bot


class ExplainScreen(Overlay[None]):
    """Shows the same lines as `ask --why`."""

    KEY_HELP: ClassVar[KeyHelp] = (("F3", "back to the chat"), *BACK_HELP)
    BINDINGS: ClassVar[list[BindingType]] = [
        *EXIT_BINDINGS,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("f3,escape", "dismiss", "Back", key_display="Esc"),
    ]

    def __init__(self, question: str, bot: Bot) -> None:
        super().__init__()
        self._question = question
        self._bot = bot

    def compose(self) -> ComposeResult:
        """Show the explanation."""
        with VerticalScroll():
            yield Static(Content("\n".join(explain(self._question, self._bot))))
        yield KeyFooter()
