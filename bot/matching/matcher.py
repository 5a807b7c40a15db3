"""Ranks the intents of a library by how well they fit a text, and says how sure the first one is."""

from __future__ import annotations

import math
from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.matching.analysis import CONCEPT, PAIR, WHO, Analysis, Analyzer
from bot.matching.pattern import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.knowledge.library import Intent, Library, Outside

OUTSIDE: Final = "outside:"
"""Written before the name of a subject outside the library, where its words are read as a concept."""

PAIR_WEIGHT: Final = 0.6
"""How much two neighbouring words count against a single one; as the next two, chosen on labelled questions."""
WHO_WEIGHT: Final = 0.8
"""How much "who does what" counts against a single word."""
MOST_RANKED: Final = 10
"""Intents that a ranking holds."""
UNFIT: Final = 0.7
"""What is left of the similarity to an intent whose needs are not met; its words may be ones nobody foresaw."""

# The score is a logistic regression on three plain facts; tests/benchmarks/calibrate.py fits it to labelled questions.
OFFSET: Final = -9.7
SIMILARITY_SLOPE: Final = 7.3
SCOPE_GAIN: Final = 1.9
INSIDE_SLOPE: Final = 12.8
OUTSIDE_NAMED: Final = 0.15
"""The similarity from which a subject outside is named to the reader: below, the resemblance says too little."""
LONGEST_BARE: Final = 5
"""Words of a text that may only name something and ask nothing."""
OUTSIDE_FLOOR: Final = 0.08
"""As similar as nearly any text is to something outside a library, whether or not the library says what lies there."""


@dataclass(frozen=True, slots=True)
class Match:
    """An intent that a text could mean."""

    intent: Intent
    score: float
    """Between 0 and 1: how likely an answer with this intent is right. Comparable from text to text."""
    similarity: float
    """Cosine of the angle between the text's features and the intent's, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The intents that are nearest to a text, best first."""

    analysis: Analysis
    matches: tuple[Match, ...]
    outside: Outside | None
    """The subject outside the library that is nearer than any intent, if one is."""
    outside_similarity: float
    """The similarity to the nearest subject outside, 0 to 1."""
    in_scope: bool
    """Whether the text has a concept out of each set of the lexicon's scope (if there is one), or leans on what has."""
    unknown: tuple[str, ...]
    """Stems that neither the lexicon nor any example knows."""
    asks_nothing: bool
    """Whether the text only names something of the domain ("pain", "my wife cried")."""


