"""What all conversations over one library share: it is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation.picking import Countries
from bot.conversation.safety import Watch
from bot.matching.matcher import Matcher
from bot.matching.memory import Memory
from bot.matching.pattern import PatternSet

if TYPE_CHECKING:
    from bot.knowledge.library import Library


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
        matcher = Matcher(library)
        patterns = library.guide.patterns if library.guide else ()
        lost_for_words = PatternSet(patterns, library.lexicon.concepts, matcher.analyzer.uses)
        watch = Watch(library, matcher.analyzer)
        remember(library, Engine(matcher, watch, Countries(library.countries), lost_for_words))
    return _made[library]


def remember(library: Library, engine: Engine) -> None:
    """Take this engine as the library's own, if it has none."""
    if library not in _made:
        _made[library] = engine


_made: Memory[Library, Engine] = Memory(MOST_KEPT)
