"""Reads question-and-answer pairs from the rows of a spreadsheet with columns in any order, and writes them as CSV."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.exchange.entry import Entry
from bot.exchange.formats.table import table_text
from bot.exchange.mending import mend
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.exchange.entry import Note
    from bot.exchange.formats.table import Row

QUESTION: Final = ("question", "questions", "q", "utterance")
ANSWER: Final = ("answer", "answers", "a", "response")
"""Names of a column, the one that is written first."""
_KNOWN: Final = {
    "id": ("id", "intent"),
    "title": ("title",),
    "topic": ("topic", "category"),
    "source": ("source", "url", "link"),
    "related": ("related",),
}
"""Names of the other columns that a library has a place for."""
_ANOTHER_QUESTION: Final = re.compile(
    r"(?:alternate |alternative |other )?questions?[ _]?\d*|(?:alternate|alternative|variant|example)s?[ _]?\d*"
)
"""Further columns with ways of asking the same: `question 2`, `alternate questions`, `alternate 1`."""
_SEVERAL_IN_A_LINE: Final = re.compile(r"\S *[;|] *\S")
"""What people write between several questions in one line of a cell."""
_BETWEEN_IDS: Final = re.compile(r"[\s,;|]+")


def entry_of(row: Row, place: str, note: Note) -> Entry | None:
    """Return what a row asks and answers; None, which is told, where it does not do both."""
    cells = mended_cells(row, place, note)
    question, answer = clean(take(cells, QUESTION)), take(cells, ANSWER)
    others = [name for name in cells if _ANOTHER_QUESTION.fullmatch(name)]
    for name in others:
        if "\n" not in cells[name].strip() and _SEVERAL_IN_A_LINE.search(cells[name]):
            note(place, f"{name}: is kept as one question; write several one a line: '{clean(cells[name])[:80]}'")
    questions = [question, *(clean(line) for name in others for line in cells.pop(name).splitlines())]
    questions = list(dict.fromkeys(filter(None, questions)))
    if not is_whole(questions[0] if questions else "", answer, place, note):
        return None
    told = {name: clean(take(cells, names)) for name, names in _KNOWN.items()}
    return Entry(
        questions=tuple(questions),
        answer=answer,
        place=place,
        ids=(told["id"],) if told["id"] else (),
        title=told["title"],
        topic=told["topic"],
        source=told["source"],
        related=tuple(filter(None, _BETWEEN_IDS.split(told["related"]))),
        metadata=tuple((name, clean(text)) for name, text in cells.items()),
    )


def csv_text(entries: Sequence[Entry]) -> str:
    """Return a CSV with a row for each question; what belongs to the whole entry stands in each of its rows."""
    names = tuple(dict.fromkeys(name for entry in entries for name, _ in entry.metadata))
    columns = ("id", "title", "topic", "question", "answer", "source", "related", *names)
    rows: list[tuple[str, ...]] = []
    for entry in entries:
        metadata = dict(entry.metadata)
        more = (metadata.get(name, "") for name in names)
        behind = (entry.answer, entry.source, " ".join(entry.related), *more)
        rows += [(entry.ids[0], entry.title, entry.topic, question, *behind) for question in entry.questions]
    return table_text(columns, rows)


def mended_cells(row: Row, place: str, note: Note, *, has_escapes: bool = False) -> dict[str, str]:
    """Return the cells of a row, mended, each mending told; empty ones are left out."""
    cells: dict[str, str] = {}
    for name, cell in row.cells.items():
        text, notes = mend(cell, has_escapes=has_escapes)
        for told in notes:
            note(place, f"{name}: {told}")
        if text:
            cells[name] = text
    return cells


def is_whole(question: str, answer: str, place: str, note: Note) -> bool:
    """Return whether a row has both a question and an answer; what is left out otherwise is told."""
    if question and answer:
        return True
    missing, there = ("answer", question) if question else ("question", answer)
    note(place, f"has no {missing}; left out: '{clean(there)[:80]}'" if there else "has no question; left out")
    return False


def take(cells: dict[str, str], names: Collection[str]) -> str:
    """Take the first cell out that has one of these names."""
    return next((cells.pop(name) for name in names if name in cells), "")
