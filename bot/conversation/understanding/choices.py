"""Reads messages that pick something: "2", "the second one", "yes", "tell me more", the name of a country."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.conversation.understanding.segments import opens_as_question
from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.model import Country, Exercise, ShortAnswers

ELSEWHERE: Final = "elsewhere"
"""In place of a code: a country without helplines."""
_OPENING: Final = re.compile(r"\s*\w+\s*[,;.!]")
"""A word that stands by itself before the rest."""
_PARTS: Final = re.compile(r"[,;.!?]+")
_LONGEST_NAME: Final = 4
"""Words of the name of a country."""
_LONGEST_AROUND: Final = 40
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


def opening_option(message: str, options: Sequence[str], known: ShortAnswers) -> int | None:
    """Return the index of the option that a message opens with ("yes, she is", "no i am not"); None without one."""
    if opens_as_question(message):  # "Do I have to tell them?" is not "I do".
        return None
    first = words(message)[:1]
    said = known.same_answers.get(" ".join(first), " ".join(first)).split()
    opened = next((place for place, option in enumerate(options) if said and said == _answer(option, known)), None)
    # The first option is the grave one. "No one loves me", "no i'm not okay": what else begins like an answer is none.
    return opened if opened == 0 or _OPENING.match(message) else None


def asked_exercise(message: str, exercises: Iterable[Exercise]) -> Exercise | None:
    """Return the exercise that a message asks for, and nothing else."""
    said = " ".join(words(message))
    return next((exercise for exercise in exercises if said in exercise.asked_by), None)


def asks_for_more(message: str, known: ShortAnswers) -> bool:
    """Return whether a message asks for more of the same, and nothing else."""
    return " ".join(words(message)) in known.more


class CountryNames:
    """The countries that have helplines, and those that have none, by what people call them."""

    def __init__(self, countries: Mapping[str, Country], elsewhere: Iterable[str], known: ShortAnswers) -> None:
        """Know countries by their codes; `elsewhere` names those that have no helplines."""
        self._codes = {code: code for code in countries}
        self._names = {_joined(name): ELSEWHERE for name in elsewhere}
        for code, country in countries.items():
            self._names |= {_joined(name): code for name in (country.name, *country.other_names)}
        self._first_words = frozenset(name.split(" ", 1)[0] for name in self._names)
        self._last_words = frozenset((*self._codes, *(name.rsplit(" ", 1)[-1] for name in self._names)))
        """Of what may be found: fewer messages have any of them than one of the first words, such as "the"."""
        self._longest = max(map(len, self._names), default=0) + _LONGEST_AROUND
        self._around = known.around_country
        self._before = known.before_country
        self._denials = known.not_country

    def find(self, message: str) -> str | None:
        """Return the code of the country that a message names, and does nothing else ("uk", "she's in london").

        `ELSEWHERE` for a country without helplines, and for one where somebody is not; None where none is named.
        """
        if len(message) > self._longest:
            return None
        said = words(message)
        if self._last_words.isdisjoint(said):
            return None
        named = [word for word in said if word not in self._around and word not in self._denials]
        code = self._codes.get(" ".join(said)) or self._names.get(" ".join(said)) or self._named(named)
        return ELSEWHERE if code and not self._denials.isdisjoint(said) else code

    def mentioned(self, message: str) -> str | None:
        """Return the code of the country that a message says somebody is in, beside whatever else it says."""
        said = words(message)
        if self._first_words.isdisjoint(said) or self._last_words.isdisjoint(said):
            return None
        parts = _PARTS.split(message) if len(message) <= self._longest + _LONGEST_AROUND else ()
        named = next(filter(None, map(self.find, parts)), None) if len(parts) > 1 else None
        if named:
            return None if named == ELSEWHERE else named
        for at in range(len(said) - 1, 0, -1):
            if said[at - 1] in self._before and said[at] in self._first_words:
                for end in range(min(len(said), at + _LONGEST_NAME), at, -1):
                    code = self._names.get(" ".join(said[at:end]))
                    if code:
                        return None if code == ELSEWHERE or not self._denials.isdisjoint(said) else code
        return None

    def _named(self, named: Sequence[str]) -> str | None:
        """Return the code of a name, or of a place and its country ("perth australia")."""
        whole = self._names.get(" ".join(named))
        if whole:
            return whole
        for cut in range(1, len(named)):
            parts = {self._names.get(" ".join(named[:cut])), self._names.get(" ".join(named[cut:]))}
            if len(parts) == 1 and None not in parts:
                return parts.pop()
        return None


def _joined(name: str) -> str:
    return " ".join(words(name))


def _answer(message: str, known: ShortAnswers) -> list[str]:
    """Return the words of an answer without those around it; one way of saying yes is as good as another."""
    whole = words(message)
    said = " ".join(word for word in whole if word not in known.around_answer)
    return (known.same_answers.get(" ".join(whole)) or known.same_answers.get(said, said)).split()
