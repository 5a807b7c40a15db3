"""Handles alarms: what is said to those who raise one, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.conversation.handlers.answers import build_answer, reply_with
from bot.conversation.state import AfterAlarm, Choice
from bot.conversation.suggestions import candidate, deduplicate, suggestions
from bot.conversation.understanding.thresholds import candidates
from bot.knowledge.model import HelplineSlot, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.state import DialogueState, Message, Turn
    from bot.conversation.understanding.safety import Alarm
    from bot.knowledge.model import Entries, Library
    from bot.knowledge.safety import SafetyTexts

LONGEST_ANSWER: Final = 8
"""Words of a message after an alarm that is read as an answer, unless a rule says that it raises another one."""


def meet_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Handles every message that raises an alarm, whatever else it asks."""
    alarms = raised_by(message, state)
    return meet(message, state, alarms) if alarms else None


def meet(message: Message, state: DialogueState, alarms: Sequence[Alarm]) -> Turn:
    """Reply to some alarms, the first one in full; other questions of the message are offered afterwards."""
    library = message.library
    alarm = _as_before(alarms[0], state, names_writer=library.lexicon.writer in message.ranking.analysis.concepts)
    lasting = {raised.intent: raised for raised in state.lasting_alarms}
    lasting |= {raised.intent: raised for raised in alarms if withholds(library, raised)}
    asked = candidates(message.ranking)[:2] if message.ranking.in_scope else []
    others = [raised for raised in alarms[1:] if raised.intent != alarm.intent]
    named = {alarm.intent, *(raised.intent for raised in others)}
    others += [raised for raised in lasting.values() if raised.intent not in named]
    is_repeated = (alarm.intent, alarm.role) in state.met
    entries = repetition(message, alarm, state) if is_repeated else texts_for(library, alarm).answer
    state = state._replace(
        alarm=alarm,
        last_intent=alarm.intent,
        context=frozenset(),
        was_asked_for_country=is_repeated and state.was_asked_for_country,
        answered=state.answered | {alarm.intent},
        met=(*state.met, (alarm.intent, alarm.role)),
        lasting_alarms=tuple(lasting.values()),
        other_alarms=tuple(others) or _others_before(alarm, state),
        postponed=deduplicate([*map(candidate, asked), *suggestions(library, library.intents[alarm.intent].related)]),
    )
    return reply_to_alarm(message, state, alarm, [*_first_of(library, others), *entries, *_rest_of(library, others)])


def texts_for(library: Library, alarm: Alarm) -> SafetyTexts:
    """Return what is said on an alarm to the one it is about.

    Raises:
        LookupError: the alarm is of another library.
    """
    safety = library.intents[alarm.intent].safety
    if safety is None:
        raise LookupError("the state is of another library")
    return safety.texts[alarm.role]


def reply_to_alarm(
    message: Message,
    state: DialogueState,
    alarm: Alarm,
    entries: Iterable[Statement | HelplineSlot],
    *,
    checks_in: bool = True,
) -> Turn:
    """Say some entries on an alarm, each helpline once, and ask how things stand if it is to be asked."""
    texts = texts_for(message.library, alarm)
    check_in = texts.check_in if checks_in else None
    answer = build_answer(message.library.intents[alarm.intent], entries, 1.0, message.library, state.country)
    options = check_in.options if check_in else {}
    choices = [Choice(option, AfterAlarm(alarm, said)) for option, said in options.items()]
    if texts.more:
        choices.append(Choice(wording.MORE, AfterAlarm(alarm, texts.more)))
    question = check_in.question if check_in else ""
    offer = () if texts.check_in else state.postponed
    return reply_with(message, state, "safety", question, answers=[answer], offer=offer, choices=choices)


def reply_after_alarm(message: Message, state: DialogueState, after: AfterAlarm) -> Turn:
    """Say what follows on the answer to a check-in, or what else there is to say; what was asked is offered again."""
    library, alarm = message.library, after.alarm
    answer = build_answer(library.intents[alarm.intent], after.entries, 1.0, library, state.country)
    more = texts_for(library, alarm).more
    choices = [Choice(wording.MORE, AfterAlarm(alarm, more))] if more and after.entries != more else []
    state = state._replace(alarm=alarm)
    return reply_with(message, state, "safety", answers=[answer], offer=state.postponed, choices=choices)


