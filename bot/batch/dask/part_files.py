"""The folder of parts that a cluster writes: each is there whole or not at all, and need not be made again."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from bot.batch.dask.partitions import located
from bot.batch.output import refuse_changed
from bot.batch.tally import Tally
from bot.errors import InputError
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.output import State

_UNFINISHED: Final = ".afterwords"
"""Holds, among the parts, what is needed to go on; whatever reads folders of parts passes over names with a dot."""
_OURS: Final = re.compile(rf"part-\d{{5,}}\.(jsonl|txt)|{re.escape(_UNFINISHED)}")


@dataclass(frozen=True, slots=True)
class Parts:
    """A folder of parts."""

    files: Any
    """The file system that the folder is on."""
    folder: str
    suffix: str

    @contextmanager
    def writing(self, number: int, tally: Tally) -> Iterator[Any]:
        """Open a part. It appears at the end, and then what is counted of it by then."""
        with self._appearing(self._part(number)) as file:
            yield file
        with self._appearing(self._tally(number)) as file:
            file.write(json.dumps(tally.as_state()).encode())

    def done(self, number: int) -> Tally | None:
        """Return what was counted of a part; None where the part is still to be written."""
        if not (self.files.exists(self._tally(number)) and self.files.exists(self._part(number))):
            return None
        return Tally.from_state(json.loads(self.files.cat_file(self._tally(number))))

    def begin(self, called: str, settings: State, *, overwrite: bool, resume: bool) -> None:
        """Make the folder, or take it as it is to go on.

        Raises:
            InputError: what is in it is to be kept, or was made with other settings.
        """
        if self.files.isfile(self.folder):
            raise InputError(f"{called}: is a file; name a folder")
        held = self._held()
        if self.is_unfinished() and resume:
            refuse_changed(called, json.loads(self.files.cat_file(self._settings)), settings)
            return
        if self.is_unfinished() and not overwrite:
            raise InputError(
                f"{called}: a run that was to write it broke off; --resume goes on, --overwrite starts afresh"
            )
        if held and not overwrite:
            raise InputError(f"{called}: is there already; name another folder, or give --overwrite")
        if foreign := [name for name in held if not _OURS.fullmatch(name)]:
            raise InputError(f"{called}: holds {clean(foreign[0])}, which is no result; name another folder")
        for name in held:
            self.files.rm(f"{self.folder}/{name}", recursive=True)
        self.files.makedirs(self._beside, exist_ok=True)
        self.files.pipe_file(self._settings, json.dumps(settings).encode())

    def finish(self) -> None:
        """Leave nothing but the parts."""
        self.files.rm(self._beside, recursive=True)

    def is_unfinished(self) -> bool:
        """Return whether a run broke off, and can be gone on with."""
        return bool(self.files.exists(self._settings))

    def holds(self, path: str) -> bool:
        """Return whether a file is in this folder."""
        return path.startswith(f"{self.folder}/")

    @property
    def _beside(self) -> str:
        return f"{self.folder}/{_UNFINISHED}"

    @property
    def _settings(self) -> str:
        return f"{self._beside}/settings.json"

    def _part(self, number: int) -> str:
        return f"{self.folder}/part-{number:05}.{self.suffix}"

    def _tally(self, number: int) -> str:
        return f"{self._beside}/part-{number:05}.json"

    def _held(self) -> list[str]:
        paths = self.files.ls(self.folder, detail=False) if self.files.isdir(self.folder) else ()
        return sorted(path.rstrip("/").rpartition("/")[2] for path in paths)

    @contextmanager
    def _appearing(self, path: str) -> Iterator[Any]:
        """Open a file that is written beside its place and then moved there."""
        written = f"{self._beside}/{uuid4().hex}"
        with self.files.open(written, "wb") as file:
            yield file
        if self.files.exists(path):  # A worker died that could not tell of it any more; HDFS would not replace it.
            self.files.rm(path)
        self.files.mv(written, path)


def parts(folder: str, suffix: str = "") -> Parts:
    """Return the parts in a folder, which need not be there yet."""
    files, path = located(folder)
    return Parts(files, path, suffix)
