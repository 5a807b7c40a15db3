"""What was measured as a document of JSON, which a later measurement can be held against."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from bot.errors import InputError
from bot.evaluation.figures import by_intent, by_result, by_threshold, calibration, confusions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.evaluation.figures import Ratio
    from bot.evaluation.outcomes import Outcome

_DIGITS: Final = 4
MADE_BY: Final = "afterwords evaluate --json"


def document(name: str, outcomes: Sequence[Outcome], threshold: float) -> dict[str, Any]:
    """Return all figures, and a row for each turn.

    Args:
        name: What was measured.
        outcomes: Of its turns.
        threshold: The probability from which the library answers.
    """
    return {
        "made_by": MADE_BY,
        "name": name,
        "turns": len(outcomes),
        "threshold": threshold,
        "results": {result: _ratio(each) for result, each in by_result(outcomes).items()},
        "intents": [
            {"intent": each.intent, "precision": _ratio(each.precision), "recall": _ratio(each.recall)}
            for each in by_intent(outcomes)
        ],
        "confusions": [
            {"expected": expected, "got": got, "count": count} for expected, got, count in confusions(outcomes)
        ],
        "calibration": [
            {"from": each.least, "mean_score": round(each.mean_score, _DIGITS), "right": _ratio(each.right)}
            for each in calibration(outcomes)
        ],
        "thresholds": [
            {
                "threshold": each.threshold,
                "right": _ratio(each.right),
                "wrong": _ratio(each.wrong),
                "outside": _ratio(each.outside),
            }
            for each in by_threshold(outcomes)
        ],
        "rows": [row(outcome) for outcome in outcomes],
    }


def row(outcome: Outcome) -> dict[str, Any]:
    """Return what came of a turn."""
    return {
        "question": outcome.question,
        "expected": outcome.expected,
        "got": outcome.got,
        "result": outcome.result,
        "score": outcome.score,
        "probability": round(outcome.probability, _DIGITS),
    }


def read_earlier(file: Path) -> dict[str, Any]:
    """Read what an earlier measurement wrote.

    Raises:
        InputError: the file cannot be read, or was not written by one.
    """
    try:
        earlier = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"--against {file}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError):
        earlier = None
    if not isinstance(earlier, dict) or earlier.get("made_by") != MADE_BY:
        raise InputError(f"--against {file}: was not written by '{MADE_BY}'; write one with it first")
    return earlier


def changes(earlier: Mapping[str, Any], outcomes: Sequence[Outcome]) -> list[str]:
    """Return a line for each result that is more or less frequent now, and each turn that is right now, or was."""
    lines: list[str] = []
    for result, now in by_result(outcomes).items():
        before = earlier["results"][result]
        if (before["count"], before["total"]) != (now.count, now.total):
            lines.append(f"{result}: {before['count']} of {before['total']} before, {now.count} of {now.total} now")
    known = {(each["question"], each["expected"]): each for each in earlier["rows"]}
    for outcome in outcomes:
        before = known.get((outcome.question, outcome.expected))
        if before and (before["result"] == "right") != outcome.right:
            word = "now right" if outcome.right else "no longer right"
            lines.append(f"{word}: {outcome.question} (expected {outcome.expected}: {before['got']} → {outcome.got})")
    return lines or ["nothing has changed"]


def _ratio(ratio: Ratio) -> dict[str, Any]:
    low, high = ratio.interval
    return {"count": ratio.count, "total": ratio.total, "low": round(low, _DIGITS), "high": round(high, _DIGITS)}
