"""A reply or a source in lines that begin with what they are: to be read aloud, printed, copied and saved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bot.chat.piece import marks
from bot.chat.sources import card
from bot.chat.words import SUGGESTIONS, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.chat.piece import Piece, Role
    from bot.knowledge.library import Source
    from bot.reply import Reply

NO_SOURCES: Final = "The last answer has no sources."
NO_SUCH_SOURCE: Final = "The last answer has no source {number}. It has {last}."

_LABELS: Final[dict[Role, str]] = {
    "title": "Answer: ",
    "helpline": "Helpline: ",
    "passage": "Source {number}: ",
    "document": "Document: ",
    "note": "Note: ",
    "address": "Address: ",
}


def spoken(reply: Reply, *, whole: bool = False) -> Iterator[str]:
    """Yield the lines of a reply; `whole`, with all there is to tell of its sources."""
    yield from spoken_answer(reply, whole=whole)
    if reply.suggestions:
        yield from filter(None, [SUGGESTIONS.get(reply.kind)])
        for number, suggestion in enumerate(reply.suggestions, start=1):
            yield f"Suggestion {number}: {suggestion.title}"
    for number, option in enumerate(reply.options, start=len(reply.suggestions) + 1):
        yield f"Choice {number}: {option}"


def spoken_answer(reply: Reply, *, whole: bool = False) -> Iterator[str]:
    """Yield the lines of a reply without its suggestions."""
    for place, piece in enumerate(pieces(reply, whole=whole)):
        yield spoken_piece(piece, label="Answer: " if place == 0 else "")


def spoken_source(sources: Sequence[Source], number: int) -> Iterator[str]:
    """Yield the lines of one source's card, or that there is none with this number."""
    if not sources:
        yield NO_SOURCES
    elif not 1 <= number <= len(sources):
        yield NO_SUCH_SOURCE.format(number=number, last=len(sources))
    else:
        yield from map(spoken_piece, card(sources[number - 1], number, date.today()))


def spoken_piece(piece: Piece, label: str = "") -> str:
    """Return a piece behind its role's own label, or else behind this one."""
    if piece.role == "sources":
        return f"Source{'s' if len(piece.cites) > 1 else ''} {', '.join(map(str, piece.cites))}: {piece.text}"
    return f"{_LABELS.get(piece.role, label).format(number=piece.number)}{piece.text} {marks(piece.cites)}".rstrip()
