"""The entries of the pickers: everything that can be asked or done, countries, colour themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.chat.overlays.picker import PickerEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.knowledge.model import Library

SEARCH_ALL: Final = "Search all you can ask or do"
SEARCH_TOPICS: Final = "Type to search, also in the ways people ask"
SEARCH_THEMES: Final = "Search the colour themes"

_DO: Final = "What you can do"
_ASK: Final = (
    PickerEntry(_DO, "Get help: the helplines (F8)", "get_help"),
    PickerEntry(_DO, "Find what fits by short questions (F7)", "guide"),
    PickerEntry(_DO, "See all that can be asked, by subject (Ctrl+T)", "app.topics"),
    PickerEntry(_DO, "See the sources of the answer you are reading (F4)", "sources"),
)
_READ: Final = (
    PickerEntry(_DO, "Go back to the answer before (Alt+Up)", "walk(-1)"),
    PickerEntry(_DO, "Go on to the next answer (Alt+Down)", "walk(1)"),
    PickerEntry(_DO, "Hide or show the marks after each sentence (/marks)", "toggle_marks"),
)
_KEEP: Final = (
    PickerEntry(_DO, "Copy the answer you are reading and its sources, or the words to say (F5)", "copy"),
    PickerEntry(_DO, "Save this conversation as Markdown (F6)", "save"),
    PickerEntry(_DO, "Save a page for a doctor or therapist, with what you told (F9)", "save_appointment_page"),
    PickerEntry(_DO, "Clear this conversation and start afresh (Ctrl+L twice)", "clear_at_once"),
    PickerEntry(_DO, "Explain how the last question was understood (F3)", "explain"),
)
EVERYWHERE: Final = (
    PickerEntry(_DO, "Change between light and dark (F2)", "app.toggle_light"),
    PickerEntry(_DO, "Choose among all colour themes", "app.change_theme"),
    PickerEntry(_DO, "Help: what every key does (F1)", "app.help"),
    PickerEntry(_DO, "Leave now: blank the terminal and close (Ctrl+X)", "app.quick_exit"),
    PickerEntry(_DO, "Quit (Ctrl+Q)", "app.quit"),
)
"""Actions of every screen."""


def of_the_chat(library: Library) -> Iterator[PickerEntry]:
    """Yield an entry for each action of the chat screen."""
    yield from _ASK
    for exercise in library.exercises.values():
        yield PickerEntry(_DO, exercise.menu, f"exercise({exercise.name!r})")
    yield from (*_READ, *_KEEP)


def topics(library: Library) -> Iterator[PickerEntry]:
    """Yield an entry for each topic that can be asked about."""
    for intent in library.intents.values():
        if intent.kind == "answer":
            yield PickerEntry(intent.topic, intent.title, f"pick({intent.id!r})", intent.examples)


def countries(library: Library) -> Iterator[PickerEntry]:
    """Yield an entry for each country that has helplines."""
    for code, country in library.countries.items():
        yield PickerEntry("Helplines of a country", country.name, f"choose_country({code!r})", country.other_names)


def themes(names: Iterable[str]) -> Iterator[PickerEntry]:
    """Yield an entry for each colour theme."""
    for name in sorted(names):
        yield PickerEntry("Themes", name, f"app.use_theme({name!r})")
