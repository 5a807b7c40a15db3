"""A piece of what the bot says, and what it is: the screen and the lines each show it in their manner."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal[
    "message", "title", "lead", "statement", "helpline", "sources", "passage", "document", "fact", "note", "address"
]  # fmt: skip
"""What a piece is: `lead` is an answer's first statement; `sources` names a document and its passages' numbers; `fact`
is something that is known of a document."""


class Block(NamedTuple):
    """A part of a reply that is shown in one manner."""

    role: Role
    text: str
    number: int | None = None
    """The number of a `passage`."""
    cites: tuple[int, ...] = ()
    """The numbers of the passages that a statement rests on, or that are out of the document of `sources`."""


def marks(cites: tuple[int, ...]) -> str:
    """Return the numbers of passages as they stand behind a statement: `[1][3]`."""
    return "".join(f"[{number}]" for number in cites)
