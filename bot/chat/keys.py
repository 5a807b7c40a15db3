"""The keys that lead out of the chat, on every screen of it, and how keys are told of."""

from __future__ import annotations

from typing import Final, TypeAlias

from textual.binding import Binding

KeyHelp: TypeAlias = tuple[tuple[str, str], ...]
"""What a screen's help tells: keys, and what they do there."""

WAYS_OUT: Final = (
    Binding("ctrl+x", "app.leave_at_once", "Leave now", key_display="^X", priority=True),
    Binding("ctrl+q", "app.quit", "Quit", key_display="^Q", priority=True),
)
"""With priority, for they have to work wherever one is: an input has a ctrl+x of its own."""
WAYS_OUT_HELP: Final[KeyHelp] = (
    ("Ctrl+X", "leave at once: blanks this terminal and its scrollback, and closes"),
    ("Ctrl+Q", "quit"),
)
MOVES_BACK: Final[KeyHelp] = (("Esc", "back to the chat"),)
