"""Decides whether a message raises an alarm, or calls for a line of support: by plain rules and by what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.alarms import AlarmScore
from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from bot.knowledge.model import Library
    from bot.knowledge.pattern import Hit
    from bot.knowledge.safety import Role
    from bot.matching.alarms import AlarmModel
    from bot.matching.analysis import Analysis, Analyzer

ALARM: Final = 0.6
"""The probability from which a message is met as an alarm, whatever the rules say: of the two likeliest safety intents
together, for what happened is often both. Spread over more of them, it is a message of which little is known. Without
any rule, 56 in 100 alarms of writers that were left out are met so, 1.4 in 100 harmless messages with words of alarm,
and 0.8 in 100 others: `python -m tests.benchmarks.alarms`."""
OTHER_SIDE: Final = 0.5
"""The part of its probability from which the side that was hurt is met in place of the one that did it: to be taken
for that one costs most."""
RULE: Final = 0.2
"""The probability of an alarm from which a message is met in which a rule is found."""
PLAIN: Final = 9
"""Words of a message for which a rule says more: there is nothing else in it."""
PLAIN_RULE: Final = 0.01
"""The probability from which such a message is met in which a rule is found. Of 318 forms of plain alarms none is less
likely than 3 %; of twenty such messages among 12,000 harmless ones four are less likely than 1 %."""
FEWEST: Final = 2
"""Words of a message that is met, or offered support, by what was learned alone: fewer say too little."""
FEWEST_BESIDE_RULE: Final = 4
"""The same, where a rule is found as well, for another safety intent."""
LONGEST_HINT: Final = 20
"""Words of a message that raises no alarm where a hint is found, and no rule."""
SUPPORT: Final = 0.16
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


class _Evidence(NamedTuple):
    """What speaks for an alarm in a message."""

    analysis: Analysis
    found: dict[str, Hit]
    """The rule that was found for each safety intent."""
    likely: dict[str, AlarmScore]
    """The score of each safety intent of which something was learned."""
    hinted: str
    """The safety intent of which a hint was found; empty without one."""
    names_person: bool
    """Whether a person is named in it."""
    best: str
    """The likeliest safety intent; empty where nothing was learned of any."""

    @property
    def probability(self) -> float:
        """How likely it raises any alarm, 0 to 1."""
        return sum(score.probability for score in self.likely.values())

    @property
    def clearness(self) -> float:
        """How likely one of the two likeliest safety intents is, 0 to 1."""
        return sum(sorted(score.probability for score in self.likely.values())[-2:])


class SafetyDetector:
    """Detects the safety intents of a library; those that come first in its files outrank the others."""

    def __init__(
        self, library: Library, analyzer: Analyzer, model: AlarmModel | None, examples: Container[str]
    ) -> None:
        """Detect alarms with what was learned of them, if anything was.

        Args:
            library: Whose safety intents are detected.
            analyzer: Reads its texts.
            model: What was learned of alarms.
            examples: Those of what is no alarm, by their stems.
        """
        counts = analyzer.stem_counts
        self._analyzer = analyzer
        self._writer = library.lexicon.writer
        safety = {intent.id: intent.safety for intent in library.intents.values() if intent.safety}
        self._model = model
        self._examples = examples
        self._safety = safety
        self._hints = {intent: PatternSet(each.hints, counts) for intent, each in safety.items() if each.hints}
        self._rules = {
            intent: (PatternSet(each.patterns, counts), PatternSet(each.unless, counts))
            for intent, each in safety.items()
        }
        self._rules_and_hints = PatternSet(
            (pattern for each in safety.values() for pattern in (*each.patterns, *each.hints)), counts
        )
        """Of all safety intents: most messages have none, which one search tells sooner than one for each."""

    def screen(self, analysis: Analysis) -> Screening:
        """Return what a message calls for.

        A rule and a low probability disagree: that calls for support, and so does a hint, where there is nothing else
        in the message. A safety intent of which nothing was learned is detected by its rules alone.
        """
        if not self._rules:
            return Screening((), None, 0.0)
        evidence = self._weigh(analysis)
        raised, unclear = self._raise(evidence)
        alarms = tuple(self._alarm(name, evidence, unclear) for name in self._rules if name in raised)
        is_likely = evidence.probability >= SUPPORT and len(analysis.stems) >= FEWEST
        support = None
        if not alarms and (evidence.found or evidence.hinted or is_likely):
            name = evidence.hinted or (evidence.best if is_likely else next(iter(evidence.found)))
            support = self._alarm(name, evidence, unclear)
        return Screening(alarms, support, evidence.probability)

    def _weigh(self, analysis: Analysis) -> _Evidence:
        scores = self._model.score(analysis) if self._model else {}
        if " ".join(analysis.stems) in self._examples:
            scores = dict.fromkeys(scores, AlarmScore(0.0, 0.0))
        has_any = self._rules_and_hints.first(analysis.stems) is not None
        found = self.find_rules(analysis.stems) if has_any else {}
        likely = {name: scores[name] for name in self._rules if name in scores}
        return _Evidence(
            analysis,
            found,
            likely,
            self._hinted(analysis.stems) if has_any else "",
            self._model is not None and self._model.names_person(analysis),
            self._likeliest(likely, found),
        )

    def _likeliest(self, likely: dict[str, AlarmScore], found: dict[str, Hit]) -> str:
        """Return the likeliest safety intent; of two sides that are close, the one that was hurt."""
        best = max(likely, key=lambda name: likely[name].probability, default="")
        if not best or best in found:
            return best
        least = OTHER_SIDE * likely[best].probability
        others = [
            name for name in self._safety[best].instead_of if name in likely and likely[name].probability >= least
        ]
        return max(others, key=lambda name: likely[name].probability, default=best)

    def _raise(self, evidence: _Evidence) -> tuple[set[str], frozenset[str]]:
        """Return the safety intents that are met, and those of them of which it is unclear whose safety it is."""
        best, found, length = evidence.best, evidence.found, len(evidence.analysis.stems)
        is_hint = bool(evidence.hinted) and not found and length <= LONGEST_HINT
        is_long = length >= (FEWEST_BESIDE_RULE if found else FEWEST)
        is_sure = evidence.clearness >= ALARM and is_long and not is_hint
        raised = {best} if is_sure else set()
        is_agreed = evidence.probability >= (PLAIN_RULE if length <= PLAIN else RULE)
        raised |= {name for name in found if is_agreed or name not in evidence.likely or self._safety[name].is_plain}
        if best in raised and self._safety[best].is_plain:  # It says who writes, and another what happened.
            raised |= {name for name, score in evidence.likely.items() if score.probability >= ALARM / 2}
        doer = next((name for name in self._rules if name in raised and self._safety[name].instead_of), "")
        other_side = self._safety[doer].instead_of & raised if doer else frozenset[str]()
        if not other_side or doer in found:
            return raised - other_side, frozenset()
        return raised - {doer}, other_side  # What was learned tells it from the one side, and a rule from the other.

    def _alarm(self, name: str, evidence: _Evidence, unclear: frozenset[str]) -> Alarm:
        """Return a safety intent as an alarm, with whose safety it is."""
        hit = evidence.found.get(name)
        texts = self._safety[name].texts
        tells_who = evidence.names_person or (hit is not None and self._safety[name].is_plain)
        says_nobody = not tells_who and texts["unclear"] != texts["writer"]
        if name not in evidence.likely:
            role = self._role_by_words(evidence.analysis.stems, hit)
        elif name in unclear or says_nobody:
            role = "unclear"
        else:
            role = _role(evidence.likely[name], self._writer in evidence.analysis.concepts)
        return Alarm(name, role, hit.pattern if hit else "")

    def _hinted(self, stems: Sequence[str]) -> str:
        return next((name for name, hints in self._hints.items() if hints.first(stems)), "")

    def find_rules(self, stems: Sequence[str]) -> dict[str, Hit]:
        """Return the rule that is found in a message for each safety intent, once what raises no alarm is taken out."""
        found: dict[str, Hit] = {}
        for intent, (patterns, unless) in self._rules.items():
            if not patterns.first(stems):
                continue
            left = list(stems)
            for harmless in unless.find(stems):
                left[harmless.start : harmless.end] = [_TAKEN_OUT] * (harmless.end - harmless.start)
            if hit := patterns.first(left):
                found[intent] = hit
        return found

    def _role_by_words(self, stems: Sequence[str], hit: Hit | None) -> Role:
        """Return whose safety it is by the last person that is named up to where a rule is found."""
        named = self._analyzer.persons(stems[: hit.end])[-1:] if hit else []
        return "another" if named and self._writer not in named[0] else "writer"


def _role(score: AlarmScore, names_writer: bool) -> Role:
    """Return whose safety it is, as it was learned; the writer's, where that is not clear and the writer is named."""
    if score.another >= CLEARLY:
        return "another"
    return "writer" if names_writer or score.another <= 1 - CLEARLY else "unclear"
