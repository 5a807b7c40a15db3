"""The conversation so far, as one column that can be scrolled."""

from __future__ import annotations

from typing import Final

from textual import on
from textual._styles_cache import StylesCache
from textual.containers import VerticalScroll

from bot.chat.prose import Prose
from bot.chat.turn import Turn

TURNS_IN_A_PAST: Final = 5
"""Earlier turns are kept together, so many in a widget: with one widget each, a long conversation types slowly."""
PASTS_KEPT: Final = 20
"""A hundred turns can be scrolled back to: a conversation that is never closed must not grow for ever."""


class Past(Prose):
    """Earlier turns."""

    turns = 0


class Transcript(VerticalScroll, can_focus=False):
    """Shows every turn, the latest from its first line: nothing scrolls away while it is being read."""

    _latest: Turn | None = None
    _past: Past | None = None

    async def show(self, turn: Turn) -> None:
        """Add a turn, and bring what was asked to the top of the view."""
        with self.app.batch_update():
            if self._latest is not None:
                await self._put_away(self._latest)
            self._latest = turn
            await self.mount(turn)

    def read(self, move: str) -> None:
        """Scroll `up`, `down`, `page_up` or `page_down`."""
        moves = {
            "up": self.scroll_up,
            "down": self.scroll_down,
            "page_up": self.scroll_page_up,
            "page_down": self.scroll_page_down,
        }
        moves[move](animate=False)

    async def start_again(self, turn: Turn) -> None:
        """Take all turns away, and begin with this one."""
        with self.app.batch_update():
            self._latest = self._past = None
            await self.remove_children()
            await self.show(turn)

    async def _put_away(self, turn: Turn) -> None:
        if self._past is None or self._past.turns == TURNS_IN_A_PAST:
            self._past = Past()
            await self.mount(self._past, before=turn)
            for oldest in list(self.query(Past))[:-PASTS_KEPT]:
                await oldest.remove()
        self._past.add(turn.as_past())
        self._past.turns += 1
        await turn.remove()
        StylesCache.get_inner_outer.cache_clear()  # Textual keeps in it whatever it has ever drawn.

    @on(Turn.Fitted)
    def keep_in_place(self, event: Turn.Fitted) -> None:
        """Hold the latest turn where it is: new, it has just found its size; at another width, all above it moved."""
        event.stop()
        if event.turn is self._latest:
            self.scroll_to_widget(event.turn, animate=False, top=True, force=True, immediate=True)
