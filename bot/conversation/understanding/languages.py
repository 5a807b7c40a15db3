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
        self._languages = tuple(languages)
        self._places: dict[str, set[int]] = {}
        """The places of the languages in which a word is frequent."""
        for place, language in enumerate(self._languages):
            for word in (read for phrase in language.words for read in words(phrase)):
                self._places.setdefault(word, set()).add(place)

    def find(self, text: str) -> Language | None:
        """Return the language that most words of a text are of, if enough of them are; of several the first one."""
        typed = words(text)
        counts = [0] * len(self._languages)
        for word in typed:
            for place in self._places.get(word, ()):
                counts[place] += 1
        most = max(counts, default=0)
        return self._languages[counts.index(most)] if most >= max(FEWEST, MOSTLY * len(typed)) else None
