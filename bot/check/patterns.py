"""Finds patterns that no message is ever read as, although they are written as patterns are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.knowledge.pattern import GAP, MARKS
from bot.matching.tokens import stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.check.written import Text
    from bot.errors import Fault
    from bot.knowledge.model import Library
    from bot.knowledge.pattern import Pattern
    from bot.matching.analysis import Analyzer

MOST_READ: Final = 5_000
"""Words of patterns that are looked at: five times those of the shipped library."""
_KEYS: Final = ("patterns", "unless", "hints", "said", "asked_by")
_REMEDY: Final = "write it as messages are read ('ask --why' shows how), or add the word to the lexicon"
_ANY_WORD: Final = "0"
"""Stands in a gap: it is never corrected, and never joined to the letters around it."""


def find_dead_patterns(library: Library, texts: Iterable[Text], analyzer: Analyzer) -> Iterator[Fault]:
    """Yield a fault for each pattern that can never be found, or never by one of its words."""
    patterns = {pattern.text: pattern for pattern in _patterns(library)}
    misread: dict[str, str] = {}
    """What is wrong with each word of the patterns so far; nothing, with most."""
    for text in (text for text in texts if _is_pattern(text) and text.value in patterns):
        for word in _written(text.value):
            if word not in misread:
                misread[word] = _misread(word, stems(word), analyzer)
        problem = next((misread[word] for word in _written(text.value) if misread[word]), "")
        if problem := problem or _problem(patterns[text.value], library.lexicon.concepts, analyzer):
            yield text.fault(f"the pattern '{text.value}' cannot be used: {problem}", _REMEDY)
        if len(misread) > MOST_READ:
            return


def _written(pattern: str) -> Iterator[str]:
    """Yield the words of a pattern, but for concepts and ranges."""
    for slot in pattern.split():
        if slot not in MARKS:
            yield from (word for word in slot.removesuffix("?").split("|") if not word.startswith(("{", "<")))


def _misread(text: str, meant: Sequence[str], analyzer: Analyzer) -> str:
    """Return what a text is read as where it is not what was meant; empty, where it is."""
    read = analyzer.analyze(" ".join(words(text))).stems
    return "" if read == tuple(meant) else f"'{text}' is read as '{' '.join(read)}'"


def _patterns(library: Library) -> Iterator[Pattern]:
    for intent in library.intents.values():
        if intent.safety:
            yield from (*intent.safety.patterns, *intent.safety.unless, *intent.safety.hints)
    for opening in library.openings:
        yield from opening.patterns
    for said in library.words_to_say.values():
        yield from said.patterns
    yield from library.guide.patterns if library.guide else ()


def _is_pattern(text: Text) -> bool:
    keys = text.keys[:-1] if text.keys[-1] == "pattern" else text.keys
    return not text.is_key and keys[-2:-1] != () and keys[-2] in _KEYS


def _problem(pattern: Pattern, concepts: Mapping[str, tuple[str, ...]], analyzer: Analyzer) -> str:
    """Return what keeps a pattern from ever being found, although each of its words can be; empty if nothing does."""
    for with_optional in (False, True):
        message = " ".join(_example(pattern, concepts, with_optional=with_optional))
        read = analyzer.analyze(message).stems
        if any(pattern.find(read)):
            return ""
    return f"'{message}' is read as '{' '.join(read)}'"


def _example(pattern: Pattern, concepts: Mapping[str, tuple[str, ...]], *, with_optional: bool) -> Iterator[str]:
    """Yield the words of a message in which a pattern has to be found."""
    for slot in pattern.text.split():
        if slot == GAP:
            yield _ANY_WORD
        elif slot not in MARKS and (with_optional or not slot.endswith("?")):
            part = max(slot.removesuffix("?").split("|"), key=len)
            if part.startswith("{"):
                yield max(concepts[part.strip("{}")], key=len)
            elif part.startswith("<"):
                yield part.split("-")[0].strip("<") + part.partition(">")[2]
            else:
                yield " ".join(words(part))
