"""Ranks the intents of a library by how well they fit a text, and says how likely it is that the library answers it."""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.knowledge.folder import ALARMS_FILE, MODEL_FILE, default_folder
from bot.knowledge.utterances import EVERYDAY, read_utterances
from bot.matching.alarms import AlarmModel
from bot.matching.analysis import Analysis, Analyzer
from bot.matching.learned import LearnedClassifier
from bot.matching.model_file import read_learned
from bot.matching.pattern_set import vocabulary
from bot.matching.scores import MOST_RANKED, NOTHING, Match, Scores, Thresholds
from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.knowledge.model import Intent, Library, OutOfScopeTopic
    from bot.knowledge.utterances import Utterance
    from bot.matching.features import Feature
    from bot.matching.pooled import PooledClassifier
    from bot.matching.scores import Classifier

LONGEST_FRAGMENT: Final = 5
"""Words of a text that may only name something and ask nothing."""
KNOWN_USES: Final = 3
"""Uses of a word in the utterances from which it is known; rarer ones may be slips themselves."""


class Ranking(NamedTuple):
    """The intents that are nearest to a text, best first."""

    analysis: Analysis
    matches: tuple[Match, ...]
    probability: float
    """How likely it is that the library answers the text, 0 to 1."""
    thresholds: Thresholds
    """From where on this library answers and offers."""
    out_of_scope: OutOfScopeTopic | None
    """The subject outside the library that the text is likelier about, if one is."""
    out_of_scope_similarity: float
    """How near the nearest subject outside is, 0 to 1."""
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
    """Reads texts with a library's words, and tells what they mean by what was learned, or else by its examples."""

    def __init__(self, library: Library, *, use_learned: bool = True) -> None:
        """Use what was learned of the library, unless told not to; pool its examples and utterances where nothing was.

        Raises:
            LibraryError: what was learned is damaged, or the utterances are not sound.
        """
        path = library.folder / MODEL_FILE
        learned = read_learned(path) if use_learned else None
        known = example_texts(library)
        intents = answerable(library)
        alarms_path = default_folder() / ALARMS_FILE
        alarms = read_learned(alarms_path)
        self.alarms = AlarmModel(alarms_path, alarms) if alarms else None
        """What was learned of alarms: it serves every library."""
        alarming = alarms.vocabulary if alarms else {}
        self._lexicon = library.lexicon
        self.learned: LearnedClassifier | None = None
        """What was learned of intents and subjects; None where nothing was."""
        self._newcomers: PooledClassifier | None = None
        """Holds the intents that came after the learning; None where there are none."""
        if learned:
            self.analyzer = make_analyzer(library, {**alarming, **learned.vocabulary})
            self.learned = LearnedClassifier(path, learned, intents, library.out_of_scope)
            if not all(map(self.learned.knows, intents)):
                self._newcomers = _pool(library, self.analyzer, {})
            self._classifier: Classifier = self.learned
        else:
            utterances = {name: many for name, many in read_utterances(library).items() if name != EVERYDAY}
            self.analyzer = make_analyzer(library, {**alarming, **utterance_vocabulary(utterances, fewest_uses=1)})
            self._classifier = _pool(library, self.analyzer, utterances)
            known = {name: (*texts, *(each.text for each in utterances.get(name, ()))) for name, texts in known.items()}
        self.examples: dict[str, str] = {}
        """The intent or subject of each example, by the stems of its words."""
        for name, texts in known.items():
            for text in texts:
                self.examples.setdefault(" ".join(self.analyzer.analyze(text).stems), name)

    def knowing(self, library: Library, texts: Mapping[str, Iterable[Analysis]]) -> Matcher:
        """Return a matcher that reads as this one does, and compares with these texts of intents and subjects only."""
        other = copy(self)
        other._classifier = _pooled(library, {name: [each.features for each in many] for name, many in texts.items()})
        other._newcomers = None
        other.examples = {}
        return other

    @property
    def thresholds(self) -> Thresholds:
        """From where on the library answers and offers."""
        return self._classifier.thresholds

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
        concepts = analysis.concepts.union(feature.value for feature in context or () if feature.kind == "concept")
        in_scope = context is not None or (bool(self._lexicon.scope) and self._is_about_all(concepts))
        known = self.analyzer.stem_counts
        unknown = tuple(token.stem for token in analysis.tokens if not token.meanings and token.stem not in known)
        is_understood = len(unknown) < len(analysis.tokens)
        scores = self._classify(analysis, context, in_scope) if is_understood else NOTHING
        return Ranking(
            analysis,
            scores.matches,
            scores.probability,
            self.thresholds,
            scores.out_of_scope,
            scores.out_of_scope_similarity,
            in_scope,
            bool(self._lexicon.scope),
            unknown,
            not unknown and self._is_fragment(analysis),
        )

    def evidence(
        self, analysis: Analysis, intent: Intent, against: Intent | None = None
    ) -> list[tuple[Feature, float]]:
        """Return what speaks for an intent (and not as much for another), each feature with its part, most first."""
        return self._classifier.evidence(analysis, intent, against)

    def _classify(self, analysis: Analysis, meanings: frozenset[Feature] | None, in_scope: bool) -> Scores:
        context = None if meanings is None else sorted(meanings)
        known_as = self.examples.get(" ".join(analysis.stems))
        scores = self._classifier.classify(analysis, context, in_scope, known_as)
        if not self._newcomers:
            return scores
        pooled = self._newcomers.classify(analysis, context, in_scope, known_as)
        best = pooled.matches[0] if pooled.matches else None
        if best is None or self._classifier.knows(best.intent.id):
            return scores
        matches = (best, *scores.matches)[:MOST_RANKED]
        return scores._replace(matches=matches, probability=max(best.score, scores.probability), out_of_scope=None)

    def _is_about_all(self, concepts: frozenset[str]) -> bool:
        return all(not one_of.isdisjoint(concepts) for one_of in self._lexicon.scope)

    def _is_fragment(self, analysis: Analysis) -> bool:
        """Return whether a text is one word of the lexicon, or a few that touch the scope without a word of asking."""
        if not analysis.meanings or any(meaning.kind == "subject" for meaning in analysis.meanings):
            return False
        if len(analysis.stems) == 1:
            return True
        concepts = analysis.concepts
        touches_scope = any(not one_of.isdisjoint(concepts) for one_of in self._lexicon.scope)
        return touches_scope and len(analysis.stems) <= LONGEST_FRAGMENT and concepts.isdisjoint(self._lexicon.asks)


