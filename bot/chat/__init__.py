"""The full-screen chat, built on Textual. `bot.plain_chat` is the same chat line by line, without Textual."""
