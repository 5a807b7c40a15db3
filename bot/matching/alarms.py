"""Tells how likely it is that a message raises an alarm, of which kind, and whose safety it is about."""

from __future__ import annotations

import math
from itertools import starmap
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.knowledge.utterances import ANOTHER_SUFFIX
from bot.matching import features as make
from bot.matching.features import END, START, pair, relation, spelling, word
from bot.matching.model import dot_products
from bot.matching.model_file import map_table
from bot.matching.tokens import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.knowledge.model import Lexicon
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature
    from bot.matching.model_file import Learned

REACH: Final = 5
"""Words after a person that say what that person does, or what is done to them."""
_PASSIVE: Final = "passive"
"""What stands for the words before what is done to somebody."""


class AlarmScore(NamedTuple):
    """How likely a safety intent is."""

    probability: float
    """Between 0 and 1."""
    another: float
    """The part of it in which somebody else is in danger, 0 to 1."""


class AlarmModel:
    """Adds up what the words of a message were learned to count for each safety intent, and for no alarm at all."""

    def __init__(self, path: Path, learned: Learned) -> None:
        self._table = map_table(path, len(learned.intercepts), learned.one, learned.features)
        self._intercepts = learned.intercepts
        self._classes = [(name.removesuffix(ANOTHER_SUFFIX), name.endswith(ANOTHER_SUFFIX)) for name in learned.intents]
        self._persons = dict(learned.persons)

    def names_person(self, analysis: Analysis) -> bool:
        """Return whether a text names a person of any kind."""
        return any(self._persons.get(stem, _PASSIVE) != _PASSIVE for stem in analysis.stems)

    def score(self, analysis: Analysis) -> dict[str, AlarmScore]:
        """Return the score of each safety intent; their probabilities and that of no alarm add up to 1."""
        totals, scale = dot_products(self._table.total(keys_of(analysis, self._persons), analysis.words), self._table)
        odds = [each + total / scale for each, total in zip(self._intercepts, totals, strict=True)]
        highest = max(odds)
        shares = [math.exp(each - highest) for each in odds]
        whole = sum(shares)
        found: dict[str, AlarmScore] = {}
        for (intent, is_another), share in zip(self._classes, shares, strict=False):  # The last share is no alarm's.
            before = found.get(intent, AlarmScore(0.0, 0.0))
            both = before.probability + share / whole
            another = before.another * before.probability + is_another * share / whole
            found[intent] = AlarmScore(both, another / both if both else 0.0)
        return found


def features_of(analysis: Analysis, persons: Mapping[str, str]) -> list[Feature]:
    """Return what the alarms of a text are told by, each once: it needs no lexicon, and serves every library.

    Words and neighbours, with persons as they are named and by their kind ("hit me" is not "hit my"); what a person
    does, or what is done to one, within a few words; and the words as they were typed. Neighbours but one were tried:
    without them as many alarms are found.

    Args:
        analysis: Of the text.
        persons: The kind of person that a stem names.
    """
    stems = analysis.stems
    names = [persons.get(stem, stem) for stem in stems]
    features = [
        *map(word, stems),
        *map(pair, [START, *names], [*names, END]),
        *map(pair, [START, *stems], stems),
        *map(spelling, analysis.words),
        *starmap(relation, _deeds(stems, names, persons)),
    ]
    return list(dict.fromkeys(features))


def keys_of(analysis: Analysis, persons: Mapping[str, str]) -> set[int]:
    """Return the keys of the same features, but for the words as they were typed."""
    stems = analysis.stems
    names = [persons.get(stem, stem) for stem in stems]
    return {
        *make.word_keys(stems),
        *make.pair_keys([START, *names, END]),
        *make.pair_keys([START, *stems]),
        *starmap(make.relation_key, _deeds(stems, names, persons)),
    }


def _deeds(stems: Sequence[str], names: Sequence[str], persons: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each person with the words that follow."""
    person, left = "", 0
    for stem, name in zip(stems, names, strict=True):
        if name == _PASSIVE:
            person += f" {_PASSIVE}" if person and not person.endswith(_PASSIVE) else ""
        elif stem in persons:
            person, left = name, REACH
        elif left:
            left -= 1
            yield person, stem


def persons_of(lexicon: Lexicon) -> dict[str, str]:
    """Return the kind of person that each single word names, by its stem; of several kinds the last one counts.

    Words before what is done to somebody are of a kind of their own.
    """
    named = dict.fromkeys(map(" ".join, map(stems, lexicon.passives)), _PASSIVE)
    for kind, phrases in lexicon.concepts.items():
        if kind in lexicon.persons:
            named |= {found[0]: kind for found in map(stems, phrases) if len(found) == 1}
    return named
