"""The card of a source: beside the conversation where there is room, over its foot where there isn't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from bot.chat import typeset
from bot.chat.paragraphs import Paragraph, Paragraphs
from bot.rendering.sources import card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from bot.knowledge.model import Passage


HINT: Final = "← → others, Esc back"


class OpenAddress(Paragraphs, can_focus=True):
    """Opens the source's page when it is chosen, and never otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "open", "Open the page", show=False)]

    class Chosen(Message):
        """The reader wants to see the page."""

    def __init__(self) -> None:
        super().__init__([Paragraph(Content("Open this page in a browser"), Content("→ "))])

    def on_click(self) -> None:
        """Open by mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Tell the card that the page is wanted."""
        self.post_message(self.Chosen())


class SourceCard(VerticalScroll, can_focus=True):
    """Shows one source of an answer, and steps to its others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Source before", show=False),
        Binding("right", "step(1)", "Next source", show=False),
        *(Binding(str(number), f"turn_to({number})", show=False) for number in range(1, 10)),
    ]

    @dataclass
    class Visited(Message):
        """The reader wants to see the page at this address."""

        address: str

    def __init__(self) -> None:
        super().__init__()
        self.sources: Sequence[Passage] = ()
        self._number = 1
        self._address = ""
        self._heading = Label(classes="number", markup=False)
        self._told = Paragraphs()

    def show(self, sources: Sequence[Passage], number: int = 1) -> None:
        """Show this one of some sources; nothing, where there are none."""
        self.sources = sources
        if sources and not self.children:  # The first screen, which has none, comes sooner without all this.
            self.mount(Horizontal(self._heading, Label(HINT, classes="hint", markup=False)), self._told, OpenAddress())
        self.set_class(bool(sources), "-filled")
        if sources:
            self.action_turn_to(number)

    def action_turn_to(self, number: int) -> None:
        """Show the source that has this number, if there is one."""
        if 1 <= number <= len(self.sources):
            self._number = number
            self._heading.update(f"Source {number} of {len(self.sources)}")
            source = self.sources[number - 1]
            self._address = source.url
            self._told.set(typeset.card(card(source, number, date.today())))
            self.scroll_home(animate=False)

    def action_step(self, by: int) -> None:
        """Show the source after this one, or before it."""
        if self.sources:  # A key typed fast may come when they have just gone.
            self.action_turn_to((self._number - 1 + by) % len(self.sources) + 1)

    @on(OpenAddress.Chosen)
    def visit(self, event: OpenAddress.Chosen) -> None:
        """Tell which page is wanted."""
        event.stop()
        self.post_message(self.Visited(self._address))
