"""What all conversations over one library share: it is made once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.conversation.picking import Countries
from bot.conversation.safety import Watch
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from bot.knowledge.library import Library


class Engine(NamedTuple):
    """What does not depend on the question."""

    matcher: Matcher
    watch: Watch
    countries: Countries


@lru_cache(maxsize=4)
def engine(library: Library) -> Engine:
    """Return what ranks a library's intents, looks for its safety intents, and knows its countries by their names."""
    matcher = Matcher(library)
    return Engine(matcher, Watch(library, matcher.analyzer), Countries(library.countries))
