"""Decides from a ranking whether to answer, to ask which is meant, or to say that it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from bot.matching.matcher import Match, Ranking

ANSWER_THRESHOLD: Final = 0.4
"""The score from which an answer is given. Measured: see bot/README.md, "How it was measured".

That the next intent is close does not hold an answer back, it is offered below it. Asking first whenever the best one
led by less than 5 % was measured too: it lost 8 right answers in 100 and spared none of the wrong ones.
"""
OFFER_THRESHOLD: Final = 0.15
"""The score from which an intent is near enough to be offered."""
MOST_OFFERED: Final = 4

Verdict = Literal["answer", "choices", "unknown"]


def decide(ranking: Ranking, *, is_follow_up: bool = False) -> Verdict:
    """Return what to do with the ranking of a message, which may follow up on what came before."""
    if not ranking.matches:
        return "unknown"
    best = ranking.matches[0]
    if _is_unasked(ranking) and not is_follow_up:
        return "choices"
    if best.score >= ANSWER_THRESHOLD:
        return "answer"
    return "choices" if best.score >= OFFER_THRESHOLD else "unknown"


def is_new_question(ranking: Ranking, allowed_intents: frozenset[str] = frozenset()) -> bool:
    """Return whether a message after an alarm clearly asks something by itself, or one of some allowed intents."""
    if decide(ranking) != "answer":
        return False
    best = ranking.matches[0]
    is_in_scope = ranking.in_scope or not ranking.has_scope
    return best.intent.id in allowed_intents or (is_in_scope and best.intent.kind == "answer")


def candidates(ranking: Ranking) -> list[Match]:
    """Return the matches worth offering, best first."""
    least = 0.0 if _is_unasked(ranking) else OFFER_THRESHOLD
    return [match for match in ranking.matches if match.score >= least and match.intent.kind == "answer"][:MOST_OFFERED]


def _is_unasked(ranking: Ranking) -> bool:
    """Return whether a text only names what somebody is interested in, and could ask anything about it."""
    best = ranking.matches[0] if ranking.matches else None
    if not ranking.is_fragment or best is None:
        return ranking.is_fragment
    is_example = best.similarity == 1 or best.intent.kind == "chat"
    return not is_example and (len(ranking.analysis.stems) == 1 or best.score < ANSWER_THRESHOLD)
