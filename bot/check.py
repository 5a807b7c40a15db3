"""Proves that a library is sound, and says whether it was trained and what training would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.thresholds import decide
from bot.errors import MORE_FAULTS, MOST_FAULTS, LibraryError
from bot.knowledge.folder import MODEL_FILE, check_size, is_too_large_untrained, yaml_files
from bot.knowledge.load import read_library
from bot.knowledge.readers.yaml_losses import find_losses
from bot.knowledge.utterances import EVERYDAY, read_utterances
from bot.matching.matcher import Matcher
from bot.matching.model_file import read_learned
from bot.matching.tokens import stems
from bot.matching.training.texts import fingerprint
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.errors import Fault
    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance

WIDEST: Final = 100
"""Characters of a line that are printed."""
_ASKED: Final = 2_000
"""Everyday questions, about, that an untrained library is asked, which takes half a second."""


def check(folder: Path) -> list[str]:
    """Return what there is to say of a sound library, a line for each.

    Raises:
        LibraryError: it is not sound; the error holds all faults.
    """
    library = _read(folder)
    utterances = read_utterances(library)
    learned = read_learned(folder / MODEL_FILE)
    examples = sum(len(intent.examples) for intent in library.intents.values())
    own = sum(len(many) for name, many in utterances.items() if name != EVERYDAY)
    lines = [
        f"{folder}: sound: {len(library.intents)} intents, {examples} examples, {own} utterances, "
        f"{len(library.sources)} passages"
    ]
    if not any(intent.safety for intent in library.intents.values()):
        lines.append("without safety intents ('safety: none'): nobody in danger is met")
    if learned is None:
        lines += _untrained(library, utterances[EVERYDAY], examples + own)
    elif learned.fingerprint != fingerprint(library, utterances):
        lines.append("training is due: examples, utterances or words have changed since; run 'afterwords train'")
    return lines


def _read(folder: Path) -> Library:
    """Return the library, if it can be read and says all that its writer wrote."""
    lost: list[Fault] = []
    if folder.is_dir():
        check_size(folder)
        lost = [fault for path in yaml_files(folder) for fault in find_losses(path)]
    try:
        library = read_library(folder, stems)
    except LibraryError as error:
        raise LibraryError([*error.faults, *lost]) from error
    if lost:
        raise LibraryError(lost)
    return library


def tell(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield what is printed of faults: each with its line of the file and a caret below its column."""
    for fault in faults[:MOST_FAULTS]:
        yield str(fault)
        yield from _pointed(fault)
    if len(faults) >= MOST_FAULTS:
        yield MORE_FAULTS


def _pointed(fault: Fault) -> Iterator[str]:
    try:
        lines = fault.file.read_text("utf-8-sig", "replace").split("\n") if fault.column else []
    except OSError:
        return
    if not fault.column <= len(line := "".join(lines[fault.line - 1 : fault.line])) + 1 or not line.strip():
        return
    start = max(0, fault.column - 1 - WIDEST // 2)
    before, behind = line[start : fault.column - 1], line[fault.column - 1 : start + WIDEST]
    spaces = " " * (len(before) - len(before.lstrip()))
    # `clean` trims: the sign at the end keeps the space before the caret.
    before = spaces + clean(before + "|")[:-1]
    yield f"    {before}{' ' if behind[:1].isspace() else ''}{clean(behind)}"
    yield f"    {' ' * len(before)}^"


def _untrained(library: Library, everyday: tuple[Utterance, ...], texts: int) -> Iterator[str]:
    """Yield what a library does that was not trained, with questions of everyday life that no library answers."""
    if is_too_large_untrained(library.folder):
        yield "not trained, and too large to answer anything before it is"
    else:
        matcher = Matcher(library, use_learned=False)
        asked = everyday[:: len(everyday) // _ASKED or 1]
        answered = sum(decide(matcher.rank(each.text)) == "answer" for each in asked)
        yield (
            f"not trained: it compares with all examples at once, and answers {100 * answered / len(asked):.1f} % of "
            f"{len(asked):,} everyday questions that have nothing to do with it"
        )
    yield f"'afterwords train' learns from {texts:,} texts to tell its intents apart, and from where on to answer"
