"""Reads turns that point at what was offered: "2", "the second one", "tell me more"."""

from __future__ import annotations

from typing import Final

from bot.matching.words import words

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_AROUND: Final = frozenset(
    {"the", "one", "number", "option", "no", "please", "that", "answer", "give", "me", "ill", "take"}
)
_MORE: Final = frozenset(
    {"more", "tell me more", "tell me more about it", "tell me more about that", "say more", "go on", "what else"}
    | {"anything else", "more please", "continue", "and", "more info", "more information", "know more"}
)


def picked_option(message: str, offered: int) -> int | None:
    """Return the index that a message points at, perhaps beyond what was offered; None if it points at nothing.

    A number always points; an ordinal ("the second one", "last") does so only where something was offered.
    """
    left = [word for word in words(message) if word not in _AROUND]
    if len(left) != 1:
        return None
    if left[0].isdecimal() and len(left[0]) <= 2:
        return int(left[0]) - 1
    if offered and left[0] == "last":
        return offered - 1
    return _ORDINALS.index(left[0]) if offered and left[0] in _ORDINALS else None


def wants_more(message: str) -> bool:
    """Return whether a message asks for more of the same."""
    return " ".join(words(message)) in _MORE
