"""The help: the keys of a screen, and what the chat is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from bot.chat import theme
from bot.chat.footer import KeyFooter
from bot.chat.keys import CHAT_HELP, EXIT_BINDINGS, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.chat.typesetting.paragraphs import EMPTY, Paragraph, Paragraphs

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.knowledge.model import Library

NOTES: Final = (
    "Drag with the mouse to select text, and press Ctrl+C to copy it. In many terminals Shift and drag selects, too.",
    "Nothing you type is stored or sent anywhere. When you leave, the conversation is gone, unless you saved it.",
    "With a screen reader or a braille display, start with --plain: the same chat, line by line.",
)
_KEY_WIDTH: Final = max(len(key) for key, _ in CHAT_HELP) + 2


class HelpScreen(Overlay[None]):
    """Shows the keys of the screen it was opened from."""

    CSS_PATH = "overlay.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *EXIT_BINDINGS,
        Binding("f1,escape", "dismiss", "Back", key_display="Esc"),
    ]

    def __init__(self, keys: KeyHelp, library: Library | None = None) -> None:
        """Show these keys, and, given a library, what the chat is."""
        super().__init__()
        self._keys = keys
        self._welcome = library.welcome if library else None
        self._notes = NOTES if library else ()

    def compose(self) -> ComposeResult:
        """Show the keys, the notes and the welcome."""
        with VerticalScroll():
            yield Paragraphs([_heading("Keys")])
            yield Paragraphs([_key(key, effect) for key, effect in self._keys])
            yield Paragraphs([Paragraph(Content(note), above=EMPTY) for note in self._notes])
            if self._welcome:
                yield Paragraphs([_heading(self._welcome.title)])
                for text in self._welcome.text:
                    yield Paragraphs([Paragraph(Content(text))])
        yield KeyFooter()


def _heading(text: str) -> Paragraph:
    return Paragraph(Content.assemble((text, theme.TITLE)))


def _key(key: str, effect: str) -> Paragraph:
    return Paragraph(Content(effect), Content.assemble((f"{key:<{_KEY_WIDTH}}", theme.QUIET)))
