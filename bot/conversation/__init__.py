"""Takes a person's turns and gives the bot's: safety first, then what the words ask."""

from bot.conversation.bot import Bot
from bot.conversation.conversation import Conversation

__all__ = ["Bot", "Conversation"]
