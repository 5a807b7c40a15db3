"""Explains how an answer came about, for people who write the library: what counted, and what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.understanding.segments import split
from bot.conversation.understanding.thresholds import decide
from bot.knowledge.folder import command
from bot.matching.features import label
from bot.matching.nearest import KnownTexts
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.bot import Bot
    from bot.matching.analysis import Token
    from bot.matching.matcher import Ranking
    from bot.matching.scores import Match

RUNNERS_UP: Final = 2
MOST_EVIDENCE: Final = 8
MOST_NEAR: Final = 3


def explain(question: str, bot: Bot) -> Iterator[str]:
    """Yield, line by line, how a question and each of its segments are ranked by themselves."""
    question = clean(question)
    segments = split(question)
    known = KnownTexts(bot.library)
    for text in [question, *(segments if len(segments) > 1 else [])]:
        ranking = bot.matcher.rank(text)
        yield f"“{text}”"
        screening = bot.safety.screen(ranking.analysis)
        for alarm in (*screening.alarms, *([screening.support] if screening.support else [])):
            by = f"by the rule: {alarm.why}" if alarm.why else "as it was learned"
            level = "alarm" if screening.alarms else "support"
            yield f"  safety: {level}, {alarm.intent} ({alarm.role}), {screening.probability:.0%} likely, {by}"
        yield from (f"  {line}" for line in _explain_ranking(ranking, bot))
        if nearest := known.nearest(text):
            yield f"  nearest utterance: “{nearest.text}” ({nearest.label or 'everyday'})"
        if bot.encoder:
            labels = {match.intent.id for match in ranking.matches[: RUNNERS_UP + 1]}
            for near in known.nearest_in_meaning(text, labels, bot.encoder, MOST_NEAR):
                yield f"  near in meaning: “{near.text}” ({near.label})"
    train = command("train", bot.library.folder)
    yield f"To change it, write such messages into utterances/<intent>.txt, and run '{train}'."


def _explain_ranking(ranking: Ranking, bot: Bot) -> Iterator[str]:
    yield "read as: " + "  ".join(map(_token, ranking.analysis.tokens))
    if ranking.analysis.corrections:
        yield "corrected: " + ", ".join(f"{typed} to {read}" for typed, read in ranking.analysis.corrections)
    if ranking.unknown:
        yield "unknown: " + ", ".join(ranking.unknown)
    yield f"about what the library is about: {'yes' if ranking.in_scope else 'no'}"
    outside = f"; likelier about {ranking.out_of_scope.title}, which it does not" if ranking.out_of_scope else ""
    answered_from = f"it does so from {ranking.thresholds.answer:.0%} on"
    yield f"the library answers it: {ranking.probability:.0%} likely ({answered_from}){outside}"
    yield f"verdict: {decide(ranking)}"
    best = ranking.matches[: RUNNERS_UP + 1]
    for place, match in enumerate(best):
        yield f"{match.intent.id}: score {match.score:.2f}, similarity {match.similarity:.2f}"
        others = [each for each in best if each is not match]
        yield "  " + _evidence(ranking, match, others[0] if others and place < 2 else None, bot)


def _evidence(ranking: Ranking, match: Match, against: Match | None, bot: Bot) -> str:
    """Return what speaks for a match, and more so than for another."""
    found = bot.matcher.evidence(ranking.analysis, match.intent, against.intent if against else None)[:MOST_EVIDENCE]
    said = ", ".join(f"{label(feature)} {weight:.2f}" for feature, weight in found) or "nothing"
    return f"for it, rather than {against.intent.id}: {said}" if against else f"for it: {said}"


def _token(token: Token) -> str:
    meanings = [label(meaning) for meaning in token.meanings if meaning.kind != "subject"]
    return f"{token.stem} ({', '.join(meanings)})" if meanings else token.stem
