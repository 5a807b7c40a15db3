"""Decides whether a message raises an alarm, or calls for a line of support: by plain rules and by what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Library
    from bot.knowledge.pattern import Hit
    from bot.knowledge.safety import Role
    from bot.matching.alarms import AlarmModel, LaneScore
    from bot.matching.analysis import Analysis, Analyzer

ALARM: Final = 0.7
"""The probability from which a message is met as an alarm, whatever the rules say."""
RULE: Final = 0.2
"""The probability of an alarm from which a message is met in which a rule is found."""
PLAIN: Final = 9
"""Words of a message that a rule is enough for: there is nothing else in it."""
FEWEST: Final = 2
"""Words of a message that is met, or offered support, by what was learned alone: fewer say too little."""
LONGEST_HINT: Final = 20
"""Words of a message that raises no alarm where a hint is found, and no rule."""
SUPPORT: Final = 0.12
"""The probability of an alarm from which a line of support stands under an ordinary reply."""
CLEARLY: Final = 0.65
"""The part of a probability from which it is clear whose safety it is."""

_TAKEN_OUT: Final = "~"
"""Stands where words were that raise no alarm; no word is written so."""


class Alarm(NamedTuple):
    """The safety intent that a message calls for."""

    intent: str
    """The id of the safety intent."""
    role: Role = "writer"
    """Whose safety it is."""
    why: str = ""
    """The rule that was found, or the words that were picked; empty, where it was learned."""


class Screening(NamedTuple):
    """What a message calls for."""

    alarms: tuple[Alarm, ...]
    """The alarms that it raises, the one that outranks the others first."""
    support: Alarm | None
    """The alarm that it may raise, where it raises none for sure."""
    probability: float
    """How likely it raises one, 0 to 1."""


class SafetyDetector:
    """Detects the safety intents of a library; those that come first in its files outrank the others."""

    def __init__(self, library: Library, analyzer: Analyzer, model: AlarmModel | None) -> None:
        counts = analyzer.stem_counts
        self._analyzer = analyzer
        self._writer = library.lexicon.writer
        safety = {intent.id: intent.safety for intent in library.intents.values() if intent.safety}
        self._model = model
        self._patterns = PatternSet((pattern for each in safety.values() for pattern in each.patterns), counts)
        self._safety = safety
        self._hints = {intent: PatternSet(each.hints, counts) for intent, each in safety.items() if each.hints}
        self._rules = {
            intent: (frozenset(pattern.text for pattern in each.patterns), PatternSet(each.unless, counts))
            for intent, each in safety.items()
        }

    def screen(self, analysis: Analysis) -> Screening:
        """Return what a message calls for.

        A rule and a low probability disagree: that calls for support, and so does a hint, where there is nothing else
        in the message. A safety intent of which nothing was learned is detected by its rules alone.
        """
        if not self._rules:
            return Screening((), None, 0.0)
        scores = self._model.score(analysis) if self._model else {}
        likely = {intent: scores[intent] for intent in self._rules if intent in scores}
        probability = sum(score.probability for score in likely.values())
        found = self.find_rules(analysis.stems)
        best = max(likely, key=lambda intent: likely[intent].probability, default="")
        is_plain = len(analysis.stems) <= PLAIN
        hinted = next((intent for intent, hints in self._hints.items() if any(hints.find(analysis.stems))), "")
        is_hint = bool(hinted) and not found and len(analysis.stems) <= LONGEST_HINT
        says_enough = len(analysis.stems) >= FEWEST
        raised = {best} if probability >= ALARM and says_enough and not is_hint else set()
        is_agreed = probability >= RULE or is_plain
        raised |= {name for name in found if is_agreed or name not in scores or self._safety[name].is_plain}
        if best in raised and self._safety[best].is_plain:  # It says who writes, and another what happened.
            raised |= {name for name, score in likely.items() if score.probability >= ALARM / 2}
        doer = next((name for name in self._rules if name in raised and self._safety[name].instead_of), "")
        other_side = self._safety[doer].instead_of & raised if doer else frozenset()
        is_open = bool(other_side) and doer not in found
        raised -= {doer} if is_open else other_side
        names_person = self._model is not None and self._model.names_person(analysis)
        names_writer = self._writer in analysis.concepts

        def alarm(intent: str) -> Alarm:
            hit = found.get(intent)
            if is_open and intent in other_side:
                role: Role = "unclear"  # What was learned tells it from the one side, and a rule from the other.
            elif intent not in likely:
                role = self._role_by_words(analysis.stems, hit)
            else:
                has_words = self._safety[intent].texts["unclear"] != self._safety[intent].texts["writer"]
                role = _role(likely[intent], names_writer) if names_person or not has_words else "unclear"
            return Alarm(intent, role, hit.pattern if hit else "")

        support = None
        may_be = probability >= SUPPORT and says_enough
        if not raised and (found or hinted or may_be):
            support = alarm(hinted or (best if may_be else next(iter(found))))
        return Screening(tuple(alarm(intent) for intent in self._rules if intent in raised), support, probability)

    def find_rules(self, stems: Sequence[str]) -> dict[str, Hit]:
        """Return the rule that is found in a message for each safety intent, once what raises no alarm is taken out."""
        hits = {hit.pattern for hit in self._patterns.find(stems)}
        found: dict[str, Hit] = {}
        for intent, (patterns, unless) in self._rules.items() if hits else ():
            if patterns.isdisjoint(hits):
                continue
            left = list(stems)
            for harmless in unless.find(stems):
                left[harmless.start : harmless.end] = [_TAKEN_OUT] * (harmless.end - harmless.start)
            hit = next((hit for hit in self._patterns.find(left) if hit.pattern in patterns), None)
            if hit is not None:
                found[intent] = hit
        return found

    def _role_by_words(self, stems: Sequence[str], hit: Hit | None) -> Role:
        """Return whose safety it is by the last person that is named up to where a rule is found."""
        named = self._analyzer.persons(stems[: hit.end])[-1:] if hit else []
        return "another" if named and self._writer not in named[0] else "writer"


def _role(score: LaneScore, names_writer: bool) -> Role:
    """Return whose safety it is, as it was learned; the writer's, where that is not clear and the writer is named."""
    if score.another >= CLEARLY:
        return "another"
    return "writer" if names_writer or score.another <= 1 - CLEARLY else "unclear"
