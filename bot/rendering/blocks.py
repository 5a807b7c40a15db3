"""Blocks: the parts of a rendered reply, each with a role that every front end styles in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.rendering.markdown_text import Part

Role = Literal[
    "message", "title", "lead", "statement", "helpline", "sources", "passage", "document", "fact", "note", "address",
    "support", "advice",
]  # fmt: skip
"""What a block is: `lead` is an answer's first statement; `sources` names a document and the numbers of its passages;
`fact` is one detail of a document, such as its reviewer; `support` is help offered under another reply; `advice`
says whom to see, and when."""


class Block(NamedTuple):
    """A part of a reply that is shown in one style."""

    role: Role
    text: str
    number: int | None = None
    """The number of a `passage`."""
    cites: tuple[int, ...] = ()
    """The numbers of the passages that support a statement, or that come from the document of `sources`."""
    part: Part | None = None
    """Of a statement in Markdown, the paragraph or the item that has this text."""


def citation_marks(cites: Iterable[int]) -> str:
    """Return the numbers of the cited passages as they follow a statement: `[1]`; one mark for those in a row."""
    return "".join(mark for _, mark in numbered_marks(cites))


def numbered_marks(cites: Iterable[int]) -> list[tuple[int, str]]:
    """Return each mark with the number of its first passage, in ascending order."""
    rows: list[list[int]] = []
    for number in sorted(cites):
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return [(row[0], f"[{row[0]}–{row[-1]}]" if len(row) > 1 else f"[{row[0]}]") for row in rows]
