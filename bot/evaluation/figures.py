"""Counts outcomes: how many are right, and how sure that is; by intent, by score, and for other thresholds."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from bot.evaluation.outcomes import NO_INTENT, Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.evaluation.outcomes import Outcome

_Z: Final = 1.96
"""Standard deviations on either side of a mean between which 95 of 100 values lie."""
BINS: Final = 10
"""Equal parts from 0 to 1 in which scores are compared with what came true."""
STEPS: Final = 20
"""Thresholds from 0 to 1 that are tried."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many of a number of turns."""

    count: int
    total: int

    def __str__(self) -> str:
        return f"{100 * self.count / self.total:.1f} %" if self.total else "-"

    @property
    def interval(self) -> tuple[float, float]:
        """Between which parts, 0 to 1, the true one lies in 95 of 100 cases (Wilson 1927); 0 and 1 without a turn."""
        if not self.total:
            return 0.0, 1.0
        part, square = self.count / self.total, _Z**2 / self.total
        middle = part + square / 2
        reach = _Z * math.sqrt((part * (1 - part) + square / 4) / self.total)
        return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))

    def reaches(self, percent: float) -> bool:
        """Return whether the ratio is at least so many percent."""
        return 100 * self.count >= percent * self.total


class IntentFigures(NamedTuple):
    """How well an intent is told from the others."""

    intent: str
    precision: Ratio
    """Of the turns that were answered with it, those that expected it."""
    recall: Ratio
    """Of the turns that expected it, those that are right."""


class Calibration(NamedTuple):
    """What answers with scores in some range are worth."""

    least: float
    mean_score: float
    right: Ratio


class ThresholdFigures(NamedTuple):
    """What would be answered from another probability on, by the turn alone."""

    threshold: float
    right: Ratio
    """Of the turns that expect an intent."""
    wrong: Ratio
    """Of the same."""
    outside: Ratio
    """Of the turns that expect nothing, those that would be answered."""


def ratio(facts: Iterable[bool]) -> Ratio:
    """Return how many of some facts are true."""
    values = list(facts)
    return Ratio(sum(values), len(values))


def by_result(outcomes: Sequence[Outcome]) -> dict[Result, Ratio]:
    """Return how many turns have each result."""
    counts = Counter(outcome.result for outcome in outcomes)
    return {result: Ratio(counts[result], len(outcomes)) for result in get_args(Result)}


def by_intent(outcomes: Sequence[Outcome]) -> list[IntentFigures]:
    """Return the figures of each intent that is expected or answered, by name."""
    expected: defaultdict[str, list[bool]] = defaultdict(list)
    answered: defaultdict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        expected[outcome.expected].append(outcome.right)
        # A turn may accept several intents: answered with the second, it is that one's hit.
        answered[outcome.got].append(outcome.right)
    names = sorted({*expected, *answered.keys() - {NO_INTENT}})
    return [IntentFigures(name, ratio(answered[name]), ratio(expected[name])) for name in names]


def confusions(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int]]:
    """Return which intent was answered in place of which, and how often, the most frequent first."""
    counts = Counter((outcome.expected, outcome.got) for outcome in outcomes if outcome.wrong)
    return [(expected, got, count) for (expected, got), count in sorted(counts.items(), key=lambda item: -item[1])]


def calibration(outcomes: Sequence[Outcome]) -> list[Calibration]:
    """Return what the answers are worth by their scores; empty ranges are left out."""
    bins: defaultdict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.score:
            bins[min(int(outcome.score * BINS), BINS - 1)].append(outcome)
    return [
        Calibration(
            place / BINS,
            sum(outcome.score for outcome in bins[place]) / len(bins[place]),
            ratio(outcome.right for outcome in bins[place]),
        )
        for place in sorted(bins)
    ]


def by_threshold(outcomes: Sequence[Outcome]) -> list[ThresholdFigures]:
    """Return what would be answered from other probabilities on; later turns are left out, for they follow up."""
    first = [outcome for outcome in outcomes if not outcome.later]
    inside = [outcome for outcome in first if not outcome.expects_nothing]
    outside = [outcome for outcome in first if outcome.expects_nothing]
    return [
        ThresholdFigures(
            threshold,
            ratio(each.probability >= threshold and each.is_likeliest_right for each in inside),
            ratio(each.probability >= threshold and not each.is_likeliest_right for each in inside),
            ratio(each.probability >= threshold for each in outside),
        )
        for threshold in (step / STEPS for step in range(STEPS + 1))
    ]
