"""Who may speak to a message, in order of rank: safety first, then what the words ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.conversation.handlers import alarm, answers, country, guide
from bot.conversation.state import LONGEST_READ, Message

if TYPE_CHECKING:
    from bot.conversation.state import AnsweringBot, DialogueState, Handler, Turn


def leave_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Speaks to a new question after an alarm: it is answered as if there had been none."""
    return respond_to(message, state._replace(alarm=None)) if alarm.is_left(message, state) else None


HANDLERS: Final[tuple[Handler, ...]] = (
    answers.ask_for_words,
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
"""The policy: who may speak to a message, in order of rank. The first that has something to say does; the last always
has. Each says in its docstring when it speaks."""


def respond(bot: AnsweringBot, text: str, state: DialogueState) -> Turn:
    """Reply to what somebody wrote, and return the state in which the next message is read."""
    message = Message(bot, text)
    reply, state = respond_to(message, state)
    if message.is_cut:
        note = wording.TOO_LONG.format(limit=LONGEST_READ)
        reply = reply._replace(message=f"{note} {reply.message}".strip())
    return reply, state


def respond_to(message: Message, state: DialogueState) -> Turn:
    """Let the first handler speak that has something to say."""
    return next(turn for handler in HANDLERS if (turn := handler(message, state)))
