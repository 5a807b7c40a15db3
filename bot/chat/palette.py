"""The command palette: all that can be asked, then every command, searchable as one types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual.command import CommandPalette, DiscoveryHit, Hit, Provider
from textual.content import Content
from textual.widgets import OptionList

from bot.chat.screen import ChatScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.command import Hits

PLACEHOLDER: Final = "Search everything you can ask or do"
THEMES: Final = "Search the colour themes"


class Palette(CommandPalette):
    """Lies over whatever was there until something is chosen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Move through the list only once it stands."""
        if action == "command_list":
            return has_room(self.query_one(OptionList))
        return super().check_action(action, parameters)


def has_room(listed: OptionList) -> bool:
    """Return whether any of a list is on the screen: where none is, Textual's list breaks if it is turned over."""
    return bool(listed.scrollable_content_region)


class Everything(Provider):
    """Offers topics and commands, in this order. Titles come from the library, so nothing here is read as markup."""

    async def discover(self) -> Hits:
        """Offer everything."""
        for name, choose in self._choices():
            yield DiscoveryHit(Content(name), choose, text=name)

    async def search(self, query: str) -> Hits:
        """Offer what resembles `query`."""
        matcher = self.matcher(query)  # Its `highlight` would read markup, so matches go without highlights.
        for name, choose in self._choices():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, Content(name), choose, text=name)

    def _choices(self) -> Iterator[tuple[str, Callable[[], object]]]:
        if isinstance(self.screen, ChatScreen):
            for intent in self.screen.library.intents.values():
                if intent.kind == "answer":
                    yield intent.title, partial(self.screen.action_pick, intent.id)
        for command in self.app.get_system_commands(self.screen):
            yield f"{command.title}: {command.help}", command.callback
