"""Opens what a batch reads and writes: a finished output appears whole, a broken-off one not at all."""

from __future__ import annotations

import gzip
import io
import os
import stat
import sys
from contextlib import contextmanager, suppress
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


@contextmanager
def reading(name: str) -> Iterator[io.BufferedReader]:
    """Open a file of questions, decompressed where its name ends in .gz.

    Raises:
        InputError: it cannot be opened.
    """
    if name == STANDARD:
        if sys.stdin is None:
            raise InputError("standard input is closed; name a file of questions")
        yield sys.stdin.buffer  # type: ignore[misc]  # typed as BinaryIO; it is a BufferedReader wherever it is read
        return
    with _open(name) as file:
        yield io.BufferedReader(gzip.GzipFile(fileobj=file)) if _is_compressed(name) else file


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
            raise InputError(f"{_named(target)}: is the input as well; write into another file")


@contextmanager
def writing(name: str, *, overwrite: bool = False) -> Iterator[IO[bytes]]:
    """Open a file of results, compressed where its name ends in .gz.

    The file is written beside its place and moved there at the end; whatever breaks off before leaves none behind.
    What is no file (a pipe, /dev/null, standard output) is written as it stands.

    Raises:
        InputError: it cannot be opened, there is one already, or the disk is full.
        BrokenPipeError: whoever read the output has closed it: there is nothing more to do, and nothing to be said.
    """
    try:
        if name == STANDARD:
            with _standard_output() as file:
                yield file
        elif Path(name).exists() and not Path(name).is_file() and not Path(name).is_dir():
            with Path(name).open("wb") as file, _compressed(name, file) as packed:
                yield packed
        else:
            place = Path(os.path.realpath(name))
            with _appearing(place, name, overwrite=overwrite) as file, _compressed(name, file) as packed:
                yield packed
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{_named(name)}: {_unwritable(error, name)}") from error


@contextmanager
def _appearing(path: Path, name: str, *, overwrite: bool) -> Iterator[IO[bytes]]:
    if path.is_dir():
        raise InputError(f"{name}: is a folder; name a file in it")
    _refuse_existing(path, name, overwrite=overwrite)
    unfinished = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}.part")
    try:
        with unfinished.open("xb") as file:
            if path.exists():
                unfinished.chmod(stat.S_IMODE(path.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        _refuse_existing(path, name, overwrite=overwrite)
        unfinished.replace(path)
    except BaseException:  # Ctrl-C above all
        unfinished.unlink(missing_ok=True)
        raise


def _refuse_existing(path: Path, name: str, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise InputError(f"{name}: is there already; name another file, or give --overwrite")


@contextmanager
def _compressed(name: str, file: IO[bytes]) -> Iterator[IO[bytes]]:
    if not _is_compressed(name):
        yield file
        return
    # Without name and time in it, the same results are the same bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
        yield packed  # type: ignore[misc]


@contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    if sys.stdout is None:
        raise InputError("standard output is closed; name a file with -o")
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except OSError:
        # What is left in the buffer would fail again, and be reported, when Python flushes it at its end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        raise


def _is_compressed(name: str) -> bool:
    return name.lower().endswith(".gz")


def _uncompressed(name: str) -> str:
    return name[: -len(".gz")] if _is_compressed(name) else name


def _named(name: str) -> str:
    return "standard output" if name == STANDARD else name


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file; check its name and folder"
    if isinstance(error, IsADirectoryError):
        return "is a folder; name a file of questions"
    if isinstance(error, PermissionError):
        return "may not be read; ask for permission to read it"
    return f"cannot be read ({error.strerror or error})"


def _unwritable(error: OSError, name: str) -> str:
    folder = Path(name).absolute().parent
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"there is no folder {folder}; make it first"
    if isinstance(error, PermissionError):
        return f"no permission to write in {folder}; name a file in another folder"
    return f"could not be written ({error.strerror or error}); mend that and run again"