class Matcher:
    """Holds a library's examples pooled by intent, so that a text is compared with intents, not with sentences.

    An intent is a vector over features, and so is each subject that the library says lies outside. A feature weighs the
    root of 1 minus the entropy of its use over all of them: what all share weighs nothing, in a product of two vectors
    it counts by what it tells. How often an intent's examples use it counts by its logarithm. A feature that nobody
    knows weighs 1 and makes every intent less like the text.
    """

    def __init__(self, library: Library) -> None:
        self._intents = tuple(intent for intent in library.intents.values() if intent.kind != "safety")
        self._subjects = tuple(library.outside.values())
        self._lexicon = library.lexicon
        concepts = library.lexicon.concepts | {OUTSIDE + name: s.words for name, s in library.outside.items()}
        self.analyzer = Analyzer(library.lexicon, concepts, _texts(library))
        self._examples: dict[tuple[str, ...], int] = {}
        self._weights: dict[str, float] = {}
        self._postings: dict[str, list[tuple[int, float]]] = {}
        self._pool()

    def _pool(self) -> None:
        pools = [(*intent.examples, intent.title) for intent in self._intents]
        pools += [subject.examples for subject in self._subjects]
        counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for number, examples in enumerate(pools):
            for example in examples:
                analysis = self.analyzer.analyze(example)
                self._examples.setdefault(analysis.stems, number)
                for feature in analysis.features:
                    uses = counts[feature]
                    uses[number] = uses.get(number, 0) + 1
        most = math.log(len(pools)) if len(pools) > 1 else 1.0
        squares = [0.0] * len(pools)
        for feature, uses in counts.items():
            weight = math.sqrt(_informs(uses, most)) * _kind_weight(feature)
            self._weights[feature] = weight
            self._postings[feature] = values = [(number, weight * math.log1p(count)) for number, count in uses.items()]
            for number, value in values:
                squares[number] += value * value
        norms = [math.sqrt(square) or 1.0 for square in squares]
        for feature, weight in self._weights.items():
            self._postings[feature] = [(n, weight * value / norms[n]) for n, value in self._postings[feature]]

    def rank(self, text: str, lent: frozenset[str] | None = None) -> Ranking:
        """Rank the intents for a clean text.

        Args:
            text: What somebody says.
            lent: The concepts that what came before lends to a text that leans on it; such a text is in scope, as that
                was. None for a text that stands alone.
        """
        analysis = self.analyzer.analyze(text)
        concepts = analysis.concepts | (lent or frozenset())
        similarities = self._similarities(analysis, lent or ())
        inside, outside = similarities[: len(self._intents)], similarities[len(self._intents) :]
        scope = self._lexicon.scope
        has_scope = bool(scope) and all(not one_of.isdisjoint(concepts) for one_of in scope)
        in_scope = has_scope or lent is not None
        nearest_outside = max(outside, default=0.0)
        matches = tuple(
            Match(intent, _score(similarity, nearest_outside, in_scope and intent.kind == "answer"), similarity)
            for similarity, intent in self._fitting(inside, concepts | analysis.who_does_what)
        )
        is_outside = nearest_outside > max(OUTSIDE_NAMED, matches[0].similarity if matches else 0.0)
        unknown = tuple(t.stem for t in analysis.tokens if not t.concepts and t.stem not in self._weights)
        return Ranking(
            analysis,
            matches,
            self._subjects[outside.index(nearest_outside)] if is_outside else None,
            nearest_outside,
            in_scope,
            unknown,
            not unknown and self._asks_nothing(analysis),
        )

    def _asks_nothing(self, analysis: Analysis) -> bool:
        """Return whether a text is one word of the lexicon, or a few that touch the scope without a word of asking."""
        concepts = analysis.concepts
        if not concepts or any(concept.startswith(OUTSIDE) for concept in concepts):
            return False
        if len(analysis.stems) == 1:
            return True
        touches_scope = any(not one_of.isdisjoint(concepts) for one_of in self._lexicon.scope)
        return touches_scope and len(analysis.stems) <= LONGEST_BARE and concepts.isdisjoint(self._lexicon.asks)

    def evidence(self, analysis: Analysis, intent: Intent) -> list[tuple[str, float]]:
        """Return what a text shares with an intent, each feature with its part in the similarity, most first."""
        number = self._intents.index(intent)
        norm = math.sqrt(sum(self._weight(feature) ** 2 for feature in analysis.features)) or 1.0
        shared = [
            (feature, value / norm)
            for feature in analysis.features
            for owner, value in self._postings.get(feature, ())
            if owner == number and value > 0
        ]
        return sorted(shared, key=lambda pair: -pair[1])

    def _fitting(self, similarities: list[float], said: frozenset[str]) -> list[tuple[float, Intent]]:
        """Return the best intents, once those whose needs are not met have lost what they lose by it."""
        found: list[tuple[float, Intent]] = []
        for number in sorted(range(len(similarities)), key=similarities.__getitem__, reverse=True):
            similarity, intent = similarities[number], self._intents[number]
            if similarity <= 0 or (len(found) >= MOST_RANKED and found[MOST_RANKED - 1][0] >= similarity):
                break
            if similarity < 1 and not _fits(intent, said):
                similarity *= UNFIT
            insort(found, (similarity, intent), key=lambda pair: -pair[0])
        return found[:MOST_RANKED]

    def _weight(self, feature: str) -> float:
        """Return how much a feature tells; one that nobody knows tells most."""
        weight = self._weights.get(feature)
        return _kind_weight(feature) if weight is None else weight

    def _similarities(self, analysis: Analysis, lent: Collection[str]) -> list[float]:
        """Return the similarity of a text to each intent, then to each subject outside."""
        sums = [0.0] * (len(self._intents) + len(self._subjects))
        square = 0.0
        for feature in dict.fromkeys((*analysis.features, *(CONCEPT + concept for concept in sorted(lent)))):
            for number, value in self._postings.get(feature, ()):
                sums[number] += value
            square += self._weight(feature) ** 2
        norm = math.sqrt(square) or 1.0
        similarities = [value / norm for value in sums]
        if analysis.stems in self._examples:
            similarities[self._examples[analysis.stems]] = 1.0
        return similarities


def _texts(library: Library) -> Iterable[str]:
    """Yield every text that a person's words could be a slip of."""
    for intent in library.intents.values():
        yield from (*intent.examples, intent.title)
        if intent.safety:
            retraction = intent.safety.retraction.patterns if intent.safety.retraction else ()
            yield from vocabulary((*intent.safety.patterns, *intent.safety.unless, *retraction))
    for subject in library.outside.values():
        yield from subject.examples


def _informs(uses: dict[int, int], most: float) -> float:
    """Return 1 minus the entropy of how often each pool uses a feature, as a part of the `most` it could be."""
    if len(uses) == 1:
        return 1.0
    total = sum(uses.values())
    entropy = -sum(count / total * math.log(count / total) for count in uses.values())
    return max(1 - entropy / most, 0.0)


def _kind_weight(feature: str) -> float:
    if PAIR in feature:
        return PAIR_WEIGHT
    return WHO_WEIGHT if WHO in feature else 1.0


def _fits(intent: Intent, said: frozenset[str]) -> bool:
    """Return whether what a text says has all that the intent needs, and nothing that speaks against it."""
    return intent.unless.isdisjoint(said) and all(not one_of.isdisjoint(said) for one_of in intent.needs)


def _score(similarity: float, outside: float, in_scope: bool) -> float:
    inside_share = similarity / (similarity + max(outside, OUTSIDE_FLOOR))
    logit = OFFSET + SIMILARITY_SLOPE * similarity + SCOPE_GAIN * in_scope + INSIDE_SLOPE * inside_share
    return 1 / (1 + math.exp(-logit))
