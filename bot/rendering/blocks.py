"""Blocks: the parts of a rendered reply, each with a role that every front end styles in its own way."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal[
    "message", "title", "lead", "statement", "helpline", "sources", "passage", "document", "fact", "note", "address",
    "support",
]  # fmt: skip
"""What a block is: `lead` is an answer's first statement; `sources` names a document and the numbers of its passages;
`fact` is one detail of a document, such as its reviewer; `support` is help that is offered under another reply."""


class Block(NamedTuple):
    """A part of a reply that is shown in one style."""

    role: Role
    text: str
    number: int | None = None
    """The number of a `passage`."""
    cites: tuple[int, ...] = ()
    """The numbers of the passages that support a statement, or that come from the document of `sources`."""


def citation_marks(cites: tuple[int, ...]) -> str:
    """Return the numbers of the cited passages as they follow a statement: `[1][3]`."""
    return "".join(f"[{number}]" for number in cites)
