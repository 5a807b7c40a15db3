"""The policy: which handler replies to a message, in order of priority, safety first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.conversation.handlers import after_alarm, alarm, country, guide, language, picks, questions, turns, words
from bot.conversation.handlers.support import with_support
from bot.conversation.state import LONGEST_READ, Message

if TYPE_CHECKING:
    from bot.conversation.state import AnsweringBot, DialogueState, Handler, Turn


def leave_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Handles a new question after an alarm, as if there had been no alarm; small talk does not end one."""
    if state.alarm is None:
        return None
    reply, after = respond_to(message, state._replace(alarm=None))
    return reply, after._replace(alarm=state.alarm) if reply.kind == "chat" and not after.alarm else after


HANDLERS: Final[tuple[Handler, ...]] = (
    questions.ask_for_question,
    picks.pick,
    country.set_country,
    after_alarm.answer_check_in,
    after_alarm.follow_up,
    alarm.meet_alarm,
    picks.pick_nothing,
    after_alarm.hold,
    guide.do_exercise,
    leave_alarm,
    guide.answer_guide,
    turns.tell_more,
    words.give_words,
    turns.take_turn,
    language.answer_in_language,
    guide.interrupt_guide,
    guide.start_guide,
    questions.answer_question,
)
"""The handlers in order of priority. The first that returns a turn wins, and the last always does. Each says in its
docstring what it handles."""


def respond(bot: AnsweringBot, text: str, state: DialogueState) -> Turn:
    """Return the reply to a message as it was typed, and the state after it."""
    message = Message(bot, text)
    country = bot.engine.countries.mentioned(message.text)
    reply, after = respond_to(message, state._replace(country=country) if country else state)
    reply, after = with_support(message, reply, after)
    if message.is_cut:
        note = wording.TOO_LONG.format(limit=LONGEST_READ)
        reply = reply._replace(message=f"{note} {reply.message}".strip())
    return reply, after


def respond_to(message: Message, state: DialogueState) -> Turn:
    """Return the turn of the first handler that handles the message."""
    return next(turn for handler in HANDLERS if (turn := handler(message, state)))
