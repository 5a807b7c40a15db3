"""What a reply says, piece by piece and in words: the screen and the lines show these same pieces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.library import Source
    from bot.reply import Answer, Kind, Reply

Role = Literal["message", "title", "lead", "statement", "helpline", "sources", "source", "document", "address"]
"""What a piece is: `lead` is an answer's first statement, `sources` the heading above the numbered passages."""

PLACEHOLDER: Final = "Ask in your own words, or a number"

SUGGESTIONS: Final[dict[Kind, str]] = {
    "answer": "You could ask next",
    "chat": "You could ask",
    "safety": "You could ask",
}
"""The heading above the suggestions; the other kinds of reply introduce them in their message."""

QUESTION_SHOWN: Final = 400
"""Characters of a question that are repeated back: enough to know it by, without pushing the answer out of sight."""

# Not strftime: its month names follow the reader's locale, and the same reply has the same words everywhere.
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply that is shown in one manner."""

    role: Role
    text: str
    number: int | None = None
    """The number of a `source`."""
    cites: tuple[int, ...] = ()
    """The numbers of the sources that a `lead` or `statement` rests on."""


def pieces(reply: Reply) -> tuple[Piece, ...]:
    """Return everything the reply says before its suggestions, in reading order."""
    message = [Piece("message", paragraph) for paragraph in paragraphs(reply.message or reply.error or "")]
    titled = reply.kind != "chat"  # "Thank you", above "You are welcome", would be read as part of what is said.
    answers = [piece for answer in reply.answers for piece in _answer_pieces(answer, titled=titled)]
    if reply.kind == "safety":
        return (*answers, *message)  # Help comes first; the message asks how things stand, and is answered next.
    return (*message, *answers)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text that parts them with empty lines."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def marks(cites: tuple[int, ...]) -> str:
    """Return the source numbers as they stand behind a statement: `[1][3]`."""
    return "".join(f"[{number}]" for number in cites)


def repeated(question: str) -> str:
    """Return a question as it is repeated back to the reader: whole, or its beginning when it is very long."""
    return question if len(question) <= QUESTION_SHOWN else question[:QUESTION_SHOWN].rstrip() + " …"


def told_helplines(reply: Reply) -> tuple[str, ...]:
    """Return the statements that tell whom to call, so that they can be kept in sight."""
    said = (statement for answer in reply.answers for statement in answer.statements)
    return tuple(statement.text for statement in said if statement.tells_helpline)


def _answer_pieces(answer: Answer, *, titled: bool) -> Iterator[Piece]:
    numbers = {source: number for number, source in enumerate(answer.sources, start=1)}
    if titled:
        yield Piece("title", answer.title)
    for place, statement in enumerate(answer.statements):
        cites = tuple(numbers[source] for source in statement.sources)
        role: Role = "helpline" if statement.tells_helpline else "statement" if place else "lead"
        yield Piece(role, statement.text, cites=cites)
    if numbers:
        yield Piece("sources", "Sources" if len(numbers) > 1 else "Source")
        yield from _source_pieces(numbers)


def _source_pieces(numbers: dict[Source, int]) -> Iterator[Piece]:
    """Yield the passages of each document together, so that what they share is told once."""
    for (document, address), group in _by_document(numbers):
        for source in group:
            yield Piece("source", _passage(source), number=numbers[source])
        yield Piece("document", document)
        yield Piece("address", address)


def _by_document(numbers: dict[Source, int]) -> Iterator[tuple[tuple[str, str], list[Source]]]:
    first_use: dict[tuple[str, str], int] = {}
    for source, number in numbers.items():
        first_use.setdefault((_document(source), source.url), number)
    ordered = sorted(numbers, key=lambda source: (first_use[_document(source), source.url], numbers[source]))
    for key, group in groupby(ordered, key=lambda source: (_document(source), source.url)):
        yield key, list(group)


def _passage(source: Source) -> str:
    """Return where the passage stands, as a reader would look it up."""
    section = f"“{source.section}”" if source.section else None
    return ", ".join(filter(None, (source.publisher, section, f"paragraph {source.paragraph}")))


def _document(source: Source) -> str:
    """Return what is known of the document besides its publisher, and what is not."""
    title = f"“{source.title}”" if source.title else None
    reviewer = f"reviewed by {source.reviewed_by}" if source.reviewed_by else None
    facts = {"title": title, "date": _dated(source), "reviewer": reviewer}
    known = [fact for fact in facts.values() if fact]
    missing = [f"no {name}" for name in ("title", "reviewer", "date") if not facts[name]]
    return ", ".join([*known, *missing]) + (" given" if missing else "")


def _dated(source: Source) -> str | None:
    if source.updated:
        return f"updated {spoken_date(source.updated)}"
    return f"published {spoken_date(source.published)}" if source.published else None


def spoken_date(iso: str) -> str:
    """Return an ISO date as it is read aloud: `26 November 2021`. What is no full date stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
