"""Asks for a file name, and saves a text there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from bot.chat.footer import KeyFooter
from bot.chat.keys import BACK_HELP, EXIT_BINDINGS, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.errors import InputError
from bot.rendering.private_file import write_private_file
from bot.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

PLACEHOLDER: Final = "for example ~/notes.md"
PRIVACY: Final = "Only your account on this computer can read it."


class SaveScreen(Overlay[str], ModalScreen[str]):
    """Saves a text in a file that the reader names. Its result is the path, if it was saved."""

    CSS_PATH = "overlay.tcss"
    KEY_HELP: ClassVar[KeyHelp] = (("Enter", "save in the file whose name you typed"), *BACK_HELP)
    BINDINGS: ClassVar[list[BindingType]] = [
        *EXIT_BINDINGS,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("escape", "dismiss", "Back", key_display="Esc"),
    ]

    def __init__(self, text: str, question: str) -> None:
        super().__init__()
        self._text = text
        self._question = question
        self._notice = Label(PRIVACY, id="notice", markup=False)

    def compose(self) -> ComposeResult:
        """Show the question, the input, and a line for errors."""
        with Vertical():
            yield Label(self._question, markup=False)
            yield Input(placeholder=PLACEHOLDER)
            yield self._notice
        yield KeyFooter()

    @on(Input.Submitted)
    def save(self, event: Input.Submitted) -> None:
        """Save the text, or show why that failed."""
        event.stop()
        name = clean(event.value)
        if not name:
            return
        try:
            self.dismiss(str(write_private_file(name, self._text)))
        except InputError as error:
            self._notice.update(clean(str(error)))
            self._notice.add_class("-wrong")
