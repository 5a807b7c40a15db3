"""Handles the messages that follow an alarm, until something else is clearly asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.alarm import (
    helpline_slots,
    is_unanswered,
    meet,
    raised_by,
    repetition,
    reply_after_alarm,
    reply_to_alarm,
    texts_for,
    withholds,
)
from bot.conversation.handlers.answers import build_answer, reply_with
from bot.conversation.state import AfterAlarm
from bot.conversation.understanding.choices import asked_exercise, asks_for_more, opening_option, picked_option
from bot.conversation.understanding.segments import is_question, split
from bot.conversation.understanding.thresholds import decide, is_new_question
from bot.knowledge.model import HelplineSlot, Statement
from bot.knowledge.safety import EMERGENCY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.state import DialogueState, Message, Turn
    from bot.conversation.understanding.safety import Alarm
    from bot.knowledge.model import Entries, Exercise, Library
    from bot.knowledge.safety import FollowUp, SafetyTexts


def answer_check_in(message: Message, state: DialogueState) -> Turn | None:
    """Handles a longer answer to a check-in that begins as one of its options ("yes, she is locked in")."""
    if state.alarm is None or not is_unanswered(message.library, state.alarm, state):
        return None
    after = [choice for choice in state.choices if isinstance(choice.leads_to, AfterAlarm)]
    chosen = opening_option(message.text, [choice.text for choice in after], message.library.short_answers)
    if chosen is None or (chosen > 0 and any(raised.why for raised in message.screening.alarms)):
        return None
    said = _taken_back_in_part(message, state, state.alarm) if chosen > 0 else None
    if said and said.after:  # "No. He has never hurt me": more than the answer to the question.
        return _retract(message, state, state.alarm, said)
    choice = after[chosen].leads_to
    return reply_after_alarm(message, state, choice) if isinstance(choice, AfterAlarm) else None


def follow_up(message: Message, state: DialogueState) -> Turn | None:
    """Handles what people say after an alarm: whom to call, a retraction, and all that the library knows of it."""
    alarm = state.alarm
    if alarm is None or any(raised.intent != alarm.intent for raised in raised_by(message, state)):
        return None
    best = message.ranking.matches[0] if message.ranking.matches else None
    if best and best.intent.kind == "chat" and best.similarity == 1:
        return _give_lines(message, state, alarm)
    raised = any(each.why for each in message.screening.alarms)
    said = message.engine.follow_ups.find(
        message.ranking.analysis, _met(state, alarm), is_alarm=raised, is_plain=bool(alarm.why)
    )
    if said is None and not raised:
        said = _taken_back_in_part(message, state, alarm)
    if said is None:
        return _give_lines(message, state, alarm)
    is_said_again = said.name == state.last_follow_up
    state = state._replace(last_follow_up=said.name)
    if said.clears:
        return _retract(message, state, alarm, said)
    if said.is_about_writer:
        return meet(message, state, [alarm._replace(role="writer")])
    entries = said.about_another if said.about_another and alarm.role == "another" else said.answer
    if is_said_again:
        entries = (Statement(wording.SAID_BEFORE), *entries)
    if not said.after:
        entries = _with_own_lines(message.library, entries, (*state.lasting_alarms, alarm, *state.other_alarms))
    return reply_to_alarm(message, state, alarm, entries, checks_in=is_unanswered(message.library, alarm, state))


def hold(message: Message, state: DialogueState) -> Turn | None:
    """Handles whatever follows an alarm and is no new question: what helps is said again, in other words."""
    alarm = state.alarm
    if alarm is None:
        return None
    if asks_for_more(message.text, message.library.short_answers):
        more = texts_for(message.library, alarm).more
        return reply_to_alarm(message, state, alarm, more or repetition(message, alarm, state))
    if is_left(message, state):
        return None
    reply, after = reply_to_alarm(message, state, alarm, repetition(message, alarm, state))
    return reply, after._replace(met=(*after.met, (alarm.intent, alarm.role)))


def is_left(message: Message, state: DialogueState) -> bool:
    """Return whether a message after an alarm picks something, asks for an exercise, or clearly asks something else.

    Where no rule raised the alarm, or the check-in was answered, it is enough that it asks something that is known, or
    asks at all, and that may be known.
    """
    known = message.library.short_answers
    picks = picked_option(message.text, len(state.offered) + len(state.choices), known) is not None
    exercise = asked_exercise(message.text, message.library.exercises.values())
    suggests = bool(exercise and state.alarm and _suggests(texts_for(message.library, state.alarm), exercise))
    alarm = state.alarm
    is_settled = alarm is not None and (not alarm.why or not is_unanswered(message.library, alarm, state))
    may_ask = is_settled and is_question(message.text) and decide(message.ranking) != "unknown"
    asks = may_ask or is_new_question(message.ranking, is_settled=is_settled)
    return picks or suggests or asks


def _met(state: DialogueState, alarm: Alarm) -> set[str]:
    """Return the safety intents that were met so far."""
    return {alarm.intent, *(intent for intent, _ in state.met), *(other.intent for other in state.other_alarms)}


def _taken_back_in_part(message: Message, state: DialogueState, alarm: Alarm) -> FollowUp | None:
    """Return what takes an alarm back in one sentence of a message that goes on ("I was joking. What is PCD?").

    Nothing does where another sentence, read by itself, may raise one: "I'm ok. I just want it to be over".
    """
    engine, met, is_plain = message.engine, _met(state, alarm), bool(alarm.why)
    cleared_by: FollowUp | None = None
    for part in split(message.text):
        analysis = engine.matcher.analyzer.analyze(part)
        said = engine.follow_ups.find(analysis, met, is_alarm=False, is_plain=is_plain)
        if said and said.clears:
            cleared_by = cleared_by or said
        elif (screening := engine.safety.screen(analysis)).alarms or screening.support:
            return None
    return cleared_by


def _retract(message: Message, state: DialogueState, alarm: Alarm, said: FollowUp) -> Turn:
    """Take an alarm back; what was asked before is offered again."""
    retraction = texts_for(message.library, alarm).retraction
    entries = (*said.answer, *helpline_slots(retraction)) if said.answer else retraction
    answer = build_answer(message.library.intents[alarm.intent], entries, 1.0, message.library, state.country)
    lasting = tuple(raised for raised in state.lasting_alarms if raised.intent != alarm.intent)
    kept = None if withholds(message.library, alarm) else alarm
    state = state._replace(alarm=None, other_alarms=(), lasting_alarms=lasting, retracted=kept)
    state = state._replace(taken_back=state.taken_back | {alarm.intent})
    return reply_with(message, state, "chat", answers=[answer], offer=state.postponed)


def _give_lines(message: Message, state: DialogueState, alarm: Alarm) -> Turn | None:
    """Answer who asks for helplines with those of the alarm first; None for whoever asks for none."""
    asked = message.ranking.matches[0].intent if decide(message.ranking) == "answer" else None
    if asked is None or asked.kind != "chat" or not any(isinstance(entry, HelplineSlot) for entry in asked.answer):
        return None
    entries = _with_own_lines(message.library, asked.answer, (*state.lasting_alarms, alarm, *state.other_alarms))
    return reply_to_alarm(message, state, alarm, entries, checks_in=is_unanswered(message.library, alarm, state))


def _with_own_lines(library: Library, entries: Entries, alarms: Iterable[Alarm]) -> Entries:
    """Return entries in which the helplines of some alarms come before all that are named but those for emergencies."""
    at = next((place for place, entry in enumerate(entries) if isinstance(entry, HelplineSlot)), None)
    if at is None:
        return entries
    slot = entries[at]
    named = slot.needs if isinstance(slot, HelplineSlot) else ()
    safety = [library.intents[alarm.intent].safety for alarm in alarms]
    own = [need for each in safety if each for need in each.needs]
    needs = dict.fromkeys([*(need for need in named if need == EMERGENCY), *own])
    return (*entries[:at], HelplineSlot(tuple(needs)), *entries[at:])


def _suggests(texts: SafetyTexts, exercise: Exercise) -> bool:
    """Return whether anything that is said on an alarm suggests an exercise."""
    said = (entry for entries in texts.entries() for entry in entries)
    return any(isinstance(entry, Statement) and entry.exercise == exercise.name for entry in said)
