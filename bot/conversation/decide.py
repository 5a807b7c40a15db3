"""Decides from a ranking whether to answer, to ask which is meant, or to say that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from bot.matching.matcher import OUTSIDE

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
    if _is_bare_word(ranking) and not leans:
        return "choices"
    if best.score >= ANSWER_AT:
        return "answer"
    return "choices" if best.score >= OFFER_AT else "unknown"


def near(ranking: Ranking) -> list[Match]:
    """Return the matches worth offering, best first."""
    least = 0.0 if _is_bare_word(ranking) else OFFER_AT
    return [match for match in ranking.matches if match.score >= least and match.intent.kind == "answer"][:MOST_OFFERED]


def _is_bare_word(ranking: Ranking) -> bool:
    """Return whether a text is one word of the domain: it says what somebody is interested in, not what they ask."""
    is_known = any(not concept.startswith(OUTSIDE) for concept in ranking.analysis.concepts)
    is_example = any(best.similarity == 1 or best.intent.kind == "chat" for best in ranking.matches[:1])
    return len(ranking.analysis.stems) == 1 and is_known and not is_example
