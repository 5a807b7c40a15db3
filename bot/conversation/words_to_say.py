"""Finds the words to say to somebody else that a message asks for, or that fit an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.knowledge.dialogue import WordsToSay


MOST_BESIDE: Final = 2
"""Words of a message beside those that ask for words to say."""


class WordsFinder:
    """The words to say of a library, in the order of its file."""

    def __init__(self, words_to_say: Iterable[WordsToSay], stem_counts: Mapping[str, int]) -> None:
        self._words = [(words, PatternSet(words.patterns, stem_counts)) for words in words_to_say]

    def asked(self, stems: Sequence[str], *, fitting: Collection[str]) -> WordsToSay | None:
        """Return the words that a message asks for, None if it asks for none.

        Those that are under one of the `fitting` intents come before others, and then those that more of the message
        asks for. Without a fitting intent, the whole message has to ask for them, but for a word or two.
        """
        best: WordsToSay | None = None
        highest = (False, 0)
        for words, patterns in self._words:
            longest = max((hit.end - hit.start for hit in patterns.find(stems)), default=0)
            fits = not set(fitting).isdisjoint(words.intents)
            if longest and (fits or longest >= len(stems) - MOST_BESIDE) and (fits, longest) > highest:
                best, highest = words, (fits, longest)
        return best

    def under(self, intent: str) -> WordsToSay | None:
        """Return the words that are offered under the answer of an intent."""
        return next((words for words, _ in self._words if intent in words.intents), None)
