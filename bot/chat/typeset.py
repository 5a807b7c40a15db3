"""How a turn and a source's card are set: what is asked, said, offered and cited, as paragraphs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style

from bot.chat import theme
from bot.chat.paragraphs import NOTHING, Paragraph
from bot.rendering.blocks import marks
from bot.rendering.reply_blocks import SUGGESTIONS, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.knowledge.model import Passage
    from bot.rendering.blocks import Block, Role
    from bot.reply import Reply, Suggestion

SOURCE: Final = "source"
"""Under this name the number of a source carries, for whoever clicks it, the citations of all sources, and itself."""

_STYLES: Final[dict[Role, str]] = {
    "title": theme.TITLE,
    "helpline": "bold",
    "sources": theme.QUIET,
    "passage": "bold",
    "address": theme.QUIET,
}
_SPACED: Final[frozenset[Role]] = frozenset({"message", "title", "note", "address"})
"""What has an empty line above it each time; of the next, only the first of several in a row."""
_SPACED_GROUPS: Final[frozenset[Role]] = frozenset({"helpline", "statement", "sources"})
_BAR: Final = Content.assemble(("▌ ", theme.SPEAKER))
_URGENT_BAR: Final = Content.assemble(("┃ ", theme.URGENT))
_NOTE: Final = Content.assemble(("Note: ", theme.URGENT))


def question(text: str) -> Iterator[Paragraph]:
    """Set what was asked: told apart by its bar, its label and its weight, and by colour besides."""
    speaker = Content.assemble(("You: ", theme.SPEAKER))
    margin = _BAR + Content(" " * speaker.cell_length)
    yield Paragraph(Content(repeated(text)), _BAR + speaker, margin, band="bold on $surface")


def reply(said: Iterable[Block], sources: Sequence[Passage], *, urgent: bool) -> Iterator[Paragraph]:
    """Set what is said. What is urgent has a heavy bar at its side, and each statement on lines of its own."""
    bar = _URGENT_BAR if urgent else NOTHING
    citations = tuple(source.id for source in sources)
    previous: Role | None = None
    for role, group in groupby(said, key=lambda block: block.role):
        if role == "statement" and not urgent:
            yield Paragraph(Content(" ").join(_styled(block, citations) for block in group), above=NOTHING)
            previous = role
            continue
        for place, block in enumerate(group):
            spaced = previous is not None and (role in _SPACED or (place == 0 and role in _SPACED_GROUPS))
            text = _styled(block, citations)
            if urgent and role == "message":
                text = text.stylize("bold")  # It asks how things stand.
            yield Paragraph(text, bar, bar, above=bar if spaced else None)
            previous = role


def card(told: Iterable[Block]) -> Iterator[Paragraph]:
    """Set what is told of one source."""
    for block in told:
        text = _styled(block, ())
        yield Paragraph(
            _NOTE + text if block.role == "note" else text, above=NOTHING if block.role in _SPACED else None
        )


def heading(said: Reply) -> Paragraph:
    """Set the words above the suggestions, or an empty line where the reply itself has led up to what is offered."""
    words = SUGGESTIONS.get(said.kind) if said.suggestions else None
    return Paragraph(Content.assemble((words, theme.HEADING)), above=NOTHING) if words else Paragraph(NOTHING)


def offer(number: int, text: str) -> Paragraph:
    """Set something whose number can be typed."""
    return Paragraph(Content(text), Content.assemble((f"{number:>2}", theme.SPEAKER), "  "))


def past_suggestion(offered: Suggestion) -> Paragraph:
    """Set a suggestion of an earlier turn: it has no number any more, and can still be clicked."""
    click = Style.from_meta({"@click": f"screen.pick({offered.intent!r})"})
    return Paragraph(Content(offered.title).stylize(click), Content.assemble((" ·", theme.QUIET), "  "))


def past_option(text: str) -> Paragraph:
    """Set an option of an earlier turn."""
    return Paragraph(Content(text), Content.assemble((" ·", theme.QUIET), "  "))


def _styled(block: Block, citations: tuple[str, ...]) -> Content:
    text = Content(block.text)
    if style := _STYLES.get(block.role):
        text = text.stylize(style)
    if not block.cites:
        return text
    gap = " " if block.role == "sources" else ""
    return Content.assemble(text, gap, *(_mark(number, citations) for number in block.cites))


def _mark(number: int, citations: tuple[str, ...]) -> Content:
    opens = Style.from_meta({SOURCE: (citations, number)})
    return Content(marks((number,))).stylize(theme.QUIET).stylize(opens)
