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


def nearest_utterance(text: str, library: Library) -> Nearest | None:
    """Return the utterance or example with most in common with a text: the cosine of their words, rare ones first.

    None where nothing has a word in common with it.

    Raises:
        LibraryError: the utterances are not sound.
    """
    best = _by_words(text, _known(library))[:1]
    return best[0][1] if best and best[0][0] > 0 else None


def nearest_in_meaning(
    text: str, library: Library, labels: Collection[str], encoder: SentenceEncoder, most: int
) -> list[Nearest]:
    """Return the utterances and examples that mean most nearly the same as a text, nearest first.

    Args:
        text: Any.
        library: Whose utterances are read.
        labels: The intents and subjects to look among; of their utterances those that share most words with the text.
        encoder: Reads what they mean.
        most: How many are returned at most.

    Raises:
        LibraryError: the utterances are not sound.
        InputError: the model cannot be loaded.
    """
    among = [one for _, one in _by_words(text, [one for one in _known(library) if one.label in labels])][:MOST_READ]
    asked = encoder.encode(text)
    return sorted(among, key=lambda one: -float(asked @ encoder.encode(one.text)))[:most]


def _known(library: Library) -> list[Nearest]:
    known = [Nearest(example, name) for name, examples in example_texts(library).items() for example in examples]
    return known + [Nearest(each.text, name) for name, many in read_utterances(library).items() for each in many]


def _by_words(text: str, known: list[Nearest]) -> list[tuple[float, Nearest]]:
    """Return what is known with its similarity by words, most first."""
    words = [_words(one.text) for one in known]
    uses = Counter(word for each in words for word in each)
    weights = {word: math.log(len(known) / number) ** 2 for word, number in uses.items()}
    asked = _words(text) & weights.keys()

    def similarity(place: int) -> float:
        common = sum(weights[word] for word in asked & words[place])
        return common / math.sqrt(sum(weights[word] for word in words[place])) if common else 0.0

    return sorted(zip(map(similarity, range(len(known))), known, strict=True), key=lambda found: -found[0])


def _words(text: str) -> frozenset[str]:
    """Return the words of a text as they were typed: their stems find nothing nearer, and take twice as long."""
    return frozenset(_WORD.findall(text.casefold()))
