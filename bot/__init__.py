"""Afterwords: answers questions from a small library of sourced intents, offline and without a language model.

from bot import Conversation, load

conversation = Conversation(load())
print(conversation.ask("my partner cried, what do I do?").answers[0].text)
"""

from bot.conversation import Bot, Conversation
from bot.library_cache import load
from bot.reply import Reply

__all__ = ["Bot", "Conversation", "Reply", "load"]
