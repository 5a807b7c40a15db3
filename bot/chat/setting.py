"""How a turn is set: what was asked, what is said, and what can be asked next, as paragraphs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.style import Style

from bot.chat.prose import NOTHING, Paragraph
from bot.chat.words import SUGGESTIONS, marks, repeated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.chat.words import Piece, Role
    from bot.reply import Reply, Suggestion

_STYLES: Final[dict[Role, str]] = {
    "title": ".prose--title",
    "helpline": ".prose--helpline",
    "sources": ".prose--heading",
    "source": ".prose--quiet",
    "document": ".prose--quiet",
    "address": ".prose--quiet",
}
_SPACED: Final[frozenset[Role]] = frozenset({"message", "title", "sources"})
"""What has an empty line above it each time; of the next, only the first of several in a row."""
_SPACED_GROUPS: Final[frozenset[Role]] = frozenset({"helpline", "statement"})
_INDENTED: Final[frozenset[Role]] = frozenset({"document", "address"})
_SOURCE_MARGIN: Final = Content("    ")  # As wide as the marker of a source: "[1] ".
_BAR: Final = Content.assemble(("▌ ", ".prose--speaker"))
_URGENT_BAR: Final = Content.assemble(("┃ ", ".prose--urgent"))


def question(text: str) -> Iterator[Paragraph]:
    """Set what was asked: told apart by its bar, its label and its weight, and by colour besides."""
    speaker = Content.assemble(("You: ", ".prose--speaker"))
    margin = _BAR + Content(" " * speaker.cell_length)
    yield Paragraph(Content(repeated(text)), _BAR + speaker, margin, band="bold on $surface")


def reply(said: Iterable[Piece], *, urgent: bool) -> Iterator[Paragraph]:
    """Set what is said. What is urgent has a heavy bar at its side, and each statement on lines of its own."""
    bar = _URGENT_BAR if urgent else NOTHING
    previous: Role | None = None
    for role, group in groupby(said, key=lambda piece: piece.role):
        if role == "statement" and not urgent:
            yield Paragraph(Content(" ").join(map(_styled, group)), above=NOTHING)
            previous = role
            continue
        for place, piece in enumerate(group):
            spaced = previous is not None and (role in _SPACED or (place == 0 and role in _SPACED_GROUPS))
            marker = bar + _marker(piece)
            margin = bar + Content(" " * (marker.cell_length - bar.cell_length))
            text = _styled(piece)
            if urgent and role == "message":
                text = text.stylize(".prose--helpline")  # It asks how things stand.
            yield Paragraph(text, marker, margin, above=bar if spaced else None)
            previous = role


def heading(said: Reply) -> Paragraph:
    """Set the words above the suggestions, or an empty line where the reply itself has led up to them."""
    words = SUGGESTIONS.get(said.kind)
    return Paragraph(Content.assemble((words, ".prose--heading")), above=NOTHING) if words else Paragraph(NOTHING)


def suggestion(number: int, offered: Suggestion) -> Paragraph:
    """Set a suggestion whose number can be typed."""
    return Paragraph(Content(offered.title), Content.assemble((f"{number:>2}", ".prose--number"), "  "))


def past_suggestion(offered: Suggestion) -> Paragraph:
    """Set a suggestion of an earlier turn: it has no number any more, and can still be clicked."""
    click = Style.from_meta({"@click": f"screen.pick({offered.intent!r})"})
    return Paragraph(Content(offered.title).stylize(click), Content.assemble((" ·", ".prose--number"), "  "))


def _marker(piece: Piece) -> Content:
    if piece.number is not None:
        return Content.assemble((f"{marks((piece.number,)):<4}", ".prose--number"))
    return _SOURCE_MARGIN if piece.role in _INDENTED else NOTHING


def _styled(piece: Piece) -> Content:
    text = Content(piece.text)
    if style := _STYLES.get(piece.role):
        text = text.stylize(style)
    return Content.assemble(text, (marks(piece.cites), ".prose--number")) if piece.cites else text
