"""Learns from a library's utterances which messages raise an alarm, by logistic regression.

Each safety intent is a class for the writer and one for somebody else; all other utterances, and everyday questions,
are the class of no alarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from bot.knowledge.utterances import ANOTHER_SUFFIX, EVERYDAY, read_utterances
from bot.matching.alarms import features_of, persons_of
from bot.matching.matcher import make_analyzer, utterance_vocabulary
from bot.matching.model_file import Learned, to_bytes
from bot.matching.training.regression import count_features, fit, to_whole_numbers
from bot.matching.training.texts import alarm_texts, fingerprint, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance
    from bot.matching.training.regression import Counts
    from bot.matching.training.texts import Text

LARGEST: Final = 2_500_000
"""Bytes of the table at most. Of writers that were left out, 2.5 MB find 3 alarms more in 100 than 1.7 MB, and 4 more
than 0.9 MB, where 1 in 100 other texts is taken for one."""
TOLERANCE: Final = 1e-4
"""The gradient at which the search for the weights ends; it finds 3 alarms more in 100 than five times as much."""


class AlarmTexts(NamedTuple):
    """What is learned from; each field has an entry for every text."""

    texts: list[Text]
    counts: Counts
    labels: np.ndarray
    """The number of the class of each."""
    classes: list[str]
    """The classes; after them comes the one of no alarm."""
    persons: Mapping[str, str]


def read_alarm_texts(library: Library, utterances: Mapping[str, tuple[Utterance, ...]]) -> AlarmTexts:
    """Read a library's alarms, and all its other texts."""
    alarming = alarm_texts(library, utterances)
    texts = [*alarming, *texts_of(library, utterances)]
    classes = sorted({text.label for text in alarming})
    numbers = {name: number for number, name in enumerate(classes)}
    analyzer = make_analyzer(library, utterance_vocabulary(utterances))
    persons = persons_of(library.lexicon)
    counts = count_features(features_of(analyzer.analyze(text.words), persons) for text in texts)
    labels = np.array([numbers.get(text.label, len(classes)) for text in texts])
    return AlarmTexts(texts, counts, labels, classes, persons)


def train_alarms(library: Library) -> bytes:
    """Return the file of what is learned from a library's alarms; empty where it has no utterances of any.

    Raises:
        LibraryError: the utterances are not sound.
    """
    utterances = read_utterances(library)
    alarms = {intent.id for intent in library.intents.values() if intent.safety}
    own = {name: many for name, many in utterances.items() if name.removesuffix(ANOTHER_SUFFIX) in alarms}
    if not own:
        return b""
    read = read_alarm_texts(library, utterances)
    whole = fit(
        read.counts, read.labels, len(read.classes) + 1, np.ones(len(read.labels)), largest=LARGEST, tolerance=TOLERANCE
    )
    one, rows = to_whole_numbers(whole, read.counts.features)
    learned = Learned(
        fingerprint=fingerprint(library, utterances),
        intents=read.classes,
        subjects=[EVERYDAY],
        intercepts=whole.intercepts.round(4).tolist(),
        one=one,
        slope=1.0,
        offset=0.0,
        answer=1.0,
        share=1.0,
        features=len(rows),
        vocabulary=utterance_vocabulary(own),
        persons=read.persons,
    )
    return to_bytes(learned, rows)
