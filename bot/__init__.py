"""Afterwords: answers questions from a small library of sourced intents, offline and without a language model.

from bot import Conversation, load

conversation = Conversation(load())
print(conversation.ask("my partner cried, what do I do?").answers[0].text)
"""

from bot.compiled import load
from bot.conversation import Conversation
from bot.knowledge import Library
from bot.reply import Reply

__all__ = ["Conversation", "Library", "Reply", "load"]
