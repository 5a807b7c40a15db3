"""Sets the country whose helplines are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.alarm import give_lines_again
from bot.conversation.handlers.guide import ask_again
from bot.conversation.handlers.help import give_help
from bot.conversation.understanding.choices import ELSEWHERE

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn


def set_country(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that says where somebody is, or is not, and nothing else."""
    code = message.engine.countries.find(message.text)
    if code is None:
        return None
    if code == ELSEWHERE:
        return _say(message, state._replace(country=None, was_asked_for_country=True), wording.COUNTRY_UNKNOWN)
    return give_helplines_of(message, state, code)


def give_helplines_of(message: Message, state: DialogueState, code: str) -> Turn:
    """Set the country; after an alarm, reply with its helplines."""
    name = message.library.countries[code].name
    return _say(message, state._replace(country=code), wording.COUNTRY_SET.format(country=name))


def _say(message: Message, state: DialogueState, text: str) -> Turn:
    """Say a sentence, and the helplines that were given before."""
    if state.alarm:
        return give_lines_again(message, state, state.alarm, text)
    if state.was_asked_for_country:
        reply, state = give_help(message, state)
        return reply._replace(message=text), state
    return ask_again(message, state, text)
