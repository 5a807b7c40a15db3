"""Tells the paragraphs of a document, and the fingerprints by which `sources.yaml` knows them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING: Final = re.compile(r"#{1,6}\s+(.*?)[\s#]*")
_DIGITS: Final = 16


class Paragraph(NamedTuple):
    """A line of a document that holds something."""

    line: int
    text: str
    heading: str
    """The last line above it that is a Markdown heading; empty where there is none."""


def paragraphs(document: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document, one a line; a line that begins with `#` is a heading."""
    heading = ""
    for number, line in enumerate(document.split("\n"), 1):
        text = " ".join(line.split())
        if found := _HEADING.fullmatch(text):
            heading = found[1]
        elif text:
            yield Paragraph(number, text, heading)


def fingerprint(paragraph: str) -> str:
    """Return 16 hex digits that tell a paragraph from every other, however its white space is written."""
    text = " ".join(unicodedata.normalize("NFC", paragraph).split())
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
