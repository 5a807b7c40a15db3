"""The command palette: all that can be asked, then every command, searchable as one types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from textual.command import DiscoveryHit, Hit, Provider
from textual.content import Content

from bot.chat.screen import ChatScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.command import Hits

PLACEHOLDER: Final = "Search everything you can ask or do"


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
