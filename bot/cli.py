"""The command line: runs the commands, prints errors, and sets the exit status."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot import arguments, startup
from bot.commands.shared import DONE, open_bot, print_text
from bot.errors import AfterwordsError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    startup.pause_collector()
    _hold_standard_descriptors()
    startup.leave_no_core_dump()
    # Without a standard error, print would write errors among the results.
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (open to the end, like any standard error)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character that the terminal lacks must not end an answer
    options = arguments.parse(argv)
    try:
        if sys.stdout is None and options.command != "batch":
            raise InputError("standard output is closed; run it with one that is open")
        status = _version(options) if options.version else _command(options.command)(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except AfterwordsError as error:
        print_text(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()  # the reader has closed the pipe, as `head` does
        return DONE
    except OSError as error:
        print_text(f"the output cannot be written: {error.strerror}; make room, or write elsewhere", file=sys.stderr)
        _discard_output()
        return AfterwordsError.exit_code
    return status


def _hold_standard_descriptors() -> None:
    """Keep the numbers of closed standard streams from being given to files, into which a process might print."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def _discard_output() -> None:
    """Keep Python from reporting, at exit, that the rest of the output cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(options: argparse.Namespace) -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        program = version("afterwords")
    except PackageNotFoundError:
        program = "(not installed)"
    bot = open_bot(options)
    print_text(f"afterwords {program}, library {bot.library.folder} {bot.fingerprint}")
    return DONE


def _command(name: str | None) -> Callable[[argparse.Namespace], int]:
    """Return what carries out a command; it is imported when it is asked for, so that every start is short."""
    module, function = _COMMANDS[name]
    command: Callable[[argparse.Namespace], int] = getattr(import_module(f"bot.commands.{module}"), function)
    return command


_COMMANDS: Final = {
    None: ("talk", "chat"),
    "ask": ("talk", "ask"),
    "batch": ("batch", "batch"),
    "check": ("library", "check"),
    "train": ("library", "train"),
    "model": ("model", "model"),
    "evaluate": ("evaluate", "evaluate"),
    "import": ("exchange", "import_faq"),
    "export": ("exchange", "export"),
    "fingerprint": ("exchange", "fingerprint"),
    "completion": ("completion", "completion"),
}
"""The module and function of each command; without one, it is the chat."""
