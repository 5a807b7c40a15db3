"""The card of a source: beside the conversation in a wide window, over its foot in others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Label

from bot.chat.typesetting import typeset
from bot.chat.typesetting.paragraphs import Paragraph, Paragraphs
from bot.rendering.sources import card_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from bot.knowledge.model import Passage


HINT: Final = "← → others, Esc back"


class OpenAddress(Paragraphs, can_focus=True):
    """A button that opens the source's page. Nothing else does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "open", "Open the page", show=False)]

    def __init__(self) -> None:
        super().__init__([Paragraph(Content("Open this page in a browser"), Content("→ "))])
        self.address = ""

    def on_click(self) -> None:
        """Open the page by mouse."""
        self.action_open()

    def action_open(self) -> None:
        """Open the page."""
        self.app.open_url(self.address)


class SourceCard(VerticalScroll, can_focus=True):
    """Shows one source of a reply, and steps through the others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        *(Binding(str(number), f"show_source({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.sources: Sequence[Passage] = ()
        self._number = 1
        self._heading = Label(classes="number", markup=False)
        self._details = Paragraphs()

    def show(self, sources: Sequence[Passage], number: int = 1) -> None:
        """Show the source with this number; nothing if there are no sources."""
        self.sources = sources
        if sources and not self.children:  # Not in `compose`: the first screen, without sources, comes sooner.
            self.mount(
                Horizontal(self._heading, Label(HINT, classes="hint", markup=False)), self._details, OpenAddress()
            )
        self.set_class(bool(sources), "-filled")
        if sources:
            self.action_show_source(number)

    def open(self, sources: Sequence[Passage], number: int | None = None) -> None:
        """Show the card even where it covers part of the conversation, and focus it.

        Without a number, the card stays at the source it shows if that is one of these.
        """
        if number is not None or self.sources != sources:
            self.show(sources, number or 1)
        self.add_class("-open")
        self.focus()

    def close_unless_focused(self) -> None:
        """Uncover the conversation once the reader has moved on."""
        self.set_class(self.has_focus_within, "-open")

    def action_show_source(self, number: int) -> None:
        """Show the source with this number, if there is one."""
        if 1 <= number <= len(self.sources):
            self._number = number
            self._heading.update(f"Source {number} of {len(self.sources)}")
            source = self.sources[number - 1]
            button = self.query_one(OpenAddress)
            button.address = source.url
            button.display = bool(source.url)
            self._details.update(typeset.card(card_blocks(source, number, date.today())))
            self.scroll_home(animate=False)

    def action_step(self, by: int) -> None:
        """Show the next source, or the one before."""
        if self.sources:  # A key typed fast may come when they are gone already.
            self.action_show_source((self._number - 1 + by) % len(self.sources) + 1)
