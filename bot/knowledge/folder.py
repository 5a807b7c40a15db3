"""Finds the folder of a library, and its files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

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
ABOUT_ANOTHER: Final = "about_another"
"""The folder with the utterances of safety intents in which somebody else is in danger."""
OUTSIDE: Final = "outside"
"""The folder with the utterances of subjects outside the library."""

_MISNAMED: Final = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
"""Endings, in small letters, that a file of a library gets by mistake where they are not exactly `.yaml`."""


def default_folder() -> Path:
    """Return the folder of the library that comes with the program: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "intents"
    return installed if installed.is_dir() else package.parent / "intents"


def yaml_files(folder: Path) -> list[Path]:
    """Return the files that a library is read from, in the order of their names; what it has not, it borrows."""
    files = [path for path in sorted(folder.glob("*.yaml")) if not path.name.startswith(".")]
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
        *sorted(utterances.glob("*.txt")),
        *sorted((utterances / ABOUT_ANOTHER).glob("*.txt")),
        *sorted((utterances / OUTSIDE).glob("*.txt")),
        everyday_file(folder),
    ]


def everyday_file(folder: Path) -> Path:
    """Return the file with everyday questions; what a library has not, it borrows."""
    own = folder / EVERYDAY_FILE
    return own if own.is_file() else default_folder() / EVERYDAY_FILE
