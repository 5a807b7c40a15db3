"""The two themes of the chat, and the styles of its text.

Every colour has a contrast of at least 4.5 with its background, and nothing is said by colour alone.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

EVENING: Final = Theme(
    name="evening",
    dark=True,
    background="#15191c",
    surface="#1c2226",
    panel="#242c31",
    foreground="#dde2df",
    primary="#93c4b4",
    secondary="#9fb4cc",
    accent="#dcb98c",
    warning="#e2b65c",
    error="#ec9a8b",
    success="#93c4b4",
    variables={
        "text-muted": "#98a39f",
        "border": "#93c4b4",
        "border-blurred": "#4a565c",
        "footer-background": "#1c2226",
        "footer-key-foreground": "#dcb98c",
        "input-selection-background": "#93c4b4 30%",
        "scrollbar": "#3a454b",
        "scrollbar-hover": "#4a565c",
        "scrollbar-active": "#93c4b4",
        "scrollbar-background": "#15191c",
        "scrollbar-background-hover": "#15191c",
        "scrollbar-background-active": "#15191c",
    },
)

MORNING: Final = Theme(
    name="morning",
    dark=False,
    background="#faf8f4",
    surface="#f1eee7",
    panel="#e8e4da",
    foreground="#262b2d",
    primary="#25604f",
    secondary="#3f5573",
    accent="#84521d",
    warning="#7d5200",
    error="#a2372a",
    success="#25604f",
    variables={
        "text-muted": "#5f6864",
        "border": "#25604f",
        "border-blurred": "#b9b4a8",
        "footer-background": "#f1eee7",
        "footer-key-foreground": "#84521d",
        "input-selection-background": "#25604f 25%",
        "scrollbar": "#cfcabf",
        "scrollbar-hover": "#b9b4a8",
        "scrollbar-active": "#25604f",
        "scrollbar-background": "#faf8f4",
        "scrollbar-background-hover": "#faf8f4",
        "scrollbar-background-active": "#faf8f4",
    },
)

TITLE: Final = "bold $primary"
HEADING: Final = "bold $text-muted"
SPEAKER: Final = "bold $accent"
URGENT: Final = "bold $warning"
QUIET: Final = "$text-muted"
HIGHLIGHTED: Final = "bold $background on $primary"
HOVERED: Final = "on $panel"
"""Styles of text. They are not component classes because Textual computes those again for every widget: with them the
first screen took a tenth longer."""
