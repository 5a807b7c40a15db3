"""Tells what a text means by what was learned from many utterances: the probability of each intent and subject."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bot.matching.features import key_of, spelling
from bot.matching.model import dot_products, evidence
from bot.matching.model_file import map_table
from bot.matching.scores import MOST_RANKED, NOTHING, Match, Scores, Thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.knowledge.model import Intent, OutOfScopeTopic
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature
    from bot.matching.model_file import Learned
    from bot.matching.semantic.reader import SemanticReader

OFFER: Final = 0.1
"""The probability from which the nearest intents are offered: one in ten such messages is answered by the library."""
NEAR: Final = 0.02
"""The score from which an intent is near enough to be offered."""
ABOUT_SOMETHING_ELSE: Final = 0.005
"""The probability below which a text does not follow up on one in scope."""
FOLLOW_UP_GAIN: Final = 1.9
"""Log odds for a text that follows up on one in scope. What is learned from stands alone, so that it is not learned: it
is what being in scope counts for pooled examples."""
OUT_OF_SCOPE_THRESHOLD: Final = 0.3
"""The probability from which a subject outside is named to the reader: below, the resemblance says too little."""


class LearnedClassifier:
    """Adds up what each feature of a text was learned to count for each class, and makes probabilities of it.

    Intents and subjects that the library has no longer are left out of account.
    """

    def __init__(
        self, path: Path, learned: Learned, intents: Mapping[str, Intent], subjects: Mapping[str, OutOfScopeTopic]
    ) -> None:
        self.thresholds = Thresholds(learned.answer, OFFER, NEAR, ABOUT_SOMETHING_ELSE, learned.share)
        self.fingerprint = learned.fingerprint
        self._semantics: SemanticReader | None = None
        self._table = map_table(path, len(learned.intercepts), learned.one, learned.features)
        self._intercepts = learned.intercepts
        self._slope, self._offset = learned.slope, learned.offset
        self.classes = [*learned.intents, *learned.subjects]
        self._numbers = {name: number for number, name in enumerate(self.classes)}
        self._intents = [intents.get(name) for name in learned.intents]
        """Those that come first in the table; None for one that the library has no longer."""
        self._gone = [number for number, intent in enumerate(self._intents) if intent is None]
        self._subjects = [subjects.get(name) for name in learned.subjects]

    def use(self, semantics: SemanticReader) -> None:
        """Read from now on what a text means, too; it was learned beside this, and has the same classes."""
        header = semantics.header
        self._semantics = semantics
        self.thresholds = self.thresholds._replace(answer=header.answer, share=header.share)
        self._slope, self._offset = header.slope, header.offset

    def knows(self, intent: str) -> bool:
        """Return whether an intent was learned."""
        return intent in self._numbers and self._numbers[intent] not in self._gone

    def classify(
        self,
        analysis: Analysis,
        context: Sequence[Feature] | None,
        in_scope: bool,  # noqa: ARG002 (it was learned)
        known_as: str | None,
    ) -> Scores:
        """Return what a text could mean; see `Classifier`."""
        keys = [*analysis.keys, *map(key_of, context or ())]
        totals, scale = dot_products(self._table.total(keys, analysis.words), self._table)
        one = 1 / scale
        log_odds = [each + total * one for each, total in zip(self._intercepts, totals, strict=True)]
        if self._semantics:
            log_odds = self._semantics.add(log_odds, analysis.text)
        if known_as in self._numbers:
            log_odds[self._numbers[known_as]] += _CERTAIN
        for number in self._gone:
            log_odds[number] = -math.inf
        intents, subjects = log_odds[: len(self._intents)], log_odds[len(self._intents) :]
        best, nearest = max(intents, default=-math.inf), max(subjects)
        if best == -math.inf:
            return NOTHING
        least = max(best, nearest) - _NEGLIGIBLE
        inside = sum([math.exp(each - least) for each in intents if each > least]) or _HARDLY_ANY
        outside = sum([math.exp(each - least) for each in subjects if each > least]) or _HARDLY_ANY
        evidence = self._slope * math.log(inside / outside) + self._offset
        if context is not None:
            evidence += FOLLOW_UP_GAIN
        probability = 1 / (1 + math.exp(-evidence))
        ranked = sorted(range(len(intents)), key=intents.__getitem__, reverse=True)[:MOST_RANKED]
        matches = [
            Match(intent, probability * share, share)
            for number in ranked
            for intent, share in ((self._intents[number], math.exp(intents[number] - least) / inside),)
            if intent
        ]
        nearness = math.exp(nearest - least) / (inside + outside)
        is_outside = outside > inside and nearness >= OUT_OF_SCOPE_THRESHOLD
        subject = self._subjects[subjects.index(nearest)] if is_outside else None
        return Scores(tuple(matches), probability, subject, nearness)

    def evidence(self, analysis: Analysis, intent: Intent, against: Intent | None) -> list[tuple[Feature, float]]:
        """Return what speaks for an intent, in log odds; see `Classifier`."""
        other = None if against is None else self._numbers[against.id]
        features = features_of(analysis)
        total = self._table.total(analysis.keys, analysis.words)
        return evidence(features, total, self._table, self._numbers[intent.id], other)


_CERTAIN: Final = 20.0
"""Log odds of what is known, and not only likely."""
_NEGLIGIBLE: Final = 16.0
"""Log odds below the likeliest class from which others make no difference."""
_HARDLY_ANY: Final = 1e-9


def features_of(analysis: Analysis) -> list[Feature]:
    """Return what the intents of a text are told by."""
    return [*analysis.features, *map(spelling, analysis.words)]
