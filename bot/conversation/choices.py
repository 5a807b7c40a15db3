"""Reads turns that point at what was offered: "2", "the second one", "tell me more"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_AROUND: Final = frozenset(
    {"the", "one", "number", "option", "no", "please", "that", "answer", "give", "me", "ill", "take"}
)
_ANSWERED_AROUND: Final = frozenset(
    ("i", "im", "am", "not", "really", "think", "so", "thanks", "please", "right", "now", "ok", "okay", "well")
)
"""Words around a yes or no: "no i am not"."""
_SAME: Final = (
    dict.fromkeys(("yeah", "yep", "yup", "yea", "ya", "y", "i do", "definitely"), "yes")
    | dict.fromkeys(("nope", "nah", "n", "na", "no no"), "no")
    | dict.fromkeys(("idk", "dont know", "do know", "dunno", "maybe", "unsure", "no idea"), "sure")
)
"""Other words for yes, no, and "not sure" (whose "not" is one of the words around)."""
_COUNTRY_AROUND: Final = frozenset(("country", "im", "i", "am", "in", "the", "from", "live"))
_LONGEST_AROUND: Final = 20
"""Characters around the name of a country in a message that only names it."""
_MORE: Final = frozenset(
    {"more", "tell me more", "tell me more about it", "tell me more about that", "say more", "go on", "what else"}
    | {"anything else", "more please", "continue", "and", "more info", "more information", "know more"}
)


_BREATHING: Final = frozenset(
    {"breathe", "breathing", "breathe with me", "breathing exercise", "help me breathe", "slow breathing"}
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


def chosen_option(message: str, options: Sequence[str]) -> int | None:
    """Return the index of the option that a message is, by its number or its words; None if it is none of them."""
    number = picked_option(message, len(options))
    if number is not None:
        return number if number in range(len(options)) else None
    said = _answered(message)
    return next((place for place, option in enumerate(options) if said and said == _answered(option)), None)


def begun_option(message: str, options: Sequence[str]) -> int | None:
    """Return the index of the one option that begins with what a message says ("joy", "go back"); None without one."""
    said = _answered(message)
    for way in filter(None, (said, said[1:] if said[:1] == ["go"] else [])):
        begun = [place for place, option in enumerate(options) if way == _answered(option)[: len(way)]]
        if len(begun) == 1:
            return begun[0]
    return None


class Countries:
    """The countries that have helplines, by what people call them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._codes = {" ".join(words(name)): code for code, name in names.items()} | {code: code for code in names}
        self._longest = max((len(name) for name in self._codes), default=0) + _LONGEST_AROUND

    def named(self, message: str) -> str | None:
        """Return the code of the country that a message names, and does nothing else ("uk", "country us")."""
        if len(message) > self._longest:
            return None
        said = words(message)
        without = [word for word in said if word not in _COUNTRY_AROUND]
        return self._codes.get(" ".join(said)) or self._codes.get(" ".join(without))


def _answered(message: str) -> list[str]:
    said = " ".join(word for word in words(message) if word not in _ANSWERED_AROUND)
    return _SAME.get(said, said).split()


def wants_breathing(message: str) -> bool:
    """Return whether a message asks for help with slow breathing, and nothing else."""
    return " ".join(words(message)) in _BREATHING


def wants_more(message: str) -> bool:
    """Return whether a message asks for more of the same."""
    return " ".join(words(message)) in _MORE
