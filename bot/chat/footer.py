"""The footer: the keys that do something on this screen now, as many as fit."""

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

_NARROW_WIDTH: Final = 60
"""Columns below which keys are closer together."""
_KEY: Final = "key"
"""The style metadata that holds the key to press when its label is clicked."""


class KeyFooter(Widget):
    """A footer in one widget. Textual's own makes a widget for each key, and new ones whenever a key changes."""

    def __init__(self, *, menu: bool = False) -> None:
        """Show the keys of the screen, and on the right the key of the menu if `menu`."""
        super().__init__()
        self._menu = menu

    def on_mount(self) -> None:
        """Redraw when the active keys change."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if key := event.style.meta.get(_KEY):
            self.app.simulate_key(key)

    def get_selection(self, selection: Selection) -> None:
        """Exclude the footer from copied text."""

    def render(self) -> Content:
        """Return the keys that fit, in full."""
        width = self.size.width
        gap = Content(" " if width < _NARROW_WIDTH else "  ")
        menu = self._label(self.app.COMMAND_PALETTE_BINDING) if self._menu and width >= _NARROW_WIDTH else Content()
        line = Content("" if width < _NARROW_WIDTH else " ")
        for place, key in enumerate(self._keys()):
            longer = line + gap + self._label(key) if place else line + self._label(key)
            if longer.cell_length + menu.cell_length > width:
                break
            line = longer
        return line.pad_right(max(0, width - line.cell_length - menu.cell_length)) + menu

    def _keys(self) -> Iterator[str]:
        """Yield one key for each action that is to be shown."""
        seen: set[str] = set()
        for key, (_, binding, enabled, _) in self.screen.active_bindings.items():
            if binding.show and enabled and binding.action not in seen:
                seen.add(binding.action)
                yield key

    def _label(self, key: str) -> Content:
        binding: Binding = self.screen.active_bindings[key].binding
        pressed = (self.app.get_key_display(binding), "bold $footer-key-foreground")
        return Content.assemble(pressed, f" {binding.description}").stylize(Style.from_meta({_KEY: key}))
