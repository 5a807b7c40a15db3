"""The chat: full screen (`bot.chat.app`), or the same line by line (`bot.plain_chat`), which needs no Textual."""
