"""What all conversations over one library share: it is made once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.conversation.safety import Watch
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from bot.knowledge.library import Library


@lru_cache(maxsize=4)
def engine(library: Library) -> tuple[Matcher, Watch]:
    """Return what ranks a library's intents, and what looks for its safety intents."""
    matcher = Matcher(library)
    return matcher, Watch(library, matcher.analyzer)
