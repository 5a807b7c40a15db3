"""Finds the texts of YAML files with their places, as they are written: what is warned of stands somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from bot.errors import Fault
from bot.knowledge.files import read_bytes
from bot.knowledge.readers.yaml_nodes import Budget, compose
from bot.text import clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LONGEST_EXCERPT: Final = 60
"""Characters of a text that a warning quotes."""


class Text(NamedTuple):
    """A text, or a key, of a file."""

    file: Path
    line: int
    column: int
    """From 1; 0 where it is the line as a whole."""
    keys: tuple[str, ...]
    """What it stands under, from the top of the file, and its own key; of an item of a list, its number from 0."""
    value: str
    """Cleaned, with its lines where it has some; of a key, the key."""
    is_key: bool = False

    def fault(self, problem: str, remedy: str) -> Fault:
        """Return what is wrong with it."""
        return Fault(self.file, self.line, problem, remedy, self.column)


def read_written(files: Iterable[Path]) -> list[Text]:
    """Return every key and text of files that have been read without a fault, in order."""
    texts: list[Text] = []
    for path in files:
        node = compose(read_bytes(path).decode("utf-8-sig"), Budget())
        if node is not None:
            texts += _texts(path, node, ())
    return texts


def _texts(path: Path, node: yaml.Node, keys: tuple[str, ...]) -> Iterator[Text]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*keys, clean(str(key.value)))
            yield _text(path, key, inner, is_key=True)
            yield from _texts(path, value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _texts(path, item, (*keys, str(number)))
    else:
        yield _text(path, node, keys)


def _text(path: Path, node: yaml.Node, keys: tuple[str, ...], *, is_key: bool = False) -> Text:
    mark, value = node.start_mark, str(node.value)
    value = clean_lines(value) if "\n" in value.strip() else clean(value)
    return Text(path, mark.line + 1, mark.column + 1, keys, value, is_key)


def excerpt(text: str) -> str:
    """Return a text as a warning quotes it."""
    text = clean(text)
    return text if len(text) <= _LONGEST_EXCERPT else f"{text[:_LONGEST_EXCERPT].rstrip()} …"
