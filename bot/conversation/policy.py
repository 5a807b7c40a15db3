"""The policy: which handler replies to a message, in order of priority, safety first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.conversation.handlers import alarm, answers, country, guide
from bot.conversation.state import LONGEST_READ, Message

if TYPE_CHECKING:
    from bot.conversation.state import AnsweringBot, DialogueState, Handler, Turn


def leave_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Handles a new question after an alarm, as if there had been no alarm."""
    return (
        respond_to(message, state._replace(alarm=None, awaits_check_in=False))
        if alarm.is_left(message, state)
        else None
    )


HANDLERS: Final[tuple[Handler, ...]] = (
    answers.ask_for_question,
    alarm.meet_alarm,
    country.set_country,
    alarm.follow_alarm,
    leave_alarm,
    guide.pick,
    guide.do_exercise,
    guide.continue_guide,
    guide.start_guide,
    answers.tell_more,
    answers.answer_question,
)
"""The handlers in order of priority. The first that returns a turn wins, and the last always does. Each says in its
docstring what it handles."""


def respond(bot: AnsweringBot, text: str, state: DialogueState) -> Turn:
    """Return the reply to a message as it was typed, and the state after it."""
    message = Message(bot, text)
    reply, state = respond_to(message, state)
    if message.is_cut:
        note = wording.TOO_LONG.format(limit=LONGEST_READ)
        reply = reply._replace(message=f"{note} {reply.message}".strip())
    return reply, state


def respond_to(message: Message, state: DialogueState) -> Turn:
    """Return the turn of the first handler that handles the message."""
    return next(turn for handler in HANDLERS if (turn := handler(message, state)))
