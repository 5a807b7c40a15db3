"""Renders a reply as blocks, which every front end shows word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.rendering.blocks import Block
from bot.rendering.markdown_text import parts
from bot.rendering.sources import document_blocks, passage_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Passage
    from bot.rendering.blocks import Role
    from bot.reply import Answer, Kind, Reply, Support

SUGGESTION_HEADINGS: Final[dict[Kind, str]] = {
    "answer": "You could ask next",
    "chat": "You could ask",
    "safety": "You could ask",
}
"""The heading above the suggestions; other kinds of reply introduce them in their message."""

MAX_QUESTION_SHOWN: Final = 400
"""Characters of a question that are repeated back: enough to recognise it, without pushing the answer out of sight."""


def reply_blocks(reply: Reply, *, whole: bool = False, marks: bool = True) -> tuple[Block, ...]:
    """Return everything a reply says before its suggestions, in reading order.

    The answers are followed by a line for each document they cite, or, if `whole`, by every passage in full: for
    output whose reader can't ask for more. Without `marks`, no sentence is followed by the numbers of its sources.
    """
    message = [Block("message", paragraph) for paragraph in split_paragraphs(reply.message or reply.error or "")]
    titled = reply.kind != "chat"  # "Thank you" above "You are welcome" would read as part of the reply.
    numbers = {source: number for number, source in enumerate(reply.sources, start=1)}
    answers = [block for answer in reply.answers for block in _answer_blocks(answer, numbers, titled=titled)]
    if not marks:
        answers = [block._replace(cites=()) for block in answers]
    answers += [Block("message", paragraph) for paragraph in split_paragraphs(reply.closing)]
    answers += passage_blocks(reply.sources) if whole else document_blocks(reply.sources)
    answers += _support_blocks(reply.support) if reply.support else ()
    if reply.kind == "safety":
        return (*answers, *message)  # Help comes first; the message asks how the reader is, and is answered next.
    return (*message, *answers)


def split_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text in which empty lines separate them."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def numbered_choices(reply: Reply) -> tuple[str, ...]:
    """Return what can be picked by number after a reply, in the order of the numbers from 1."""
    return (*(suggestion.text for suggestion in reply.suggestions), *reply.options)


def shortened(question: str) -> str:
    """Return a question as it is repeated back to the reader: only its beginning if it is very long."""
    return question if len(question) <= MAX_QUESTION_SHOWN else question[:MAX_QUESTION_SHOWN].rstrip() + " …"


def helplines_in(reply: Reply) -> tuple[str, ...]:
    """Return the statements that name a helpline, so that they can be kept in sight."""
    said = (statement for answer in reply.answers for statement in answer.statements)
    return tuple(statement.text for statement in said if statement.is_helpline)


def _support_blocks(support: Support) -> Iterator[Block]:
    """Yield the line of support as one block."""
    lines = [f"{line.country}: {line.contact}" if line.country else line.contact for line in support.helplines]
    yield Block("support", " ".join([support.text, *lines]))


def _answer_blocks(answer: Answer, numbers: dict[Passage, int], *, titled: bool) -> Iterator[Block]:
    if titled:
        yield Block("title", answer.title)
    for place, statement in enumerate(answer.statements):
        cites = tuple(numbers[source] for source in statement.sources)
        role: Role = "statement" if place else "lead"
        if statement.is_helpline or statement.is_advice:
            role = "helpline" if statement.is_helpline else "advice"
        if not statement.is_markdown:
            yield Block(role, statement.text, cites=cites)
            continue
        *others, last = parts(statement.text)
        yield from (Block(role, part.text, part=part) for part in others)
        yield Block(role, last.text, cites=cites, part=last)
