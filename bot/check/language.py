"""Finds whether a library is written in English: only English endings, alarms and everyday questions are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.knowledge.folder import EVERYDAY_FILE, default_folder
from bot.knowledge.utterances import EVERYDAY, read_lines
from bot.matching.matcher import answerable, utterance_vocabulary
from bot.matching.tokens import words

if TYPE_CHECKING:
    from bot.knowledge.model import Library

LEAST_ENGLISH: Final = 0.4
"""The part of a library's words that everyday questions use, from which it is in English. English FAQs have 76 % and
more, also where they are asked in keywords; German, Dutch and Spanish questions 27 % and less."""
FEWEST_WORDS: Final = 20
"""Words from which a library's language can be told."""
_LOOKED_AT: Final = 200
"""Examples, about, that are looked at."""


def is_english(library: Library) -> bool:
    """Return whether the examples of a library are in English, as far as they say."""
    examples = [example for intent in answerable(library).values() for example in intent.examples]
    asked = [word for example in examples[:: len(examples) // _LOOKED_AT or 1] for word in words(example)]
    if len(asked) < FEWEST_WORDS:
        return True
    everyday = [utterance for _, utterance in read_lines(default_folder() / EVERYDAY_FILE, [])]
    known = utterance_vocabulary({EVERYDAY: everyday[::2]}, fewest_uses=2)  # Half of them do, in half the time.
    return sum(word in known for word in asked) >= LEAST_ENGLISH * len(asked)
