"""What a reply says, piece by piece and in words: the screen and the lines show these same pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.rendering.blocks import Block
from bot.rendering.sources import documents, passages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Passage
    from bot.rendering.blocks import Role
    from bot.reply import Answer, Kind, Reply

PLACEHOLDER: Final = "Ask in your own words, or a number"

NOTHING_TO_SAVE: Final = "There is nothing to save yet."
SAVED: Final = "Saved in {path}. Only your account on this computer can read it."

SUGGESTIONS: Final[dict[Kind, str]] = {
    "answer": "You could ask next",
    "chat": "You could ask",
    "safety": "You could ask",
}
"""The heading above the suggestions; the other kinds of reply introduce them in their message."""

QUESTION_SHOWN: Final = 400
"""Characters of a question that are repeated back: enough to know it by, without pushing the answer out of sight."""


def reply_blocks(reply: Reply, *, whole: bool = False) -> tuple[Block, ...]:
    """Return everything the reply says before its suggestions, in reading order.

    Below the answers stands a line for each document; where a reader can't ask for more (`whole`), every passage.
    """
    message = [Block("message", paragraph) for paragraph in paragraphs(reply.message or reply.error or "")]
    titled = reply.kind != "chat"  # "Thank you", above "You are welcome", would be read as part of what is said.
    numbers = {source: number for number, source in enumerate(reply.sources, start=1)}
    answers = [block for answer in reply.answers for block in _answer_blocks(answer, numbers, titled=titled)]
    answers += [Block("message", paragraph) for paragraph in paragraphs(reply.closing)]
    answers += passages(reply.sources) if whole else documents(reply.sources)
    if reply.kind == "safety":
        return (*answers, *message)  # Help comes first; the message asks how things stand, and is answered next.
    return (*message, *answers)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text that parts them with empty lines."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def offers(reply: Reply) -> tuple[str, ...]:
    """Return what can be picked after the reply, by number, counted from 1."""
    return (*(suggestion.title for suggestion in reply.suggestions), *reply.options)


def repeated(question: str) -> str:
    """Return a question as it is repeated back to the reader: whole, or its beginning when it is very long."""
    return question if len(question) <= QUESTION_SHOWN else question[:QUESTION_SHOWN].rstrip() + " …"


def helplines_in(reply: Reply) -> tuple[str, ...]:
    """Return the statements that tell whom to call, so that they can be kept in sight."""
    said = (statement for answer in reply.answers for statement in answer.statements)
    return tuple(statement.text for statement in said if statement.is_helpline)


def _answer_blocks(answer: Answer, numbers: dict[Passage, int], *, titled: bool) -> Iterator[Block]:
    if titled:
        yield Block("title", answer.title)
    for place, statement in enumerate(answer.statements):
        cites = tuple(numbers[source] for source in statement.sources)
        role: Role = "helpline" if statement.is_helpline else "statement" if place else "lead"
        yield Block(role, statement.text, cites=cites)
