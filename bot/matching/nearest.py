"""Finds the utterances that a text resembles most, for people who write the library."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.knowledge.utterances import read_utterances
from bot.matching.matcher import example_texts

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.knowledge.model import Library
    from bot.matching.semantic.encoder import SentenceEncoder

MOST_READ: Final = 300
"""Utterances whose meaning is compared: reading them takes two seconds."""
_WORD: Final = re.compile(r"\w+")


class Nearest(NamedTuple):
    """An utterance or an example that is like a text."""

    text: str
    label: str
    """The intent or subject that it belongs to; empty for an everyday question."""


class KnownTexts:
    """The utterances and examples of a library, read once for every text that is compared with them."""

    def __init__(self, library: Library) -> None:
        """Read them.

        Raises:
            LibraryError: the utterances are not sound.
        """
        examples, utterances = example_texts(library), read_utterances(library)
        self._known = [Nearest(example, name) for name, many in examples.items() for example in many]
        self._known += [Nearest(each.text, name) for name, many in utterances.items() for each in many]
        self._compared = _Compared(self._known)

    def nearest(self, text: str) -> Nearest | None:
        """Return the one with most in common with a text: the cosine of their words, rare ones first.

        None where nothing has a word in common with it.
        """
        best = self._compared.by_words(text)[:1]
        return best[0][1] if best and best[0][0] > 0 else None

    def nearest_in_meaning(
        self, text: str, labels: Collection[str], encoder: SentenceEncoder, most: int
    ) -> list[Nearest]:
        """Return those that mean most nearly the same as a text, nearest first.

        Args:
            text: Any.
            labels: The intents and subjects to look among; of their texts those that share most words with the text.
            encoder: Reads what they mean.
            most: How many are returned at most.

        Raises:
            InputError: the model cannot be loaded.
        """
        compared = _Compared([one for one in self._known if one.label in labels])
        among = [one for _, one in compared.by_words(text)[:MOST_READ]]
        asked = encoder.encode(text)
        return sorted(among, key=lambda one: -float(asked @ encoder.encode(one.text)))[:most]


class _Compared:
    """Texts with their words, each of which weighs the more, the fewer of them have it."""

    def __init__(self, known: list[Nearest]) -> None:
        self._known = known
        self._words = [_words(one.text) for one in known]
        uses = Counter(word for each in self._words for word in each)
        self._weights = {word: math.log(len(known) / number) ** 2 for word, number in uses.items()}

    def by_words(self, text: str) -> list[tuple[float, Nearest]]:
        """Return what is known with its similarity by words, most first."""
        asked = _words(text) & self._weights.keys()
        similarities = (self._similarity(asked, words) for words in self._words)
        return sorted(zip(similarities, self._known, strict=True), key=lambda found: -found[0])

    def _similarity(self, asked: frozenset[str], words: frozenset[str]) -> float:
        # The words of a set come in another order on each run; the exact sum is the same in any.
        common = math.fsum(self._weights[word] for word in asked & words)
        return common / math.sqrt(math.fsum(self._weights[word] for word in words)) if common else 0.0


def _words(text: str) -> frozenset[str]:
    """Return the words of a text as they were typed.

    Their stems take twice as long, and found something nearer for one of seven questions.
    """
    return frozenset(_WORD.findall(text.casefold()))
