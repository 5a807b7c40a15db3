"""Brings questions and answers in, and writes them for other programs."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot import startup
from bot.commands.library import print_check
from bot.commands.shared import DONE, print_text
from bot.text import clean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bot.exchange.entry import Note

_MOST_NOTES: Final = 50
"""Notes on an import or export that are printed one by one."""


def import_faq(options: argparse.Namespace) -> int:
    """Make a library of question-and-answer pairs."""
    from bot.exchange import import_faq as faq

    startup.resume_collector()
    with _notes() as note:
        imported = faq.import_faq(options.file, options.folder, note, overwrite=options.overwrite)
    files = ", ".join(map(str, imported.files))
    print_text(f"intents: {imported.intents}, questions: {imported.questions}; written: {files}")
    if imported.metadata:
        print_text(f"kept as metadata, and neither asked nor told: {', '.join(map(clean, imported.metadata))}")
    return print_check(options.folder)


def export(options: argparse.Namespace) -> int:
    """Write the questions and answers of a library."""
    from bot.exchange.export_library import export_library
    from bot.knowledge.load import read_library
    from bot.knowledge.utterances import read_utterances
    from bot.matching.tokens import stems

    startup.resume_collector()
    library = read_library(options.folder, stems)
    utterances = read_utterances(library)
    with _notes() as note:
        written = export_library(library, utterances, options.file, note, overwrite=options.overwrite)
    print_text(f"intents: {written}; written: {options.file}")
    return DONE


@contextmanager
def _notes() -> Iterator[Note]:
    """Return what takes notes on the way; at the end, also by an error, they are printed."""
    notes: list[str] = []
    try:
        yield lambda place, what: notes.append(clean(f"{place}: {what}"))
    finally:
        for line in notes[:_MOST_NOTES]:
            print_text(line, file=sys.stderr)
        if len(notes) > _MOST_NOTES:
            print_text(f"and {len(notes) - _MOST_NOTES} more of these", file=sys.stderr)


def fingerprint(options: argparse.Namespace) -> int:
    """Print what sources.yaml wants of a document."""
    from bot.exchange.source_document import source_text

    print_text(source_text(options.file))
    return DONE
