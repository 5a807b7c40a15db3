"""Understands what a message asks: one thing or several, by itself or as a follow-up on what came before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation.understanding.segments import is_question, split
from bot.conversation.understanding.thresholds import Verdict, decide
from bot.matching.features import relation

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from bot.knowledge.model import Lexicon
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature
    from bot.matching.matcher import Matcher, Ranking
    from bot.matching.scores import Match

MOST_ANSWERS: Final = 3
"""Questions in one message that are answered."""
CLEAR: Final = 0.9
"""The similarity from which nothing that was said before can make it clearer what a message means."""
LONGEST_FOLLOW_UP: Final = 8
"""Words of a message that may follow up on what came before; a longer one stands alone."""
_NOTHING: Final[frozenset[Feature]] = frozenset()


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
        return Understanding("answer", several, ranking, context_of(ranking.analysis))
    ranking, taken = _rank_in_context(ranking, matcher, lexicon, context)
    verdict = decide(ranking, is_follow_up=taken is not None)
    asked = ranking.matches[:1] if verdict == "answer" else ()
    now = context if verdict == "unknown" else context_of(ranking.analysis) | (taken or frozenset())
    return Understanding(verdict, asked, ranking, now)


def context_of(analysis: Analysis) -> frozenset[Feature]:
    """Return what a message that follows up on a text may take over: what it mentions, and who does or feels it."""
    named = {meaning.value for meaning in analysis.meanings if meaning.kind == "concept"}
    return analysis.meanings.union(relation(person, deed) for person, deed in analysis.deeds if deed in named)


def _multiple_intents(text: str, whole: Ranking, matcher: Matcher, lexicon: Lexicon) -> tuple[Match, ...]:
    """Return the best match of each segment that asks something, each intent once; one may follow up on another.

    Where the message as a whole says something else, that comes first. Beside a single question, what a statement says
    comes behind it: "I had a baby and cry since then. Which lubricant?" is about both. Small talk is answered only
    where there is nothing else: "ok" and "thanks" begin many a story, and an answer to them sounds like a goodbye.
    """
    segments = split(text)
    if len(segments) == 1 or not any(is_question(each) or len(each.split()) <= LONGEST_FOLLOW_UP for each in segments):
        return ()
    read = _analyzed(segments, matcher, lexicon)
    found: dict[str, Match] = {}
    beside = whole if all(is_question(segment) for segment, _ in read) else None
    for place, (segment, _) in enumerate(read):
        best = _answer_to(place, read, matcher, lexicon, beside) if is_question(segment) else None
        if best and not best.intent.turn:
            found.setdefault(best.intent.id, best)
    statements = [
        analysis for segment, analysis in read if len(analysis.stems) > LONGEST_FOLLOW_UP and not is_question(segment)
    ]
    said = _likeliest(whole, found)
    if found and said:
        found = {said.intent.id: said} | found
    elif len(found) == 1:
        told = next((match for each in statements if (match := _likeliest(matcher.rank_analyzed(each), found))), None)
        found |= {told.intent.id: told} if told else {}
    elif not found and not statements:
        found = _small_talk(read, matcher, lexicon)
    return tuple(found.values())[:MOST_ANSWERS]


def _likeliest(ranking: Ranking, found: Container[str]) -> Match | None:
    """Return the best match of what is to be answered; None if it is found already, or nothing is to be answered."""
    is_new = decide(ranking) == "answer" and ranking.matches[0].intent.id not in found
    return ranking.matches[0] if is_new else None


def _small_talk(read: Sequence[tuple[str, Analysis]], matcher: Matcher, lexicon: Lexicon) -> dict[str, Match]:
    """Return the best match of each segment; none unless all of them are small talk, each of another intent."""
    found: dict[str, Match] = {}
    for place, (segment, _) in enumerate(read):
        best = _answer_to(place, read, matcher, lexicon)
        if not best or best.intent.kind != "chat" or (is_question(segment) and not best.intent.turn):
            return {}
        found.setdefault(best.intent.id, best)
    return found if len(found) == len(read) else {}


def _answer_to(
    place: int,
    read: Sequence[tuple[str, Analysis]],
    matcher: Matcher,
    lexicon: Lexicon,
    whole: Ranking | None = None,
) -> Match | None:
    """Return the best match of the segment at a place, which may follow up on those before; None if it is not sure.

    Where the `whole` message is nothing but questions, one that may be answered is as likely to be as all of them.
    """
    analysis = read[place][1]
    before = read[:place] if len(analysis.stems) <= LONGEST_FOLLOW_UP else ()
    context = _NOTHING.union(*(context_of(each) for _, each in before))
    ranking, taken = _rank_in_context(matcher.rank_analyzed(analysis), matcher, lexicon, context)
    if whole and ranking.probability >= ranking.thresholds.offer and not ranking.is_fragment:
        ranking = ranking._replace(probability=max(ranking.probability, whole.probability))
    return ranking.matches[0] if decide(ranking, is_follow_up=taken is not None) == "answer" else None


def _analyzed(segments: Iterable[str], matcher: Matcher, lexicon: Lexicon) -> list[tuple[str, Analysis]]:
    """Return the segments of a message; an open question is joined to the statement before it ("She left. Why?")."""
    analyze = matcher.analyzer.analyze
    joined: list[tuple[str, Analysis]] = []
    for segment in segments:
        analysis = analyze(segment)
        if _is_open(analysis, lexicon) and joined and not is_question(joined[-1][0]):
            whole = f"{joined[-1][0].rstrip('.!')}? {segment}"
            joined[-1] = whole, analyze(whole)
        else:
            joined.append((segment, analysis))
    return joined


def _rank_in_context(
    ranking: Ranking, matcher: Matcher, lexicon: Lexicon, context: frozenset[Feature]
) -> tuple[Ranking, frozenset[Feature] | None]:
    """Return the ranking of a message with what it takes over from the context, and what that is, if anything.

    A message that can be answered by itself takes nothing over unless it is clearer what it means then.
    """
    is_answered = decide(ranking) == "answer" and not _is_open(ranking.analysis, lexicon)
    if is_answered and _similarity(ranking) >= CLEAR:
        return ranking, None
    taken = _inherited_context(ranking, lexicon, context)
    if taken is None:
        return ranking, None
    in_context = matcher.rank_analyzed(ranking.analysis, taken)
    if is_answered and _similarity(in_context) <= _similarity(ranking):
        return ranking, None
    return in_context, taken


def _is_open(analysis: Analysis, lexicon: Lexicon) -> bool:
    """Return whether a text asks something, and says nothing of what it is about ("and why does she?")."""
    return bool(analysis.meanings) and not _without(analysis.meanings, lexicon.open_asks | lexicon.persons)


def _similarity(ranking: Ranking) -> float:
    return ranking.matches[0].similarity if ranking.matches else 0.0


def _inherited_context(ranking: Ranking, lexicon: Lexicon, context: frozenset[Feature]) -> frozenset[Feature] | None:
    """Return what a short message takes over from the context; None for one that stands alone."""
    concepts = ranking.analysis.concepts
    length = len(ranking.analysis.stems)
    names_a_subject = length == 1 and lexicon.asks.isdisjoint(concepts)
    stands_alone = names_a_subject or bool(ranking.unknown) or ranking.probability < ranking.thresholds.follow_up
    if not context or length > LONGEST_FOLLOW_UP or stands_alone:
        return None
    if not lexicon.asks.isdisjoint(concepts - lexicon.open_asks):
        context = _without(context, lexicon.asks)
    persons = {meaning.value for token in ranking.analysis.tokens for meaning in token.meanings}
    if not lexicon.persons.isdisjoint(persons):  # "What do I do?" is a phrase, and names nobody.
        context = _without(context, lexicon.persons)
    return context - ranking.analysis.meanings


def _without(meanings: Iterable[Feature], concepts: frozenset[str]) -> frozenset[Feature]:
    """Return the meanings that name none of some concepts, and nobody of whom they are told."""
    return frozenset(each for each in meanings if concepts.isdisjoint(each.value.split(">")))
