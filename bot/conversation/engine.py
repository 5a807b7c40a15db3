"""The engine of a library: everything that reads messages, built once and shared by all conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.conversation.understanding.alarm_follow_ups import FollowUpMatcher
from bot.conversation.understanding.choices import CountryNames
from bot.conversation.understanding.languages import LanguageDetector
from bot.conversation.understanding.openings import OpeningFinder
from bot.conversation.understanding.safety import SafetyDetector
from bot.conversation.understanding.words_to_say import WordsFinder
from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from bot.knowledge.model import Library
    from bot.matching.matcher import Matcher


class Engine(NamedTuple):
    """What is costly to make, and does not depend on the question."""

    matcher: Matcher
    """Ranks the intents."""
    safety: SafetyDetector
    """Detects messages that raise an alarm."""
    follow_ups: FollowUpMatcher
    """Tells what a message says after an alarm."""
    countries: CountryNames
    """Knows the countries that have helplines by their names."""
    guide_patterns: PatternSet
    """Detects messages that ask for the guide."""
    openings: OpeningFinder
    """Finds the first sentence of a reply."""
    languages: LanguageDetector
    """Tells messages in other languages."""
    words_to_say: WordsFinder
    """Finds the words to say that a message asks for."""


def build_engine(library: Library) -> Engine:
    """Build the engine of a library."""
    from bot.matching.matcher import Matcher  # Not before it is needed: no first screen waits for it.

    matcher = Matcher(library)
    counts = matcher.analyzer.stem_counts
    return Engine(
        matcher,
        safety=SafetyDetector(library, matcher.analyzer, matcher.alarms, matcher.examples),
        follow_ups=FollowUpMatcher(library.follow_ups, matcher.analyzer),
        countries=CountryNames(library.countries, library.elsewhere, library.short_answers),
        guide_patterns=PatternSet(library.guide.patterns if library.guide else (), counts),
        openings=OpeningFinder(library.openings, counts),
        languages=LanguageDetector(library.languages),
        words_to_say=WordsFinder(library.words_to_say.values(), counts),
    )
