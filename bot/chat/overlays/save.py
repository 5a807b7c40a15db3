"""Asks where to save the conversation, and saves it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from bot.chat.footer import KeyFooter
from bot.chat.keys import MOVES_BACK, WAYS_OUT, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.errors import InputError
from bot.rendering.private_file import write_new
from bot.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

WHERE: Final = "Save this conversation, as Markdown. In which file?"
PLACEHOLDER: Final = "for example ~/notes.md"
WHO_READS: Final = "Only your account on this computer can read it."


class SaveScreen(Overlay[str], ModalScreen[str]):
    """Lies over the chat until the conversation is saved, or the reader goes back. Its result is where it was saved."""

    CSS_PATH = "overlay.tcss"
    TOLD: ClassVar[KeyHelp] = (("Enter", "save in the file whose name you typed"), *MOVES_BACK)
    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("escape", "dismiss", "Back", key_display="Esc"),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._remark = Label(WHO_READS, id="remark", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the question, the line for the answer, and what is wrong with it."""
        with Vertical():
            yield Label(WHERE, markup=False)
            yield Input(placeholder=PLACEHOLDER)
            yield self._remark
        yield KeyFooter()

    @on(Input.Submitted)
    def save(self, event: Input.Submitted) -> None:
        """Save it, or say why that can't be done."""
        event.stop()
        name = clean(event.value)
        if not name:
            return
        try:
            self.dismiss(str(write_new(name, self._text)))
        except InputError as error:
            self._remark.update(clean(str(error)))
            self._remark.add_class("-wrong")
