"""What all conversations over one library share: it is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.picking import Countries
    from bot.conversation.safety import Watch
    from bot.knowledge.library import Library
    from bot.matching.matcher import Matcher
    from bot.matching.pattern import PatternSet


class Engine(NamedTuple):
    """What does not depend on the question."""

    matcher: Matcher
    watch: Watch
    countries: Countries
    lost_for_words: PatternSet
    """What somebody says who asks for the guide."""


MOST_KEPT: Final = 4
"""Libraries whose engines are kept."""


def engine(library: Library) -> Engine:
    """Return what ranks a library's intents, looks for its safety intents, and knows its countries by their names."""
    if library not in _made:
        bring = _brought.pop(library, None)
        _made[library] = bring() if bring else _make(library)
    return _made[library]


def bring(library: Library, made_before: Callable[[], Engine]) -> None:
    """Tell where the engine of a library is had from, once it is needed: it was made before."""
    if library not in _made:
        _brought[library] = made_before


def _make(library: Library) -> Engine:
    # Where it was made before, what it consists of is imported with it: no first screen waits for that.
    from bot.conversation.picking import Countries
    from bot.conversation.safety import Watch
    from bot.matching.matcher import Matcher
    from bot.matching.pattern import PatternSet

    matcher = Matcher(library)
    patterns = library.guide.patterns if library.guide else ()
    lost_for_words = PatternSet(patterns, library.lexicon.concepts, matcher.analyzer.uses)
    return Engine(matcher, Watch(library, matcher.analyzer), Countries(library.countries), lost_for_words)


_made: Memory[Library, Engine] = Memory(MOST_KEPT)
_brought: Memory[Library, Callable[[], Engine]] = Memory(MOST_KEPT)
