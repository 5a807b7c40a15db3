"""Opens what a batch reads, and tells by names what format a file has."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD: Final = "-"
"""Names standard input or standard output."""

FORMATS: Final = ("txt", "jsonl", "csv")


def format_of(name: str, told: str | None, *, standard: str, option: str) -> str:
    """Return the format of a file: as told, or else by its name, or `standard` for standard input and output.

    Raises:
        InputError: neither says it; the message points to `option`.
    """
    choices = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
    if told is not None:
        if told not in FORMATS:
            raise InputError(f"{option} {told}: no such format; give {choices}")
        return told
    if name == STANDARD:
        return standard
    suffix = Path(_uncompressed(name)).suffix[1:].lower()
    if suffix not in FORMATS:
        raise InputError(f"{name}: its name does not say the format; give {option} {choices}")
    return suffix


@dataclass(frozen=True, slots=True)
class Questions:
    """A file of questions that is being read."""

    stream: io.BufferedReader
    """What is in it, decompressed."""
    _file: io.BufferedReader
    """As it lies on the disk."""

    @property
    def share_read(self) -> float | None:
        """How much of it is read, 0 to 1; None where nobody can know, as of standard input."""
        try:
            size = os.fstat(self._file.fileno()).st_size
            return self._file.tell() / size if size else None
        except OSError:
            return None


@contextmanager
def reading(name: str) -> Iterator[Questions]:
    """Open a file of questions, decompressed where its name ends in .gz.

    Raises:
        InputError: it cannot be opened.
    """
    if name == STANDARD:
        if sys.stdin is None:
            raise InputError("standard input is closed; name a file of questions")
        # Typed as BinaryIO; it is a BufferedReader wherever it is read.
        yield Questions(sys.stdin.buffer, sys.stdin.buffer)  # type: ignore[arg-type]
        return
    with _open(name) as file:
        yield Questions(io.BufferedReader(gzip.GzipFile(fileobj=file)) if is_compressed(name) else file, file)


def _open(name: str) -> io.BufferedReader:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise InputError(f"{name}: {_unreadable(error)}") from error


def refuse_same(source: IO[bytes], target: str) -> None:
    """Refuse to write into the file that is read, by whatever names.

    Raises:
        InputError: it is one file.
    """
    with suppress(OSError, AttributeError):  # nothing there yet, or no file at all
        read = os.fstat(source.fileno())
        written = os.fstat(sys.stdout.fileno()) if target == STANDARD else Path(target).stat()
        if stat.S_ISREG(read.st_mode) and os.path.samestat(read, written):
            raise InputError(f"{named(target)}: is the input as well; write into another file")


def is_same(name: str, other: str) -> bool:
    """Return whether two names are of one file, which need not be there yet."""
    try:
        return Path(name).samefile(other)
    except OSError:
        return os.path.realpath(name) == os.path.realpath(other)


def is_compressed(name: str) -> bool:
    """Return whether a file is compressed, by its name."""
    return name.lower().endswith(".gz")


def _uncompressed(name: str) -> str:
    return name[: -len(".gz")] if is_compressed(name) else name


def named(name: str) -> str:
    """Return how a message calls a file."""
    return "standard output" if name == STANDARD else name


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file; check its name and folder"
    if isinstance(error, IsADirectoryError):
        return "is a folder; name a file of questions"
    if isinstance(error, PermissionError):
        return "may not be read; ask for permission to read it"
    return f"cannot be read ({error.strerror or error})"
