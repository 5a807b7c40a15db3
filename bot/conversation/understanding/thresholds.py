"""Decides from a ranking whether to answer, to ask which is meant, or to say that it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from bot.matching.scores import MOST_OFFERED

if TYPE_CHECKING:
    from bot.matching.matcher import Ranking
    from bot.matching.scores import Match

FEWEST_OFFERED: Final = 2
CLOSE: Final = 0.2
"""The part of the best match's score from which another is close behind it."""

Verdict = Literal["answer", "choices", "unknown"]


def decide(ranking: Ranking, *, is_follow_up: bool = False) -> Verdict:
    """Return what to do with the ranking of a message, which may follow up on what came before."""
    if not ranking.matches:
        return "unknown"
    if _is_unasked(ranking) and not is_follow_up:
        return "choices"
    if _is_sure(ranking):
        return "answer"
    return "choices" if ranking.probability >= ranking.thresholds.offer else "unknown"


def is_new_question(ranking: Ranking, *, is_settled: bool = False) -> bool:
    """Return whether a message after an alarm clearly asks something by itself, or talks to the bot.

    While the alarm is not settled, what it asks has to name what the library is about.

    What is said of the last answer, or that it is too much, is said of the alarm.
    """
    if decide(ranking) != "answer":
        return False
    best = ranking.matches[0].intent
    if best.kind == "chat":
        return best.turn is None and not best.support
    return is_settled or ranking.in_scope or not ranking.has_scope


def candidates(ranking: Ranking) -> list[Match]:
    """Return the matches worth offering, best first: at least two, for a single one is no choice."""
    answering = answers_among(ranking)
    if not answering or answering[0].score < ranking.thresholds.near:
        return []
    least = 0.0 if _is_unasked(ranking) else ranking.thresholds.near
    return [match for place, match in enumerate(answering) if match.score >= least or place < FEWEST_OFFERED]


def answers_among(ranking: Ranking) -> list[Match]:
    """Return the likeliest intents that are no small talk, as many as are offered at most, best first."""
    return [match for match in ranking.matches if match.intent.kind == "answer"][:MOST_OFFERED]


def runners_up(ranking: Ranking) -> list[Match]:
    """Return the matches that are close behind the one that is answered."""
    best = ranking.matches[0]
    return [match for match in candidates(ranking) if match is not best and match.score >= CLOSE * best.score]


def _is_unasked(ranking: Ranking) -> bool:
    """Return whether a text only names what somebody is interested in, and could ask anything about it."""
    best = ranking.matches[0] if ranking.matches else None
    if not ranking.is_fragment or best is None:
        return ranking.is_fragment
    is_example = best.similarity == 1 or best.intent.kind == "chat"
    return not is_example and (len(ranking.analysis.stems) == 1 or not _is_sure(ranking))


def _is_sure(ranking: Ranking) -> bool:
    """Return whether the library answers a text, and one intent is likely enough to be answered without asking."""
    best, thresholds = ranking.matches[0], ranking.thresholds
    is_clear = best.similarity >= thresholds.share or best.intent.kind == "chat"
    return is_clear and ranking.probability >= thresholds.answer
