"""Handles what is said of the last answer: more of it, in simpler words, that it did not help, or to leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.conversation.handlers.answers import (
    answer_in_full,
    answer_picked,
    build_answer,
    fitting_version,
    is_answered_in_short,
    next_part,
    next_words,
    reply_with,
    reply_with_intents,
    reply_with_part,
    withheld_from,
)
from bot.conversation.handlers.guide import ask_again
from bot.conversation.state import guide_entry, names_in_context
from bot.conversation.suggestions import first_questions, suggestions
from bot.conversation.understanding.choices import asks_for_more
from bot.conversation.understanding.thresholds import decide

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Entries, Intent
    from bot.reply import Answer

MOST_OFFERED: Final = 3
"""Other answers that are offered to those whom one did not help."""


def tell_more(message: Message, state: DialogueState) -> Turn | None:
    """Handles "more": what was not told of the last answer, then the next related intent, or what there is to ask."""
    if not asks_for_more(message.text, message.library.short_answers):
        return None
    if not state.last_intent:
        return reply_with(message, state, "chat", wording.WHAT_THERE_IS, offer=first_questions(message.library))
    last = message.library.intents[state.last_intent]
    if is_answered_in_short(last, state):
        return answer_in_full(message, state, last)
    if part := next_part(last, state, ["longer"]):
        return reply_with_part(message, state, last, part)
    for intent in last.related:
        if intent not in state.answered:
            return answer_picked(message, state, message.library.intents[intent])
    return reply_with(message, state, "chat", wording.TOLD_ALL)


def take_turn(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks nothing, and says something of the last answer.

    After an answer it is enough that this is what it most likely means; before one, that has to be sure.
    """
    ranking = message.ranking
    asked = ranking.matches[0].intent if ranking.matches and not ranking.out_of_scope else None
    last = message.library.intents.get(state.last_intent)
    if last is not None and last.kind != "answer":
        last = None
    verdict = decide(ranking)
    if asked is None or asked.turn is None or verdict == "unknown" or (last is None and verdict != "answer"):
        return None
    entries, state = next_words(asked, state)
    match asked.turn:
        case "simpler":
            part = next_part(last, state, ["shorter"]) if last else None
            if last and part:
                state = state._replace(told=state.told | {(last.id, part)})
                return _say(message, state, asked, last.short, last)
            return _say(message, state, asked, entries, last)
        case "short":
            return _keep_it_short(message, state, asked, last)
        case "long":
            state = state._replace(prefers_short=False)
            if last and is_answered_in_short(last, state):
                return answer_in_full(message, state, last)
            return _say(message, state, asked, entries, last)
        case "repeat":
            if state.guide or (last is None and (state.offered or state.choices)):
                return ask_again(message, state, wording.ONCE_MORE)
            if last is None:
                return reply_with(message, state, "chat", answers=[_answer(message, state, asked, entries)])
            again = fitting_version(last, names_in_context(state))
            return reply_with_intents(
                message, state, "answer", "", [(again, 1.0)], suggestions(message.library, again.related)
            )
        case "not_helpful":
            return _say(message, state, asked, entries, last)
        case "leave":
            state = state._replace(last_intent="", offered=(), choices=(), context=frozenset())
            return _say(message, state, asked, entries, None)


def _keep_it_short(message: Message, state: DialogueState, asked: Intent, last: Intent | None) -> Turn:
    """Say the last answer in short, and from here on every answer."""
    part = next_part(last, state, ["shorter"]) if last else None
    is_new, state = not state.prefers_short, state._replace(prefers_short=True)
    if last and part:
        state = state._replace(told=state.told | {(last.id, part)})
        return _say(message, state, asked, (*last.short, *(asked.answer if is_new else ())), last)
    return _say(message, state, asked, asked.answer if is_new else next(iter(asked.again), asked.answer), last)


def _say(message: Message, state: DialogueState, asked: Intent, entries: Entries, last: Intent | None) -> Turn:
    """Say some entries, and offer what is related to the last answer and was not told, and the guide."""
    library = message.library
    answer = _answer(message, state, asked, entries)
    if last is None:
        return reply_with(message, state, "chat", answers=[answer])
    related = [name for name in last.related if name not in state.answered]
    offer = suggestions(library, related[:MOST_OFFERED])
    return reply_with(message, state, "chat", answers=[answer], offer=offer, choices=guide_entry(library))


def _answer(message: Message, state: DialogueState, intent: Intent, entries: Entries) -> Answer:
    return build_answer(intent, entries, 1.0, message.library, state.country, withheld_from(message.library, state))
