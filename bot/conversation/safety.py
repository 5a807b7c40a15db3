"""Recognises messages that have to be met first, whatever else they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from bot.knowledge.model import Intent, Library, Safety
    from bot.matching.analysis import Analysis, Analyzer

_TAKEN_OUT = "~"
"""Stands where words were that raise no alarm; no word is written so."""


class Alarm(NamedTuple):
    """A message that has to be met first."""

    intent: Intent
    safety: Safety
    pattern: str
    """The pattern that was found, or the words that were picked."""
    about_another: bool
    """Whether it is about someone else than the writer."""


class _Lane(NamedTuple):
    """A safety intent, and what is looked for in its name."""

    intent: Intent
    safety: Safety
    unless: PatternSet
    retractions: PatternSet


class SafetyRules:
    """Looks for a library's safety intents."""

    def __init__(self, library: Library, analyzer: Analyzer) -> None:
        concepts = library.lexicon.concepts
        self._analyzer = analyzer
        self._writer = library.lexicon.writer
        intents = library.intents.values()
        self._patterns = PatternSet(
            (pattern for intent in intents if intent.safety for pattern in intent.safety.patterns),
            concepts,
            analyzer.uses,
        )
        self._lanes = {
            intent.id: _Lane(
                intent,
                intent.safety,
                PatternSet(intent.safety.unless, concepts, analyzer.uses),
                PatternSet(intent.safety.retraction.patterns if intent.safety.retraction else (), concepts),
            )
            for intent in intents
            if intent.safety
        }

    def look(self, analysis: Analysis) -> list[Alarm]:
        """Return the alarms that a message raises, the one that outranks the others first."""
        found = {hit.pattern for hit in self._patterns.find(analysis.stems)}
        alarms: list[Alarm] = []
        for lane in self._lanes.values() if found else ():
            patterns = found.intersection(lane.safety.patterns)
            if not patterns:
                continue
            stems = list(analysis.stems)
            for harmless in lane.unless.find(analysis.stems):
                stems[harmless.start : harmless.end] = [_TAKEN_OUT] * (harmless.end - harmless.start)
            hits = (hit for hit in self._patterns.find(stems) if hit.pattern in patterns)
            if first := min(hits, key=lambda hit: hit.end, default=None):
                alarms.append(Alarm(lane.intent, lane.safety, first.pattern, self._about_another(stems[: first.end])))
        return alarms

    def alarm(self, intent_id: str, words: str, *, about_another: bool) -> Alarm:
        """Return the alarm of a safety intent that was raised without a pattern, by these words."""
        lane = self._lanes[intent_id]
        return Alarm(lane.intent, lane.safety, words, about_another)

    def takes_back(self, analysis: Analysis, intent_id: str) -> bool:
        """Return whether a message takes back what raised the alarm of a safety intent."""
        return any(self._lanes[intent_id].retractions.find(analysis.stems))

    def _about_another(self, stems: list[str]) -> bool:
        """Return whether the last person named is someone else than the writer."""
        persons = self._analyzer.persons(stems)
        return bool(persons) and self._writer not in persons[-1]
