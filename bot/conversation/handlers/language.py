"""Answers a message in another language with a sentence in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.handlers.answers import reply_with

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn


def answer_in_language(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message in a language that the library is not written in."""
    language = message.engine.languages.find(message.text)
    return reply_with(message, state, "unknown", language.text) if language else None
