"""Finds the utterance that a text resembles most, for people who write the library."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bot.knowledge.utterances import read_utterances
from bot.matching.matcher import example_texts
from bot.matching.tokens import stems

if TYPE_CHECKING:
    from bot.knowledge.model import Library


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
    known = [Nearest(example, name) for name, examples in example_texts(library).items() for example in examples]
    known += [Nearest(each.text, name) for name, many in read_utterances(library).items() for each in many]
    words = [frozenset(stems(one.text)) for one in known]
    uses = Counter(word for each in words for word in each)
    asked = {word: math.log(len(known) / uses[word]) for word in set(stems(text)) if word in uses}

    def similarity(place: int) -> float:
        square = sum(math.log(len(known) / uses[word]) ** 2 for word in words[place])
        return sum(asked[word] ** 2 for word in asked.keys() & words[place]) / (math.sqrt(square) or 1.0)

    best = max(range(len(known)), key=similarity, default=None)
    return known[best] if best is not None and similarity(best) > 0 else None
