"""Handles alarms, and the messages that follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.choices import asked_exercise, asks_for_more, chosen_option, picked_option
from bot.conversation.handlers.answers import build_answer, candidate, deduplicate, reply_with, suggestions
from bot.conversation.thresholds import candidates, is_new_question
from bot.knowledge.model import HelplineSlot, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.safety import Alarm
    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Exercise, Intent, Library, Safety
    from bot.reply import Answer


def meet_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Handles every message that raises an alarm, whatever else it asks."""
    alarms = message.bot.safety.find_alarms(message.screened)
    return meet(message, state, alarms) if alarms else None


def follow_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Handles what follows an alarm: an answer to its check-in, a retraction, and all that is no new question."""
    alarm = state.alarm
    if alarm is None:
        return None
    safety = _safety_of(message.library, alarm)
    options = list(safety.check_in.options) if safety.check_in and state.awaits_check_in else []
    chosen = chosen_option(message.text, options, message.library.short_answers) if options else None
    if safety.check_in and chosen is not None:
        state = state._replace(awaits_check_in=False)
        return _answer_alarm(message, state, alarm, safety.check_in.options[options[chosen]])
    if safety.retraction and message.bot.safety.is_retraction(message.ranking.analysis, alarm.intent):
        return _answer_alarm(message, state, alarm, safety.retraction.answer)
    if not _holds(message, state, alarm) or is_new_question(message.ranking, safety.allowed_intents):
        return None
    return repeat_alarm(message, state, alarm, entries_for(message.library, alarm, is_repeated=True))


def is_left(message: Message, state: DialogueState) -> bool:
    """Return whether a message clearly changes the subject after an alarm."""
    if state.alarm is None or not _holds(message, state, state.alarm):
        return False
    return is_new_question(message.ranking)


def meet(message: Message, state: DialogueState, alarms: Sequence[Alarm]) -> Turn:
    """Reply to the first of some alarms, with the helplines of all; other questions of the message are offered."""
    library, alarm = message.library, alarms[0]
    intent, safety = library.intents[alarm.intent], _safety_of(library, alarm)
    lasting = {raised.intent: raised for raised in state.lasting_alarms}
    lasting |= {raised.intent: raised for raised in alarms if _safety_of(library, raised).withhold}
    others = dict.fromkeys(raised.intent for raised in (*alarms[1:], *lasting.values()) if raised.intent != intent.id)
    ranking = message.ranking
    asked = candidates(ranking)[:2] if ranking.in_scope and not safety.sticky else []
    offer = list(map(candidate, asked))
    entries = entries_for(library, alarm, is_repeated=intent.id in state.answered)
    is_for_another = entries is safety.about_another
    state = state._replace(
        alarm=alarm,
        last_intent=intent.id,
        context=frozenset(),
        answered=state.answered if is_for_another else state.answered | {intent.id},
        lasting_alarms=tuple(lasting.values()),
        postponed=deduplicate([*offer, *suggestions(library, intent.related)]),
    )
    return repeat_alarm(message, state, alarm, [*entries, *_helplines_of(library.intents[other] for other in others)])


def entries_for(library: Library, alarm: Alarm, *, is_repeated: bool) -> tuple[Statement | HelplineSlot, ...]:
    """Return the answer to an alarm: the one about someone else, the shorter one for a repetition, or the full one."""
    intent, safety = library.intents[alarm.intent], _safety_of(library, alarm)
    if alarm.about_another and safety.about_another:
        return safety.about_another
    return (safety.again if is_repeated else ()) or intent.answer


def repeat_alarm(
    message: Message, state: DialogueState, alarm: Alarm, entries: Iterable[Statement | HelplineSlot]
) -> Turn:
    """Reply to an alarm with some entries, and with its check-in where the writer may be in danger."""
    check_in = _safety_of(message.library, alarm).check_in
    if check_in is None or alarm.about_another:
        return _answer_alarm(message, state._replace(awaits_check_in=False), alarm, entries)
    options = ", ".join(f"{number} {option}" for number, option in enumerate(check_in.options, 1))
    answer = _build_alarm_answer(message, state, alarm, entries)
    reply, state = reply_with(message, state, "safety", f"{check_in.question} {options}", answers=[answer])
    return reply, state._replace(awaits_check_in=True)


def _answer_alarm(
    message: Message, state: DialogueState, alarm: Alarm, entries: Iterable[Statement | HelplineSlot]
) -> Turn:
    answer = _build_alarm_answer(message, state, alarm, entries)
    return reply_with(message, state, "safety", answers=[answer], offer=state.postponed)


def _build_alarm_answer(
    message: Message, state: DialogueState, alarm: Alarm, entries: Iterable[Statement | HelplineSlot]
) -> Answer:
    """Return an answer to an alarm; without a country, it says for which ones there are numbers."""
    library = message.library
    answer = build_answer(library.intents[alarm.intent], entries, 1.0, library, state.country)
    if state.country is not None or not library.countries:
        return answer
    hint = Statement(wording.NAME_COUNTRY.format(codes=", ".join(library.countries)))
    return answer._replace(statements=(*answer.statements, hint))


def _holds(message: Message, state: DialogueState, alarm: Alarm) -> bool:
    """Return whether a sticky alarm still applies: the message picks nothing and asks for nothing that it suggests."""
    known = message.library.short_answers
    picks = picked_option(message.text, len(state.offered), known) is not None
    if picks or asks_for_more(message.text, known):
        return False
    intent, safety = message.library.intents[alarm.intent], _safety_of(message.library, alarm)
    exercise = asked_exercise(message.text, message.library.exercises.values())
    return safety.sticky and not (exercise and _suggests(intent, safety, exercise))


def _suggests(intent: Intent, safety: Safety, exercise: Exercise) -> bool:
    """Return whether any answer of a safety intent suggests an exercise."""
    answers = [intent.answer, *(safety.check_in.options.values() if safety.check_in else ())]
    entries = (entry for answer in answers for entry in answer)
    return any(isinstance(entry, Statement) and entry.exercise == exercise.name for entry in entries)


def _helplines_of(intents: Iterable[Intent]) -> list[HelplineSlot]:
    return [entry for intent in intents for entry in intent.answer if isinstance(entry, HelplineSlot)]


def _safety_of(library: Library, alarm: Alarm) -> Safety:
    safety = library.intents[alarm.intent].safety
    if safety is None:
        raise LookupError("the state is of another library")
    return safety
