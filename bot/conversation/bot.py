"""A library and all that answers from it: made once, shared by all conversations."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.choices import Countries
    from bot.conversation.conversation import Conversation
    from bot.conversation.safety import SafetyRules
    from bot.knowledge.model import Library
    from bot.matching.matcher import Matcher
    from bot.matching.pattern_set import PatternSet
    from bot.reply import Reply


class Engine(NamedTuple):
    """What is costly to make, and does not depend on the question."""

    matcher: Matcher
    safety: SafetyRules
    countries: Countries
    guide_patterns: PatternSet
    """What somebody says who asks for the guide."""


class Bot:
    """Answers from one library. It can be pickled, for other processes."""

    def __init__(
        self, library: Library, make_engine: Callable[[], Engine] | None = None, *, fingerprint: str = ""
    ) -> None:
        """Answer from `library`; `make_engine` loads an engine that was built earlier, when it is first needed."""
        self.library = library
        self.fingerprint = fingerprint
        """Identifies a version of the library and of the code that answers from it."""
        self._make_engine = make_engine or (lambda: build_engine(library))

    @cached_property
    def engine(self) -> Engine:
        """All that answers, made when it is first needed: a welcome needs none."""
        return self._make_engine()

    @property
    def matcher(self) -> Matcher:
        """Ranks the library's intents."""
        return self.engine.matcher

    @property
    def safety(self) -> SafetyRules:
        """Recognises what has to be met first."""
        return self.engine.safety

    @property
    def countries(self) -> Countries:
        """Knows the countries that have helplines by their names."""
        return self.engine.countries

    @property
    def guide_patterns(self) -> PatternSet:
        """Recognises who asks for the guide."""
        return self.engine.guide_patterns

    def start(self, country: str | None) -> Conversation:
        """Return the state of a dialogue before its first turn."""
        from bot.conversation.conversation import Conversation

        return Conversation(self, country)

    def respond(self, text: str, state: Conversation) -> tuple[Reply, Conversation]:
        """Return the reply to a turn, and the state after it."""
        return state.ask(text), state

    def __getstate__(self) -> dict[str, object]:
        return {"library": self.library, "fingerprint": self.fingerprint, "engine": self.engine}


def build_engine(library: Library) -> Engine:
    """Build all that answers from a library."""
    # Where it is unpickled, what it consists of is imported with it: no first screen waits for that.
    from bot.conversation.choices import Countries
    from bot.conversation.safety import SafetyRules
    from bot.matching.matcher import Matcher
    from bot.matching.pattern_set import PatternSet

    matcher = Matcher(library)
    patterns = library.guide.patterns if library.guide else ()
    guide_patterns = PatternSet(patterns, library.lexicon.concepts, matcher.analyzer.uses)
    return Engine(matcher, SafetyRules(library, matcher.analyzer), Countries(library.countries), guide_patterns)
