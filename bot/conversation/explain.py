"""Explains how an answer came about, for people who write the library: what counted, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.segments import split
from bot.conversation.thresholds import ANSWER_THRESHOLD, decide
from bot.matching.features import label
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.bot import Bot
    from bot.matching.analysis import Token
    from bot.matching.matcher import Matcher, Ranking

RUNNERS_UP: Final = 2
MOST_EVIDENCE: Final = 8


def explain(question: str, bot: Bot) -> Iterator[str]:
    """Yield, line by line, how a question and each of its segments are ranked by themselves."""
    question = clean(question)
    segments = split(question)
    for text in [question, *(segments if len(segments) > 1 else [])]:
        ranking = bot.matcher.rank(text)
        yield f"“{text}”"
        for alarm in bot.safety.find_alarms(ranking.analysis):
            yield f"  safety: {alarm.intent}, by the pattern: {alarm.pattern}"
        yield from (f"  {line}" for line in _explain_ranking(ranking, bot.matcher))


def _explain_ranking(ranking: Ranking, matcher: Matcher) -> Iterator[str]:
    yield "read as: " + "  ".join(map(_token, ranking.analysis.tokens))
    if ranking.analysis.corrections:
        yield "mended: " + ", ".join(f"{typed} to {read}" for typed, read in ranking.analysis.corrections)
    if ranking.unknown:
        yield "unknown: " + ", ".join(ranking.unknown)
    yield f"in scope: {'yes' if ranking.in_scope else 'no'}"
    nearest = f", {ranking.out_of_scope.title}, is nearer than any intent" if ranking.out_of_scope else ""
    yield f"similar to a subject outside: {ranking.out_of_scope_similarity:.2f}{nearest}"
    yield f"verdict: {decide(ranking)} (answered from a score of {ANSWER_THRESHOLD:g})"
    for match in ranking.matches[: RUNNERS_UP + 1]:
        yield f"{match.intent.id}: score {match.score:.2f}, similarity {match.similarity:.2f}"
        said = ranking.analysis.concepts | ranking.analysis.relations
        for one_of in match.intent.needs:
            if one_of.isdisjoint(said):
                yield f"  lacks what it needs: {' | '.join(sorted(one_of))}"
        for against in sorted(match.intent.unless & said):
            yield f"  spoken against by: {against}"
        evidence = matcher.evidence(ranking.analysis, match.intent)[:MOST_EVIDENCE]
        yield "  " + ", ".join(f"{label(feature)} {weight:.3f}" for feature, weight in evidence)


def _token(token: Token) -> str:
    meanings = [label(meaning) for meaning in token.meanings if meaning.kind != "subject"]
    return f"{token.stem} ({', '.join(meanings)})" if meanings else token.stem
