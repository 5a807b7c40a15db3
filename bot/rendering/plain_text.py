"""Renders a reply or a source as plain lines, each labelled, to be read aloud, printed, copied or saved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bot.rendering.blocks import citation_marks
from bot.rendering.markdown_text import Part, Span, hanging, parts
from bot.rendering.reply_blocks import SUGGESTION_HEADINGS, reply_blocks
from bot.rendering.sources import card_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.model import Passage, Statement
    from bot.rendering.blocks import Block, Role
    from bot.reply import Reply

NO_SOURCES: Final = "No answer has had a source so far."
NO_SUCH_SOURCE: Final = "The last answer with sources has {last}, and no source {number}."

_LABELS: Final[dict[Role, str]] = {
    "title": "Answer: ",
    "helpline": "Helpline: ",
    "support": "Support: ",
    "passage": "Source {number}: ",
    "document": "Document: ",
    "note": "Note: ",
    "address": "Address: ",
}


def plain_text(reply: Reply, *, whole: bool = False, marks: bool = True) -> Iterator[str]:
    """Yield the lines of a reply; see `reply_blocks`."""
    yield from plain_answer(reply, whole=whole, marks=marks)
    if reply.suggestions:
        yield from filter(None, [SUGGESTION_HEADINGS.get(reply.kind)])
        for number, suggestion in enumerate(reply.suggestions, start=1):
            yield f"Suggestion {number}: {suggestion.text}"
    for number, option in enumerate(reply.options, start=len(reply.suggestions) + 1):
        yield f"Choice {number}: {option}"


def plain_answer(reply: Reply, *, whole: bool = False, marks: bool = True) -> Iterator[str]:
    """Yield the lines of a reply without its suggestions."""
    for place, block in enumerate(reply_blocks(reply, whole=whole, marks=marks)):
        yield plain_block(block, label="Answer: " if place == 0 else "", marks=marks)


def plain_source(sources: Sequence[Passage], number: int) -> Iterator[str]:
    """Yield the lines of one source's card, or a line saying that no source has this number."""
    if not sources:
        yield NO_SOURCES
    elif not 1 <= number <= len(sources):
        yield NO_SUCH_SOURCE.format(number=number, last=len(sources))
    else:
        yield from map(plain_block, card_blocks(sources[number - 1], number, date.today()))


def plain_block(block: Block, label: str = "", *, marks: bool = True) -> str:
    """Return a block as a line, labelled by its role, or with `label` if its role has no label of its own.

    Without `marks`, a document is named without the numbers that these would have.
    """
    if block.role == "sources":
        numbers = f"{'s' if len(block.cites) > 1 else ''} {', '.join(map(str, block.cites))}" if marks else ""
        return f"Source{numbers}: {block.text}"
    label = _LABELS.get(block.role, label).format(number=block.number)
    text = hanging(block.part, block.text) if block.part else block.text
    return f"{label}{text} {citation_marks(block.cites)}".rstrip()


def plain_statements(statements: Sequence[Statement]) -> str:
    """Return statements as one paragraph, but for what their Markdown puts on lines of its own."""
    if not any(statement.is_markdown for statement in statements):
        return " ".join([statement.text for statement in statements])
    text = ""
    is_paragraph = False
    for statement in statements:
        for part in parts(statement.text) if statement.is_markdown else (Part((Span(statement.text),)),):
            flows = part.flows and is_paragraph
            text += (" " if flows else "\n" if text else "") + hanging(part, part.text)
            is_paragraph = not (part.marker or part.indent)
    return text
