"""Proves that a library is sound, and says whether it was trained and what training would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation.thresholds import decide
from bot.knowledge.folder import MODEL_FILE, is_too_large_untrained
from bot.knowledge.load import read_library
from bot.knowledge.utterances import EVERYDAY, read_utterances
from bot.matching.matcher import Matcher
from bot.matching.model_file import read_learned
from bot.matching.tokens import stems
from bot.matching.training.texts import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance

_ASKED: Final = 2_000
"""Everyday questions, about, that an untrained library is asked, which takes half a second."""


def check(folder: Path) -> list[str]:
    """Return what there is to say of a sound library, a line for each.

    Raises:
        LibraryError: it is not sound; the error holds all faults.
    """
    library = read_library(folder, stems)
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
