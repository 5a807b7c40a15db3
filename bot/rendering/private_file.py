"""Writes a file that only its owner can read, and never over another one."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import InputError


def write_new(name: str, text: str) -> Path:
    """Write `text` into a new file, which is whole or not there, and return where it is (`~` is the reader's home).

    Raises:
        InputError: it exists, or cannot be written.
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
