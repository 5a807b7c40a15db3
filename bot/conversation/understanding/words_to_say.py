"""Finds the words to say to somebody else that a message asks for, or that fit an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.knowledge.dialogue import WordsToSay
    from bot.knowledge.model import Intent


MOST_BESIDE: Final = 2
"""Words of a message beside those that ask for words to say."""


class WordsFinder:
    """The words to say of a library, in the order of its file."""

    def __init__(self, words_to_say: Iterable[WordsToSay], stem_counts: Mapping[str, int]) -> None:
        self._words = tuple(words_to_say)
        self._patterns = PatternSet((pattern for words in self._words for pattern in words.patterns), stem_counts)

    def asked(
        self,
        stems: Sequence[str],
        told: Collection[str],
        *,
        fitting: Collection[str],
        offered: WordsToSay | None = None,
    ) -> WordsToSay | None:
        """Return the words that a message asks for, beside what was `told`, None if it asks for none.

        Those that are `offered` come before others, then those that are under one of the `fitting` intents, and then
        those that more of the message asks for. Words that are neither have to be asked for by the whole message, but
        for a word or two.
        """
        lengths: dict[str, int] = {}
        """The longest part of the message in which each pattern is found."""
        for hit in self._patterns.find(stems):
            lengths[hit.pattern] = max(lengths.get(hit.pattern, 0), hit.end - hit.start)
        best: WordsToSay | None = None
        highest = (False, 0)
        for words in self._words if lengths else ():
            longest = max((lengths.get(pattern.text, 0) for pattern in words.patterns), default=0)
            fits = words == offered or (offered is None and not set(fitting).isdisjoint(words.intents))
            if (
                longest
                and words.unless.isdisjoint(told)
                and (fits or longest >= len(stems) - MOST_BESIDE)
                and (fits, longest) > highest
            ):
                best, highest = words, (fits, longest)
        return best

    def under(self, intent: Intent) -> WordsToSay | None:
        """Return the words that are offered under the answer of an intent."""
        named = (words for words in self._words if words.name == intent.words)
        return next(named, None) or next((words for words in self._words if intent.id in words.intents), None)
