"""The journal that an unfinished run leaves beside its results, so that it can be resumed from the last checkpoint."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from bot.batch.reading.input import STANDARD
from bot.errors import InputError

State: TypeAlias = Mapping[str, Any]


class Checkpoint(NamedTuple):
    """How far a run had come when its results were last put on disk."""

    settings: State
    """What the results depend on besides the questions."""
    size: int
    """Bytes of results, from the beginning."""
    state: State
    """What the run needs to go on; empty at the beginning."""


def write_journal(place: Path, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint of the run that writes the file at `place`, in place of the one before."""
    journal = {"settings": checkpoint.settings, "bytes": checkpoint.size, "state": checkpoint.state}
    _replace(_journal(place), json.dumps(journal))


def read_journal(place: Path, settings: State) -> Checkpoint:
    """Return the last checkpoint of the run that was to write the file at `place`; without any, its beginning.

    Raises:
        InputError: the journal is damaged, or was written with other settings.
    """
    try:
        journal = json.loads(_journal(place).read_text(encoding="utf-8"))
        checkpoint = Checkpoint(journal["settings"], journal["bytes"], journal["state"])
        if not isinstance(checkpoint.size, int) or checkpoint.size < 0:
            raise ValueError("no size of a file")
    except FileNotFoundError:
        return Checkpoint(settings, 0, {})
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{_journal(place)}: is damaged; give --overwrite to start afresh") from error
    refuse_changed_settings(str(place), checkpoint.settings, settings)
    return checkpoint


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


def is_unfinished(name: str | os.PathLike[str]) -> bool:
    """Return whether there is an unfinished run that was to write this file, and can be resumed."""
    return str(name) != STANDARD and _journal(Path(os.path.realpath(name))).exists()


def _journal(place: Path) -> Path:
    return place.with_name(f".{place.name[:200]}.journal")


def _replace(path: Path, text: str) -> None:
    """Replace a small file atomically."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
