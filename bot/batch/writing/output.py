"""Writes the results of a batch: whole or not at all, compressed where their name says so."""

from __future__ import annotations

import os
import stat
import sys
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from bot.batch.reading.input import STANDARD, display_name, is_compressed
from bot.batch.writing.journal import Checkpoint, State, is_unfinished, read_journal, remove_journal, write_journal
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


_GZIP: Final = 31
"""Makes zlib write the gzip format, without a name or a time: the same results are the same bytes."""


class Output:
    """A file of results. What is written before a checkpoint is kept, whatever happens after it."""

    def __init__(
        self, file: IO[bytes], *, compressed: bool, place: Path | None = None, settings: State | None = None
    ) -> None:
        self._file = file
        self._settings = settings
        self._compressed = compressed
        self._cache_path = place
        self._member: Any = None
        self.state: State = {}
        """The state at the last checkpoint; empty where there was none."""

    def write(self, text: str) -> None:
        """Write some results."""
        if not self._compressed:
            self._file.write(text.encode())
            return
        if self._member is None:
            self._member = zlib.compressobj(wbits=_GZIP)
        self._file.write(self._member.compress(text.encode()))

    def flush(self) -> None:
        """Make what was written available to readers."""
        self._file.flush()

    def checkpoint(self, state: State) -> None:
        """Put what was written on disk, with the state to resume from; a compressed file begins a new member."""
        self._end_member()
        if self._cache_path:
            self._file.flush()
            os.fsync(self._file.fileno())
            write_journal(self._cache_path, Checkpoint(self._settings or {}, self._file.tell(), state))

    def resume(self) -> None:
        """Continue from the last checkpoint, and discard what was written after it.

        Raises:
            InputError: the journal is damaged, or was written with other settings.
        """
        if self._cache_path is None:
            return
        checkpoint = read_journal(self._cache_path, self._settings or {})
        self._file.seek(checkpoint.size)
        self.state = checkpoint.state
        self._file.truncate()

    def finish(self) -> None:
        """End the last member; a compressed file without results has one, too."""
        if self._compressed and self._file.seekable() and self._file.tell() == 0:
            self.write("")
        self._end_member()

    def _end_member(self) -> None:
        if self._member is not None:
            self._file.write(self._member.flush())
            self._member = None


@contextmanager
def open_output(
    name: str, settings: State | None = None, *, overwrite: bool = False, resume: bool = False
) -> Iterator[Output]:
    """Open a file of results, compressed where its name ends in .gz.

    The file is written beside its place and moved there at the end. A run that is interrupted leaves the unfinished
    file, which `resume` continues if the `settings` are the same. What is no regular file (a pipe, /dev/null, standard
    output) is written directly.

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
            with _open_atomically(place, name, settings, overwrite=overwrite, resume=resume) as output:
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


def _partial(place: Path) -> Path:
    return place.with_name(f".{place.name[:200]}.part")


@contextmanager
def _open_atomically(
    place: Path, name: str, settings: State | None, *, overwrite: bool, resume: bool
) -> Iterator[Output]:
    if place.is_dir():
        raise InputError(f"{name}: is a folder; name a file in it")
    _refuse_existing(place, name, overwrite=overwrite)
    partial = _partial(place)
    if partial.exists() and not overwrite and not resume:
        raise InputError(f"{name}: a run that was to write it broke off; --resume goes on, --overwrite starts afresh")
    is_ours = not partial.exists()
    # A signal may end the program at any moment from here on, and no half file is left behind.
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT, 0o666), "r+b") as file:
            is_ours = _lock(file)
            if not is_ours:
                raise InputError(f"{name}: another run is writing it; wait for it, or write into another file")
            if not resume:
                remove_journal(place)
            if place.exists():
                partial.chmod(stat.S_IMODE(place.stat().st_mode))
            output = Output(file, compressed=is_compressed(name), place=place, settings=settings)
            output.resume()
            yield output
            output.finish()
            file.flush()
            os.fsync(file.fileno())
            _refuse_existing(place, name, overwrite=overwrite)
            partial.replace(place)
    except BaseException:
        if is_ours and not is_unfinished(place):  # There is no checkpoint to resume from.
            partial.unlink(missing_ok=True)
        raise
    remove_journal(place)


def _lock(file: IO[bytes]) -> bool:
    """Keep two runs from writing the same file, where the system supports locks; return whether this run may."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_existing(path: Path, name: str, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise InputError(f"{name}: is there already; name another file, or give --overwrite")


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
    return f"could not be written ({error.strerror or error}); mend that and run again"
