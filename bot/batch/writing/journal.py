"""The journal that an unfinished run leaves beside its results, so that it can be resumed from the last checkpoint."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from bot.batch.writing import own_file
from bot.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

State: TypeAlias = Mapping[str, Any]

_FIELDS: Final = ("settings", "bytes", "bytes_checksum", "state")
_CHECKSUM: Final = "checksum"
"""Of all other fields: a journal of which a single bit has changed is not gone by."""
_LONGEST: Final = 200
"""Bytes of a name that are kept in the names beside it."""


class Checkpoint(NamedTuple):
    """How far a run had come when its results were last put on disk."""

    settings: State
    """What the results depend on besides the questions."""
    size: int
    """Bytes of results, from the beginning."""
    checksum: int
    """CRC-32 of these bytes."""
    state: State
    """What the run needs to go on."""


def write_journal(place: Path, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint of the run that writes the file at `place`, in place of the one before."""
    content = dict(zip(_FIELDS, checkpoint, strict=True))
    path = _journal(place)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)  # A run that was killed may have left it.
    with own_file.create(new, 0o600) as file:
        file.write(json.dumps({**content, _CHECKSUM: _checksum(content)}).encode())
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def read_journal(place: Path, settings: State) -> Checkpoint | None:
    """Return the last checkpoint of the run that was to write the file at `place`; None where there was none.

    Raises:
        InputError: the journal is damaged, or was written with other settings.
    """
    try:
        with own_file.reopen(_journal(place)) as file:
            content = json.loads(file.read())
        checksum = content.pop(_CHECKSUM)
        if checksum != _checksum(content):
            raise ValueError("not as it was written")
        checkpoint = Checkpoint(*(content[name] for name in _FIELDS))
    except FileNotFoundError:
        return None
    except own_file.ForeignFileError as error:
        raise InputError(foreign_file(_journal(place))) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged_journal(place) from error
    refuse_changed_settings(str(place), checkpoint.settings, settings)
    return checkpoint


def damaged_journal(place: Path) -> InputError:
    """Return what to raise where the journal of an unfinished run is not as it was written."""
    return InputError(f"{_journal(place)}: is damaged; give --overwrite to start afresh")


def foreign_file(path: Path) -> str:
    """Return what is said of a file in the place of one that a run leaves."""
    return f"{path}: is a link, or no file that a run of yours left; look at it, and remove it"


def is_unfinished(place: Path) -> bool:
    """Return whether there is a journal of a run that was to write the file at `place`."""
    return os.path.lexists(_journal(place))


def remove_journal(place: Path) -> None:
    """Forget the checkpoints of the file at `place`."""
    _journal(place).unlink(missing_ok=True)


def refuse_changed_settings(name: str, before: State, now: State) -> None:
    """Refuse to resume a run that was made with other settings.

    Raises:
        InputError: it was; the message names those that differ.
    """
    if changed := [setting for setting, value in now.items() if before.get(setting) != value]:
        raise InputError(
            f"{name}: the unfinished run had another {' and another '.join(changed)}; "
            "run as before, or give --overwrite to start afresh"
        )


def hidden_beside(place: Path, suffix: str) -> Path:
    """Return the path of a file that belongs to the one at `place` until it is finished."""
    name = place.name
    if len(os.fsencode(name)) > _LONGEST:  # File systems take 255 bytes; what tells long names apart may be at the end.
        name = f"{os.fsencode(name)[:_LONGEST].decode(errors='ignore')}-{zlib.crc32(os.fsencode(name)):08x}"
    return place.with_name(f".{name}.{suffix}")


def _journal(place: Path) -> Path:
    return hidden_beside(place, "journal")


def _checksum(content: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(content).encode())
