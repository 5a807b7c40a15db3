"""Sets questions, replies, choices and source cards as styled paragraphs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style

from bot.chat import theme
from bot.chat.typesetting.paragraphs import EMPTY, Paragraph
from bot.rendering.blocks import numbered_marks
from bot.rendering.markdown_text import Part, links, shown_address
from bot.rendering.reply_blocks import SUGGESTION_HEADINGS, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.knowledge.model import Passage
    from bot.rendering.blocks import Block, Role
    from bot.reply import Reply, Suggestion

SOURCE: Final = "source"
"""The style metadata of a citation mark: the ids of all sources of its reply, and its own number among them."""

_STYLES: Final[dict[Role, str]] = {
    "title": theme.TITLE,
    "helpline": "bold",
    "sources": theme.QUIET,
    "passage": "bold",
    "address": theme.QUIET,
    "support": theme.QUIET,
}
_SPACED: Final[frozenset[Role]] = frozenset({"message", "title", "note", "address", "support"})
"""Roles with an empty line above every block."""
_SPACED_GROUPS: Final[frozenset[Role]] = frozenset({"helpline", "statement", "sources", "advice"})
"""Roles with an empty line above only the first of several blocks in a row."""
_NO_PART: Final = Part(())
_MOST_INDENT: Final = 12
"""Cells before the marks of inner lists; a narrow window needs the rest for the words."""
_BAR: Final = Content.assemble(("▌ ", theme.SPEAKER))
_URGENT_BAR: Final = Content.assemble(("┃ ", theme.URGENT))
_NOTE: Final = Content.assemble(("Note: ", theme.URGENT))


def question(text: str) -> Iterator[Paragraph]:
    """Set a question. Its bar, label and weight set it apart from a reply, without relying on colour."""
    speaker = Content.assemble(("You: ", theme.SPEAKER))
    margin = _BAR + Content(" " * speaker.cell_length)
    yield Paragraph(Content(shortened(text)), _BAR + speaker, margin, band="bold on $surface")


def reply(blocks: Iterable[Block], sources: Sequence[Passage], *, urgent: bool) -> Iterator[Paragraph]:
    """Set the blocks of a reply. An urgent one has a heavy bar at its side, and each statement is its own paragraph."""
    bar = _URGENT_BAR if urgent else EMPTY
    source_ids = tuple(source.id for source in sources)
    previous: Role | None = None
    for role, group in groupby(blocks, key=lambda block: block.role):
        is_running = role == "statement" and not urgent
        for place, run in enumerate(_runs(group) if is_running else ([block] for block in group)):
            part = run[0].part or _NO_PART
            begins = not part.marker and (not part.is_first or (is_running and place > 0))
            spaced = previous is not None and (role in _SPACED or (place == 0 and role in _SPACED_GROUPS) or begins)
            text = Content(" ").join(_styled(block, source_ids) for block in run)
            if urgent and role == "message":
                text = text.stylize("bold")  # It asks how the reader is.
            indent = " " * min(part.indent, _MOST_INDENT)
            margin = bar + Content(" " * len(indent + part.marker))
            yield Paragraph(text, bar + Content(indent + part.marker), margin, above=bar if spaced else None)
            previous = role


def _runs(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield the statements that follow one another in one paragraph."""
    run: list[Block] = []
    for block in blocks:
        before, part = run[-1].part if run else None, block.part
        if run and ((before and (before.marker or before.indent)) or (part and not part.flows)):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def card(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Set the card of a source."""
    for block in blocks:
        text = _styled(block, ())
        yield Paragraph(_NOTE + text if block.role == "note" else text, above=EMPTY if block.role in _SPACED else None)


def heading(reply: Reply) -> Paragraph:
    """Set the heading of the choices: an empty line if the reply itself introduces them."""
    words = SUGGESTION_HEADINGS.get(reply.kind) if reply.suggestions else None
    return Paragraph(Content.assemble((words, theme.HEADING)), above=EMPTY) if words else Paragraph(EMPTY)


def choice(number: int, text: str) -> Paragraph:
    """Set a choice of the latest turn, with its number."""
    return Paragraph(Content(text), Content.assemble((f"{number:>2}", theme.SPEAKER), "  "))


def past_suggestion(suggestion: Suggestion) -> Paragraph:
    """Set a suggestion of an earlier turn, which can still be clicked."""
    click = Style.from_meta({"@click": f"screen.pick({suggestion.intent!r})"})
    return Paragraph(Content(suggestion.text).stylize(click), Content.assemble((" ·", theme.QUIET), "  "))


def past_option(text: str) -> Paragraph:
    """Set an option of an earlier turn, which can no longer be chosen."""
    return Paragraph(Content(text), Content.assemble((" ·", theme.QUIET), "  "))


def _styled(block: Block, source_ids: tuple[str, ...]) -> Content:
    text = _worded(block.part) if block.part else Content(block.text)
    if style := _STYLES.get(block.role):
        text = text.stylize(style)
    if not block.cites:
        return text
    gap = " " if block.role == "sources" else ""
    return Content.assemble(
        text, gap, *(_citation(number, mark, source_ids) for number, mark in numbered_marks(block.cites))
    )


def _worded(part: Part) -> Content:
    """Return the words of a part, with the address of each link: nothing but a source is opened from here."""
    words: list[tuple[str, str]] = []
    for address, spans in links(part.spans):
        words += [(span.text, "bold" if span.is_bold else "") for span in spans]
        if address:
            words.append((shown_address(address, "".join(span.text for span in spans)), theme.QUIET))
    return Content.assemble(*words)


def _citation(number: int, mark: str, source_ids: tuple[str, ...]) -> Content:
    click = Style.from_meta({SOURCE: (source_ids, number)})
    return Content(mark).stylize(theme.QUIET).stylize(click)
