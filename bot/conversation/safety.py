"""Detects messages that raise an alarm, by the patterns of the safety intents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Library
    from bot.knowledge.pattern import Hit
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
    """Whether it is about someone else, and nothing in the message about the writer."""


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
            hits = sorted(
                (hit for hit in self._patterns.find(stems) if hit.pattern in patterns), key=lambda hit: hit.end
            )
            if hits:
                own = next((hit for hit in hits if self._is_about_writer(stems, hit, is_first=hit == hits[0])), None)
                alarms.append(Alarm(lane.intent, (own or hits[0]).pattern, about_another=own is None))
        return alarms

    def is_retraction(self, analysis: Analysis, intent: str) -> bool:
        """Return whether a message takes back what raised the alarm of a safety intent."""
        return any(self._lanes[intent].retractions.find(analysis.stems))

    def _is_about_writer(self, stems: Sequence[str], hit: Hit, *, is_first: bool) -> bool:
        """Return whether the last person mentioned is the writer where a hit ends, and where all but the first start.

        So "she wants to die and I want to die too" is about the writer; what she says in quotation marks is not.
        """
        ends = (hit.end,) if is_first else (hit.start, hit.end)
        last_persons = [self._analyzer.persons(stems[:end])[-1:] for end in ends]
        return all(self._writer in person for persons in last_persons for person in persons)
