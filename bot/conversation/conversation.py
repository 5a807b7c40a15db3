"""One person's conversation with the bot: each message is read in the light of those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import guide, safety, wording
from bot.conversation.answers import answer_intents, answer_question, first_questions, reply_with
from bot.conversation.choices import asks_for_more
from bot.conversation.state import LONGEST_READ, DialogueState, Message, guide_entry

if TYPE_CHECKING:
    from bot.conversation.bot import Bot
    from bot.conversation.state import Handler, Turn
    from bot.reply import Reply


def ask_for_words(message: Message, state: DialogueState) -> Turn | None:
    """Speaks to a message in which nothing is written."""
    return None if message.text else reply_with(message, state, "unknown", wording.ASK_SOMETHING)


def set_country(message: Message, state: DialogueState) -> Turn | None:
    """Speaks to a message that names a country with helplines, and nothing else."""
    code = message.bot.countries.find(message.text)
    return give_helplines_of(message, state, code) if code else None


def leave_alarm(message: Message, state: DialogueState) -> Turn | None:
    """Speaks to a new question after an alarm: it is answered as if there had been none."""
    return respond_to(message, state._replace(alarm=None)) if safety.is_left(message, state) else None


def tell_more(message: Message, state: DialogueState) -> Turn | None:
    """Speaks to "more" after an answer: with what is related to it and was not said yet."""
    if not state.topic or not asks_for_more(message.text, message.library.dialogue):
        return None
    for intent in message.library.intents[state.topic].related:
        if intent not in state.answered:
            return answer_intents(message, state, [(message.library.intents[intent], 1.0)])
    return reply_with(message, state, "chat", wording.TOLD_ALL)


HANDLERS: Final[tuple[Handler, ...]] = (
    ask_for_words,
    safety.meet_alarm,
    set_country,
    safety.follow_alarm,
    leave_alarm,
    guide.pick,
    guide.do_exercise,
    guide.continue_guide,
    guide.start_guide,
    tell_more,
    answer_question,
)
"""The policy: who may speak to a message, in order of rank. The first that has something to say does; the last always
has. Each says in its docstring when it speaks."""


def respond(bot: Bot, text: str, state: DialogueState) -> Turn:
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


def give_helplines_of(message: Message, state: DialogueState, code: str) -> Turn:
    """Give the helplines of a country from now on; at once, after an alarm."""
    state = state._replace(country=code)
    if state.alarm:
        return safety.repeat_alarm(message, state, state.alarm, message.library.intents[state.alarm.intent].answer)
    return guide.ask_again(message, state, wording.COUNTRY_SET.format(country=message.library.countries[code]))


class Conversation:
    """A conversation with one person. It keeps the state, and forgets it at its end."""

    def __init__(self, bot: Bot, country: str | None = None) -> None:
        """Start afresh; `country` is the code whose helplines are given (`us`), worldwide ones without it."""
        self.bot = bot
        self.state = bot.start(country)

    @property
    def country(self) -> str:
        """The name of the country whose helplines are given; empty, while there is none."""
        return self.bot.library.countries[self.state.country] if self.state.country else ""

    def welcome(self) -> Reply:
        """Return what is said before the first question, with things to ask."""
        library = self.bot.library
        text = "\n\n".join(library.welcome.text if library.welcome else ())
        offer, choices = first_questions(library), guide_entry(library)
        return self._take(reply_with(Message(self.bot, ""), self.state, "chat", text, offer=offer, choices=choices))

    def ask(self, text: str) -> Reply:
        """Answer one message."""
        return self._take(self.bot.respond(text, self.state))

    def pick(self, intent_id: str) -> Reply:
        """Answer an intent that was offered, as if its title had been asked.

        Raises:
            KeyError: the library has no such intent.
        """
        intent = self.bot.library.intents[intent_id]
        return self._take(answer_intents(Message(self.bot, intent.title), self._without_check_in(), [(intent, 1.0)]))

    def choose(self, number: int) -> Reply:
        """Answer what was offered under a number, counted from 1, as if its words had been typed.

        Raises:
            IndexError: nothing was offered under it.
        """
        offered = [each.title for each in self.state.offered] + [each.text for each in self.state.choices]
        message = Message(self.bot, offered[number - 1])
        return self._take(guide.pick_option(message, self._without_check_in(), number - 1))

    def choose_country(self, code: str) -> Reply:
        """Give the helplines of this country from now on.

        Raises:
            KeyError: the library has none of it.
        """
        message = Message(self.bot, self.bot.library.countries[code])
        return self._take(give_helplines_of(message, self.state, code))

    def guide(self) -> Reply:
        """Ask the first question of the library's guide.

        Raises:
            LookupError: it has none.
        """
        title = self.bot.library.guide.title if self.bot.library.guide else ""
        return self._take(guide.enter_guide(Message(self.bot, title), self._without_check_in()))

    def _without_check_in(self) -> DialogueState:
        """Return the state in which a number picks what was offered, and does not answer how things stand."""
        return self.state._replace(awaits_check_in=False)

    def _take(self, turn: Turn) -> Reply:
        reply, self.state = turn
        return reply
