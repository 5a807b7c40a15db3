"""Tells a message in another language by the words that are frequent in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.dialogue import Language

FEWEST: Final = 2
"""Words of a language from which a message may be in it."""
MOSTLY: Final = 0.4
"""Their part in all words from which it is."""


class LanguageDetector:
    """The languages of a library, by their frequent words."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._words = {each: frozenset(read for word in each.words for read in words(word)) for each in languages}

    def find(self, text: str) -> Language | None:
        """Return the language that most words of a text are of, if enough of them are; of several the first one."""
        typed = words(text)
        counts = {each: sum(word in known for word in typed) for each, known in self._words.items()}
        most = max(counts.values(), default=0)
        if most < FEWEST or most < MOSTLY * len(typed):
            return None
        return next(each for each, count in counts.items() if count == most)
