"""Checks a library, and learns from it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bot import startup
from bot.commands.shared import DONE, FAILED, print_text
from bot.errors import InputError, LibraryError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def check(options: argparse.Namespace) -> int:
    """Prove that a library is sound."""
    from bot.knowledge.folder import default_folder

    return print_check(options.library or default_folder())


def print_check(folder: Path) -> int:
    """Print what there is to say of a library, or its faults, and return the exit status."""
    from bot.check import check, tell

    try:
        print_text("\n".join(check(folder)))
    except LibraryError as error:
        # This is what the command was to find: it has been carried out.
        print_text("\n".join(tell(error.faults)), file=sys.stderr)
        return FAILED
    return DONE


def train(options: argparse.Namespace) -> int:
    """Learn how to tell the intents of a library apart."""
    from bot.knowledge.folder import ALARMS_FILE, MODEL_FILE, default_folder
    from bot.knowledge.load import read_library
    from bot.matching.tokens import stems

    try:
        from bot.matching.training.alarms import train_alarms
        from bot.matching.training.train import train
    except ModuleNotFoundError as error:
        raise InputError("train needs what is not installed; run: pip install 'afterwords[train]'") from error
    startup.resume_collector()
    library = read_library(options.library or default_folder(), stems)
    outcome = train(library, lambda line: print_text(line, file=sys.stderr))
    files = {MODEL_FILE: outcome.content}
    if (library.folder / ALARMS_FILE).exists():  # It lies beside the shipped library, and serves every other.
        files[ALARMS_FILE] = train_alarms(library)
    for name, content in files.items():
        place = library.folder / name
        unfinished = place.with_name(f".{name}.{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(place)
        print_text(f"{place}: {len(content):,} bytes")
    print_text("\n".join(outcome.summary()))
    return DONE
