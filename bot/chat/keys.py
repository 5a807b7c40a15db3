"""Key bindings, and their descriptions for the help, that all screens share."""

from __future__ import annotations

from typing import Final, TypeAlias

from textual.binding import Binding

KeyHelp: TypeAlias = tuple[tuple[str, str], ...]
"""Keys and what they do, for the help of a screen."""

EXIT_BINDINGS: Final = (
    Binding("ctrl+x", "app.quick_exit", "Leave now", key_display="^X", priority=True),
    Binding("ctrl+q", "app.quit", "Quit", key_display="^Q", priority=True),
)
"""The ways out of the program. They have priority because an input has its own ctrl+x."""
EXIT_HELP: Final[KeyHelp] = (
    ("Ctrl+X", "leave at once: blanks this terminal and its scrollback, and closes"),
    ("Ctrl+Q", "quit"),
)
BACK_HELP: Final[KeyHelp] = (("Esc", "back to the chat"),)
