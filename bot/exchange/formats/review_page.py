"""Writes all questions and answers of a library, with their sources, as one Markdown page for those who review them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import HelplineSlot
from bot.rendering.blocks import citation_marks
from bot.rendering.markdown import escaped, marked_up
from bot.rendering.markdown_text import parts
from bot.rendering.plain_text import plain_block
from bot.rendering.sources import passage_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Intent, Library


def review_page(library: Library) -> str:
    """Return the page: for each topic and intent, what is asked, what is said, and what that rests on."""
    topics = dict.fromkeys(intent.topic for intent in library.intents.values())
    blocks = [f"# {escaped(library.title or library.folder.resolve().name)}"]
    for topic in topics:
        blocks.append(f"## {escaped(topic)}")
        for intent in library.intents.values():
            if intent.topic == topic:
                blocks += _intent(intent)
    return "\n\n".join(blocks) + "\n"


def _intent(intent: Intent) -> Iterator[str]:
    yield f"### {escaped(intent.title)}"
    yield "\n".join(f"- {escaped(example)}" for example in intent.examples)
    told = [entry.sources for entry in intent.answer if not isinstance(entry, HelplineSlot)]
    sources = tuple(dict.fromkeys(source for each in told for source in each))
    numbers = {source: number for number, source in enumerate(sources, start=1)}
    for entry in intent.answer:
        if isinstance(entry, HelplineSlot):
            yield escaped(f"(helplines: {', '.join(entry.needs)})")
        else:
            marks = citation_marks(tuple(numbers[source] for source in entry.sources))
            *others, last = parts(entry.text)
            yield marked_up([*((part, "") for part in others), (last, marks)])
    if sources:
        yield "\n".join(f"- {escaped(plain_block(block))}" for block in passage_blocks(sources))
