"""Draws what was measured on one page of HTML, which loads nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.batch.report.web_page import bars, curves, section, table, web_page
from bot.evaluation.figures import by_intent, by_result, by_threshold, calibration, confusions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.evaluation.figures import Ratio
    from bot.evaluation.outcomes import Outcome

MOST_SHOWN: Final = 50
"""Wrong answers, and confusions, that are shown."""


def html_report(name: str, outcomes: Sequence[Outcome], threshold: float, when: datetime) -> str:
    """Return the page.

    Args:
        name: What was measured.
        outcomes: Of its turns.
        threshold: The probability from which the library answers.
        when: It was measured.
    """
    results = by_result(outcomes)
    wrong = sorted((outcome for outcome in outcomes if outcome.wrong), key=lambda outcome: -outcome.score)
    worth, thresholds = calibration(outcomes), by_threshold(outcomes)
    at = [each.threshold for each in thresholds]
    lines = {
        "right": [_part(each.right) for each in thresholds],
        "wrong": [_part(each.wrong) for each in thresholds],
    }
    if thresholds[0].outside.total:
        lines["outside, answered"] = [_part(each.outside) for each in thresholds]
    sections = [
        section("Results", bars([(name, each.count) for name, each in results.items()], "Turns by result")),
        section(
            "Results in figures",
            table(
                ("Turns", "Result", "Part", "In 95 of 100 cases"),
                ((each.count, name, each, _interval(each)) for name, each in results.items()),
            ),
        ),
        section(
            "Answered wrongly, the surest first",
            table(
                ("Score", "Question", "Expected", "Got"),
                ((f"{each.score:.2f}", each.question, each.expected, each.got) for each in wrong[:MOST_SHOWN]),
            ),
        ),
        section(
            "Confused most",
            table(
                ("Times", "Expected", "Answered as"),
                ((count, expected, got) for expected, got, count in confusions(outcomes)[:MOST_SHOWN]),
            ),
        ),
        section(
            "What a score is worth",
            curves(
                [each.mean_score for each in worth],
                {"right": [_part(each.right) for each in worth]},
                "Right answers by score: on the line, a score comes true",
                diagonal=True,
            )
            if worth
            else "",
        ),
        section(
            "Answered from another probability on",
            curves(at, lines, f"By the turn alone; the library answers from {threshold:.2f}", marked=threshold),
        ),
        section(
            "Intents",
            table(
                ("Turns", "Intent", "Precision", "Recall"),
                ((each.recall.total, each.intent, each.precision, each.recall) for each in by_intent(outcomes)),
            ),
        ),
    ]
    what = f"{len(outcomes):,} turns of {name}, {when:%Y-%m-%d %H:%M}. Right: {results['right']}."
    return web_page("Evaluation", what, sections)


def _interval(each: Ratio) -> str:
    low, high = each.interval
    return f"{100 * low:.1f} to {100 * high:.1f} %"


def _part(each: Ratio) -> float:
    return each.count / each.total if each.total else 0.0
