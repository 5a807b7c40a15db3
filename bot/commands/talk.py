"""The chat, and the answer to one question."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from bot import startup
from bot.commands.shared import DONE, model_folder, open_bot, print_text
from bot.errors import AfterwordsError

if TYPE_CHECKING:
    import argparse

    from bot.watch import LibraryWatcher

STANDARD_INPUT: Final = "-"


def chat(options: argparse.Namespace) -> int:
    """Hold a conversation, full-screen or line by line."""
    if sys.stdin is None or sys.stdout is None:
        raise AfterwordsError("the chat needs input and output; use it in a terminal")
    watcher = _watcher(options) if options.watch else None
    bot = open_bot(options)
    if options.plain or os.environ.get("TERM") == "dumb":
        from bot import plain_chat

        plain_chat.run(bot, options.country, sys.stdin, sys.stdout, watcher)
        return DONE
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AfterwordsError("the chat needs a terminal; use --plain, 'ask QUESTION' or 'batch -' instead")
    startup.pause_collector()  # Until the first answer is shown.
    from bot.chat import app

    app.run(bot, options.country, watcher)
    return DONE


def _watcher(options: argparse.Namespace) -> LibraryWatcher:
    from bot.knowledge.folder import default_folder
    from bot.watch import LibraryWatcher

    return LibraryWatcher(options.library or default_folder(), model_folder(options))


def ask(options: argparse.Namespace) -> int:
    """Answer one question."""
    from bot.conversation import Conversation
    from bot.conversation.state import LONGEST_SCREENED

    bot = open_bot(options)
    is_read = options.question == [STANDARD_INPUT]
    question = sys.stdin.read(LONGEST_SCREENED) if is_read else " ".join(options.question)  # Input need not end.
    reply = Conversation(bot, options.country).ask(question)
    if options.json:
        import json  # Imported here, so that the first screen of the chat comes sooner.

        print(json.dumps(reply.as_row(), ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    else:
        from bot.rendering.plain_text import plain_text

        print_text("\n".join(plain_text(reply, whole=True)))
    if options.why:
        from bot.conversation.explain import explain

        stream = sys.stderr if options.json else sys.stdout
        print_text("\n".join(["", *explain(question, bot)]), file=stream)
    return DONE
