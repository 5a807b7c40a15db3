"""Copies the last answer to the clipboard, and saves the conversation to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.chat.overlays.save import SaveScreen
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_answer
from bot.rendering.private_file import NOTHING_TO_SAVE, SAVED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from bot.reply import Reply

COPIED: Final = "Copied with its sources, if your terminal allows it."
NOTHING_TO_COPY: Final = "There is no answer to copy yet."


def copy_last_answer(app: App[bool], replies: Sequence[Reply], notify: Callable[[str], None]) -> None:
    """Copy the last answer and its sources to the clipboard."""
    answered = next((reply for reply in reversed(replies) if reply.answers), None)
    if answered is None:
        notify(NOTHING_TO_COPY)
    else:
        app.copy_to_clipboard("\n".join(plain_answer(answered, whole=True)))
        notify(COPIED)


def save_conversation(app: App[bool], title: str, replies: Sequence[Reply], notify: Callable[[str], None]) -> None:
    """Ask for a file name, and save the conversation there as Markdown."""

    def saved(path: str | None) -> None:
        if path is not None:
            notify(SAVED.format(path=path))

    if replies:
        app.push_screen(SaveScreen(as_markdown(title, replies)), saved)
    else:
        notify(NOTHING_TO_SAVE)
