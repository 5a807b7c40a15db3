"""Puts a quiet line of support under an ordinary reply: where a message may be an alarm, or its answer is heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.helplines import helplines_for
from bot.conversation.understanding.safety import Alarm
from bot.knowledge.safety import EMERGENCY
from bot.reply import Support, SupportLine

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Library
    from bot.reply import Reply

FEWEST_UNKNOWN: Final = 3
"""Unknown words of a message from which it may be in another language."""
MOSTLY: Final = 0.4
"""Their part in all words from which it is taken to be."""


def with_support(message: Message, reply: Reply, state: DialogueState) -> Turn:
    """Return a reply with a line of support where it is called for, but not twice running for its answer alone."""
    alarm = None
    if not any(message.library.intents[answer.intent].safety for answer in reply.answers):
        alarm = _called_for(message, reply, state)
        state = state._replace(retracted=None)
    is_said = alarm is not None and alarm.intent == state.supported and not message.screening.support
    if alarm is None or is_said:
        return reply, state._replace(supported="")
    support = support_for(message.library, alarm, state.country)
    return reply._replace(support=support), state._replace(supported=alarm.intent)


def support_for(library: Library, alarm: Alarm, country: str | None) -> Support | None:
    """Return the line of support of a safety intent, with its helplines; None where it has none."""
    safety = library.intents[alarm.intent].safety
    line = safety.texts[alarm.role].line if safety else ""
    if not safety or not line:
        return None
    helplines = tuple(
        SupportLine(
            each.name,
            each.text,
            library.countries[each.country].name if each.country in library.countries else "",
        )
        for each in helplines_for(safety.needs, library, country)
    )
    return Support(alarm.intent, line, helplines)


def _called_for(message: Message, reply: Reply, state: DialogueState) -> Alarm | None:
    """Return the alarm that was taken back, that a message may raise, or that its answer names.

    A message in another language may say anything, unless a rule is found in it: it calls for the first that is more
    than an emergency.
    """
    screening = message.screening
    is_learned_alone = screening.support is not None and not screening.support.why
    if is_learned_alone and not state.retracted and message.engine.languages.find(message.text):
        return _first_but_emergencies(message.library)
    not_met = next((raised for raised in screening.alarms if raised.intent in state.taken_back), None)
    if called_for := state.retracted or screening.support or not_met:
        return called_for
    library = message.library
    for answer in reply.answers:
        if support := library.intents[answer.intent].support:
            return Alarm(support)
    unknown, read = len(message.ranking.unknown), len(message.ranking.analysis.tokens)
    is_foreign = unknown >= FEWEST_UNKNOWN and unknown >= MOSTLY * read
    if is_foreign or message.engine.languages.find(message.text):
        return _first_but_emergencies(library)
    return None


def _first_but_emergencies(library: Library) -> Alarm | None:
    safety = {intent.id: intent.safety for intent in library.intents.values() if intent.safety}
    return next((Alarm(name) for name, each in safety.items() if EMERGENCY not in each.needs), None)
