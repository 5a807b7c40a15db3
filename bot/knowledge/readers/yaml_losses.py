"""Finds text of which YAML keeps less than a writer wrote, although the file can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import yaml

from bot.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMMENT: Final = re.compile(r"[ \t]+#")
_CURLY: Final = re.compile(r"[“”„«‘’].*[“”«»‘’]", re.DOTALL)
_REMEDY: Final = "put straight quotes round the text"


def find_losses(path: Path) -> Iterator[Fault]:
    """Yield a fault for each text that is cut, or whose first sign is taken for one of YAML's own.

    A file that cannot be read yields none: its reader tells of that.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
        tokens = list(yaml.scan(content, Loader=yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return
    lines = content.splitlines()
    for token in tokens:
        if problem := _loss(token, lines):
            mark = token.start_mark
            yield Fault(path, mark.line + 1, problem, _REMEDY, mark.column + 1)


def _loss(token: yaml.Token, lines: list[str]) -> str:
    """Return what is lost at a token, or nothing."""
    if isinstance(token, yaml.AnchorToken):
        return f"'&{token.value}' is taken for the name of a place, and is no part of the text"
    if isinstance(token, yaml.AliasToken):
        return f"'*{token.value}' is taken for the name of a place, and another text is put here"
    if not isinstance(token, yaml.ScalarToken) or not token.plain:
        return ""
    end = token.end_mark
    if " " in token.value and _COMMENT.match(lines[end.line], end.column):
        return "the text is cut at ' #', where a comment begins"
    if _CURLY.fullmatch(token.value):
        return "curly quotes stand round the text, and become part of it"
    return ""
