"""Decides from a ranking whether to answer, to ask which is meant, or to say that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.matcher import Match, Ranking

ANSWER_AT: Final = 0.4
"""The score from which an answer is given. Measured: see the README, "How it was measured"."""
OFFER_AT: Final = 0.15
"""The score from which an intent is near enough to be offered."""
CLEAR_LEAD: Final = 0.0
"""How much more similar than the next intent, as a part of itself, the best must be to be answered unasked."""
MOST_OFFERED: Final = 4

Verdict = Literal["answer", "choices", "unknown"]


def decide(ranking: Ranking, *, leans: bool = False) -> Verdict:
    """Return what to do with a ranking; `leans`, when the message leans on what came before.

    One word says what somebody is interested in, not what they ask ("pain"), unless it goes on from something ("why?").
    """
    if not ranking.matches or ranking.matches[0].score < OFFER_AT:
        return "unknown"
    best = ranking.matches[0]
    is_one_word = len(ranking.analysis.stems) == 1
    if is_one_word and not leans and best.similarity < 1 and best.intent.kind != "chat":
        return "choices"
    if best.score < ANSWER_AT:
        return "choices"
    return "answer" if _leads(ranking.matches) else "choices"


def near(matches: Sequence[Match]) -> list[Match]:
    """Return the matches worth offering, best first."""
    return [match for match in matches if match.score >= OFFER_AT and match.intent.kind == "answer"][:MOST_OFFERED]


def _leads(matches: Sequence[Match]) -> bool:
    if len(matches) < 2:
        return True
    return matches[0].similarity - matches[1].similarity >= CLEAR_LEAD * matches[0].similarity
