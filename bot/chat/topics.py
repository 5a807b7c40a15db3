"""The screen of all that can be asked, by subject, searchable as one types."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from bot.chat.keys import MOVES_BACK, WAYS_OUT, Told
from bot.chat.keys_shown import KeysShown
from bot.chat.palette import has_room
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.knowledge.library import Intent, Library

PLACEHOLDER: Final = "Type to search, also in the ways people ask"
NOTHING_FOUND: Final = "Nothing here has these words. Esc goes back, and you can ask in your own."


class TopicsScreen(ModalScreen[str]):
    """Lies over the chat until something is chosen. Its result is the id of that intent."""

    CSS_PATH = "over.tcss"
    TOLD: ClassVar[Told] = (
        ("Type", "search the titles, and the ways people ask"),
        ("Up, Down", "move through what is found"),
        ("Enter", "ask it"),
        *MOVES_BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("escape,ctrl+t", "app.pop_screen", "Back", key_display="Esc"),
        Binding("down", "move('cursor_down')", show=False, priority=True),
        Binding("up", "move('cursor_up')", show=False, priority=True),
        Binding("pagedown", "move('page_down')", show=False, priority=True),
        Binding("pageup", "move('page_up')", show=False, priority=True),
    ]

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._intents = [intent for intent in library.intents.values() if intent.kind == "answer"]

    def compose(self) -> ComposeResult:
        """Lay out the line to search in, and what is found."""
        with Vertical():
            yield Input(placeholder=PLACEHOLDER)
            yield OptionList(markup=False)
        yield KeysShown()

    def on_mount(self) -> None:
        """Show everything first."""
        self._show("")

    @on(Input.Changed)
    def search(self, event: Input.Changed) -> None:
        """Show what has the words that are typed."""
        self._show(event.value)

    @on(Input.Submitted)
    def choose_marked(self) -> None:
        """Ask what is marked."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Ask what was chosen."""
        self.dismiss(event.option_id)

    def action_move(self, move: str) -> None:
        """Move the mark, while the cursor stays where one types."""
        listed = self.query_one(OptionList)
        if has_room(listed):
            getattr(listed, f"action_{move}")()

    def _show(self, searched: str) -> None:
        words = clean(searched).casefold().split()
        titled = [intent for intent in self._intents if _all_in(words, intent.title)]
        asked = [intent for intent in self._intents if any(_all_in(words, example) for example in intent.examples)]
        found = list(dict.fromkeys([*titled, *asked]))
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(_options(found) if found else [Option(Content(NOTHING_FOUND), disabled=True)])
        listed.action_first()


def _all_in(words: list[str], text: str) -> bool:
    return all(word in text.casefold() for word in words)


def _options(intents: list[Intent]) -> Iterator[Option]:
    for topic, group in groupby(intents, key=lambda intent: intent.topic):
        yield Option(Content.styled(topic, "bold"), disabled=True)
        yield from (Option(Content(f"  {intent.title}"), id=intent.id) for intent in group)
