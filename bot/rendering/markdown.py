"""Renders a conversation as Markdown. All text is escaped, so nothing typed or quoted acts as markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.rendering.plain_text import plain_block
from bot.rendering.reply_blocks import reply_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.rendering.blocks import Role
    from bot.reply import Reply

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$^!])")
"""Characters that are markup anywhere in a line."""
_SPECIAL_AT_START: Final = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""Characters that are markup at the start of a line."""
_LIST_ITEMS: Final[frozenset[Role]] = frozenset({"passage", "document", "address", "note"})


def as_markdown(title: str, replies: Iterable[Reply]) -> str:
    """Return every turn of a conversation, with full details of its sources."""
    blocks = [f"# {escaped(title)}"] if title else []
    for reply in replies:
        blocks += _turn(reply)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return a line of text so that Markdown shows it unchanged (CommonMark 0.31, section 2.4, and extensions)."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _SPECIAL_AT_START.sub(lambda start: f"{start[1]}\\" if start[1].isdigit() else f"\\{start[1]}", text)


def _turn(reply: Reply) -> Iterator[str]:
    yield f"**You:** {escaped(reply.question)}"
    items: list[str] = []
    for block in reply_blocks(reply, whole=True):
        if block.role == "title":
            yield f"## {escaped(block.text)}"
        elif block.role in _LIST_ITEMS:
            items.append(f"- {escaped(plain_block(block))}")
        else:
            yield escaped(plain_block(block))
    if items:
        yield "\n".join(items)