def answerable(library: Library) -> dict[str, Intent]:
    """Return the intents that are answered to a question, by id: all but alarms."""
    return {intent.id: intent for intent in library.intents.values() if intent.kind != "safety"}


def example_texts(library: Library) -> dict[str, tuple[str, ...]]:
    """Return the examples of each answerable intent, its title among them, and of each subject outside."""
    intents = {name: (*intent.examples, intent.title) for name, intent in answerable(library).items()}
    return intents | {name: subject.examples for name, subject in library.out_of_scope.items()}


def make_analyzer(library: Library, known: Mapping[str, int]) -> Analyzer:
    """Return an analyzer that knows the words of a library, and some more."""
    subjects = {name: subject.words for name, subject in library.out_of_scope.items()}
    counts = Counter(word for text in _vocabulary(library) for word in words(text))
    counts.update(known)
    return Analyzer(library.lexicon, subjects, counts)


def utterance_vocabulary(
    utterances: Mapping[str, Iterable[Utterance]], fewest_uses: int = KNOWN_USES
) -> dict[str, int]:
    """Return the words that utterances use often enough to be known, and how often."""
    counts = Counter(word for many in utterances.values() for each in many for word in words(each.text))
    return {word: count for word, count in sorted(counts.items()) if count >= fewest_uses}


def _pool(library: Library, analyzer: Analyzer, utterances: Mapping[str, Iterable[Utterance]]) -> PooledClassifier:
    examples = example_texts(library)
    texts = {
        name: (*examples.get(name, ()), *(utterance.text for utterance in utterances.get(name, ())))
        for name in (*answerable(library), *library.out_of_scope)
    }
    return _pooled(library, {name: [analyzer.analyze(text).features for text in many] for name, many in texts.items()})


def _pooled(library: Library, features: Mapping[str, Iterable[Iterable[Feature]]]) -> PooledClassifier:
    from bot.matching.pooled import PooledClassifier  # Not before it is needed: most libraries were trained.

    intents = answerable(library)
    texts = (features[name] for name in (*intents, *library.out_of_scope))
    return PooledClassifier(tuple(intents.values()), library.out_of_scope, texts)


def _vocabulary(library: Library) -> Iterable[str]:
    """Yield every text whose words are known, and may be what somebody meant by a typo."""
    for intent in library.intents.values():
        yield from (*intent.examples, intent.title)
        if intent.safety:
            yield from vocabulary((*intent.safety.patterns, *intent.safety.unless, *intent.safety.hints))
    for follow_up in library.follow_ups.values():
        yield from follow_up.examples
    for subject in library.out_of_scope.values():
        yield from subject.examples
