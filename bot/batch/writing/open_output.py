"""Opens files of results, which appear whole or not at all, and keeps two runs from writing the same one."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from bot.batch.reading.input import STANDARD, TOO_MANY_FILES, display_name, is_compressed
from bot.batch.writing import own_file
from bot.batch.writing.journal import foreign_file, is_unfinished, read_journal, remove_journal
from bot.batch.writing.output import Output, unfinished_path
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.writing.journal import State

_ANOTHER_RUN: Final = "{}: another run is writing it; wait for it, or write into another file"


@contextmanager
def open_output(
    name: str,
    settings: State | None = None,
    *,
    overwrite: bool = False,
    resume: bool = False,
    private: bool = False,
) -> Iterator[Output]:
    """Open a file of results, compressed where its name ends in .gz.

    The file is written beside its place and moved there at the end. A run that is interrupted leaves the unfinished
    file, which `resume` continues if the `settings` are the same. What is no regular file (a pipe, /dev/null, standard
    output) is written directly. A `private` file can be read by its owner only.

    Raises:
        InputError: it cannot be opened, it exists or an unfinished one does, or the disk is full.
        BrokenPipeError: the reader has closed the pipe, which is no error of this program.
    """
    try:
        is_file = name != STANDARD and not _is_device(Path(name))
        if resume and not is_file:
            raise InputError(f"--resume: {display_name(name)} is no file that could be gone on with; name one with -o")
        if name == STANDARD:
            with _standard_output() as file:
                yield Output(file, compressed=False)
        elif is_file:
            place = Path(os.path.realpath(name))
            with _open_atomically(place, name, settings, overwrite=overwrite, resume=resume, private=private) as output:
                yield output
        else:
            with Path(name).open("wb") as device:
                output = Output(device, compressed=is_compressed(name))
                yield output
                output.finish()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"{display_name(name)}: {_reason(error, name)}") from error


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def _open_atomically(
    place: Path, name: str, settings: State | None, *, overwrite: bool, resume: bool, private: bool
) -> Iterator[Output]:
    if place.is_dir():
        raise InputError(f"{name}: is a folder; name a file in it")
    if place.exists() and not overwrite:
        raise InputError(f"{name}: is there already; name another file, or give --overwrite")
    part = unfinished_path(place)
    mode = 0o600 if private else stat.S_IMODE(place.stat().st_mode) if place.exists() else None
    with _open_part(part, place, name, mode, overwrite=overwrite, resume=resume) as file:
        output = Output(file, compressed=is_compressed(name), place=place, settings=settings)
        if resume and (checkpoint := read_journal(place, settings or {})):
            output.resume(checkpoint)
        else:
            file.truncate()
        yield output
        output.finish()
        file.flush()
        if mode is not None:
            os.chmod(file.fileno() if os.chmod in os.supports_fd else part, mode)
        os.fsync(file.fileno())
        if place.exists() and not overwrite:
            raise InputError(f"{name}: is there already, since this run began; move it away, and run again")
        if not own_file.is_at(file, part):
            raise InputError(f"{part}: was moved or removed while it was written; run again, and leave it alone")
        part.replace(place)
    remove_journal(place)


@contextmanager
def _open_part(
    part: Path, place: Path, name: str, mode: int | None, *, overwrite: bool, resume: bool
) -> Iterator[IO[bytes]]:
    """Open and lock the unfinished file: that of an earlier run to resume it, or else a new one.

    It is removed when an error comes, unless there is a checkpoint to resume from.
    """
    with ExitStack() as held:
        file = _earlier_part(part, name, held, overwrite=overwrite, resume=resume) if os.path.lexists(part) else None
        if file is None and resume and is_unfinished(place):
            raise InputError(f"{part}: the unfinished results are missing; give --overwrite to start afresh")
        is_new = file is None
        try:
            if file is None:
                file = held.enter_context(own_file.create(part, 0o666 if mode is None else mode | 0o600))
        except FileExistsError as error:  # It was made a moment ago.
            raise InputError(_ANOTHER_RUN.format(name)) from error
        is_ours = True
        try:
            is_ours = own_file.lock(file) and own_file.is_at(file, part)
            if not is_ours:
                raise InputError(_ANOTHER_RUN.format(name))
            if is_new:
                remove_journal(place)
            yield file
        except BaseException:
            if is_ours and not is_unfinished(place):
                part.unlink(missing_ok=True)
            raise


def _earlier_part(part: Path, name: str, held: ExitStack, *, overwrite: bool, resume: bool) -> IO[bytes] | None:
    """Open the unfinished file of an earlier run; None where it was removed, to start afresh.

    It is locked until the end even so: whoever opened it before it was removed is told of this run.
    """
    try:
        file = held.enter_context(own_file.reopen(part))
    except own_file.ForeignFileError as error:
        if resume or not overwrite:
            raise InputError(foreign_file(part)) from error
        part.unlink()  # A link is removed, and not followed.
        return None
    if not own_file.lock(file) or not own_file.is_at(file, part):
        raise InputError(_ANOTHER_RUN.format(name))
    if resume:
        return file
    if not overwrite:
        raise InputError(f"{name}: a run that was to write it broke off; --resume goes on, --overwrite starts afresh")
    part.unlink()
    return None


@contextmanager
def _standard_output() -> Iterator[IO[bytes]]:
    if sys.stdout is None:
        raise InputError("standard output is closed; name a file with -o")
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except OSError:
        # What is left in the buffer would fail again, with a message, when Python flushes it at exit.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        raise


def _reason(error: OSError, name: str) -> str:
    folder = Path(name).absolute().parent
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"there is no folder {folder}; make it first"
    if isinstance(error, PermissionError):
        return f"no permission to write in {folder}; name a file in another folder"
    if error.errno in TOO_MANY_FILES:
        return "too many files are open; allow more (ulimit -n 256), and run again"
    return f"could not be written ({error.strerror or error}); mend that and run again"
