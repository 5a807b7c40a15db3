"""What lies over the chat until the reader goes back to it."""

from __future__ import annotations

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class Overlay(Screen[ScreenResultType]):
    """A screen that is left once: what still reaches it when it has gone, where keys come fast, does nothing."""

    async def on_event(self, event: events.Event) -> None:
        """Let keys and the mouse pass only while it is on top."""
        if self.is_active or not isinstance(event, events.InputEvent):
            await super().on_event(event)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Go back, with a result for whoever opened it."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
