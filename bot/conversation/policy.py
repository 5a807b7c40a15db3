"""Decides from a ranking whether to answer, to ask which is meant, or to say that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from bot.matching.matcher import Match, Ranking

ANSWER_AT: Final = 0.4
"""The score from which an answer is given. Measured: see the README, "How it was measured".

That the next intent is close does not hold an answer back, it is offered below it. Asking first whenever the best one
led by less than 5 % was measured too: it lost 8 right answers in 100 and spared none of the wrong ones.
"""
OFFER_AT: Final = 0.15
"""The score from which an intent is near enough to be offered."""
MOST_OFFERED: Final = 4

Verdict = Literal["answer", "choices", "unknown"]


def decide(ranking: Ranking, *, leans: bool = False) -> Verdict:
    """Return what to do with a ranking; `leans`, when the message leans on what came before."""
    if not ranking.matches:
        return "unknown"
    best = ranking.matches[0]
    if _is_bare(ranking) and not leans:
        return "choices"
    if best.score >= ANSWER_AT:
        return "answer"
    return "choices" if best.score >= OFFER_AT else "unknown"


def is_new_question(ranking: Ranking, allowed_intents: frozenset[str]) -> bool:
    """Return whether a message clearly asks something by itself, and is not to be met as what follows an alarm."""
    if decide(ranking) != "answer":
        return False
    best = ranking.matches[0]
    return best.intent.id in allowed_intents or (ranking.in_scope and best.intent.kind == "answer")


def near(ranking: Ranking) -> list[Match]:
    """Return the matches worth offering, best first."""
    least = 0.0 if _is_bare(ranking) else OFFER_AT
    return [match for match in ranking.matches if match.score >= least and match.intent.kind == "answer"][:MOST_OFFERED]


def _is_bare(ranking: Ranking) -> bool:
    """Return whether a text only says what somebody is interested in, and nobody could tell what they ask."""
    best = ranking.matches[0] if ranking.matches else None
    if not ranking.is_fragment or best is None:
        return ranking.is_fragment
    is_example = best.similarity == 1 or best.intent.kind == "chat"
    return not is_example and (len(ranking.analysis.stems) == 1 or best.score < ANSWER_AT)
