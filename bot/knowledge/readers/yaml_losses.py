"""Finds text of which YAML keeps less than a writer wrote, although the file can be read."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

import yaml

from bot.errors import Fault
from bot.knowledge.files import read_bytes
from bot.knowledge.readers.yaml_nodes import LOADER, MOST_NODES

if TYPE_CHECKING:
    from pathlib import Path

MOST_TOKENS: Final = 4 * MOST_NODES
"""Of a file; a larger one is refused."""
_COMMENT: Final = re.compile(r"[ \t]+#")
_CURLY: Final = re.compile(r"[“”„«‘’].*[“”«»‘’]", re.DOTALL)
_LAST_QUOTE: Final = re.compile(r'[^\d\s]"$')
"""Behind a number it may stand for inches."""
_REMEDY: Final = "put straight quotes round the text"


def find_losses(path: Path) -> list[Fault]:
    """Return a fault for each text that is cut, or stands in quotes that are none of YAML's.

    A file that cannot be read has none: its reader tells of that.
    """
    try:
        content = read_bytes(path).decode("utf-8-sig")
        lines = content.splitlines()
        tokens = islice(yaml.scan(content, Loader=LOADER), MOST_TOKENS)
        return [
            Fault(path, token.start_mark.line + 1, problem, _REMEDY, token.start_mark.column + 1)
            for token in tokens
            if (problem := _loss(token, lines))
        ]
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return []


def _loss(token: yaml.Token, lines: list[str]) -> str:
    """Return what is lost at a token, or nothing."""
    if not isinstance(token, yaml.ScalarToken) or not token.plain:
        return ""
    end = token.end_mark
    if " " in token.value and _COMMENT.match(lines[end.line], end.column):
        return "the text is cut at ' #', where a comment begins"
    if _CURLY.fullmatch(token.value):
        return "curly quotes stand round the text, and become part of it"
    if _LAST_QUOTE.search(token.value) and token.value.count('"') % 2:
        return "a quote ends the text, and none begins it"
    return ""
