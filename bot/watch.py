"""Watches the library of an open chat, and reads it again when its files have changed."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bot.check.report import tell
from bot.check.soundness import training_due
from bot.errors import AfterwordsError, FaultyFileError, LibraryError
from bot.knowledge import folder as folders
from bot.knowledge.files import LARGEST_MODEL, read_bytes
from bot.knowledge.utterances import read_utterances
from bot.library_cache import load
from bot.matching.model_file import read_learned
from bot.text import clean, printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from bot.conversation import Bot
    from bot.knowledge.model import Library

SETTLING: Final = 0.1
"""Seconds after which files that an editor has just begun to write are looked at once more."""
NOT_RELOADED: Final = "Not reloaded: the last sound library goes on."

Look: TypeAlias = "tuple[tuple[str, int, int, int], ...]"
"""What tells one state of the files from another: of each its path, number, size and time of change."""


class Reload(NamedTuple):
    """What came of reading a library again."""

    line: str
    """What has changed; of a library that is not sound, the first fault, and how many more there are."""
    lines: tuple[str, ...]
    """The same with all faults, told as `check` tells them."""
    bot: Bot | None
    """Answers from what was read; None where the library is not sound."""
    checksums: Mapping[Path, int]
    """Of the files that are not in the library itself: utterances, and what was learned."""


class LibraryWatcher:
    """Tells when the files of a library have changed, and what of it has."""

    def __init__(self, folder: Path, model: Path | None = None) -> None:
        """Take what is in the folder now as known: to be made before the library is loaded.

        With the folder of a model of sentence embeddings, what is read again reads meaning, too.
        """
        self._folder = folder
        self._model = model
        self._last: Look = _look_at(folder)
        self._known: Look | None = self._last
        self._checksums: Mapping[Path, int] = _checksums(folder)

    def has_changed(self) -> bool:
        """Look at the files, and return whether they have changed since they were known.

        Editors write in two steps: a change counts when two looks agree.
        """
        before, self._last = self._last, _look_at(self._folder)
        if self._last != before or self._last == self._known:
            return False
        self._known = self._last
        return True

    def has_changed_by_now(self) -> bool:
        """Return the same, with the second look soon after the first."""
        if self.has_changed():
            return True
        if self._last == self._known:
            return False
        time.sleep(SETTLING)
        return self.has_changed()

    def read(self, before: Library) -> Reload | None:
        """Read the library again, in any thread, and compare it with the one `before`.

        None where a file changed meanwhile: there is something newer to be read.
        """
        look = self._known
        try:
            reload = self._read(before)
        except AfterwordsError as error:
            reload = _unsound(error)
        except OSError as error:
            reload = _unsound(AfterwordsError(f"{self._folder}: cannot be read ({error.strerror})"))
        if _look_at(self._folder) == look:
            return reload
        if self._known == look:
            self._known = None
        return None

    def use(self, reload: Reload) -> None:
        """Compare with this one from now on."""
        self._checksums = reload.checksums

    def _read(self, before: Library) -> Reload:
        checksums = _checksums(self._folder)
        bot = load(self._folder, self._model)
        _ = bot.engine  # Built here, and not while a question waits for it.
        if bot.encoder:
            bot.encoder.load()
        utterances = read_utterances(bot.library)
        learned = read_learned(self._folder / folders.MODEL_FILE)
        differing = {path for path, _ in checksums.items() ^ self._checksums.items()}
        line = f"Reloaded: {_changes(before, bot.library, differing)}."
        if learned and (due := training_due(learned, bot.library, utterances)):
            line = f"{line} {due[0].upper()}{due[1:]}."
        return Reload(line, (line,), bot, checksums)


def _look_at(folder: Path) -> Look:
    """Return the state of the files; nothing where they cannot be listed, which reading them tells."""
    try:
        return tuple(map(_state, folders.library_files(folder)))
    except (LibraryError, OSError):
        return ()


def _state(path: Path) -> tuple[str, int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0, 0
    return str(path), status.st_ino, status.st_size, status.st_mtime_ns


def _checksums(folder: Path) -> dict[Path, int]:
    """Return the checksums of the files with utterances, and of what was learned, as far as they can be read."""
    found: dict[Path, int] = {}
    try:
        paths = [*folders.utterance_files(folder), folder / folders.MODEL_FILE]
    except LibraryError:
        return found
    for path in paths:
        try:
            found[path] = zlib.crc32(read_bytes(path, LARGEST_MODEL))
        except OSError:
            continue
    return found


def _changes(before: Library, after: Library, files: Collection[Path]) -> str:
    """Return in words what differs between two libraries, some files that are not in them included."""
    old, new = before.intents, after.intents
    outside = {path for path in files if path.parent.name == folders.OUTSIDE}
    asked = {path.stem for path in files if path not in outside}
    changed = sum(old[name] != new[name] or name in asked for name in old.keys() & new.keys())
    counts = [(changed, "changed"), (len(new.keys() - old.keys()), "new"), (len(old.keys() - new.keys()), "gone")]
    told = [f"{count} {word}" for count, word in counts if count]
    if told:
        number, word = told[0].split()
        told[0] = f"{number} intent{'' if number == '1' else 's'} {word}"
    parts = dict.fromkeys(_parts(before, after))
    if outside:
        parts["out of scope"] = None
    for name, part in ((folders.EVERYDAY_FILE, "everyday questions"), (folders.MODEL_FILE, "what was learned")):
        if any(path.name == name for path in files):
            parts[part] = None
    also = f"{'also ' if told else ''}changed: {', '.join(parts)}" if parts else ""
    return "; ".join(filter(None, [", ".join(told), also])) or "nothing has changed"


def _parts(before: Library, after: Library) -> Iterator[str]:
    """Yield the parts of a library, besides its intents, in which two differ."""
    for name, old, new in zip(before._fields, before, after, strict=True):
        if name not in ("folder", "intents") and old != new:
            yield name.replace("_", " ")


def _unsound(error: AfterwordsError) -> Reload:
    if isinstance(error, FaultyFileError):
        first, *others = error.faults
        told = [f"{first}.", f"And {len(others)} more." if others else "", NOT_RELOADED]
        lines = [NOT_RELOADED, *tell(error.faults)]
    else:
        told = [f"{error}.", NOT_RELOADED]
        lines = [NOT_RELOADED, clean(str(error))]
    return Reload(clean(" ".join(told)), tuple(map(printable, lines)), None, {})
