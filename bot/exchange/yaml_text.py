"""Writes YAML as a person would: texts in quotes, several lines as a block, keys without quotes where they may be."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN_KEY: Final = re.compile(r"[^\W\d]\w*")


def quoted(text: str) -> str:
    """Return a cleaned text of one line in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def key(text: str) -> str:
    """Return a key, in quotes where YAML would read something else than text without them."""
    is_plain = _PLAIN_KEY.fullmatch(text) and isinstance(yaml.safe_load(text), str)
    return text if is_plain else quoted(text)


def value_lines(name: str, text: str, indent: int) -> Iterator[str]:
    """Yield the lines of a key and its text: in quotes, or as a block where the text has several lines."""
    margin = " " * indent
    if "\n" not in text:
        yield f"{margin}{name}: {quoted(text)}"
        return
    yield f"{margin}{name}: |-"
    inner = " " * (len(name) - len(name.lstrip("- ")) + indent + 2)
    yield from (f"{inner}{line}".rstrip() for line in text.split("\n"))
