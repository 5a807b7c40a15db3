"""A file of results that is being written, compressed where its name says so, with checkpoints to resume it from."""

from __future__ import annotations

import os
import zlib
from typing import IO, TYPE_CHECKING, Any, Final

from bot.batch.writing.journal import Checkpoint, hidden_beside, is_unfinished, write_journal
from bot.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.batch.writing.journal import State

_GZIP: Final = 31
"""Makes zlib write the gzip format, without a name or a time: the same results are the same bytes."""
_BLOCK_BYTES: Final = 2**20


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
            self.state = state  # Before the journal: whoever breaks off behind it is told that there is one.
            write_journal(self._place, Checkpoint(self._settings, self._size, self._checksum, state))

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
        return place is not None and is_unfinished(place) and unfinished_path(place).exists()

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


def unfinished_path(place: Path) -> Path:
    """Return where a file is until it is whole."""
    return hidden_beside(place, "part")
