"""Proves that a library is sound, and says whether it was trained, what training would bring, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.asked import find_same_examples, find_too_few, find_twins, read_asked
from bot.check.dates import find_old_sources, find_unchecked_helplines
from bot.check.documents import find_changes, find_copied, read_documents
from bot.check.patterns import find_dead_patterns
from bot.check.texts import (
    find_equal_titles,
    find_hard_sentences,
    find_marks,
    find_no_safety,
    find_uncited,
    find_unfinished_markdown,
)
from bot.check.written import read_written
from bot.conversation.understanding.thresholds import decide
from bot.errors import Faults, LibraryError, in_order
from bot.knowledge.folder import (
    ALARMS_FILE,
    MODEL_FILE,
    check_size,
    default_folder,
    is_too_large_untrained,
    safety_pack,
    utterance_files,
    yaml_files,
)
from bot.knowledge.load import read_library
from bot.knowledge.readers.yaml_losses import find_losses
from bot.knowledge.utterances import EVERYDAY, read_utterances
from bot.matching.matcher import Matcher, make_analyzer
from bot.matching.model_file import read_learned
from bot.matching.tokens import stems
from bot.matching.training.texts import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from bot.errors import Fault
    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance
    from bot.matching.model_file import Learned

TRAINING_IS_DUE: Final = "training is due: examples, utterances or words have changed since; run 'afterwords train'"
_ASKED: Final = 2_000
"""Everyday questions, about, that an untrained library is asked, which takes half a second."""


class Findings(NamedTuple):
    """What there is to say of a sound library."""

    summary: tuple[str, ...]
    """A line for each."""
    warnings: tuple[Fault, ...]
    """What it would be better without, in the order of the files."""


def check(folder: Path, today: date, documents: Path | None = None) -> Findings:
    """Return what there is to say of a sound library.

    Args:
        folder: The library.
        today: The day by which something is out of date.
        documents: A folder with the documents that it rests on, to be compared with it.

    Raises:
        InputError: there is no such folder, or no document in it.
        LibraryError: the library is not sound; the error holds all faults.
    """
    compared = read_documents(documents) if documents else []
    library = _read(folder)
    utterances = read_utterances(library)
    learned, alarms = read_learned(folder / MODEL_FILE), read_learned(default_folder() / ALARMS_FILE)
    matcher = None if learned or is_too_large_untrained(folder) else Matcher(library)
    known = {word: count for each in (alarms, learned) if each for word, count in each.vocabulary.items()}
    analyzer = matcher.analyzer if matcher else make_analyzer(library, known)
    files = yaml_files(folder)
    own = [path for path in files if path.parent == folder]
    texts = read_written(own)
    borrowed = read_written(_borrowed(folder))
    asked = read_asked(library, texts, borrowed)

    faults = Faults()
    # Training may still bring what a library that is too large without it takes for typos.
    dead = find_dead_patterns(library, texts, analyzer) if learned or matcher else ()
    for fault in (*find_same_examples(asked), *dead):
        faults.append(fault)
    if faults:
        raise LibraryError(faults)
    warnings = [
        *find_too_few(library, texts, asked),
        *find_twins(asked, analyzer),
        *find_equal_titles(texts),
        *find_marks([*own, *utterance_files(folder)]),
        *find_hard_sentences(texts),
        *find_unfinished_markdown(texts),
        *find_uncited(texts),
        *find_old_sources(texts, today),
        *find_unchecked_helplines(library, [*texts, *borrowed], today),
        *find_no_safety(texts),
    ]
    if compared:
        warnings += [*find_changes(texts, compared), *find_copied(texts, compared)]
    return Findings(tuple(_summary(library, utterances, learned, matcher)), in_order(warnings))


def is_training_due(learned: Learned, library: Library, utterances: Mapping[str, tuple[Utterance, ...]]) -> bool:
    """Return whether what is learned from has changed since it was."""
    return learned.fingerprint != fingerprint(library, utterances)


def _borrowed(folder: Path) -> Iterator[Path]:
    """Yield the shipped files that speak to the readers of any library: alarms and helplines."""
    yield safety_pack()
    if folder.resolve() != default_folder():
        yield default_folder() / "helplines.yaml"


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


def _summary(
    library: Library,
    utterances: Mapping[str, tuple[Utterance, ...]],
    learned: Learned | None,
    matcher: Matcher | None,
) -> Iterator[str]:
    """Yield what a sound library holds, and what has become, or would become, of it by training."""
    examples = sum(len(intent.examples) for intent in library.intents.values())
    own = sum(len(many) for name, many in utterances.items() if name != EVERYDAY)
    yield (
        f"{library.folder}: sound: {len(library.intents)} intents, {examples} examples, {own} utterances, "
        f"{len(library.sources)} passages"
    )
    if learned is None:
        yield from _untrained(matcher, utterances[EVERYDAY], examples + own)
    elif is_training_due(learned, library, utterances):
        yield TRAINING_IS_DUE


def _untrained(matcher: Matcher | None, everyday: tuple[Utterance, ...], texts: int) -> Iterator[str]:
    """Yield what a library does that was not trained, with questions of everyday life that no library answers."""
    if matcher is None:
        yield "not trained, and too large to answer anything before it is"
    else:
        asked = everyday[:: len(everyday) // _ASKED or 1]
        answered = sum(decide(matcher.rank(each.text)) == "answer" for each in asked)
        yield (
            f"not trained: it compares with all examples at once, and answers {100 * answered / len(asked):.1f} % of "
            f"{len(asked):,} everyday questions that have nothing to do with it"
        )
    yield f"'afterwords train' learns from {texts:,} texts to tell its intents apart, and from where on to answer"
