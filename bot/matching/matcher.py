"""Ranks the intents of a library by how well they fit a text, and says how sure the first one is."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.analysis import Analysis, Analyzer
from bot.matching.features import WEIGHTS, word
from bot.matching.model import Model
from bot.matching.pattern_set import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.knowledge.model import Intent, Library, OutOfScopeTopic
    from bot.matching.features import Feature

MOST_RANKED: Final = 6
"""Intents that a ranking holds."""
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
LONGEST_FRAGMENT: Final = 5
"""Words of a text that may only name something and ask nothing."""
OUT_OF_SCOPE_FLOOR: Final = 0.08
"""As similar as nearly any text is to something outside a library, whether or not the library says what lies there."""


class Match(NamedTuple):
    """An intent that a text could mean."""

    intent: Intent
    score: float
    """Between 0 and 1: how likely an answer with this intent is right. Comparable from text to text."""
    similarity: float
    """Cosine of the angle between the text's features and the intent's, 0 to 1."""


class Ranking(NamedTuple):
    """The intents that are nearest to a text, best first."""

    analysis: Analysis
    matches: tuple[Match, ...]
    out_of_scope: OutOfScopeTopic | None
    """The subject outside the library that is nearer than any intent, if one is."""
    out_of_scope_similarity: float
    """The similarity to the nearest subject outside, 0 to 1."""
    in_scope: bool
    """Whether the text has a concept out of each set of the lexicon's scope (if there is one), or follows up on one
    that has."""
    has_scope: bool
    """Whether the library has a scope at all."""
    unknown: tuple[str, ...]
    """Stems that neither the lexicon nor any example knows."""
    is_fragment: bool
    """Whether the text only names something of the domain ("pain", "my wife cried")."""


class Matcher:
    """Holds a library's examples pooled by intent, so that a text is compared with intents, not with sentences.

    Each subject that the library says lies outside is pooled in the same way, and held against the intents.
    """

    def __init__(self, library: Library) -> None:
        self._intents = tuple(intent for intent in library.intents.values() if intent.kind != "safety")
        self._subjects = tuple(library.out_of_scope.values())
        self._lexicon = library.lexicon
        subjects = {name: subject.words for name, subject in library.out_of_scope.items()}
        self.analyzer = Analyzer(library.lexicon, subjects, _vocabulary(library))
        texts = [(*intent.examples, intent.title) for intent in self._intents]
        texts += [subject.examples for subject in self._subjects]
        self._examples: dict[str, int] = {}
        """The class of each example, by its stems."""
        self._model = Model([self._features(number, examples) for number, examples in enumerate(texts)], WEIGHTS)

    def _features(self, number: int, examples: Iterable[str]) -> Iterator[Iterable[Feature]]:
        """Yield the features of the examples of a class, and remember whose they are."""
        for example in examples:
            analysis = self.analyzer.analyze(example)
            self._examples.setdefault(" ".join(analysis.stems), number)
            yield analysis.features

    def rank(self, text: str, context: frozenset[Feature] | None = None) -> Ranking:
        """Rank the intents for a clean text.

        Args:
            text: What somebody says.
            context: The meanings that a follow-up takes over from what came before; it is in scope, as that was. None
                for a text that stands alone.
        """
        return self.rank_analyzed(self.analyzer.analyze(text), context)

    def rank_analyzed(self, analysis: Analysis, context: frozenset[Feature] | None = None) -> Ranking:
        """Rank the intents for a text that has been read already."""
        concepts = analysis.concepts
        features: Iterable[Feature] = analysis.features
        if context:
            concepts |= {meaning.value for meaning in context if meaning.kind == "concept"}
            features = dict.fromkeys((*features, *sorted(context)))
        products, scale = self._model.dot_products(features)
        known_as = self._examples.get(" ".join(analysis.stems))
        if known_as is not None:
            products[known_as] = scale
        inside, outside = products[: len(self._intents)], products[len(self._intents) :]
        nearest = max(outside, default=0)
        nearest_outside = nearest / scale
        in_scope = context is not None or (bool(self._lexicon.scope) and self._is_about_all(concepts))
        matches = tuple(
            Match(intent, _score(similarity, nearest_outside, in_scope and intent.kind == "answer"), similarity)
            for similarity, intent in self._fitting(inside, scale, concepts | analysis.relations)
        )
        is_outside = nearest_outside > max(OUT_OF_SCOPE_THRESHOLD, matches[0].similarity if matches else 0.0)
        unknown = tuple(t.stem for t in analysis.tokens if not t.meanings and word(t.stem) not in self._model)
        return Ranking(
            analysis,
            matches,
            self._subjects[outside.index(nearest)] if is_outside else None,
            nearest_outside,
            in_scope,
            bool(self._lexicon.scope),
            unknown,
            not unknown and self._is_fragment(analysis),
        )

    def _is_fragment(self, analysis: Analysis) -> bool:
        """Return whether a text is one word of the lexicon, or a few that touch the scope without a word of asking."""
        if not analysis.meanings or any(meaning.kind == "subject" for meaning in analysis.meanings):
            return False
        if len(analysis.stems) == 1:
            return True
        concepts = analysis.concepts
        touches_scope = any(not one_of.isdisjoint(concepts) for one_of in self._lexicon.scope)
        return touches_scope and len(analysis.stems) <= LONGEST_FRAGMENT and concepts.isdisjoint(self._lexicon.asks)

    def evidence(self, analysis: Analysis, intent: Intent) -> list[tuple[Feature, float]]:
        """Return what a text shares with an intent, each feature with its part in the similarity, most first."""
        return self._model.evidence(analysis.features, self._intents.index(intent))

    def _is_about_all(self, concepts: frozenset[str]) -> bool:
        """Return whether a text has what the whole library is about: a concept out of each set of the scope."""
        return not any(map(concepts.isdisjoint, self._lexicon.scope))

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


def _vocabulary(library: Library) -> Iterable[str]:
    """Yield every text whose words are known, and may be what somebody meant by a typo."""
    for intent in library.intents.values():
        yield from (*intent.examples, intent.title)
        if intent.safety:
            retraction = intent.safety.retraction.patterns if intent.safety.retraction else ()
            yield from vocabulary((*intent.safety.patterns, *intent.safety.unless, *retraction))
    for subject in library.out_of_scope.values():
        yield from subject.examples


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
