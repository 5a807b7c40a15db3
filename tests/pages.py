"""What the tests of the README, and of the pages for writers and developers, share: their snippets and headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

README, FOR_DEVELOPERS, FOR_WRITERS = (CHECKOUT / name for name in ("README.md", "bot/README.md", "intents/README.md"))
TEXTS = {page: page.read_text("utf-8") for page in (README, FOR_DEVELOPERS, FOR_WRITERS)}
EXAMPLE = "my_library"
"""The library that the page for writers builds: each of its snippets begins with the name of a file in it."""

HEADING_OR_SNIPPET = re.compile(r"^##+ ([^\n]+)$|^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)]+)\)")


class Block(NamedTuple):
    """A snippet of a page."""

    page: Path
    section: str
    kind: str
    text: str


def blocks(kind: str) -> Iterator[Block]:
    """Yield the snippets of a kind, each with the heading it stands under."""
    for page, text in TEXTS.items():
        section = ""
        for heading, written, snippet in HEADING_OR_SNIPPET.findall(text):
            section = heading or section
            if written == kind:
                yield Block(page, section, kind, snippet)


def slug(heading: str) -> str:
    """Return what a link to a heading ends with."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def name(page: Path) -> str:
    return page.relative_to(CHECKOUT).as_posix()


def write_example(folder: Path, snippets: Collection[Block]) -> Path:
    """Write the files of a library that snippets hold; a later one replaces an earlier one."""
    library = folder / EXAMPLE
    library.mkdir(exist_ok=True)
    for snippet in snippets:
        (file,) = re.findall(rf"\A# {EXAMPLE}/(\w+\.yaml)\n", snippet.text)
        (library / file).write_text(snippet.text, "utf-8")
    return library
