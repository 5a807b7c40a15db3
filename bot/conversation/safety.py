"""Detects messages that raise an alarm, by the patterns of the safety intents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Library
    from bot.matching.analysis import Analysis, Analyzer

_TAKEN_OUT = "~"
"""Stands where words were that raise no alarm; no word is written so."""


class Alarm(NamedTuple):
    """The safety intent that a message calls for, and why."""

    intent: str
    """The id of the safety intent."""
    pattern: str
    """The pattern that was found, or the words that were picked."""
    about_another: bool
    """Whether it is about someone else than the writer."""


class _IntentRules(NamedTuple):
    """The compiled patterns of one safety intent."""

    intent: str
    patterns: frozenset[str]
    unless: PatternSet
    retractions: PatternSet


class SafetyRules:
    """Detects the safety intents of a library by their patterns."""

    def __init__(self, library: Library, analyzer: Analyzer) -> None:
        """Prepare the patterns of all safety intents; those of an intent that comes first outrank the others."""
        counts = analyzer.stem_counts
        self._analyzer = analyzer
        self._writer = library.lexicon.writer
        safety = {intent.id: intent.safety for intent in library.intents.values() if intent.safety}
        self._patterns = PatternSet((pattern for each in safety.values() for pattern in each.patterns), counts)
        self._lanes = {
            intent: _IntentRules(
                intent,
                frozenset(pattern.text for pattern in each.patterns),
                PatternSet(each.unless, counts),
                PatternSet(each.retraction.patterns if each.retraction else (), counts),
            )
            for intent, each in safety.items()
        }

    def find_alarms(self, analysis: Analysis) -> list[Alarm]:
        """Return the alarms that a message raises, the one that outranks the others first."""
        found = {hit.pattern for hit in self._patterns.find(analysis.stems)}
        alarms: list[Alarm] = []
        for lane in self._lanes.values() if found else ():
            patterns = found & lane.patterns
            if not patterns:
                continue
            stems = list(analysis.stems)
            for harmless in lane.unless.find(analysis.stems):
                stems[harmless.start : harmless.end] = [_TAKEN_OUT] * (harmless.end - harmless.start)
            hits = (hit for hit in self._patterns.find(stems) if hit.pattern in patterns)
            if first := min(hits, key=lambda hit: hit.end, default=None):
                alarms.append(Alarm(lane.intent, first.pattern, self._is_about_another(stems[: first.end])))
        return alarms

    def is_retraction(self, analysis: Analysis, intent: str) -> bool:
        """Return whether a message takes back what raised the alarm of a safety intent."""
        return any(self._lanes[intent].retractions.find(analysis.stems))

    def _is_about_another(self, stems: Sequence[str]) -> bool:
        """Return whether the last person mentioned is someone else than the writer."""
        persons = self._analyzer.persons(stems)
        return bool(persons) and self._writer not in persons[-1]
