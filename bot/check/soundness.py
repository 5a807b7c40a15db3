"""Proves that a library is sound, and says whether it was trained, what training would bring, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.asked import find_same_examples, find_too_few, find_twins, read_asked
from bot.check.dates import find_old_sources, find_unchecked_helplines
from bot.check.documents import find_changes, find_copied, read_documents
from bot.check.language import is_english
from bot.check.left_out import MOST_TOLD, leave_out
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
    SEMANTIC_FILE,
    check_size,
    command,
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
from bot.matching.semantic.file import read_semantic
from bot.matching.tokens import stems
from bot.matching.training.texts import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from bot.check.left_out import LeftOut
    from bot.errors import Fault
    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance
    from bot.matching.model_file import Learned

NOT_ENGLISH: Final = (
    "most words of its examples are not English: only English endings are taken off, so that each form of a word "
    "counts as another word; and the alarms of the safety pack, and everyday questions, are known in English only"
)
MEANING_IS_OLD: Final = (
    f"{SEMANTIC_FILE} is not used: it was learned beside another {MODEL_FILE}; "
    "run 'afterwords train' with --model DIR, or remove it"
)
_ASKED: Final = 2_000
"""Everyday questions, about, that an untrained library is asked, which takes half a second."""


class Findings(NamedTuple):
    """What there is to say of a sound library."""

    summary: tuple[str, ...]
    """A line for each."""
    warnings: tuple[Fault, ...]
    """What it would be better without, in the order of the files; at the end what would be answered wrongly."""


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
    english = is_english(library)
    twins = list(find_twins(asked, analyzer))
    warnings = [
        *find_too_few(library, texts, asked),
        *(each.warning() for each in twins),
        *find_equal_titles(texts),
        *find_marks([*own, *utterance_files(folder)]),
        *(find_hard_sentences(texts) if english else ()),
        *find_unfinished_markdown(texts),
        *find_uncited(texts),
        *find_old_sources(texts, today),
        *find_unchecked_helplines(library, [*texts, *borrowed], today),
        *find_no_safety(texts),
    ]
    if compared:
        warnings += [*find_changes(texts, compared), *find_copied(texts, compared)]
    left_out = leave_out(library, matcher, asked, twins) if matcher else None
    summary = [_held(library, utterances)]
    if not english:
        summary.append(NOT_ENGLISH)
    if learned is None:
        summary += _untrained(library, matcher, utterances, left_out, is_in_english=english)
    elif due := training_due(learned, library, utterances):
        summary.append(due)
    meaning = read_semantic(folder / SEMANTIC_FILE)
    if meaning and not (learned and learned.fingerprint == meaning.header.fingerprint):
        summary.append(MEANING_IS_OLD)
    return Findings(tuple(summary), (*in_order(warnings), *(left_out.warnings() if left_out else ())))


def training_due(learned: Learned, library: Library, utterances: Mapping[str, tuple[Utterance, ...]]) -> str:
    """Return what to tell where what is learned from has changed since it was; empty, where it has not."""
    if learned.fingerprint == fingerprint(library, utterances):
        return ""
    train = command("train", library.folder)
    return f"training is due: examples, utterances or words have changed since; run '{train}'"


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


def _held(library: Library, utterances: Mapping[str, tuple[Utterance, ...]]) -> str:
    """Return what a sound library holds."""
    return (
        f"{library.folder}: sound: {len(library.intents)} intents, {_examples(library)} examples, "
        f"{_own(utterances)} utterances, {len(library.sources)} passages"
    )


def _examples(library: Library) -> int:
    return sum(len(intent.examples) for intent in library.intents.values())


def _own(utterances: Mapping[str, tuple[Utterance, ...]]) -> int:
    return sum(len(many) for name, many in utterances.items() if name != EVERYDAY)


def _untrained(
    library: Library,
    matcher: Matcher | None,
    utterances: Mapping[str, tuple[Utterance, ...]],
    left_out: LeftOut | None,
    *,
    is_in_english: bool,
) -> Iterator[str]:
    """Yield what a library does that was not trained, and how to see what training would bring."""
    if matcher is None:
        yield "not trained, and too large to answer anything before it is"
    elif is_in_english:
        everyday = utterances[EVERYDAY]
        asked = everyday[:: len(everyday) // _ASKED or 1]
        answered = sum(decide(matcher.rank(each.text)) == "answer" for each in asked)
        yield (
            f"not trained: it compares with all examples at once, and answers {100 * answered / len(asked):.1f} % of "
            f"{len(asked):,} everyday questions that have nothing to do with it"
        )
    else:
        yield "not trained: it compares with all examples at once"
    if left_out and left_out.asked:
        told = f"; warnings tell of the {MOST_TOLD} surest" if len(left_out.lost) > MOST_TOLD else ""
        yield (
            f"of its {left_out.asked:,} examples and utterances, each left out in turn, {left_out.right:,} are "
            f"answered rightly, and {len(left_out.lost):,} with another intent's answer{told}"
        )
    yield (
        f"'{command('train', library.folder)}' learns from {_examples(library) + _own(utterances):,} texts to tell its "
        f"intents apart, and from where on to answer; '{command('evaluate', library.folder)}' measures beforehand what "
        "that brings"
    )
