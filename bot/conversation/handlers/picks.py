"""Handles messages that pick something that is offered, by its number, its place or its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.alarm import reply_after_alarm
from bot.conversation.handlers.answers import answer_picked, reply_with
from bot.conversation.handlers.country import give_helplines_of
from bot.conversation.handlers.guide import ask_question, follow_guide
from bot.conversation.handlers.words import reply_with_words
from bot.conversation.state import AfterAlarm, CountryCode
from bot.conversation.understanding.choices import chosen_option, picked_option
from bot.knowledge.dialogue import WordsToSay
from bot.knowledge.model import Exercise

if TYPE_CHECKING:
    from bot.conversation.state import Choice, DialogueState, Message, Turn


def pick(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that picks something that is offered: by number or place, or a choice by its words."""
    known, most = message.library.short_answers, len(state.offered) + len(state.choices)
    picked = picked_option(message.text, most, known)
    if picked is not None:
        return pick_option(message, state, picked) if picked in range(most) else None
    choices = [choice.text for choice in state.choices]
    chosen = chosen_option(message.text, choices, known) if choices else None
    return None if chosen is None else follow_choice(message, state, state.choices[chosen])


def pick_nothing(message: Message, state: DialogueState) -> Turn | None:
    """Handles a number under which nothing is offered."""
    picked = picked_option(message.text, len(state.offered) + len(state.choices), message.library.short_answers)
    return None if picked is None else pick_option(message, state, picked)


def pick_option(message: Message, state: DialogueState, picked: int) -> Turn:
    """Reply to the pick of an index among the suggestions and then the choices."""
    if picked in range(len(state.offered)):
        intent = message.library.intents[state.offered[picked].intent]
        return answer_picked(message, state, intent)
    if picked in range(len(state.offered), len(state.offered) + len(state.choices)):
        return follow_choice(message, state, state.choices[picked - len(state.offered)])
    text = wording.NOTHING_TO_PICK.format(number=picked + 1)
    if state.guide:
        return ask_question(message, state, state.guide, text)
    return reply_with(message, state, "unknown", text, offer=state.offered, choices=state.choices)


def follow_choice(message: Message, state: DialogueState, choice: Choice) -> Turn:
    """Reply to the pick of a choice."""
    match choice.leads_to:
        case Exercise() as exercise:
            return reply_with(message, state, "chat", exercise.text, exercise=exercise)
        case WordsToSay() as words:
            return reply_with_words(message, state, words)
        case AfterAlarm() as after:
            return reply_after_alarm(message, state, after)
        case CountryCode(code=code):
            return give_helplines_of(message, state, code)
        case within_guide:
            return follow_guide(message, state, choice.text, within_guide)
