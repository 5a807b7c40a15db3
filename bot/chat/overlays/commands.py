"""What the lists hold that one chooses from: all that can be asked, all that can be done, the colour themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.chat.overlays.picker import PickerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.knowledge.model import Library

EVERYTHING: Final = "Search all you can ask or do"
TOPICS: Final = "Type to search, also in the ways people ask"
THEMES: Final = "Search the colour themes"

_DO: Final = "What you can do"
_FIND: Final = (
    PickerEntry(_DO, "Find what fits by short questions (F7)", "guide"),
    PickerEntry(_DO, "See all that can be asked, by subject (Ctrl+T)", "app.topics"),
    PickerEntry(_DO, "See the sources of the last answer (F4)", "sources"),
)
_KEEP: Final = (
    PickerEntry(_DO, "Copy the last answer and its sources (F5)", "copy"),
    PickerEntry(_DO, "Save this conversation as Markdown (F6)", "save"),
    PickerEntry(_DO, "Clear this conversation and start afresh (Ctrl+L)", "start_again"),
    PickerEntry(_DO, "Explain how the last question was understood (F3)", "why"),
)
EVERYWHERE: Final = (
    PickerEntry(_DO, "Change between light and dark (F2)", "app.toggle_light"),
    PickerEntry(_DO, "Choose among all colour themes", "app.change_theme"),
    PickerEntry(_DO, "Help: what every key does (F1)", "app.help"),
    PickerEntry(_DO, "Leave now: blank the terminal and close (Ctrl+X)", "app.leave_at_once"),
    PickerEntry(_DO, "Quit (Ctrl+Q)", "app.quit"),
)
"""What can be done on every screen."""


def in_the_chat(library: Library) -> Iterator[PickerEntry]:
    """Yield what can be done with the conversation."""
    yield from _FIND
    for exercise in library.dialogue.exercises.values():
        yield PickerEntry(_DO, exercise.menu, f"exercise({exercise.name!r})")
    yield from _KEEP


def topics(library: Library) -> Iterator[PickerEntry]:
    """Yield all that can be asked."""
    for intent in library.intents.values():
        if intent.kind == "answer":
            yield PickerEntry(intent.topic, intent.title, f"pick({intent.id!r})", intent.examples)


def countries(library: Library) -> Iterator[PickerEntry]:
    """Yield the countries that helplines are known of."""
    for code, name in library.countries.items():
        yield PickerEntry("Helplines of a country", name, f"choose_country({code!r})")


def themes(names: Iterable[str]) -> Iterator[PickerEntry]:
    """Yield the colour themes."""
    for name in sorted(names):
        yield PickerEntry("Themes", name, f"app.use_theme({name!r})")
