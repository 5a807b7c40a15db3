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

CHAT_BINDINGS: Final = (
    *EXIT_BINDINGS,
    Binding("f1", "app.help", "Help", key_display="F1"),
    Binding("f8", "get_help", "Get help", key_display="F8"),
    Binding("f4,ctrl+o", "sources", "Sources", key_display="F4"),
    Binding("f5", "copy", show=False),
    Binding("f6", "save", show=False),
    Binding("f7", "guide", show=False),
    Binding("f9", "save_appointment_page", show=False),
    Binding("ctrl+t", "app.topics", "Topics", key_display="^T"),
    Binding("ctrl+l", "clear_conversation", "Clear", key_display="^L"),
    Binding("f3", "explain", show=False),
    Binding("escape", "focus_prompt", show=False),
    Binding("alt+up", "walk(-1)", show=False),
    Binding("alt+down", "walk(1)", show=False),
    Binding("pageup", "scroll_transcript('page_up')", show=False),
    Binding("pagedown", "scroll_transcript('page_down')", show=False),
    Binding("ctrl+up,shift+up", "scroll_transcript('up')", show=False),
    Binding("ctrl+down,shift+down", "scroll_transcript('down')", show=False),
)
"""Those of the chat."""
CHAT_HELP: Final[KeyHelp] = (
    ("Enter", "send what you typed, or choose what you are on"),
    ("1 2 3 …", "then Enter: choose what has that number"),
    ("Right", "at the end of a line: take the question that is proposed"),
    ("Tab", "move to what is offered; Esc goes back to typing, and then puts the helplines away"),
    ("Up, Down", "what you asked before, this session only"),
    ("F8", "get help: the helplines, at any time"),
    ("Ctrl+T", "all that can be asked, by subject, searchable"),
    ("F7", "short questions, for when it is hard to put into words"),
    ("F4", "the sources of the answer you are reading, one by one: Left and Right go on, Esc goes back"),
    ("F5", "copy the answer you are reading and its sources, or the words to say that it gives"),
    ("F6", "save the conversation as Markdown, where you say"),
    ("F9", "save a page to take to a doctor or therapist, where you say"),
    ("Alt+Up, Alt+Down", "go to the answer before or after, for F4 and F5"),
    ("PgUp, PgDn", "read back and forth; the mouse wheel does the same"),
    *EXIT_HELP,
    ("Ctrl+Z", "put the chat aside for the shell; fg brings it back"),
    ("Ctrl+L", "twice: clear everything and start afresh"),
    ("Ctrl+P", "everything you can ask or do: countries, colours, all of these keys"),
    ("F2", "light or dark"),
    ("F3", "how your last question was understood, for whoever writes the answers"),
    ("F1", "this help, and back to the chat"),
)
"""All keys of the chat, as the help tells them."""
