"""Reads what a message asks: one thing or several, by itself or in the light of what came before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.conversation.decide import Verdict, decide
from bot.conversation.questions import asks, parts

if TYPE_CHECKING:
    from bot.knowledge.library import Lexicon
    from bot.matching.matcher import Match, Matcher, Ranking

MOST_ANSWERS: Final = 3
"""Questions in one message that are answered."""
ELLIPSIS_AT_MOST: Final = 8
"""Words of a message that may lean on what came before; a longer one stands alone."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message asks."""

    verdict: Verdict
    asked: tuple[Match, ...]
    """The intents to answer, in the order in which they are asked; none unless the verdict is to answer."""
    ranking: Ranking
    """Of the whole message."""
    concepts: frozenset[str]
    """What the conversation is about after this message."""


def understand(
    question: str, ranking: Ranking, matcher: Matcher, lexicon: Lexicon, about: frozenset[str]
) -> Understanding:
    """Understand a question that `ranking` ranks by itself, in a conversation that is `about` some concepts."""
    several = _several(question, matcher, lexicon)
    if len(several) > 1:
        return Understanding("answer", several, ranking, ranking.analysis.concepts)
    lent = _lent(ranking, lexicon, about)
    if lent:
        ranking = matcher.rank(question, lent)
    verdict = decide(ranking)
    asked = ranking.matches[:1] if verdict == "answer" else ()
    concepts = about if verdict == "unknown" else ranking.analysis.concepts | lent
    return Understanding(verdict, asked, ranking, concepts)


def _several(question: str, matcher: Matcher, lexicon: Lexicon) -> tuple[Match, ...]:
    """Return the best match of each part that asks something, each intent once."""
    pieces = parts(question)
    if len(pieces) < 2:
        return ()
    found: dict[str, Match] = {}
    about: frozenset[str] = frozenset()
    for piece in pieces:
        ranking = matcher.rank(piece, about - lexicon.asks)
        about |= ranking.analysis.concepts
        if decide(ranking) == "answer":
            best = ranking.matches[0]
            if asks(piece) or best.intent.kind == "chat":
                found.setdefault(best.intent.id, best)
    return tuple(found.values())[:MOST_ANSWERS]


def _lent(ranking: Ranking, lexicon: Lexicon, about: frozenset[str]) -> frozenset[str]:
    """Return what a short message lacks and the conversation lends it; nothing to one that stands alone."""
    concepts = ranking.analysis.concepts
    is_short = len(ranking.analysis.stems) <= ELLIPSIS_AT_MOST
    if not is_short or not concepts or ranking.unknown or decide(ranking) == "answer":
        return frozenset()
    if not lexicon.asks.isdisjoint(concepts):
        about -= lexicon.asks
    if not lexicon.persons.isdisjoint(concepts):
        about -= lexicon.persons
    return about - concepts
