"""Writes what `sources.yaml` wants to know of a document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.errors import InputError
from bot.exchange.files import read_text
from bot.exchange.grouping import slug
from bot.exchange.yaml_text import key, quoted
from bot.knowledge.document import fingerprint, paragraphs
from bot.text import clean

if TYPE_CHECKING:
    from pathlib import Path

_WORDS_SHOWN: Final = 5
"""The first words of a paragraph, by which a writer knows it; its text is other people's, and stays out."""
_FIRST_SECTION: Final = "start"


def source_text(path: Path) -> str:
    """Return the entry of a document, with the fingerprints of its paragraphs, to be completed by hand.

    Raises:
        InputError: the document cannot be read, or holds nothing.
    """
    found = list(paragraphs(read_text(path)))
    if not found:
        raise InputError(f"{path}: holds no paragraph; put each on a line of its own")
    lines = [
        "documents:",
        f"  {key(slug(path.stem) or 'document')}:  # the short name that citations use",
        f"    publisher: {quoted('TODO: who published it')}",
        f"    url: {quoted('TODO: where it stands')}",
        "    sections:",
    ]
    names: set[str] = set()
    for heading, many in groupby(found, key=lambda each: clean(each.heading)):
        base = slug(heading) or _FIRST_SECTION
        name, number = base, 2
        while name in names:
            name, number = f"{base}_{number}", number + 1
        names.add(name)
        lines.append(f"      {key(name)}:")
        if heading:
            lines.append(f"        heading: {quoted(heading)}")
        lines.append("        paragraphs:")
        for each in many:
            words = " ".join(clean(each.text).split()[:_WORDS_SHOWN])
            lines.append(f"          - {quoted(fingerprint(each.text))}  # line {each.line}: {words} …")
    return "\n".join(lines)
