"""The texts that a library is learned from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.knowledge.utterances import ANOTHER_SUFFIX, EVERYDAY
from bot.matching.matcher import answerable, example_texts
from bot.matching.model_file import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance

EXAMPLES: Final = "examples"
"""The writer of the examples in the YAML files."""


class Text(NamedTuple):
    """A text to learn from."""

    words: str
    label: str
    """The intent or subject that it belongs to."""
    writer: str


def texts_of(library: Library, utterances: Mapping[str, Iterable[Utterance]]) -> list[Text]:
    """Return the examples of a library and its utterances, but for those of alarms."""
    labels = {*answerable(library), *library.out_of_scope, EVERYDAY}
    texts = [Text(text, name, EXAMPLES) for name, examples in example_texts(library).items() for text in examples]
    texts += [
        Text(each.text, name, each.writer) for name, many in utterances.items() if name in labels for each in many
    ]
    return texts


def alarm_texts(library: Library, utterances: Mapping[str, Iterable[Utterance]]) -> list[Text]:
    """Return the examples and utterances of a library's safety intents, those about somebody else among them."""
    alarms = {intent.id: intent.examples for intent in library.intents.values() if intent.safety}
    texts = [Text(text, name, EXAMPLES) for name, examples in alarms.items() for text in examples]
    texts += [
        Text(each.text, name, each.writer)
        for name, many in utterances.items()
        if name.removesuffix(ANOTHER_SUFFIX) in alarms
        for each in many
    ]
    return texts


def fingerprint(library: Library, utterances: Mapping[str, Iterable[Utterance]]) -> str:
    """Return what identifies all that is learned from: texts, lexicon, words of subjects outside; no answer."""
    lexicon = library.lexicon
    parts: list[object] = [VERSION, *sorted((*texts_of(library, utterances), *alarm_texts(library, utterances)))]
    parts += [sorted(lexicon.concepts.items()), lexicon.fillers, lexicon.negations, sorted(lexicon.persons)]
    parts.append(lexicon.passives)
    parts += [(name, subject.words) for name, subject in sorted(library.out_of_scope.items())]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
