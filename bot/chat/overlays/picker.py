"""The screen of a list that one chooses from, searchable as one types."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import events, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Spacing
from textual.screen import ModalScreen
from textual.visual import Padding
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from bot.chat.footer import KeyFooter
from bot.chat.keys import MOVES_BACK, WAYS_OUT, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

NOTHING_FOUND: Final = "Nothing here has these words. Esc goes back, and you can ask in your own."
_INDENT: Final = Spacing(left=2)


class PickerEntry(NamedTuple):
    """Something in the list."""

    group: str
    """The heading it stands under."""
    title: str
    action: str
    """What it does, as Textual writes actions. No two do the same."""
    found_by: tuple[str, ...] = ()
    """Texts besides the title that it is found by."""


class _Found(OptionList, can_focus=False):
    """The list. What is clicked may have gone just before, while one types: Textual's own breaks then."""

    async def on_event(self, event: events.Event) -> None:
        """Let pass all but a click on what has gone."""
        if not isinstance(event, events.Click) or event.style.meta.get("option", 0) < self.option_count:
            await super().on_event(event)


class PickerScreen(Overlay[str], ModalScreen[str]):
    """Lies over the chat until something is chosen. Its result is the action of that."""

    CSS_PATH = "overlay.tcss"
    TOLD: ClassVar[KeyHelp] = (
        ("Type", "search the titles, and the ways people ask"),
        ("Up, Down", "move through what is found"),
        ("Enter", "choose it"),
        *MOVES_BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("escape,ctrl+t", "dismiss", "Back", key_display="Esc"),
        Binding("down", "move('cursor_down')", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    def __init__(self, placeholder: str, choices: Iterable[PickerEntry]) -> None:
        super().__init__()
        self._placeholder = placeholder
        self._choices = list(choices)
        self._listed = _Found(markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the line to search in, and what is found."""
        with Vertical():
            yield Input(placeholder=self._placeholder)
            yield self._listed
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show everything first."""
        self._show("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Show what has the words that are typed."""
        self._show(event.value)

    @on(Input.Submitted)
    def choose_marked(self) -> None:
        """Choose what is marked."""
        self._listed.action_select()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Go back with what was chosen."""
        self.dismiss(event.option_id)

    def action_move(self, move: str) -> None:
        """Move the mark, while the cursor stays where one types."""
        if self._listed.scrollable_content_region:  # Where no line of it has room, Textual's list breaks.
            getattr(self._listed, f"action_{move}")()

    def _show(self, searched: str) -> None:
        words = clean(searched).casefold().split()
        titled = [choice for choice in self._choices if _all_in(words, choice.title)]
        other = [choice for choice in self._choices if any(_all_in(words, text) for text in choice.found_by)]
        found = list(dict.fromkeys([*titled, *other]))
        self._listed.clear_options()
        self._listed.add_options(_options(found) if found else [Option(Content(NOTHING_FOUND), disabled=True)])
        self._listed.action_first()


def _all_in(words: list[str], text: str) -> bool:
    return all(word in text.casefold() for word in words)


def _options(choices: list[PickerEntry]) -> Iterator[Option]:
    for heading, group in groupby(choices, key=lambda choice: choice.group):
        yield Option(Content.styled(heading, "bold"), disabled=True)
        yield from (Option(Padding(Content(choice.title), _INDENT), id=choice.action) for choice in group)
