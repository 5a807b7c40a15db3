"""What commands share: their exit status, how they print, and how they open a library."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from bot import arguments, startup
from bot.errors import AfterwordsError
from bot.library_cache import load
from bot.text import printable

if TYPE_CHECKING:
    import argparse

    from bot.conversation import Bot

DONE: Final = 0
FAILED: Final = 1
"""The command was carried out, but a check did not hold."""


def print_text(text: object, file: TextIO | None = None) -> None:
    """Print what may quote anything, a name, an argument or a library, so that nothing in it drives the terminal."""
    print(printable(str(text)), file=file)


def model_folder(options: argparse.Namespace) -> Path | None:
    """Return the folder of the model of sentence embeddings: the one that was given, or where `model get` puts it.

    None where there is none, or nothing to load it with.
    """
    if options.model:
        given: Path = options.model
        return given
    return default_model_folder() if default_model_folder().is_dir() and find_spec("fastembed") else None


def default_model_folder() -> Path:
    """Return where `model get` puts the model."""
    data = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "afterwords" / "all-MiniLM-L6-v2"


def open_bot(options: argparse.Namespace) -> Bot:
    """Return the bot of the library that the options name; their country is one that it knows, after that.

    Raises:
        AfterwordsError: the library is not sound, or has no helplines of the country.
    """
    bot = load(options.library, model_folder(options))
    startup.resume_collector()
    if options.country is not None:
        options.country = options.country.lower()
        if options.country not in bot.library.countries:
            known = ", ".join(bot.library.countries) or "none"
            given = f"{arguments.COUNTRY_VARIABLE}=" if os.environ.get(arguments.COUNTRY_VARIABLE) else "--country "
            raise AfterwordsError(f"{given}{options.country}: no helplines are known there; use one of: {known}")
    return bot
