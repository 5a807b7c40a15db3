"""The line of keys at the foot of a screen: those that do something now, and fit, each whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.binding import Binding
    from textual.selection import Selection

_NARROW: Final = 60
"""Columns below which keys stand closer."""
_KEY: Final = "key"
"""Under this name a key is kept for whoever clicks it."""


class KeyFooter(Widget):
    """One widget. Textual's own footer makes one of each key, anew whenever any changes, and keeps them in memory."""

    def __init__(self, *, menu: bool = False) -> None:
        """Show the keys of the screen, and at the other end that of the menu if it has one."""
        super().__init__()
        self._menu = menu

    def on_mount(self) -> None:
        """Follow what the keys do as the reader moves about."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        if key := event.style.meta.get(_KEY):
            self.app.simulate_key(key)

    def get_selection(self, selection: Selection) -> None:
        """Leave the keys out of what is copied."""

    def render(self) -> Content:
        """Return the keys that have room."""
        width = self.size.width
        gap = Content(" " if width < _NARROW else "  ")
        menu = self._told(self.app.COMMAND_PALETTE_BINDING) if self._menu and width >= _NARROW else Content()
        line = Content("" if width < _NARROW else " ")
        for place, key in enumerate(self._keys()):
            longer = line + gap + self._told(key) if place else line + self._told(key)
            if longer.cell_length + menu.cell_length > width:
                break
            line = longer
        return line.pad_right(max(0, width - line.cell_length - menu.cell_length)) + menu

    def _keys(self) -> Iterator[str]:
        """Yield the key of each action that is to be shown."""
        seen: set[str] = set()
        for key, (_, binding, enabled, _) in self.screen.active_bindings.items():
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                yield key

    def _told(self, key: str) -> Content:
        binding: Binding = self.screen.active_bindings[key].binding
        pressed = (self.app.get_key_display(binding), "bold $footer-key-foreground")
        return Content.assemble(pressed, f" {binding.description}").stylize(Style.from_meta({_KEY: key}))
