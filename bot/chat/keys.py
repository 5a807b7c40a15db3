"""The keys that lead out of the chat, on every screen of it."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding

WAYS_OUT: Final = (
    Binding("ctrl+x", "app.leave_at_once", "Leave now", key_display="^X", priority=True),
    Binding("ctrl+q", "app.quit", "Quit", key_display="^Q", priority=True),
)
"""With priority, for they have to work wherever one is: an input has a ctrl+x of its own."""
