"""The help screen: what this is, and what every key does."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer

from bot.chat.keys import WAYS_OUT
from bot.chat.prose import NOTHING, Paragraph, Prose

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.knowledge.library import Library

KEYS: Final = (
    ("Enter", "send what you typed, or choose the suggestion you are on"),
    ("1 2 3 …", "then Enter: choose the suggestion with that number"),
    ("Tab", "move to the suggestions; Esc goes back to typing"),
    ("Up, Down", "what you asked before, this session only"),
    ("F4", "the sources of the answer, one by one: Left and Right go on, Esc goes back"),
    ("F5", "copy the last answer and its sources"),
    ("F6", "save the conversation as Markdown, where you say"),
    ("F7", "short questions, for when it is hard to put into words"),
    ("PgUp, PgDn", "read back and forth; the mouse wheel does the same"),
    ("Ctrl+X", "leave at once: blanks this terminal and its scrollback, and closes"),
    ("Ctrl+Q", "quit"),
    ("Ctrl+L", "clear everything and start afresh"),
    ("Ctrl+P", "everything you can ask or do, searchable"),
    ("F2", "light or dark"),
    ("F3", "how your last question was understood, for whoever writes the answers"),
    ("F1", "this help, and back to the chat"),
)
NOTES: Final = (
    "Drag with the mouse to select text, and press Ctrl+C to copy it. In many terminals Shift and drag selects, too.",
    "Nothing you type is stored or sent anywhere. When you leave, the conversation is gone, unless you saved it.",
    "With a screen reader or a braille display, start with --plain: the same chat, line by line.",
)
_KEY_WIDTH: Final = max(len(key) for key, _ in KEYS) + 2


class HelpScreen(Screen[None]):
    """Covers the chat until the reader goes back to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("f1,escape", "app.pop_screen", "Back to the chat", key_display="Esc"),
    ]

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._welcome = library.welcome

    def compose(self) -> ComposeResult:
        """Lay out what it is, the keys, and the notes."""
        with VerticalScroll():
            if self._welcome:
                yield Prose([_heading(self._welcome.title)])
                for text in self._welcome.text:
                    yield Prose([Paragraph(Content(text))])
            yield Prose([_heading("Keys")])
            yield Prose([_key(key, does) for key, does in KEYS])
            yield Prose([Paragraph(Content(note), above=NOTHING) for note in NOTES])
        yield Footer(show_command_palette=False)


def _heading(text: str) -> Paragraph:
    return Paragraph(Content.assemble((text, ".prose--title")))


def _key(key: str, does: str) -> Paragraph:
    return Paragraph(Content(does), Content.assemble((f"{key:<{_KEY_WIDTH}}", ".prose--number")))
