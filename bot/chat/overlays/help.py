"""The help: the keys of a screen, and what the chat is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from bot.chat import theme
from bot.chat.footer import KeyFooter
from bot.chat.keys import EXIT_BINDINGS, EXIT_HELP, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.chat.paragraphs import EMPTY, Paragraph, Paragraphs

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.knowledge.model import Library

KEYS: Final[KeyHelp] = (
    ("Enter", "send what you typed, or choose what you are on"),
    ("1 2 3 …", "then Enter: choose what has that number"),
    ("Right", "at the end of a line: take the question that is proposed"),
    ("Tab", "move to what is offered; Esc goes back to typing, and then puts the helplines away"),
    ("Up, Down", "what you asked before, this session only"),
    ("F8", "get help: the helplines, at any time"),
    ("Ctrl+T", "all that can be asked, by subject, searchable"),
    ("F7", "short questions, for when it is hard to put into words"),
    ("F4", "the sources of the answer, one by one: Left and Right go on, Esc goes back"),
    ("F5", "copy the last answer and its sources, or the words to say that it gives"),
    ("F6", "save the conversation as Markdown, where you say"),
    ("F9", "save a page to take to a doctor or therapist, where you say"),
    ("PgUp, PgDn", "read back and forth; the mouse wheel does the same"),
    *EXIT_HELP,
    ("Ctrl+Z", "put the chat aside for the shell; fg brings it back"),
    ("Ctrl+L", "twice: clear everything and start afresh"),
    ("Ctrl+P", "everything you can ask or do: countries, colours, all of these keys"),
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
