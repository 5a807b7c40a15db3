"""Renders a page to take to a doctor or a therapist, as Markdown: what was told and asked, and no transcript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.knowledge.dialogue import AppointmentPage
    from bot.reply import Reply


def appointment_page(page: AppointmentPage, replies: Sequence[Reply]) -> str:
    """Return the page that comes of a conversation.

    It holds the messages that told something of whoever wrote them, the titles of what was answered, and what the guide
    found worth telling. What was met as an alarm is left out, because others may find the page.
    """
    told = [reply for reply in replies if reply.kind != "safety"]
    own_words = dict.fromkeys(reply.question for reply in told if reply.tells_something)
    asked = dict.fromkeys(answer.title for reply in told if reply.kind == "answer" for answer in reply.answers)
    blocks = [f"# {escaped(page.title)}", escaped(page.introduction)]
    if own_words:
        blocks += [f"## {escaped(page.own_words)}", *(f"> {escaped(text)}" for text in own_words)]
    if asked:
        blocks += [f"## {escaped(page.questions)}", _list(asked)]
    blocks += [f"## {escaped(page.worth_telling)}", *(escaped(reply.closing) for reply in told if reply.closing)]
    return "\n\n".join([*blocks, _list(page.items)]) + "\n"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(item)}" for item in items)
