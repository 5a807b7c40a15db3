"""Reads messages that pick something: "2", "the second one", "yes", "tell me more", the name of a country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.model import Exercise, ShortAnswers

_LONGEST_AROUND: Final = 20
"""Characters around the name of a country in a message that only names it."""


def picked_option(message: str, offered: int, known: ShortAnswers) -> int | None:
    """Return the index that a message points at, perhaps beyond what was offered; None if it points at nothing.

    A number always points; an ordinal ("the second one", "last") does so only where something was offered.
    """
    left = [word for word in words(message) if word not in known.around_pick]
    if len(left) != 1:
        return None
    if left[0].isdecimal() and len(left[0]) <= 2:
        return int(left[0]) - 1
    if offered and left[0] in known.last:
        return offered - 1
    return known.ordinals.index(left[0]) if offered and left[0] in known.ordinals else None


def chosen_option(message: str, options: Sequence[str], known: ShortAnswers) -> int | None:
    """Return the index of the option that a message is, by its number or its words; None if it is none of them."""
    number = picked_option(message, len(options), known)
    if number is not None:
        return number if number in range(len(options)) else None
    said = _answer(message, known)
    return next((place for place, option in enumerate(options) if said and said == _answer(option, known)), None)


def begun_option(message: str, options: Sequence[str], known: ShortAnswers) -> int | None:
    """Return the index of the one option that begins with what a message says ("joy", "go back"); None without one."""
    said = _answer(message, known)
    begun = [place for place, text in enumerate(options) if said and said == _answer(text, known)[: len(said)]]
    return begun[0] if len(begun) == 1 else None


def asked_exercise(message: str, exercises: Iterable[Exercise]) -> Exercise | None:
    """Return the exercise that a message asks for, and nothing else."""
    said = " ".join(words(message))
    return next((exercise for exercise in exercises if said in exercise.asked_by), None)


def asks_for_more(message: str, known: ShortAnswers) -> bool:
    """Return whether a message asks for more of the same, and nothing else."""
    return " ".join(words(message)) in known.more


class CountryNames:
    """The countries that have helplines, by what people call them."""

    def __init__(self, names: Mapping[str, str], known: ShortAnswers) -> None:
        """Know countries by their codes; `names` says how each is called."""
        self._codes = {
            " ".join(words(text)): code for code, name in names.items() for text in (name, code) if words(text)
        }
        self._longest = max((len(name) for name in self._codes), default=0) + _LONGEST_AROUND
        self._around = known.around_country

    def find(self, message: str) -> str | None:
        """Return the code of the country that a message names, and does nothing else ("uk", "country us")."""
        if len(message) > self._longest:
            return None
        said = words(message)
        named = [word for word in said if word not in self._around]
        return self._codes.get(" ".join(said)) or self._codes.get(" ".join(named))


def _answer(message: str, known: ShortAnswers) -> list[str]:
    """Return the words of an answer without those around it; one way of saying yes is as good as another."""
    said = " ".join(word for word in words(message) if word not in known.around_answer)
    return known.same_answers.get(said, said).split()
