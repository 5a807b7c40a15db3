"""Makes suggestions: intents that are offered as what to ask next, or as what a reader may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.reply import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge.model import Intent, Library
    from bot.matching.scores import Match

SCORE_DIGITS: Final = 3
"""Digits of a score that are shown: fewer than machines differ in."""
MOST_FIRST_QUESTIONS: Final = 6
"""Intents offered at the start by a library that has no welcome of its own."""


def first_questions(library: Library) -> list[Suggestion]:
    """Return what is offered before anything was asked."""
    if library.welcome:
        return suggestions(library, library.welcome.ask)
    answering = [intent for intent in library.intents.values() if intent.kind == "answer"]
    return [suggestion(intent) for intent in answering[:MOST_FIRST_QUESTIONS]]


def suggestions(library: Library, intent_ids: Iterable[str]) -> list[Suggestion]:
    """Return intents as things to ask next."""
    return [suggestion(library.intents[intent_id]) for intent_id in intent_ids]


def suggestion(intent: Intent, score: float | None = None) -> Suggestion:
    """Return an intent as something to ask next."""
    return Suggestion(intent.id, intent.title, None if score is None else round(score, SCORE_DIGITS))


def candidate(match: Match) -> Suggestion:
    """Return a match as something that the reader may have meant, by what tells it from the others."""
    return suggestion(match.intent, match.score)._replace(when=match.intent.when)


def deduplicate(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the first suggestion of each intent, with the highest score that the intent has among them."""
    found: dict[str, Suggestion] = {}
    for suggested in suggestions:
        known = found.get(suggested.intent, suggested)
        found[suggested.intent] = max(known, suggested, key=lambda one: one.score or 0.0)
    return tuple(found.values())
