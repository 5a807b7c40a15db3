"""Opens the input of a batch, and determines the formats of files."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from bot.batch.reading.lines import GZIP
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD: Final = "-"
"""Names standard input or standard output."""

TOO_MANY_FILES: Final = (errno.EMFILE, errno.ENFILE)

FORMATS: Final = ("txt", "jsonl", "csv", "tsv")
_ALSO_CALLED: Final = {"ndjson": "jsonl"}
"""Other endings of names."""


def format_of(name: str, given: str | None, *, default: str, option: str) -> str:
    """Return the format of a file: as given, or else by its name, or `default` for standard input and output.

    Raises:
        InputError: there is no such format, or the name does not say it; the message points to `option`.
    """
    choices = f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
    if given is not None:
        if given not in FORMATS:
            raise InputError(f"{option} {given}: no such format; give {choices}")
        return given
    if name == STANDARD:
        return default
    suffix = Path(_uncompressed(name)).suffix[1:].lower()
    suffix = _ALSO_CALLED.get(suffix, suffix)
    if suffix not in FORMATS:
        raise InputError(f"{name}: its name does not say the format; give {option} {choices}")
    return suffix


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of questions that is being read."""

    stream: io.BufferedReader
    """Its content, decompressed."""
    _file: io.BufferedReader
    """The file as it is on the disk."""

    @property
    def fraction_read(self) -> float | None:
        """How much of the file is read, 0 to 1; None where its size is unknown, as for standard input."""
        try:
            size = os.fstat(self._file.fileno()).st_size
            return self._file.tell() / size if size else None
        except OSError:
            return None


@contextmanager
def open_input(name: str) -> Iterator[InputFile]:
    """Open a file of questions, decompressed where its name ends in .gz, or standard input begins so.

    Raises:
        InputError: it cannot be opened.
    """
    if name == STANDARD:
        if sys.stdin is None:
            raise InputError("standard input is closed; name a file of questions")
        stream: io.BufferedReader = sys.stdin.buffer  # type: ignore[assignment]  # Typed as BinaryIO, but always this.
        is_packed = False
        with suppress(OSError):  # Whoever reads it is told.
            is_packed = stream.peek(2)[:2] == GZIP
        yield InputFile(io.BufferedReader(gzip.GzipFile(fileobj=stream)) if is_packed else stream, stream)
        return
    with _open(name) as file:
        yield InputFile(io.BufferedReader(gzip.GzipFile(fileobj=file)) if is_compressed(name) else file, file)


def _open(name: str) -> io.BufferedReader:
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise InputError(f"{name}: {_reason(error)}") from error


def refuse_same_file(source: IO[bytes], target: str) -> None:
    """Refuse to write into the file that is read, by whatever name.

    Raises:
        InputError: they are the same file.
    """
    with suppress(OSError, AttributeError):  # the target does not exist yet, or is no file
        read = os.fstat(source.fileno())
        written = os.fstat(sys.stdout.fileno()) if target == STANDARD else Path(target).stat()
        if stat.S_ISREG(read.st_mode) and os.path.samestat(read, written):
            raise InputError(f"{display_name(target)}: is the input as well; write into another file")


def is_same_file(name: str, other: str) -> bool:
    """Return whether two names are of the same file, which need not exist yet."""
    try:
        return Path(name).samefile(other)
    except OSError:
        return os.path.realpath(name) == os.path.realpath(other)


def is_compressed(name: str) -> bool:
    """Return whether a file is compressed, going by its name."""
    return name.lower().endswith(".gz")


def _uncompressed(name: str) -> str:
    return name[: -len(".gz")] if is_compressed(name) else name


def display_name(name: str) -> str:
    """Return what a message calls a file."""
    return "standard output" if name == STANDARD else name


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file; check its name and folder"
    if isinstance(error, IsADirectoryError):
        return "is a folder; name a file of questions"
    if isinstance(error, PermissionError):
        return "may not be read; ask for permission to read it"
    if error.errno in TOO_MANY_FILES:
        return "too many files are open; allow more (ulimit -n 256), and run again"
    return f"cannot be read ({error.strerror or error})"
