"""What every format is read into, and written from: an answer, and the ways in which it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias


class Entry(NamedTuple):
    """One answer, and the ways in which a file asks for it."""

    questions: tuple[str, ...]
    answer: str
    """Markdown, in as many lines as it has."""
    place: str
    """Where it stands, as notes name it: `faq.csv:7`."""
    ids: tuple[str, ...] = ()
    """The names or numbers that it has in its file; once grouped, the one that it has in the library."""
    title: str = ""
    topic: str = ""
    source: str = ""
    related: tuple[str, ...] = ()
    """The ids of other entries."""
    metadata: tuple[tuple[str, str], ...] = ()
    """What else the file says of it, by name."""
    left_behind: tuple[str, ...] = ()
    """What a library has no place for, in words."""


Note: TypeAlias = Callable[[str, str], None]
"""Tells whoever imports or exports something: where (`faq.csv:7`), and what."""
