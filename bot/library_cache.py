"""Loads a library as it was compiled the last time, where nothing has changed since: in a fraction of the time."""

from __future__ import annotations

import os
import pickle
import stat
import sys
import zlib
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.conversation.bot import Bot
from bot.conversation.engine import Engine, build_engine
from bot.knowledge import folder as folders
from bot.knowledge.files import open_regular, read_bytes
from bot.knowledge.model import Library
from bot.matching.model_file import LearnedTable, map_table

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_KEPT: Final = 8
"""Libraries that are kept compiled, those compiled last."""
_CODE: Final = ("*.py", "knowledge/**/*.py", "matching/*.py", "conversation/**/*.py")
"""The code that makes what is compiled."""
_CHECKSUM: Final = 4
"""Bytes of the checksum that a compiled library begins with."""
_UNREADABLE: Final = (
    pickle.UnpicklingError, OSError, EOFError, ImportError, AttributeError, LookupError, TypeError, ValueError
)  # fmt: skip
"""What is raised by what was compiled otherwise than it is read."""


def load(folder: str | os.PathLike[str] | None = None, model: str | os.PathLike[str] | None = None) -> Bot:
    """Load the library in `folder`, or the default one, and make it ready to answer.

    With the folder of a `model` of sentence embeddings, and the extra `semantic`, it reads meaning beside words.

    It is compiled as Python compiles modules: into `__pycache__`, unless Python is told to write no bytecode or may not
    write there. A library is data and may come from anywhere; what was compiled of it can run code, as bytecode can,
    and is read only if nobody else could have written it.

    Raises:
        InputError: there is no such folder, or no such model in it.
        LibraryError: the library is not sound; the error holds all its faults.
    """
    bot = _load(folder)
    if model is not None:
        bot.read_meaning(Path(model))
    return bot


def _load(folder: str | os.PathLike[str] | None) -> Bot:
    folder = folders.default_folder() if folder is None else Path(folder)
    place = _cache_path(folder)
    cache_key = b""
    with suppress(OSError):  # Reading the library tells which file it is, and why.
        cache_key = _cache_key(folder)
        if bot := _read(place, cache_key):
            return bot
    # These take long to import, and are seldom needed.
    from bot.knowledge.load import read_library
    from bot.matching.tokens import stems

    library = read_library(folder, stems)
    folders.check_trained(folder)
    bot = Bot(library, fingerprint=_fingerprint(cache_key))
    if cache_key and not sys.dont_write_bytecode:
        content = cache_key + _pickled(bot)
        with suppress(OSError):
            if _cache_key(folder) == cache_key:  # A file may have been saved while it was compiled.
                _write(place, content, _mode(folder))
    return bot


class _Pickler(pickle.Pickler):
    """Refers to what was learned instead of copying it."""

    def persistent_id(self, thing: object) -> tuple[object, ...] | None:
        return (thing.path, *thing.shape) if isinstance(thing, LearnedTable) and thing.path else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BytesIO) -> None:
        super().__init__(file)
        self._mapped = cache(map_table)

    def persistent_load(self, reference: tuple[Path, int, float, int]) -> LearnedTable:
        return self._mapped(*reference)


def _fingerprint(cache_key: bytes) -> str:
    return f"{zlib.crc32(cache_key):08x}"


def _cache_path(folder: Path) -> Path:
    name = f"library-{zlib.crc32(os.fsencode(folder)):08x}.{sys.implementation.cache_tag}"
    return Path(__spec__.cached or __file__).with_name(name)


def _cache_key(folder: Path) -> bytes:
    return b"\0".join(_parts(folder))


def _parts(folder: Path) -> Iterator[bytes]:
    """Yield all that a compiled library depends on: where it is, its files, and the state of the code."""
    folders.check_size(folder)
    yield os.fsencode(folder)
    yield sys.version.encode()
    for path in folders.yaml_files(folder):
        yield os.fsencode(path.name)
        yield read_bytes(path)
    yield read_bytes(folders.safety_pack())
    learned = [folder / name for name in (folders.MODEL_FILE, folders.SEMANTIC_FILE)]
    learned.append(folders.default_folder() / folders.ALARMS_FILE)
    for path in (*folders.utterance_files(folder), *(path for path in learned if path.exists())):
        status = path.stat()
        yield f"{path.name} {status.st_size} {status.st_mtime_ns}".encode()
    for files in _CODE:
        for path in sorted(Path(__file__).parent.glob(files)):
            status = path.stat()
            yield f"{path.name} {status.st_size} {status.st_mtime_ns}".encode()


def _read(place: Path, cache_key: bytes) -> Bot | None:
    """Return the compiled library, ready to answer.

    None where it was made from something else, is damaged, or could have been written by somebody else.
    """
    with open_regular(place) as file:
        if not _is_trusted(os.fstat(file.fileno())):
            return None
        content = file.read()
    checksum = zlib.crc32(memoryview(content)[_CHECKSUM:]).to_bytes(_CHECKSUM, "big")
    if not content.startswith(checksum + cache_key):
        return None
    kept = BytesIO(content)  # As long as nothing is written there, it holds no copy.
    kept.seek(len(checksum + cache_key))
    parts = _Unpickler(kept)
    try:
        library = parts.load()
    except _UNREADABLE:
        return None
    if not isinstance(library, Library):
        return None

    def make_engine() -> Engine:
        try:
            engine = parts.load()
        except _UNREADABLE:
            engine = None
        return engine if isinstance(engine, Engine) else build_engine(library)

    return Bot(library, make_engine, fingerprint=_fingerprint(cache_key))


def _is_trusted(status: os.stat_result) -> bool:
    """Return whether a file is the reader's, the system's or the program's, and nobody else may write to it."""
    if not hasattr(os, "geteuid"):
        return True  # Windows keeps what a user installs from other users.
    owners = (os.geteuid(), 0, Path(__file__).stat().st_uid)
    return status.st_uid in owners and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _mode(folder: Path) -> int:
    """Return who may read what was compiled of a library: whoever may read all of it, and only the owner may write."""
    mode = 0o644
    for path in folders.yaml_files(folder):
        mode &= path.stat().st_mode
    return mode | 0o600


def _pickled(bot: Bot) -> bytes:
    """Return a library and its engine, one behind the other: the second refers to what is in the first."""
    content = BytesIO()
    parts = _Pickler(content, protocol=pickle.HIGHEST_PROTOCOL)
    for part in (bot.library, bot.engine):
        parts.dump(part)
    return content.getvalue()


def _write(place: Path, content: bytes, mode: int) -> None:
    """Keep a compiled library where it can be written, whole or not at all, and forget the oldest ones."""
    unfinished = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(unfinished, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
            file.write(zlib.crc32(content).to_bytes(_CHECKSUM, "big") + content)
        unfinished.replace(place)
        kept = sorted(place.parent.glob("library-*"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[MOST_KEPT:]:
            old.unlink()
