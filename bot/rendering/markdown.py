"""A conversation as Markdown, in which nothing that was typed, and nothing of the library, is read as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.rendering.plain_text import plain_block
from bot.rendering.reply_blocks import reply_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.rendering.blocks import Role
    from bot.reply import Reply

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$^!])")
"""What means something wherever it stands."""
_FIRST_SIGNS: Final = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""What means something where a line begins."""
_LISTED: Final[frozenset[Role]] = frozenset({"passage", "document", "address", "note"})


def as_markdown(title: str, replies: Iterable[Reply]) -> str:
    """Return all turns of a conversation, with all there is to tell of their sources."""
    blocks = [f"# {escaped(title)}"] if title else []
    for reply in replies:
        blocks += _turn(reply)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return a line of text as Markdown that shows just this (CommonMark 0.31, section 2.4, and what others add)."""
    text = _SIGNS.sub(r"\\\1", text)
    return _FIRST_SIGNS.sub(lambda first: f"{first[1]}\\" if first[1].isdigit() else f"\\{first[1]}", text)


def _turn(reply: Reply) -> Iterator[str]:
    yield f"**You:** {escaped(reply.question)}"
    listed: list[str] = []
    for block in reply_blocks(reply, whole=True):
        if block.role == "title":
            yield f"## {escaped(block.text)}"
        elif block.role in _LISTED:
            listed.append(f"- {escaped(plain_block(block))}")
        else:
            yield escaped(plain_block(block))
    if listed:
        yield "\n".join(listed)
