"""Finds the folder of a library, and its files."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import Fault, LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_FILES: Final = ("short_answers.yaml", "exercises.yaml", "helplines.yaml", "follow_ups.yaml")
"""Files that a library without them takes from the shipped one: they say nothing of its subject."""
SAFETY_PACK: Final = "safety_pack"
"""The folder of the shipped library with the safety intents that every library has."""
EVERYDAY_FILE: Final = "everyday.txt"
"""Everyday questions that no library answers; taken from the shipped one as well."""
MODEL_FILE: Final = "model.bin"
"""What was learned from a library's utterances."""
ALARMS_FILE: Final = "alarms.bin"
"""What was learned from messages that raise an alarm, and from those that raise none; every library uses it."""
SEMANTIC_FILE: Final = "semantic.bin"
"""What was learned from the meaning of a library's utterances, for those who have a model that reads it."""
ABOUT_ANOTHER: Final = "about_another"
"""The folder with the utterances of safety intents in which somebody else is in danger."""
OUTSIDE: Final = "outside"
"""The folder with the utterances of subjects outside the library."""

_MISNAMED: Final = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
"""Endings, in small letters, that a file of a library gets by mistake where they are not exactly `.yaml`."""
MOST_FILES: Final = 1_000
"""Entries of a folder; the shipped one has fewer than a tenth of them in any."""
LARGEST_LIBRARY: Final = 20_000_000
"""Bytes in all files of a library: twice the shipped one."""
LARGEST_YAML: Final = 2_000_000
"""Bytes in its files of YAML, which are read at every start: four times the shipped ones."""
LARGEST_UNTRAINED: Final = 500_000
"""Bytes in the utterances that an untrained library compares a message with; training leaves them out of the start."""


def default_folder() -> Path:
    """Return the folder of the library that comes with the program: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "intents"
    return installed if installed.is_dir() else package.parent / "intents"


def command(name: str, folder: Path) -> str:
    """Return what is typed to run a command on a library."""
    option = "" if folder.resolve() == default_folder() else f" --library {shlex.quote(str(folder))}"
    return f"afterwords {name}{option}"


def files_in(folder: Path, suffix: str) -> list[Path]:
    """Return what has a suffix in a folder, in the order of the names; nothing where there is no such folder.

    Raises:
        LibraryError: the folder cannot be read, or holds too much.
    """
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries, 1):
                if count > MOST_FILES:
                    raise LibraryError([Fault(folder, 1, f"holds more than {MOST_FILES:,} files", "remove some")])
                if entry.name.endswith(suffix):
                    names.append(entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise LibraryError([Fault(folder, 1, problem, "check who may read it")]) from error
    return [folder / name for name in sorted(names)]


def check_size(folder: Path) -> None:
    """Look at what a library holds before anything of it is read.

    Raises:
        LibraryError: it holds too much.
    """
    yaml = _size(yaml_files(folder))
    for what, size, most in (
        ("its YAML", yaml, LARGEST_YAML),
        ("all in it", yaml + _size([*utterance_files(folder), folder / MODEL_FILE]), LARGEST_LIBRARY),
    ):
        if size > most:
            problem = f"{what} is larger than {most // 1_000_000} MB"
            raise LibraryError([Fault(folder, 1, problem, "leave out what no answer needs")])


def is_too_large_untrained(folder: Path) -> bool:
    """Return whether a library has so many utterances that it answers nothing before it was trained."""
    compared = [path for path in utterance_files(folder) if path != everyday_file(folder)]
    return not (folder / MODEL_FILE).exists() and _size(compared) > LARGEST_UNTRAINED


def check_trained(folder: Path) -> None:
    """Look whether a library can answer in time as it is.

    Raises:
        LibraryError: it has to be trained before.
    """
    if is_too_large_untrained(folder):
        problem = f"its utterances are larger than {LARGEST_UNTRAINED // 1_000} kB, and it was not trained"
        raise LibraryError([Fault(folder, 1, problem, f"run '{command('train', folder)}', or leave out some")])


def _size(paths: Iterable[Path]) -> int:
    """Return the bytes of regular files; what else there is tells when it is opened."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def yaml_files(folder: Path) -> list[Path]:
    """Return the files that a library is read from, in the order of their names; what it has not, it borrows."""
    files = [path for path in files_in(folder, ".yaml") if not path.name.startswith(".")]
    names = {path.name for path in files}
    return files + [default_folder() / name for name in DEFAULT_FILES if name not in names]


def misnamed_files(folder: Path) -> list[Path]:
    """Return the files that look as if they were to be read, and are not."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.name.lower().endswith(_MISNAMED) and path.suffix != ".yaml" and not path.name.startswith(".")
    ]


def safety_pack() -> Path:
    """Return the file with the safety intents that every library has."""
    return default_folder() / SAFETY_PACK / "safety.yaml"


def utterance_files(folder: Path) -> list[Path]:
    """Return the files with utterances: of intents, of those about another, of subjects outside, and everyday ones."""
    utterances = folder / "utterances"
    return [
        *files_in(utterances, ".txt"),
        *files_in(utterances / ABOUT_ANOTHER, ".txt"),
        *files_in(utterances / OUTSIDE, ".txt"),
        everyday_file(folder),
    ]


def library_files(folder: Path) -> list[Path]:
    """Return all that decides what a library says: its files, the misnamed ones too, and those that it borrows.

    Raises:
        LibraryError: a folder cannot be read, or holds too much.
        OSError: there is no such folder.
    """
    return [
        *yaml_files(folder),
        *misnamed_files(folder),
        safety_pack(),
        *utterance_files(folder),
        folder / MODEL_FILE,
        folder / SEMANTIC_FILE,
        default_folder() / ALARMS_FILE,
    ]


def everyday_file(folder: Path) -> Path:
    """Return the file with everyday questions; what a library has not, it borrows."""
    own = folder / EVERYDAY_FILE
    return own if own.exists() else default_folder() / EVERYDAY_FILE
