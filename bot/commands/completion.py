"""Prints the completion of commands for a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import arguments
from bot.commands.shared import DONE
from bot.errors import InputError

if TYPE_CHECKING:
    import argparse


def completion(options: argparse.Namespace) -> int:
    """Print what a shell reads."""
    try:
        import shtab
    except ModuleNotFoundError as error:
        raise InputError("completion needs what is not installed; run: pip install 'afterwords[completion]'") from error
    print(shtab.complete(arguments.parser(), options.shell))
    return DONE
