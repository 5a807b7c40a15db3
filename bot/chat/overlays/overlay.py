"""The base of all screens that open over the chat."""

from __future__ import annotations

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class Overlay(Screen[ScreenResultType]):
    """A screen that closes once: keys typed fast may still reach it after it has closed, and do nothing then."""

    async def on_event(self, event: events.Event) -> None:
        """Handle input only while this is the active screen."""
        if self.is_active or not isinstance(event, events.InputEvent):
            await super().on_event(event)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen, unless it is closed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
