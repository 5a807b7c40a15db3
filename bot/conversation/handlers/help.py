"""Gives the helplines at any time, whatever was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.answers import answer_picked, build_answer, reply_with
from bot.knowledge.model import HelplineSlot, Statement

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Entries, Intent, Library


def can_help(library: Library) -> bool:
    """Return whether a library has helplines to give: those of its safety intents."""
    return any(intent.safety for intent in library.intents.values())


def give_help(message: Message, state: DialogueState) -> Turn:
    """Answer with what the library says of helplines, or else with those of all its safety intents.

    Raises:
        LookupError: it has none.
    """
    library = message.library
    state = state._replace(was_asked_for_country=False)
    intent = help_intent(library)
    if intent:
        return answer_picked(message, state, intent)
    safety = [(each, each.safety) for each in library.intents.values() if each.safety]
    if not safety:
        raise LookupError("the library has no helplines")
    needs = dict.fromkeys(need for _, each in safety for need in each.needs)
    entries: Entries = (Statement(wording.TALK_TO_PERSON), HelplineSlot(tuple(needs)))
    answer = build_answer(safety[0][0], entries, 1.0, library, state.country)
    return reply_with(message, state, "safety", answers=[answer])


def help_intent(library: Library) -> Intent | None:
    """Return the chat intent that gives helplines."""
    chat = (intent for intent in library.intents.values() if intent.kind == "chat")
    return next((one for one in chat if any(isinstance(entry, HelplineSlot) for entry in one.answer)), None)
