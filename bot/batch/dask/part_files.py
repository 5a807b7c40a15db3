"""The folder of part files that a cluster writes: each is there whole or not at all, and is not written again."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from bot.batch.dask.partitions import open_filesystem
from bot.batch.report.tally import Tally
from bot.batch.writing.journal import refuse_changed_settings
from bot.errors import InputError
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.writing.journal import State

_STATE_FOLDER: Final = ".afterwords"
"""Holds what is needed to resume; programs that read folders of part files ignore names that begin with a dot."""
_KNOWN_NAME: Final = re.compile(rf"part-\d{{5,}}\.(jsonl|txt|csv|tsv)|{re.escape(_STATE_FOLDER)}")


@dataclass(frozen=True, slots=True)
class PartFolder:
    """A folder of part files."""

    filesystem: Any
    """The fsspec file system that the folder is on."""
    path: str
    suffix: str
    """Of the part files."""

    @contextmanager
    def open_part(self, number: int, tally: Tally) -> Iterator[Any]:
        """Open a part to write. It appears when it is closed, and then the tally as it is by that time."""
        with self._open_atomically(self._part_path(number)) as file:
            yield file
        with self._open_atomically(self._tally_path(number)) as file:
            file.write(json.dumps(tally.as_state()).encode())

    def tally(self, number: int) -> Tally | None:
        """Return the tally of a part; None where the part is still to be written, or its tally is damaged."""
        if not (self.filesystem.exists(self._tally_path(number)) and self.filesystem.exists(self._part_path(number))):
            return None
        try:
            return Tally.from_state(json.loads(self.filesystem.cat_file(self._tally_path(number))))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def prepare(self, name: str, settings: State, *, overwrite: bool, resume: bool) -> None:
        """Create or empty the folder, or leave it as it is to resume; messages call it `name`.

        Raises:
            InputError: its content must be kept, or was written with other settings.
        """
        if self.filesystem.isfile(self.path):
            raise InputError(f"{name}: is a file; name a folder")
        existing = self._list_names()
        if self.is_unfinished() and resume:
            refuse_changed_settings(name, self._settings_before(), settings)
            return
        if self.is_unfinished() and not overwrite:
            raise InputError(
                f"{name}: a run that was to write it broke off; --resume goes on, --overwrite starts afresh"
            )
        if existing and not overwrite:
            raise InputError(f"{name}: is there already; name another folder, or give --overwrite")
        if foreign := [each for each in existing if not _KNOWN_NAME.fullmatch(each)]:
            raise InputError(f"{name}: holds {clean(foreign[0])}, which is no result; name another folder")
        for each in existing:
            self.filesystem.rm(f"{self.path}/{each}", recursive=True)
        self.filesystem.makedirs(self._state_path, exist_ok=True)
        self.filesystem.pipe_file(self._settings_path, json.dumps(settings).encode())

    def _settings_before(self) -> State:
        try:
            return dict(json.loads(self.filesystem.cat_file(self._settings_path)))
        except (ValueError, TypeError) as error:
            raise InputError(f"{self._settings_path}: is damaged; give --overwrite to start afresh") from error

    def finish(self) -> None:
        """Remove everything except the parts."""
        self.filesystem.rm(self._state_path, recursive=True)

    def is_unfinished(self) -> bool:
        """Return whether there is an unfinished run that can be resumed."""
        return bool(self.filesystem.exists(self._settings_path))

    def contains(self, path: str) -> bool:
        """Return whether a file is in this folder."""
        return path.startswith(f"{self.path}/")

    @property
    def _state_path(self) -> str:
        return f"{self.path}/{_STATE_FOLDER}"

    @property
    def _settings_path(self) -> str:
        return f"{self._state_path}/settings.json"

    def _part_path(self, number: int) -> str:
        return f"{self.path}/part-{number:05}.{self.suffix}"

    def _tally_path(self, number: int) -> str:
        return f"{self._state_path}/part-{number:05}.json"

    def _list_names(self) -> list[str]:
        paths = self.filesystem.ls(self.path, detail=False) if self.filesystem.isdir(self.path) else ()
        return sorted(path.rstrip("/").rpartition("/")[2] for path in paths)

    @contextmanager
    def _open_atomically(self, path: str) -> Iterator[Any]:
        """Open a file that is written beside its place and moved there when it is closed."""
        temporary = f"{self._state_path}/{uuid4().hex}"
        with self.filesystem.open(temporary, "wb") as file:
            yield file
        if self.filesystem.exists(path):  # A worker died before it wrote the tally; HDFS would not replace the part.
            self.filesystem.rm(path)
        self.filesystem.mv(temporary, path)


def open_folder(name: str, suffix: str = "") -> PartFolder:
    """Return a folder of part files, which need not exist yet."""
    filesystem, path = open_filesystem(name)
    return PartFolder(filesystem, path, suffix)
