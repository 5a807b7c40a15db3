"""Opens the files of a library, which may come from anywhere: only regular ones, and none larger than is of use."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from bot.errors import Fault

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE: Final = 8_000_000
"""Bytes in a file of texts: more than all texts of the shipped library."""
LARGEST_MODEL: Final = 16_000_000
"""Bytes in a file with what was learned: five times the shipped one."""


class UnfitFileError(OSError):
    """A file that is not read, although it could be: it is no regular file, or too large."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; whatever else stands under the name, nobody waits for it.

    Raises:
        OSError: it cannot be opened, or is a pipe, a device, a folder or the like.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnfitFileError(errno.EINVAL, "is no regular file")
    return os.fdopen(handle, "rb")


def read_bytes(path: Path, most: int = LARGEST_FILE) -> bytes:
    """Return the content of a regular file.

    Raises:
        OSError: it cannot be read, is no regular file, or holds more than `most` bytes.
    """
    with open_regular(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise UnfitFileError(errno.EFBIG, f"is larger than {most // 1_000_000} MB")
    return content


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Return the content of a file in UTF-8; None, with a fault noted, where there is none to be had."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnfitFileError as error:
        faults.append(Fault(path, 1, str(error.strerror), "keep to plain files of a few MB"))
    except OSError as error:
        faults.append(Fault(path, 1, f"cannot be read ({error.strerror})", "check that it exists and who may read it"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(Fault(path, line, "is not UTF-8", "save the file in the encoding UTF-8"))
    return None
