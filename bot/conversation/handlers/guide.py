"""Runs the guide and the exercises, and handles numbered picks everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.choices import asked_exercise, begun_option, chosen_option, picked_option
from bot.conversation.follow_up import MOST_ANSWERS
from bot.conversation.handlers import country
from bot.conversation.handlers.alarm import meet, reply_after_alarm
from bot.conversation.handlers.answers import (
    answer_picked,
    answer_question,
    first_questions,
    reply_with,
    reply_with_intents,
    suggestion,
)
from bot.conversation.safety import Alarm
from bot.conversation.state import AfterAlarm, Choice, CountryCode, GuidePosition, Message, guide_entry
from bot.knowledge.guide import Guide, Option, fitting
from bot.knowledge.model import Exercise

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Turn
    from bot.knowledge.model import Library


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


def do_exercise(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks for an exercise and nothing else."""
    exercise = asked_exercise(message.text, message.library.exercises.values())
    if exercise is None:
        return None
    back = [Choice(wording.GO_ON, state.guide)] if state.guide else []
    return reply_with(message, state, "chat", exercise.text, exercise=exercise, choices=back)


def continue_guide(message: Message, state: DialogueState) -> Turn | None:
    """Handles the reply to a question of the guide: an option in words, "I don't know", or another question."""
    position = state.guide
    if position is None:
        return None
    choices = _choices_at(position, message.library)
    begun = begun_option(message.text, [choice.text for choice in choices], message.library.short_answers)
    if begun is not None:
        return follow_choice(message, state, choices[begun])
    if _asks_for_guide(message):
        return follow_choice(message, state, _skip(position, message.library))
    reply, after = answer_question(message, state)
    if reply.kind == "unknown" and not message.ranking.out_of_scope:
        return _ask(message, after, position, wording.PICK_ONE)
    offered = [choice for choice in after.choices if choice.text in reply.options]
    after = after._replace(choices=(*offered, Choice(wording.GO_ON, position)))
    return reply._replace(options=tuple(choice.text for choice in after.choices)), after


def start_guide(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks for the guide, such as "I don't know how to put it"."""
    return enter_guide(message, state) if _asks_for_guide(message) else None


def enter_guide(message: Message, state: DialogueState) -> Turn:
    """Ask the first question of the guide.

    Raises:
        LookupError: the library has none.
    """
    entry = guide_entry(message.library)
    if not entry:
        raise LookupError("the library has no guide")
    return follow_choice(message, state, entry[0])


def pick_option(message: Message, state: DialogueState, picked: int) -> Turn:
    """Reply to the pick of an index among the suggestions and then the choices."""
    if picked in range(len(state.offered)):
        intent = message.library.intents[state.offered[picked].intent]
        return answer_picked(message, state, intent)
    if picked in range(len(state.offered), len(state.offered) + len(state.choices)):
        return follow_choice(message, state, state.choices[picked - len(state.offered)])
    text = wording.NOTHING_TO_PICK.format(number=picked + 1)
    if state.guide:
        return _ask(message, state, state.guide, text)
    return reply_with(message, state, "unknown", text, offer=state.offered, choices=state.choices)


def follow_choice(message: Message, state: DialogueState, choice: Choice) -> Turn:
    """Reply to the pick of a choice."""
    match choice.leads_to:
        case "stop":
            return reply_with(message, state, "chat", wording.STOPPED, offer=first_questions(message.library))
        case Exercise() as exercise:
            return reply_with(message, state, "chat", exercise.text, exercise=exercise)
        case Option() as option:
            alarm = Alarm(option.safety, "another" if option.about_another else "writer", choice.text)
            return meet(message, state, [alarm])
        case AfterAlarm() as after:
            return reply_after_alarm(message, state, after)
        case CountryCode(code=code):
            return country.give_helplines_of(message, state, code)
        case GuidePosition(question="") as end:
            return _finish(message, state, end)
        case GuidePosition(before=None) as start:
            return _ask(message, state, start, _guide_of(message.library).text)
        case position:
            is_answer = choice.text in [option.text for option in position.picked[-1:]]
            picked = wording.PICKED.format(text=choice.text) if is_answer and message.text != choice.text else ""
            return _ask(message, state, position, picked)


def ask_again(message: Message, state: DialogueState, text: str) -> Turn:
    """Reply with a short text, and repeat the question of the guide, or else the present offer."""
    if state.guide:
        return _ask(message, state, state.guide, text)
    return reply_with(message, state, "chat", text, offer=state.offered, choices=state.choices)


def _asks_for_guide(message: Message) -> bool:
    return any(message.bot.guide_patterns.find(message.ranking.analysis.stems))


def _guide_of(library: Library) -> Guide:
    if library.guide is None:
        raise LookupError("the state is of another library")
    return library.guide


def _choices_at(position: GuidePosition, library: Library) -> tuple[Choice, ...]:
    """Return what can be picked at a position: the question's options, then the ways of leaving it."""
    question = _guide_of(library).questions[position.question]
    choices = [
        Choice(option.text, option if option.safety else _after(position, option.next, option))
        for option in question.options
    ]
    choices.append(_skip(position, library))
    if position.before:
        choices.append(Choice(wording.BACK, position.before))
    return (*choices, Choice(wording.STOP, "stop"))


def _skip(position: GuidePosition, library: Library) -> Choice:
    return Choice(wording.SKIP, _after(position, _guide_of(library).questions[position.question].next))


def _after(position: GuidePosition, question: str, *picked: Option) -> GuidePosition:
    return GuidePosition(question, (*position.picked, *picked), position, position.number + 1)


def _ask(message: Message, state: DialogueState, position: GuidePosition, before: str) -> Turn:
    """Ask the question at a position of the guide, after a short text."""
    guide = _guide_of(message.library)
    question = wording.QUESTION.format(
        number=position.number,
        most=position.number - 1 + guide.most_from(position.question),
        question=guide.questions[position.question].text,
    )
    text = "\n\n".join(filter(None, (before, question)))
    reply, state = reply_with(message, state, "chat", text, choices=_choices_at(position, message.library))
    return reply, state._replace(guide=position)


def _finish(message: Message, state: DialogueState, end: GuidePosition) -> Turn:
    """Answer with the intents that fit the picked options, and with what is worth telling a professional."""
    library = message.library
    fits = [(library.intents[intent_id], fit) for intent_id, fit in fitting(end.picked)]
    if not fits:
        return reply_with(message, state, "chat", wording.NOTHING_FITS, offer=first_questions(library))
    worth_telling = "; ".join(option.worth_telling for option in end.picked if option.worth_telling)
    closing = f"{_guide_of(library).telling} {worth_telling}." if worth_telling else ""
    offer = [suggestion(intent, fit) for intent, fit in fits[MOST_ANSWERS:]]
    state = state._replace(last_intent=fits[0][0].id)
    return reply_with_intents(message, state, "answer", wording.FITS, fits[:MOST_ANSWERS], offer, closing)
