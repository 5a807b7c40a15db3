"""Understands what a message asks: one thing or several, by itself or as a follow-up on what came before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation.segments import is_question, split
from bot.conversation.thresholds import Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.model import Lexicon
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature
    from bot.matching.matcher import Match, Matcher, Ranking

MOST_ANSWERS: Final = 3
"""Questions in one message that are answered."""
LONGEST_FOLLOW_UP: Final = 8
"""Words of a message that may follow up on what came before; a longer one stands alone."""


class Understanding(NamedTuple):
    """What a message asks."""

    verdict: Verdict
    asked: tuple[Match, ...]
    """The intents to answer, in the order in which they are asked; none unless the verdict is to answer."""
    ranking: Ranking
    """Of the whole message."""
    context: frozenset[Feature]
    """What the next message may take over."""


def understand(
    text: str, ranking: Ranking, matcher: Matcher, lexicon: Lexicon, context: frozenset[Feature]
) -> Understanding:
    """Understand a text that `ranking` ranks by itself, in a conversation with this context."""
    several = _multiple_intents(text, ranking, matcher, lexicon)
    if len(several) > 1:
        return Understanding("answer", several, ranking, ranking.analysis.meanings)
    taken = _inherited_context(ranking, lexicon, context)
    if taken is not None:
        ranking = matcher.rank_analyzed(ranking.analysis, taken)
    verdict = decide(ranking, is_follow_up=taken is not None)
    asked = ranking.matches[:1] if verdict == "answer" else ()
    now = context if verdict == "unknown" else ranking.analysis.meanings | (taken or frozenset())
    return Understanding(verdict, asked, ranking, now)


def _multiple_intents(text: str, whole: Ranking, matcher: Matcher, lexicon: Lexicon) -> tuple[Match, ...]:
    """Return the best match of each segment that asks something, each intent once; one may follow up on another.

    Where one segment asks and the message as a whole says something else, that comes first: "I feel guilty and I cry,
    how do I stop crying?" is about both.
    """
    if len(split(text)) == 1:
        return ()
    found: dict[str, Match] = {}
    context: frozenset[Feature] = frozenset()
    for segment, analysis in _segments(text, matcher, lexicon):
        if len(analysis.stems) > LONGEST_FOLLOW_UP and not is_question(segment):
            context |= analysis.meanings
            continue
        ranking = matcher.rank_analyzed(analysis)
        taken = _inherited_context(ranking, lexicon, context)
        context |= ranking.analysis.meanings
        if taken is not None:
            ranking = matcher.rank_analyzed(ranking.analysis, taken)
        if decide(ranking, is_follow_up=taken is not None) == "answer":
            best = ranking.matches[0]
            if is_question(segment) or best.intent.kind == "chat":
                found.setdefault(best.intent.id, best)
    if len(found) == 1 and decide(whole) == "answer":
        best = whole.matches[0]
        found = {best.intent.id: best} | found
    return tuple(found.values())[:MOST_ANSWERS]


def _segments(text: str, matcher: Matcher, lexicon: Lexicon) -> list[tuple[str, Analysis]]:
    """Return the segments of a message; an open question is joined to the statement before it ("She left. Why?")."""
    analyze = matcher.analyzer.analyze
    open_concepts = lexicon.open_asks | lexicon.persons
    joined: list[tuple[str, Analysis]] = []
    for segment in split(text):
        analysis = analyze(segment)
        is_open = bool(analysis.meanings) and _without(analysis.meanings, open_concepts) == frozenset()
        if is_open and joined and not is_question(joined[-1][0]):
            whole = f"{joined[-1][0].rstrip('.!')}? {segment}"
            joined[-1] = whole, analyze(whole)
        else:
            joined.append((segment, analysis))
    return joined


def _inherited_context(ranking: Ranking, lexicon: Lexicon, context: frozenset[Feature]) -> frozenset[Feature] | None:
    """Return what a short message takes over from the context; None for one that stands alone."""
    concepts = ranking.analysis.concepts
    length = len(ranking.analysis.stems)
    names_a_subject = length == 1 and lexicon.asks.isdisjoint(concepts)
    if not context or length > LONGEST_FOLLOW_UP or names_a_subject or ranking.unknown or decide(ranking) == "answer":
        return None
    if not lexicon.asks.isdisjoint(concepts - lexicon.open_asks):
        context = _without(context, lexicon.asks)
    if not lexicon.persons.isdisjoint(concepts):
        context = _without(context, lexicon.persons)
    return context - ranking.analysis.meanings


def _without(meanings: Iterable[Feature], concepts: frozenset[str]) -> frozenset[Feature]:
    """Return the meanings that are none of some concepts."""
    return frozenset(each for each in meanings if each.kind != "concept" or each.value not in concepts)
