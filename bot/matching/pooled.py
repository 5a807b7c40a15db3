"""Tells what a text means by its similarity to the pooled examples of each intent: where nothing was learned."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from bot.matching.features import WEIGHTS
from bot.matching.model import dot_products, evidence
from bot.matching.pooling import PooledTable
from bot.matching.scores import MOST_RANKED, Match, Scores, Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.knowledge.model import Intent, OutOfScopeTopic
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature

_BLOCK: Final = 64
"""Intents that are passed over together where none of them comes near the best."""
UNMET_NEEDS_FACTOR: Final = 0.7
"""What is left of the similarity to an intent whose needs are not met; its words may be ones nobody foresaw. Chosen on
labelled questions."""

# The score is a logistic regression on three plain facts; tests/benchmarks/calibrate.py fits it to labelled questions.
OFFSET: Final = -9.7
SIMILARITY_SLOPE: Final = 7.3
SCOPE_GAIN: Final = 1.9
INSIDE_SLOPE: Final = 12.8
OUT_OF_SCOPE_THRESHOLD: Final = 0.15
"""The similarity from which a subject outside is named to the reader: below, the resemblance says too little."""
OUT_OF_SCOPE_FLOOR: Final = 0.08
"""As similar as nearly any text is to something outside a library, whether or not the library says what lies there."""


class PooledClassifier:
    """Compares a text with intents, not with sentences; each subject outside is held against the intents."""

    def __init__(
        self,
        intents: Sequence[Intent],
        subjects: Mapping[str, OutOfScopeTopic],
        texts: Iterable[Iterable[Iterable[Feature]]],
    ) -> None:
        """Pool the features of the texts of each intent, then of each subject."""
        self.thresholds = Thresholds()
        self._intents = tuple(intents)
        self._subjects = dict(subjects)
        self._numbers = {name: number for number, name in enumerate([*(intent.id for intent in intents), *subjects])}
        self._table = PooledTable(list(texts), WEIGHTS)

    def knows(self, intent: str) -> bool:
        """Return whether an intent was pooled."""
        return intent in self._numbers

    def classify(
        self, analysis: Analysis, context: Sequence[Feature] | None, in_scope: bool, known_as: str | None
    ) -> Scores:
        """Return what a text could mean; see `Classifier`."""
        features = tuple(dict.fromkeys((*analysis.features, *context))) if context else analysis.features
        found, scale = dot_products(self._table.total(features), self._table)
        products = list(found)
        if known_as is not None:
            products[self._numbers[known_as]] = math.ceil(scale)
        inside, outside = products[: len(self._intents)], products[len(self._intents) :]
        nearest = max(outside, default=0)
        nearest_outside = min(nearest / scale, 1.0)
        concepts = analysis.concepts.union(feature.value for feature in context or () if feature.kind == "concept")
        matches = tuple(
            Match(intent, _score(similarity, nearest_outside, in_scope and intent.kind == "answer"), similarity)
            for similarity, intent in self._fitting(inside, scale, concepts | analysis.relations)
        )
        is_outside = nearest_outside > max(OUT_OF_SCOPE_THRESHOLD, matches[0].similarity if matches else 0.0)
        return Scores(
            matches,
            matches[0].score if matches else 0.0,
            list(self._subjects.values())[outside.index(nearest)] if is_outside else None,
            nearest_outside,
        )

    def evidence(self, analysis: Analysis, intent: Intent, against: Intent | None) -> list[tuple[Feature, float]]:
        """Return what a text shares with an intent; see `Classifier`."""
        other = None if against is None else self._numbers[against.id]
        total = self._table.total(analysis.features)
        return evidence(analysis.features, total, self._table, self._numbers[intent.id], other)

    def _fitting(self, products: Sequence[float], scale: float, said: frozenset[str]) -> list[tuple[float, Intent]]:
        """Return the best intents, once those whose needs are not met have lost what they lose by it."""
        blocks = [products[start : start + _BLOCK] for start in range(0, len(products), _BLOCK)]
        highest = [max(block) for block in blocks]
        # The blocks' highest are products themselves: their sixth is no higher than the sixth of all, and found sooner.
        bound = _last_ranked(highest if len(blocks) >= MOST_RANKED else products)
        found: list[tuple[float, Intent]] = []
        for least in (bound, bound * UNMET_NEEDS_FACTOR):
            found = []
            for number, block in enumerate(blocks):
                if highest[number] >= least:
                    found += self._reaching(max(least, 1), block, number * _BLOCK, scale, said)
            found.sort(key=itemgetter(0), reverse=True)
            if _last_ranked(value for value, _ in found) >= least:
                break  # Nobody further down can be among them.
        return [(min(value / scale, 1.0), intent) for value, intent in found[:MOST_RANKED]]

    def _reaching(
        self, least: float, block: Sequence[float], start: int, scale: float, said: frozenset[str]
    ) -> Iterator[tuple[float, Intent]]:
        """Yield the intents of a block whose products are large enough, with what is left of these."""
        for number, value in enumerate(block, start):
            if value >= least:
                intent = self._intents[number]
                yield (value if value >= scale or _fits(intent, said) else value * UNMET_NEEDS_FACTOR), intent


def _last_ranked(products: Iterable[float]) -> float:
    """Return the last of the products that are ranked; 0 where all are."""
    best = sorted(products, reverse=True)[:MOST_RANKED]
    return best[-1] if len(best) == MOST_RANKED else 0.0


def _fits(intent: Intent, said: frozenset[str]) -> bool:
    """Return whether what a text says has all that the intent needs, and nothing that speaks against it."""
    for one_of in intent.needs:
        if one_of.isdisjoint(said):
            return False
    return intent.unless.isdisjoint(said)


def _score(similarity: float, outside: float, in_scope: bool) -> float:
    inside_share = similarity / (similarity + max(outside, OUT_OF_SCOPE_FLOOR))
    logit = OFFSET + SIMILARITY_SLOPE * similarity + SCOPE_GAIN * in_scope + INSIDE_SLOPE * inside_share
    return 1 / (1 + math.exp(-logit))
