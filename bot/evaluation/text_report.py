"""Prints what was measured: what went wrong first, then the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.evaluation.figures import by_intent, by_result, by_threshold, calibration, confusions, ratio
from bot.matching.features import label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.conversation import Bot
    from bot.evaluation.figures import Ratio
    from bot.evaluation.outcomes import Outcome

MOST_WRONG: Final = 20
MOST_CONFUSIONS: Final = 10
MOST_REASONS: Final = 3
"""Features that spoke for a wrong answer."""


def text_report(name: str, outcomes: Sequence[Outcome], threshold: float, bot: Bot | None = None) -> Iterator[str]:
    """Yield the lines of a report.

    Args:
        name: What was measured.
        outcomes: Of its turns.
        threshold: The probability from which the library answers.
        bot: What answered, so that it can be asked why.
    """
    yield f"{name}: {len(outcomes)} turns"
    yield from _wrong(outcomes, bot)
    yield from _results(outcomes)
    yield from _intents(outcomes)
    yield from _confused(outcomes)
    yield from _worth(outcomes)
    yield from _other_thresholds(outcomes, threshold)


def _wrong(outcomes: Sequence[Outcome], bot: Bot | None) -> Iterator[str]:
    wrong = sorted((outcome for outcome in outcomes if outcome.wrong), key=lambda outcome: -outcome.score)
    if wrong:
        yield "answered wrongly, the surest first"
    for outcome in wrong[:MOST_WRONG]:
        yield f"  {outcome.question}"
        why = _why(outcome, bot) if bot else ""
        yield f"      expected {outcome.expected}, got {outcome.got} ({outcome.score:.2f}){why}"
    if len(wrong) > MOST_WRONG:
        yield f"  and {len(wrong) - MOST_WRONG} more; -o FILE writes a row for each"


def _why(outcome: Outcome, bot: Bot) -> str:
    """Return what spoke for the answer, and less for the expected one."""
    got, expected = bot.library.intents.get(outcome.got), bot.library.intents.get(outcome.expected)
    if got is None or got.safety or (expected and expected.safety):
        return ""
    analysis = bot.matcher.analyzer.analyze(outcome.question)
    reasons = [label(feature) for feature, _ in bot.matcher.evidence(analysis, got, expected)[:MOST_REASONS]]
    return f", for: {', '.join(reasons)}" if reasons else ""


def _results(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "results, and between what the true part lies in 95 of 100 cases"
    for result, each in by_result(outcomes).items():
        yield f"  {result:8} {_with_interval(each)}"
    yield from _by_scope(outcomes)
    for subset in ("core", "later"):
        if members := [outcome for outcome in outcomes if getattr(outcome, subset)]:
            yield f"  {subset:8} right {ratio(outcome.right for outcome in members)} of {len(members)}"


def _by_scope(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what became of what is in scope, and of what is not: of both together the larger part says all."""
    inside, outside = ([each for each in outcomes if each.expects_nothing == is_out] for is_out in (False, True))
    if inside and outside:
        parts = ", ".join(f"{result} {part}" for result, part in by_result(inside).items())
        yield f"  of {len(inside):,} in scope: {parts}"
        yield f"  of {len(outside):,} out of scope: not answered {ratio(each.right for each in outside)}"


def _with_interval(each: Ratio) -> str:
    low, high = each.interval
    return f"{each.count:6}  {each!s:>7}  ({100 * low:.1f} to {100 * high:.1f} %)"


def _intents(outcomes: Sequence[Outcome]) -> Iterator[str]:
    figures = by_intent(outcomes)
    width = max((len(each.intent) for each in figures), default=0)
    yield f"  {'intent':{width}}  precision   recall  turns"
    for each in figures:
        yield f"  {each.intent:{width}}    {each.precision!s:>7}  {each.recall!s:>7}  {each.recall.total:5}"


def _confused(outcomes: Sequence[Outcome]) -> Iterator[str]:
    found = confusions(outcomes)
    if found:
        yield "confused most"
    for expected, got, count in found[:MOST_CONFUSIONS]:
        yield f"  {count:3}  {expected}, answered as {got}"


def _worth(outcomes: Sequence[Outcome]) -> Iterator[str]:
    found = calibration(outcomes)
    if found:
        yield "what a score is worth"
    for each in found:
        yield f"  from {each.least:.1f}: {each.mean_score:.2f} on average, right {each.right} of {each.right.total}"


def _other_thresholds(outcomes: Sequence[Outcome], threshold: float) -> Iterator[str]:
    figures = by_threshold(outcomes)
    yield f"answered from another probability on (the library does from {threshold:.2f}), by the turn alone"
    shown = [each for each in figures if each.threshold * 10 == int(each.threshold * 10)]
    for each in shown:
        mark = " <" if each.threshold <= threshold < each.threshold + 0.1 else ""
        outside = f", of what is outside {each.outside}" if each.outside.total else ""
        yield f"  {each.threshold:.1f}  right {each.right!s:>7}, wrong {each.wrong!s:>7}{outside}{mark}"
