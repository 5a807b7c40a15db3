"""Reads what is typed as a command of the chat: with a slash, or without one where nobody could mean anything else."""

from __future__ import annotations

import re
import shlex
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

CommandName: TypeAlias = Literal["quit", "save", "page", "source", "marks", "help"]
_NAMES: Final[dict[str, CommandName]] = {name: name for name in get_args(CommandName)} | {"exit": "quit", ":q": "quit"}
_FILE_NAME: Final = re.compile(r"""["'].*["']|\S*[./~\\]\S*""")
"""What is a file's name even without a slash before the command: "save me" asks something."""


MARKS_SHOWN: Final = "Each sentence is followed by the numbers of its sources again."
MARKS_HIDDEN: Final = "The numbers of sources after each sentence are hidden. Type /marks for them."


class Command(NamedTuple):
    """A command, and what stands behind it."""

    name: CommandName
    argument: str = ""


def typed_command(text: str) -> Command | None:
    """Return the command that a clean line is; None for a message to the bot.

    `/save "a b.md"`, `/page notes.md`, `/source 2` and `/quit` are commands, and so are the same without the slash;
    `help` without one is also a question, and left to the bot.
    """
    word, _, rest = text.partition(" ")
    name = _NAMES.get(word.removeprefix("/").casefold())
    argument = rest.strip()
    if name is None:
        return None
    if word.startswith("/"):
        return Command(name, _unquoted(argument))
    is_meant = {
        "quit": not argument,
        "save": bool(_FILE_NAME.fullmatch(argument)),
        "page": bool(_FILE_NAME.fullmatch(argument)),
        "source": argument.isdecimal(),
        "marks": not argument,
        "help": False,
    }
    return Command(name, _unquoted(argument)) if is_meant[name] else None


def _unquoted(argument: str) -> str:
    """Return an argument without the quotes round it; as it is, where they do not close."""
    try:
        return " ".join(shlex.split(argument)) if argument[:1] in ("'", '"') else argument
    except ValueError:
        return argument
