"""Finds the utterance that a text resembles most, for people who write the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.knowledge.utterances import read_utterances
from bot.matching.matcher import example_texts
from bot.matching.tokens import words

if TYPE_CHECKING:
    from bot.knowledge.model import Library


class Nearest(NamedTuple):
    """An utterance or an example that is like a text."""

    text: str
    label: str
    """The intent or subject that it belongs to; empty for an everyday question."""


def nearest_utterance(text: str, library: Library) -> Nearest | None:
    """Return the utterance or example with most words in common with a text; None where a library has none.

    Raises:
        LibraryError: the utterances are not sound.
    """
    # Imported where it is needed: questions are answered without it.
    from rapidfuzz import fuzz, process

    known = [Nearest(example, name) for name, examples in example_texts(library).items() for example in examples]
    known += [Nearest(each.text, name) for name, many in read_utterances(library).items() for each in many]
    asked = " ".join(words(text))
    found = process.extractOne(asked, [" ".join(words(one.text)) for one in known], scorer=fuzz.token_sort_ratio)
    return known[found[2]] if found else None
