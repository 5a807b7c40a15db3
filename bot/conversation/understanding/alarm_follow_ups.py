"""Tells what somebody says after an alarm, by the most similar of what others said then."""

from __future__ import annotations

import math
import pickle
import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.knowledge.safety import FollowUp
    from bot.matching.analysis import Analysis, Analyzer
    from bot.matching.features import Feature

SIMILAR: Final = 0.45
"""The similarity from which a message says the same as an example, 0 to 1: the cosine of the angle between them."""
CLEARLY_SIMILAR: Final = 0.65
"""The same for what takes an alarm back: to be wrong about that costs more."""
SURELY_SIMILAR: Final = 0.8
"""The same where the message raises the alarm again, and for what denies an alarm of its own kind that a rule raised:
"he never hurt me before" is nearly "he never hurt me"."""


_NUMBER = re.compile(r"\b\d+\b")


class _Example(NamedTuple):
    """An example as a vector of length 1."""

    name: str
    """Of the follow-up."""
    weights: Mapping[Feature, float]


class _Index(NamedTuple):
    """The examples, as they are looked up."""

    rarity: Mapping[Feature, float]
    unknown: float
    """The rarity of a feature that no example has."""
    examples: Mapping[Feature, list[_Example]]
    """Those that have each feature."""

    def vector(self, features: Iterable[Feature]) -> dict[Feature, float]:
        """Return the weights of features, in a vector of length 1: the rarer in the examples, the more."""
        weights = {feature: self.rarity.get(feature, self.unknown) for feature in features}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {feature: weight / length for feature, weight in weights.items()}


class FollowUpMatcher:
    """Knows what people say after alarms, one example after another: there are few, and they are looked up seldom.

    They are pickled by themselves, and unpickled on first use: half of the time to load an engine went into what only
    those need who have raised an alarm.
    """

    def __init__(self, follow_ups: Mapping[str, FollowUp], analyzer: Analyzer) -> None:
        self._follow_ups = follow_ups
        said = [
            (name, _of_any_number(analyzer.analyze(text).features))
            for name, each in follow_ups.items()
            for text in each.examples
        ]
        uses = Counter(feature for _, features in said for feature in features)
        rarity = {feature: math.log(1 + len(said) / count) for feature, count in uses.items()}
        examples: defaultdict[Feature, list[_Example]] = defaultdict(list)
        index = _Index(rarity, math.log(1 + len(said)), examples)
        for name, features in said:
            example = _Example(name, index.vector(features))
            for feature in example.weights:
                examples[feature].append(example)
        self._pickled = pickle.dumps(index, pickle.HIGHEST_PROTOCOL)

    @cached_property
    def _index(self) -> _Index:
        index: _Index = pickle.loads(self._pickled)
        return index

    def __getstate__(self) -> dict[str, object]:
        return {"_follow_ups": self._follow_ups, "_pickled": self._pickled}

    def find(
        self, analysis: Analysis, met: Collection[str], *, is_alarm: bool, is_plain: bool = False
    ) -> FollowUp | None:
        """Return what a message says after an alarm; None where it is nothing that is known.

        Args:
            analysis: Of the message.
            met: The safety intents that were met in this conversation.
            is_alarm: Whether the message raises it again, by a rule.
            is_plain: Whether a rule raised the alarm that it follows.
        """
        # A number that raises an alarm is an age that somebody has: it says something else than any other.
        vector = self._index.vector(analysis.features if is_alarm else _of_any_number(analysis.features))
        similarity: defaultdict[int, float] = defaultdict(float)
        names: dict[int, str] = {}
        for feature, weight in vector.items():
            for example in self._index.examples.get(feature, ()):
                similarity[id(example)] += weight * example.weights[feature]
                names[id(example)] = example.name
        found = [(value, names[key]) for key, value in similarity.items() if self._follows(names[key], met)]
        value, name = max(found, default=(0.0, ""))
        said = self._follow_ups.get(name)
        denies_plain_alarm = is_plain and said is not None and said.clears and bool(said.after)
        least = SIMILAR
        if is_alarm or denies_plain_alarm:
            least = SURELY_SIMILAR
        elif said and said.clears:
            least = CLEARLY_SIMILAR
        return said if value >= least else None

    def _follows(self, name: str, met: Collection[str]) -> bool:
        after = self._follow_ups[name].after
        return not after or not after.isdisjoint(met)


def _of_any_number(features: Iterable[Feature]) -> list[Feature]:
    """Return features in which one number is as good as another, each once."""
    return list(
        dict.fromkeys(
            each._replace(value=_NUMBER.sub("#", each.value)) if _NUMBER.search(each.value) else each
            for each in features
        )
    )
