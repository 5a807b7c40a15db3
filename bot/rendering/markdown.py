"""Renders a conversation as Markdown. All text is escaped: nothing acts as markup but what an answer means."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.rendering.blocks import citation_marks
from bot.rendering.markdown_text import Part, Span, hanging, links
from bot.rendering.plain_text import plain_block
from bot.rendering.reply_blocks import reply_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.rendering.blocks import Role
    from bot.reply import Reply

_SPECIAL: Final = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]<>#|~&$^!"})
"""Characters that are markup anywhere in a line, and what stands for each."""
_SPECIAL_AT_START: Final = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""Characters that are markup at the start of a line."""
_INTERRUPTING: Final = ("- ", "1. ", "1) ")
"""Markers of an item that may follow the words of another one without an empty line, if it has words itself."""
_LIST_ITEMS: Final[frozenset[Role]] = frozenset({"passage", "document", "address", "note"})


def as_markdown(title: str, replies: Iterable[Reply]) -> str:
    """Return every turn of a conversation, with full details of its sources."""
    blocks = [f"# {escaped(title)}"] if title else []
    for reply in replies:
        blocks += _turn(reply)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return a line of text so that Markdown shows it unchanged (CommonMark 0.31, section 2.4, and extensions)."""
    return _start_escaped(text.translate(_SPECIAL))


def marked_up(told: Iterable[tuple[Part, str]]) -> str:
    """Return parts of answers, each with the marks that follow it, as Markdown that means the same."""
    text = ""
    before = Part(())
    for part, marks in told:
        follows = part.indent <= before.indent or not before.spans or (part.spans and part.marker in _INTERRUPTING)
        gap = "\n" if before.marker and part.marker and follows else "\n\n"
        text += (gap if text else "") + _marked_up(part, marks)
        before = part
    return text


def _start_escaped(line: str) -> str:
    return _SPECIAL_AT_START.sub(lambda start: f"{start[1]}\\" if start[1].isdigit() else f"\\{start[1]}", line)


def _turn(reply: Reply) -> Iterator[str]:
    yield f"**You:** {escaped(reply.question)}"
    items: list[str] = []
    for has_part, group in groupby(reply_blocks(reply, whole=True), key=lambda block: block.part is not None):
        if has_part:
            yield marked_up((block.part, citation_marks(block.cites)) for block in group if block.part)
            continue
        for block in group:
            if block.role == "title":
                yield f"## {escaped(block.text)}"
            elif block.role in _LIST_ITEMS:
                items.append(f"- {escaped(plain_block(block))}")
            else:
                yield _marked_up(Part((Span(plain_block(block)),)), "")
    if items:
        yield "\n".join(items)


def _marked_up(part: Part, marks: str) -> str:
    if part.marker == "- ":
        part = part._replace(marker="* ")  # The list of sources, with dashes, is another one.
    text = "".join(_link(address, spans) for address, spans in links(part.spans))
    lines = f"{text} {escaped(marks)}".rstrip().split("\n")
    return hanging(part, "\\\n".join(_start_escaped(line.strip()) for line in lines))


def _link(address: str, spans: Iterable[Span]) -> str:
    words = "".join(map(_span, spans))
    if not address:
        return words
    target = f"<{address}>" if "(" in address or ")" in address else address
    return f"[{words}]({target})"


def _span(span: Span) -> str:
    text = span.text.translate(_SPECIAL)
    core = text.strip()
    if not (span.is_bold and core):
        return text
    before, after = text.split(core)
    return f"{before}**{core}**{after}"
