"""The chat: full screen (`bot.chat.app`), or the same line by line (`bot.chat.lines`), which needs no Textual."""
