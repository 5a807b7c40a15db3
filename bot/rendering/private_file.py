"""Writes a new file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from bot.errors import InputError

NOTHING_TO_SAVE: Final = "There is nothing to save yet."
SAVED: Final = "Saved in {path}. Only your account on this computer can read it."


def write_private_file(name: str, text: str) -> Path:
    """Write `text` to a new file, completely or not at all, and return its path. `~` stands for the home folder.

    Raises:
        InputError: The file exists already, or cannot be written.
    """
    try:
        path = Path(name).expanduser()
    except RuntimeError as error:
        raise InputError(f"{name}: nobody here has that home; write the folder out") from error
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        problem = "is a folder; add a file name to it" if path.is_dir() else "exists already; choose another name"
        raise InputError(f"{path} {problem}") from error
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); choose another place") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        path.unlink()
        raise InputError(f"{path} cannot be written ({error.strerror}); choose another place") from error
    return path