def give_lines_again(message: Message, state: DialogueState, alarm: Alarm, text: str) -> Turn:
    """Say a sentence after an alarm, and the helplines of the alarm."""
    said = [entry for each in (*state.other_alarms, alarm) for entry in texts_for(message.library, each).answer]
    checks_in = is_unanswered(message.library, alarm, state)
    return reply_to_alarm(message, state, alarm, [Statement(text), *helpline_slots(said)], checks_in=checks_in)


def is_unanswered(library: Library, alarm: Alarm, state: DialogueState) -> bool:
    """Return whether the check-in of an alarm was just asked, and not answered."""
    check_in = texts_for(library, alarm).check_in
    return check_in is not None and not check_in.options.keys().isdisjoint(choice.text for choice in state.choices)


def raised_by(message: Message, state: DialogueState) -> list[Alarm]:
    """Return the alarms that a message raises; a short answer after an alarm raises another one only by a rule.

    So does any message, where the same alarm was taken back before.
    """
    alarms = [raised for raised in message.screening.alarms if raised.why or raised.intent not in state.taken_back]
    if state.alarm is None or len(message.ranking.analysis.stems) > LONGEST_ANSWER:
        return alarms
    return [raised for raised in alarms if raised.why or raised.intent == state.alarm.intent]


def repetition(message: Message, alarm: Alarm, state: DialogueState) -> Entries:
    """Return what is said when an alarm comes up again: each time in other words.

    Where the message names a country as well, all helplines of the alarm follow: those told before were of none.
    """
    texts = texts_for(message.library, alarm)
    times = state.met.count((alarm.intent, alarm.role))
    said = texts.again[min(times, len(texts.again)) - 1] if texts.again else texts.answer
    names_country = message.engine.countries.mentioned(message.text) is not None
    return (*said, *helpline_slots(texts.answer)) if names_country else said


def withholds(library: Library, alarm: Alarm) -> bool:
    """Return whether an alarm holds for the rest of the conversation, and keeps passages back."""
    safety = library.intents[alarm.intent].safety
    return bool(safety and safety.withhold)


def _as_before(alarm: Alarm, state: DialogueState, *, names_writer: bool) -> Alarm:
    """Return an alarm with the role that it had before, unless a message that names the writer says otherwise."""
    is_open = alarm.role == "unclear" or not names_writer
    if is_open and state.alarm and state.alarm.intent == alarm.intent:
        return alarm._replace(role=state.alarm.role)
    return alarm


def _others_before(alarm: Alarm, state: DialogueState) -> tuple[Alarm, ...]:
    """Return the alarms that were raised beside this one when it was met before: they go on holding."""
    return state.other_alarms if state.alarm and state.alarm.intent == alarm.intent else ()


def _first_of(library: Library, alarms: Iterable[Alarm]) -> Sequence[Statement | HelplineSlot]:
    """Return the helplines of alarms that hold for the rest of the conversation: they are told before all others."""
    said = [entry for alarm in alarms if withholds(library, alarm) for entry in texts_for(library, alarm).answer]
    return helpline_slots(said)[:1]


def _rest_of(library: Library, alarms: Iterable[Alarm]) -> list[Statement | HelplineSlot]:
    """Return a sentence and the helplines of each of some alarms."""
    rest: list[Statement | HelplineSlot] = []
    for alarm in alarms:
        said = texts_for(library, alarm).answer
        rest += [entry for entry in said if isinstance(entry, Statement)][:1]
        rest += helpline_slots(said)
    return rest


def helpline_slots(entries: Iterable[Statement | HelplineSlot]) -> list[HelplineSlot]:
    """Return the places of helplines among some entries."""
    return [entry for entry in entries if isinstance(entry, HelplineSlot)]
