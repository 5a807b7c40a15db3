"""Files that a run keeps beside its results: made exclusively, reached through no link, locked."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Windows has neither of the first two; a named pipe in the place of a file must not be waited for."""
_LOCK_ATTEMPTS: Final = 20
"""Made 10 ms apart: another run that only looks whether a file is locked holds the lock for a moment."""


class ForeignFileError(Exception):
    """What stands in the place of a file was not made by a run of this user."""


def create(path: Path, mode: int = 0o666) -> IO[bytes]:
    """Make a file to read and write.

    Raises:
        FileExistsError: there is something by that name, be it a link to nowhere.
    """
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK, mode), "r+b")


def reopen(path: Path) -> IO[bytes]:
    """Open a file that an earlier run made, to read and write.

    Raises:
        ForeignFileError: it is a link, no file, has a second name, or belongs to another user.
        FileNotFoundError: there is none.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | _NO_LINK)
    except OSError as error:
        if isinstance(error, PermissionError) or path.is_symlink() or (path.exists() and not path.is_file()):
            raise ForeignFileError from error
        raise
    status = os.fstat(descriptor)
    is_own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or not is_own:
        os.close(descriptor)
        raise ForeignFileError
    return os.fdopen(descriptor, "r+b")


def is_at(file: IO[bytes], path: Path) -> bool:
    """Return whether `path` is still the name of an open file."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    return False


def lock(file: IO[bytes]) -> bool:
    """Lock a file until it is closed, where the system supports locks; return whether no other run has."""
    try:
        import fcntl
    except ImportError:
        return True
    for _ in range(_LOCK_ATTEMPTS):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False
