"""Writes the questions and answers of a library for other programs, and for those who review them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import InputError
from bot.exchange.entry import Entry
from bot.exchange.files import write_files
from bot.exchange.formats.azure import tsv_text
from bot.exchange.formats.rasa import rasa_text
from bot.exchange.formats.review_page import review_page
from bot.exchange.formats.spreadsheet import csv_text
from bot.knowledge.model import HelplineSlot
from bot.text import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.exchange.entry import Note
    from bot.knowledge.model import Intent, Library
    from bot.knowledge.utterances import Utterance

_PAGE: Final = ".md"
_HAVE_TITLES: Final = (".csv",)
"""Formats with a place for titles. In others the title is the first question, as an import reads it."""
_WRITERS: Final = {".csv": csv_text, ".tsv": tsv_text, ".yml": rasa_text, ".yaml": rasa_text}


def export_library(
    library: Library,
    utterances: Mapping[str, Sequence[Utterance]],
    target: Path,
    note: Note,
    *,
    overwrite: bool = False,
) -> int:
    """Write a library into a file of the format that its name says, and return how many intents are in it.

    Raises:
        InputError: no format has this name, or the file cannot be written.
    """
    suffix = target.suffix.lower()
    if suffix == _PAGE:
        write_files({target: review_page(library)}, overwrite=overwrite)
        return len(library.intents)
    if suffix not in _WRITERS:
        raise InputError(f"{target}: cannot be written; name a file that ends in {', '.join((*_WRITERS, _PAGE))}")
    entries = [
        _entry(intent, [each.text for each in utterances.get(intent.id, ())], note)
        for intent in library.intents.values()
        if not intent.safety
    ]
    if left_out := len(library.intents) - len(entries):
        note(
            str(library.folder), f"{left_out} safety intents are left out: these formats have no place for their rules"
        )
    if suffix not in _HAVE_TITLES:
        entries = [entry._replace(questions=_distinct((entry.title, *entry.questions))) for entry in entries]
    write_files({target: _WRITERS[suffix](entries)}, overwrite=overwrite)
    return len(entries)


def _entry(intent: Intent, utterances: Sequence[str], note: Note) -> Entry:
    """Return an intent as an entry."""
    statements = [entry for entry in intent.answer if not isinstance(entry, HelplineSlot)]
    if len(statements) < len(intent.answer):
        note(intent.id, "its helplines are left out: they depend on the country of who asks")
    urls = dict.fromkeys(source.url or source.publisher for each in statements for source in each.sources)
    return Entry(
        questions=_distinct((*intent.examples, *utterances)),
        answer=joined(statement.text for statement in statements),
        place=intent.id,
        ids=(intent.id,),
        title=intent.title,
        topic=intent.topic,
        source=", ".join(urls),
        related=intent.related,
        metadata=tuple(intent.metadata.items()),
    )


def _distinct(questions: Sequence[str]) -> tuple[str, ...]:
    """Return the first of each question, however its letters are written."""
    return tuple(reversed({each.casefold(): each for each in reversed(questions)}.values()))
