"""Sets the country whose helplines are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.alarm import entries_for, repeat_alarm
from bot.conversation.handlers.guide import ask_again

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn


def set_country(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that names a country with helplines, and nothing else."""
    code = message.bot.countries.find(message.text)
    return give_helplines_of(message, state, code) if code else None


def give_helplines_of(message: Message, state: DialogueState, code: str) -> Turn:
    """Set the country; after an alarm, reply again with its helplines."""
    state = state._replace(country=code)
    if state.alarm:
        entries = entries_for(message.library, state.alarm, is_repeated=False)
        return repeat_alarm(message, state, state.alarm, entries)
    return ask_again(message, state, wording.COUNTRY_SET.format(country=message.library.countries[code]))
