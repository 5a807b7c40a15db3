"""A conversation with one person, message by message."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from bot.conversation import wording
from bot.conversation.handlers.answers import answer_picked, reply_with
from bot.conversation.handlers.country import give_helplines_of
from bot.conversation.handlers.guide import enter_guide
from bot.conversation.handlers.help import give_help
from bot.conversation.handlers.picks import pick_option
from bot.conversation.handlers.support import with_support
from bot.conversation.state import Message, guide_entry
from bot.conversation.suggestions import first_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.conversation.bot import Bot
    from bot.conversation.state import Turn
    from bot.reply import Reply


class Conversation:
    """Holds the state of a conversation with one person."""

    def __init__(self, bot: Bot, country: str | None = None) -> None:
        """Start afresh; `country` is the code whose helplines are given (`us`), worldwide ones without it."""
        self.bot = bot
        self.state = bot.start(country)

    @property
    def country(self) -> str:
        """The name of the country whose helplines are given; empty, while there is none."""
        return self.bot.library.countries[self.state.country].name if self.state.country else ""

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
        message = Message(self.bot, intent.title)
        return self._take(with_support(message, *answer_picked(message, self.state, intent)))

    def choose(self, number: int) -> Reply:
        """Pick an offered suggestion or choice by its number, counted from 1.

        Raises:
            IndexError: nothing was offered under it.
        """
        if number < 1:
            raise IndexError("nothing was offered under a number below 1")
        offered = [each.title for each in self.state.offered] + [each.text for each in self.state.choices]
        message = Message(self.bot, offered[number - 1])
        return self._take(with_support(message, *pick_option(message, self.state, number - 1)))

    def choose_country(self, code: str) -> Reply:
        """Give the helplines of this country from now on.

        Raises:
            KeyError: the library has none of it.
        """
        message = Message(self.bot, self.bot.library.countries[code].name)
        return self._take(give_helplines_of(message, self.state, code))

    def get_help(self) -> Reply:
        """Give the helplines.

        Raises:
            LookupError: the library has none.
        """
        return self._take(give_help(Message(self.bot, wording.GET_HELP), self.state))

    def guide(self) -> Reply:
        """Ask the first question of the library's guide.

        Raises:
            LookupError: it has none.
        """
        title = self.bot.library.guide.title if self.bot.library.guide else ""
        return self._take(enter_guide(Message(self.bot, title), self.state))

    def _take(self, turn: Turn) -> Reply:
        reply, self.state = turn
        return reply


Step: TypeAlias = "Callable[[Conversation], Reply]"
"""Something that somebody said or picked."""


def replay(bot: Bot, country: str | None, steps: Iterable[Step]) -> tuple[Conversation, Reply]:
    """Hold a conversation again with another bot, as when its library has changed, and return it and its last reply.

    So its state refers to nothing that the library has no longer. Where what was picked is gone, the conversation goes
    on from there as from its beginning: with the welcome.
    """
    conversation = Conversation(bot, country if country in bot.library.countries else None)
    reply = conversation.welcome()
    for step in steps:
        try:
            reply = step(conversation)
        except LookupError:  # What was picked, or its number, is no longer there.
            reply = conversation.welcome()
    return conversation, reply
