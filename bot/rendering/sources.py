"""Renders sources: a line for each document, every passage in full, or the card of one passage."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.rendering.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.knowledge.model import Passage

# Not strftime: its month names follow the reader's locale, and the same reply has the same words everywhere.
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SOURCE_REQUEST: Final = re.compile(r"(?:source|s) ?(\d{1,3})", re.IGNORECASE)


def source_number(text: str) -> int | None:
    """Return the number of the source that a message asks for (`source 2`, `s2`), or None if it asks something else."""
    request = _SOURCE_REQUEST.fullmatch(text)
    return int(request[1]) if request else None


def document_blocks(sources: Sequence[Passage]) -> Iterator[Block]:
    """Yield a line for each document: its publisher, its date, and the numbers of its passages."""
    for numbers in _numbers_by_document(sources):
        source = sources[numbers[0] - 1]
        dated = "" if source.is_plain else f", {_dated(source) or 'no date given'}"
        yield Block("sources", source.publisher + dated, cites=numbers)


def passage_blocks(sources: Sequence[Passage]) -> Iterator[Block]:
    """Yield the full details of each passage, grouped by document so that shared details appear once."""
    for numbers in _numbers_by_document(sources):
        for number in numbers:
            yield Block("passage", _passage(sources[number - 1]), number=number)
        source = sources[numbers[0] - 1]
        if not source.is_plain:
            yield Block("document", _document(source))
        if source.url:
            yield Block("address", source.url)
    notes: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for number, source in enumerate(sources, start=1):
        for note in source.notes:
            notes[note] += (number,)
    yield from (Block("note", note, cites=numbers) for note, numbers in notes.items())


def card_blocks(source: Passage, number: int, today: date) -> tuple[Block, ...]:
    """Return the full details of one passage, with the age of its document and the notes on it."""
    if source.is_plain:
        address = [Block("address", source.url)] if source.url else []
        return (Block("passage", _passage(source), number=number), *address)
    dated = _dated(source) or "no date given"
    if age := _age(source.updated or source.published or "", today):
        dated += f", {age}"
    return (
        Block("passage", _passage(source), number=number),
        Block("document", f"“{source.title}”" if source.title else "No title given"),
        Block("fact", f"Reviewed by {source.reviewed_by}" if source.reviewed_by else "No reviewer given"),
        Block("fact", dated[0].upper() + dated[1:]),
        *(Block("note", note) for note in source.notes),
        Block("address", source.url),
    )


def plain_date(iso: str) -> str:
    """Return an ISO date as it is read aloud: `26 November 2021`. Anything but a full date is returned unchanged."""
    day = _day(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else iso


def _numbers_by_document(sources: Sequence[Passage]) -> list[tuple[int, ...]]:
    """Return the numbers of the passages of each document, in the order of first use."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, source in enumerate(sources, start=1):
        numbers[source.publisher if source.is_plain else _document(source), source.url].append(number)
    return [tuple(found) for found in numbers.values()]


def _passage(source: Passage) -> str:
    """Return where a passage is, as a reader would look it up."""
    section = f"“{source.section}”" if source.section else None
    paragraph = None if source.is_plain else f"paragraph {source.paragraph}"
    return ", ".join(filter(None, (source.publisher, section, paragraph)))


def _document(source: Passage) -> str:
    """Return what is known about a document besides its publisher, and what is missing."""
    title = f"“{source.title}”" if source.title else None
    reviewer = f"reviewed by {source.reviewed_by}" if source.reviewed_by else None
    facts = {"title": title, "date": _dated(source), "reviewer": reviewer}
    known = [fact for fact in facts.values() if fact]
    missing = [f"no {name}" for name in ("title", "reviewer", "date") if not facts[name]]
    return ", ".join([*known, *missing]) + (" given" if missing else "")


def _dated(source: Passage) -> str | None:
    if source.updated:
        return f"updated {plain_date(source.updated)}"
    return f"published {plain_date(source.published)}" if source.published else None


def _age(iso: str, today: date) -> str | None:
    """Return how long ago a date was: `4 years ago`. None if it is not a full date, or is in the future."""
    day = _day(iso)
    if day is None or day > today:
        return None
    months = 12 * (today.year - day.year) + today.month - day.month - (today.day < day.day)
    if not months:
        return "less than a month ago"
    number, unit = (months // 12, "year") if months >= 12 else (months, "month")
    return f"{number} {unit}{'' if number == 1 else 's'} ago"


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
