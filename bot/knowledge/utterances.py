"""Reads more ways in which people ask: plain text files with an utterance on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.errors import Fault, Faults, LibraryError
from bot.knowledge import folder as folders
from bot.knowledge.files import read_text
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.knowledge.model import Library

EVERYDAY: Final = ""
"""What everyday questions are filed under: no library answers them, and they belong to no subject."""
ANOTHER_SUFFIX: Final = ">another"
"""What the utterances of a safety intent are filed under behind its id, where somebody else is in danger."""
_REMARK: Final = "#"
MOST_UTTERANCES: Final = 100_000
"""Of a library: twice those of the shipped one."""


class Utterance(NamedTuple):
    """A way in which somebody asks."""

    text: str
    writer: str
    """The remark above it. Utterances under the same remark were written by the same person at the same time."""


def read_utterances(library: Library) -> Mapping[str, tuple[Utterance, ...]]:
    """Return the utterances of a library by intent and by subject outside; everyday questions under `EVERYDAY`.

    Those of a safety intent in which somebody else is in danger stand under its id and `ANOTHER_SUFFIX`.

    Raises:
        LibraryError: a file cannot be read, is named after nothing or is empty, or two say the same; the error holds
            all faults.
    """
    faults = Faults()
    found: dict[str, tuple[Utterance, ...]] = {}
    filed: dict[str, str] = {}
    """Where each text was seen first."""
    everyday = folders.everyday_file(library.folder)
    for path in folders.utterance_files(library.folder):
        subjects = library.out_of_scope if path.parent.name == folders.OUTSIDE else library.intents
        if path != everyday and path.stem not in subjects:
            what = "subject of outside.yaml" if subjects is library.out_of_scope else "intent"
            faults.append(Fault(path, 1, f"'{path.stem}' is no {what}", "name the file after one, or remove it"))
            continue
        utterances: list[Utterance] = []
        for number, utterance in read_lines(path, faults):
            place = f"{path.name}:{number}"
            first = filed.setdefault(utterance.text.lower(), place)
            if first != place:
                faults.append(Fault(path, number, f"says the same as {first}", "keep it where it fits better"))
            utterances.append(utterance)
            if len(filed) > MOST_UTTERANCES:
                faults.append(Fault(path, number, f"goes past {MOST_UTTERANCES:,} utterances", "remove some"))
                raise LibraryError(faults)
        if not utterances and not any(fault.file == path for fault in faults):
            faults.append(Fault(path, 1, "holds no utterances", "write one a line, or remove the file"))
        behind = ANOTHER_SUFFIX if path.parent.name == folders.ABOUT_ANOTHER else ""
        safety = library.intents[path.stem].safety if behind else None
        if behind and (safety is None or safety.is_for_writer_only):
            problem = f"intent '{path.stem}' has no words about another"
            faults.append(Fault(path, 1, problem, "give it 'about_another', or remove the file"))
        found[EVERYDAY if path == everyday else path.stem + behind] = tuple(utterances)
    if faults:
        raise LibraryError(faults)
    return found


def read_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Utterance]]:
    """Yield the utterances of a file with the numbers of their lines."""
    content = read_text(path, faults)
    if content is None:
        return
    writer = ""
    for number, line in enumerate(content.split("\n"), 1):
        text = clean(line)
        if text.startswith(_REMARK):
            writer = text.removeprefix(_REMARK).strip()
        elif text:
            yield number, Utterance(text, writer)
