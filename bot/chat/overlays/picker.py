"""A searchable list to pick an entry from."""

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
from bot.chat.keys import BACK_HELP, EXIT_BINDINGS, KeyHelp
from bot.chat.overlays.overlay import Overlay
from bot.chat.textual_internals import clicked_option
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

NOTHING_FOUND: Final = "Nothing here has these words. Esc goes back, and you can ask in your own."
_INDENT: Final = Spacing(left=2)


class PickerEntry(NamedTuple):
    """An entry of the list."""

    group: str
    """The heading above it."""
    title: str
    action: str
    """A Textual action string, unique in the list."""
    search_texts: tuple[str, ...] = ()
    """Texts besides the title that are searched."""


class _Results(OptionList, can_focus=False):
    """An option list that survives a click on an option which was removed a moment ago."""

    async def on_event(self, event: events.Event) -> None:
        """Ignore a click on an option that is gone, which Textual's own list raises an error for."""
        if not isinstance(event, events.Click) or (clicked_option(event) or 0) < self.option_count:
            await super().on_event(event)


class PickerScreen(Overlay[str], ModalScreen[str]):
    """Lists entries, narrowed down by typing. Its result is the action of the entry that is picked."""

    CSS_PATH = "overlay.tcss"
    KEY_HELP: ClassVar[KeyHelp] = (
        ("Type", "search the titles, and the ways people ask"),
        ("Up, Down", "move through what is found"),
        ("Enter", "choose it"),
        *BACK_HELP,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *EXIT_BINDINGS,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("escape,ctrl+t", "dismiss", "Back", key_display="Esc"),
        Binding("down", "move('cursor_down')", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    def __init__(self, placeholder: str, entries: Iterable[PickerEntry]) -> None:
        super().__init__()
        self._placeholder = placeholder
        self._entries = list(entries)
        self._results = _Results(markup=False)

    def compose(self) -> ComposeResult:
        """Show the search input and the results."""
        with Vertical():
            yield Input(placeholder=self._placeholder)
            yield self._results
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show all entries."""
        self._show("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Show the entries that contain every word typed."""
        self._show(event.value)

    @on(Input.Submitted)
    def pick_highlighted(self) -> None:
        """Pick the highlighted entry."""
        self._results.action_select()

    @on(OptionList.OptionSelected)
    def pick(self, event: OptionList.OptionSelected) -> None:
        """Close with the entry that was picked."""
        self.dismiss(event.option_id)

    def action_move(self, move: str) -> None:
        """Move the highlight, while the focus stays on the input."""
        if self._results.scrollable_content_region:  # Without room for a line, Textual's list raises an error.
            getattr(self._results, f"action_{move}")()

    def _show(self, query: str) -> None:
        words = clean(query).casefold().split()
        by_title = [entry for entry in self._entries if _all_in(words, entry.title)]
        by_text = [entry for entry in self._entries if any(_all_in(words, text) for text in entry.search_texts)]
        found = list(dict.fromkeys([*by_title, *by_text]))
        self._results.clear_options()
        self._results.add_options(_options(found) if found else [Option(Content(NOTHING_FOUND), disabled=True)])
        self._results.action_first()


def _all_in(words: list[str], text: str) -> bool:
    return all(word in text.casefold() for word in words)


def _options(entries: list[PickerEntry]) -> Iterator[Option]:
    for heading, group in groupby(entries, key=lambda entry: entry.group):
        yield Option(Content.styled(heading, "bold"), disabled=True)
        yield from (Option(Padding(Content(entry.title), _INDENT), id=entry.action) for entry in group)
