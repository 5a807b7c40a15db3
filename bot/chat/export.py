"""Copies the last answer to the clipboard, and saves the conversation, or a page for an appointment, to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.chat.overlays.save import SaveScreen
from bot.errors import InputError
from bot.knowledge.model import Statement
from bot.rendering.appointment_page import appointment_page
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_answer, plain_statements
from bot.rendering.private_file import NOTHING_TO_SAVE, SAVED, write_private_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from bot.knowledge.dialogue import AppointmentPage
    from bot.reply import Reply

COPIED: Final = "Copied with its sources, if your terminal allows it."
SAVE_CONVERSATION: Final = "Save this conversation, as Markdown. In which file?"
SAVE_PAGE: Final = "Save a page with what you told, to take along. In which file?"
WORDS_COPIED: Final = "Copied the words to say, if your terminal allows it."
NOTHING_TO_COPY: Final = "There is no answer to copy yet."


def copy_last_answer(app: App[bool], replies: Sequence[Reply], notify: Callable[[str], None]) -> None:
    """Copy the last answer and its sources to the clipboard, or only the words to say that it gives."""
    answered = next((reply for reply in reversed(replies) if reply.answers), None)
    if answered is None:
        notify(NOTHING_TO_COPY)
    elif answered.words_to_say:
        app.copy_to_clipboard(plain_statements([Statement(answered.words_to_say, is_markdown=True)]))
        notify(WORDS_COPIED)
    else:
        app.copy_to_clipboard("\n".join(plain_answer(answered, whole=True)))
        notify(COPIED)


def save_conversation(
    app: App[bool], path: str, title: str, replies: Sequence[Reply], notify: Callable[[str], None]
) -> None:
    """Save the conversation as Markdown at a path; without one, ask for it."""
    _save(app, path, as_markdown(title, replies), SAVE_CONVERSATION, replies, notify)


def save_appointment_page(
    app: App[bool], path: str, page: AppointmentPage, replies: Sequence[Reply], notify: Callable[[str], None]
) -> None:
    """Save a page for a doctor or a therapist at a path; without one, ask for it."""
    _save(app, path, appointment_page(page, replies), SAVE_PAGE, replies, notify)


def _save(
    app: App[bool], path: str, text: str, question: str, replies: Sequence[Reply], notify: Callable[[str], None]
) -> None:
    def saved(path: str | None) -> None:
        if path is not None:
            notify(SAVED.format(path=path))

    if not replies:
        notify(NOTHING_TO_SAVE)
    elif path:
        try:
            saved(str(write_private_file(path, text)))
        except InputError as error:
            notify(str(error))
    else:
        app.push_screen(SaveScreen(text, question), saved)
