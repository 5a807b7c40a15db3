"""Finds, reads and writes the files of an exchange: all of them or none, and no other file's place is taken."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def list_files(path: Path, suffixes: Collection[str]) -> list[Path]:
    """Return a file itself, or all files with these suffixes in a folder and in its folders, but hidden ones.

    Raises:
        InputError: there is no such file, or none that could be read.
    """
    if not path.is_dir():
        return [path]
    found = [
        each
        for each in sorted(path.rglob("*"))
        if each.suffix.lower() in suffixes and each.is_file()
        and not any(part.startswith(".") for part in each.relative_to(path).parts)
    ]  # fmt: skip
    if not found:
        raise InputError(f"{path}: no file in it ends in one of: {', '.join(suffixes)}")
    return found


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        InputError: it cannot be read, or is neither UTF-8 nor UTF-16.
    """
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is no file; name one")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its name, and who may read it") from error
    try:
        return content.decode("utf-16" if content[:2] in _UTF16_MARKS else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{line}: is not UTF-8; save it as 'CSV UTF-8', or in the encoding UTF-8") from error


def write_files(texts: Mapping[Path, str], *, overwrite: bool) -> None:
    """Write files, and the folders that they are in. Where one cannot be written, none is left behind.

    Raises:
        InputError: one exists already and `overwrite` is not given, or cannot be written.
    """
    if existing := [str(path) for path in texts if os.path.lexists(path)]:
        if not overwrite:
            names = ", ".join(existing)
            raise InputError(f"{names}: is there already; name another place, or give --overwrite")
        if folders := [path for path in map(Path, existing) if path.is_dir()]:
            raise InputError(f"{folders[0]}: is a folder; name a file")
    made: list[Path] = []
    try:
        for folder in dict.fromkeys(path.parent for path in texts):
            made += _make_folder(folder)
        staged = {path: path.with_name(f".{path.name}.{os.getpid()}") if overwrite else path for path in texts}
        for path, text in texts.items():
            with os.fdopen(os.open(staged[path], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
                made.append(staged[path])
                file.write(text.encode())
        for path, unfinished in staged.items():
            if unfinished != path:
                unfinished.replace(path)
    except BaseException as error:
        for path in reversed(made):
            _remove(path)
        if isinstance(error, OSError):
            reason = f"cannot be written ({error.strerror}); make room, or name another place"
            raise InputError(f"{error.filename or next(iter(texts))}: {reason}") from error
        raise


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder and those above it, and return those that were not there."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _remove(path: Path) -> None:
    with suppress(OSError):  # It is gone already, or somebody has put something into a folder.
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
