"""Reads what a message asks: one thing or several, by itself or in the light of what came before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation.policy import Verdict, decide
from bot.conversation.segments import asks, parts

if TYPE_CHECKING:
    from bot.knowledge.model import Lexicon
    from bot.matching.analysis import Analysis
    from bot.matching.matcher import Match, Matcher, Ranking

MOST_ANSWERS: Final = 3
"""Questions in one message that are answered."""
ELLIPSIS_AT_MOST: Final = 8
"""Words of a message that may lean on what came before; a longer one stands alone."""


class Understanding(NamedTuple):
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
    several = _several(question, ranking, matcher, lexicon)
    if len(several) > 1:
        return Understanding("answer", several, ranking, ranking.analysis.concepts)
    lent = _lent(ranking, lexicon, about)
    if lent is not None:
        ranking = matcher.rank_analyzed(ranking.analysis, lent)
    verdict = decide(ranking, leans=lent is not None)
    asked = ranking.matches[:1] if verdict == "answer" else ()
    concepts = about if verdict == "unknown" else ranking.analysis.concepts | (lent or frozenset())
    return Understanding(verdict, asked, ranking, concepts)


def _several(question: str, whole: Ranking, matcher: Matcher, lexicon: Lexicon) -> tuple[Match, ...]:
    """Return the best match of each part that asks something, each intent once; a part may lean on those before it.

    Where one part asks and the message as a whole says something else, that comes first: "I feel guilty and I cry, how
    do I stop crying?" is about both.
    """
    if len(parts(question)) == 1:
        return ()
    found: dict[str, Match] = {}
    about: frozenset[str] = frozenset()
    for part, analysis in _parts(question, matcher, lexicon):
        if len(analysis.stems) > ELLIPSIS_AT_MOST and not asks(part):
            about |= analysis.concepts
            continue
        ranking = matcher.rank_analyzed(analysis)
        lent = _lent(ranking, lexicon, about)
        about |= ranking.analysis.concepts
        if lent is not None:
            ranking = matcher.rank_analyzed(ranking.analysis, lent)
        if decide(ranking, leans=lent is not None) == "answer":
            best = ranking.matches[0]
            if asks(part) or best.intent.kind == "chat":
                found.setdefault(best.intent.id, best)
    if len(found) == 1 and decide(whole) == "answer":
        best = whole.matches[0]
        found = {best.intent.id: best} | found
    return tuple(found.values())[:MOST_ANSWERS]


def _parts(question: str, matcher: Matcher, lexicon: Lexicon) -> list[tuple[str, Analysis]]:
    """Return the parts of a message, an open question joined to the statement before it: "she cries, what do I do?"."""
    analyze = matcher.analyzer.analyze
    says_not_what = lexicon.open_asks | lexicon.persons
    joined: list[tuple[str, Analysis]] = []
    for part in parts(question):
        analysis = analyze(part)
        is_open = bool(analysis.concepts) and analysis.concepts <= says_not_what
        if is_open and joined and not asks(joined[-1][0]):
            whole = f"{joined[-1][0].rstrip('.!')}? {part}"
            joined[-1] = whole, analyze(whole)
        else:
            joined.append((part, analysis))
    return joined


def _lent(ranking: Ranking, lexicon: Lexicon, about: frozenset[str]) -> frozenset[str] | None:
    """Return what the conversation lends to a short message that leans on it; None for one that stands alone."""
    concepts = ranking.analysis.concepts
    length = len(ranking.analysis.stems)
    names_a_subject = length == 1 and lexicon.asks.isdisjoint(concepts)
    if not about or length > ELLIPSIS_AT_MOST or names_a_subject or ranking.unknown or decide(ranking) == "answer":
        return None
    if not lexicon.asks.isdisjoint(concepts - lexicon.open_asks):
        about -= lexicon.asks
    if not lexicon.persons.isdisjoint(concepts):
        about -= lexicon.persons
    return about - concepts
