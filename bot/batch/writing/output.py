"""Writes the results of a batch: whole or not at all, compressed where their name says so."""

from __future__ import annotations

import os
import stat
import sys
import zlib
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from bot.batch.reading.input import STANDARD, TOO_MANY_FILES, display_name, is_compressed
from bot.batch.writing import own_file
from bot.batch.writing.journal import (
    Checkpoint,
    foreign_file,
    hidden_beside,
    is_unfinished,
    read_journal,
    remove_journal,
    write_journal,
)
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.writing.journal import State


_GZIP: Final = 31
"""Makes zlib write the gzip format, without a name or a time: the same results are the same bytes."""
_BLOCK_BYTES: Final = 2**20
_ANOTHER_RUN: Final = "{}: another run is writing it; wait for it, or write into another file"


class Output:
    """A file of results. What is written before a checkpoint is kept, whatever happens after it."""

    def __init__(
        self, file: IO[bytes], *, compressed: bool, place: Path | None = None, settings: State | None = None
    ) -> None:
        self._file = file
        self._settings = settings or {}
        self._compressed = compressed
        self._place = place
        self._member: Any = None
        self._size = 0
        self._checksum = 0
        self.state: State = {}
        """The state at the last checkpoint; empty where there was none."""

    def write(self, text: str) -> None:
        """Write some results."""
        if not self._compressed:
            self._write_bytes(text.encode())
            return
        if self._member is None:
            self._member = zlib.compressobj(wbits=_GZIP)
        self._write_bytes(self._member.compress(text.encode()))

    def flush(self) -> None:
        """Make what was written available to readers."""
        self._file.flush()

    def checkpoint(self, state: State) -> None:
        """Put what was written on disk, with the state to resume from; a compressed file begins a new member."""
        self._end_member()
        if self._place:
            self._file.flush()
            os.fsync(self._file.fileno())
            write_journal(self._place, Checkpoint(self._settings, self._size, self._checksum, state))
            self.state = state

    def resume(self, checkpoint: Checkpoint) -> None:
        """Continue from a checkpoint, and discard what was written after it.

        Raises:
            InputError: the file does not begin with what had been written by then.
        """
        while self._size < checkpoint.size and (
            block := self._file.read(min(_BLOCK_BYTES, checkpoint.size - self._size))
        ):
            self._size += len(block)
            self._checksum = zlib.crc32(block, self._checksum)
        if (self._size, self._checksum) != (checkpoint.size, checkpoint.checksum):
            what = "are shorter than" if self._size < checkpoint.size else "differ from"
            raise InputError(
                f"{self._place}: the unfinished results {what} what their journal notes, so some are lost; "
                "give --overwrite to start afresh"
            )
        self.state = checkpoint.state
        self._file.seek(self._size)
        self._file.truncate()

    @property
    def can_be_resumed(self) -> bool:
        """Whether there is a checkpoint, and what was written before it."""
        place = self._place if self.state else None
        return place is not None and is_unfinished(place) and _part(place).exists()

    def finish(self) -> None:
        """End the last member; a compressed file without results has one, too."""
        if self._compressed and not self._size:
            self.write("")
        self._end_member()

    def _end_member(self) -> None:
        if self._member is not None:
            self._write_bytes(self._member.flush())
            self._member = None

    def _write_bytes(self, content: bytes) -> None:
        self._file.write(content)
        self._size += len(content)
        self._checksum = zlib.crc32(content, self._checksum)


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


def _part(place: Path) -> Path:
    """Return where a file is until it is whole."""
    return hidden_beside(place, "part")


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
    part = _part(place)
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
