"""Reads the Markdown of an answer: paragraphs, lists, bold and links. Whatever else it holds is text, as written."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.text import may_be_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MOST_KEPT: Final = 1_000
"""Texts of which the parts are kept, so that a batch reads each of them once."""
_DEEPEST: Final = 20
"""Lists and items within each other; what is nested deeper would be lost."""
_ADDRESS: Final = re.compile(r"https?://[^/?#]|mailto:[^?]", re.IGNORECASE)
_INDENTATION: Final = re.compile(r"\n *")
_AS_WRITTEN: Final = ("autolink", "backticks", "escape", "html_inline", "image")
"""Parts of a line that are read only to be left as they are: no `**` in a name of code makes anything bold."""


class Span(NamedTuple):
    """A part of a line in one style."""

    text: str
    is_bold: bool = False
    address: str = ""
    """Where a link leads."""


class Part(NamedTuple):
    """A paragraph, or an item of a list."""

    spans: tuple[Span, ...]
    """A line feed in them is a line break."""
    marker: str = ""
    """What an item begins with: `- ` or `2. `; empty for a paragraph, and for a further one of an item."""
    indent: int = 0
    """Columns before the marker, or before the text: an item of an inner list begins where the text of its outer
    item does."""
    is_first: bool = True
    """Whether its text begins with it."""

    @property
    def text(self) -> str:
        """Its words, without marker: bold as it is, and each link followed by its address."""
        return "".join(map(_shown, links(self.spans)))

    @property
    def flows(self) -> bool:
        """Whether it may go on in the line of what was said before."""
        return self.is_first and not self.marker


def hanging(part: Part, text: str) -> str:
    """Return the text of a part behind its marker, under which its further lines are indented."""
    margin = " " * (part.indent + len(part.marker))
    return " " * part.indent + part.marker + text.replace("\n", f"\n{margin}")


def links(spans: Iterable[Span]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield each address with the spans that lead to it; an empty one with those between links."""
    for address, linked in groupby(spans, key=lambda span: span.address):
        yield address, tuple(linked)


def shown_address(address: str, words: str) -> str:
    """Return an address as it follows the words of its link: empty where these are the address."""
    shown = address.removeprefix("mailto:")
    return "" if words in (address, shown) else f" ({shown})"


@lru_cache(maxsize=MOST_KEPT)
def parts(text: str) -> tuple[Part, ...]:
    """Return the parts of a text, at least one."""
    as_written = (Part((Span(text),)),)
    if not may_be_markdown(text):
        return as_written
    parser = _parser()
    tokens = parser.parse(text)
    if any(token.type == "list_item_open" and token.level == _DEEPEST - 1 for token in tokens):
        return as_written
    return tuple(_parts(tokens, text.split("\n"))) or as_written


def _shown(link: tuple[str, tuple[Span, ...]]) -> str:
    address, spans = link
    words = "".join(span.text for span in spans)
    return words + shown_address(address, words) if address else words


def _parts(tokens: Iterable[Token], lines: Sequence[str]) -> Iterator[Part]:
    columns, numbers = [0], [0]
    marker, is_first = "", True
    for token in tokens:
        spans: tuple[Span, ...] = ()
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "inline":
            spans = tuple(_spans(token.children or ()))
        elif token.type in ("fence", "hr") and token.map:
            spans = (Span("\n".join(line.strip() for line in lines[slice(*token.map)]).rstrip("\n")),)
        is_end = token.type == "list_item_close"
        if spans or (marker and (is_end or token.type == "list_item_open")):
            yield Part(spans, marker, columns[-1] - len(marker), is_first)
            marker, is_first = "", False
        if token.type == "list_item_open":
            marker = f"{numbers[-1]}{token.markup} " if token.info else "- "
            numbers[-1] += 1
            columns.append(columns[-1] + len(marker))
        elif is_end:
            columns.pop()


def _spans(tokens: Iterable[Token]) -> Iterator[Span]:
    spans: list[Span] = []
    depth = opened = 0
    address = title = ""
    for token in tokens:
        text = token.content
        if token.type in ("strong_open", "strong_close") and token.markup == "**":
            depth += token.nesting
        elif token.type in ("softbreak", "hardbreak"):
            text = "\n"
        elif token.type == "link_open":
            address, title = (str(token.attrs.get(name, "")) for name in ("href", "title"))
            text, opened = "" if address else "[", len(spans)
        elif token.type == "link_close" and address:
            words = "" if len(spans) > opened else address.removeprefix("mailto:")
            text = f'{words} "{title}"' if title else words
        elif token.type == "link_close":
            text = "]()"
        elif token.nesting:
            text = token.markup  # Of emphasis.
        if text:
            spans.append(Span(text, depth > 0, address))
        if token.type == "link_close":
            address = ""
    for (is_bold, leads_to), alike in groupby(spans, key=lambda span: span[1:]):
        yield Span("".join(span.text for span in alike), is_bold, leads_to)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # Long to import, and of no use to a library without Markdown.
    from markdown_it.rules_inline import autolink, backtick, escape, html_inline, image

    parser = MarkdownIt("zero", {"html": True, "maxNesting": _DEEPEST})
    parser.enable(["emphasis", "fence", "hr", "link", "list", "newline", *_AS_WRITTEN])
    for name, rule in zip(_AS_WRITTEN, (autolink, backtick, escape, html_inline, image), strict=True):
        parser.inline.ruler.at(name, _as_written(rule))
    parser.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]
    return parser


def _as_written(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Return a rule that matches what another one does, and makes text of it."""

    def read(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not rule(state, True):
            return False
        if not silent:
            state.pending += _INDENTATION.sub("\n", state.src[start : state.pos])
        return True

    return read
