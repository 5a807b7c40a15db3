"""Finds the first sentence of a reply, which takes up what somebody told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.pattern_set import PatternSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.knowledge.dialogue import Opening
    from bot.matching.analysis import Analysis

FEWEST: Final = 4
"""Words of a message that tells something; fewer are a search phrase."""


class OpeningFinder:
    """The openings of a library, in order: the first that fits is said."""

    def __init__(self, openings: Iterable[Opening], stem_counts: Mapping[str, int]) -> None:
        self._openings = [(opening, PatternSet(opening.patterns, stem_counts)) for opening in openings]

    def find(self, analysis: Analysis, said: Collection[str]) -> Opening | None:
        """Return the opening for a message; None where nothing certain is told, or all that fit are among `said`."""
        if len(analysis.stems) < FEWEST:
            return None
        told = analysis.concepts | analysis.relations
        for opening, patterns in self._openings:
            if any(map(told.isdisjoint, opening.needs)) or not opening.unless.isdisjoint(told):
                continue
            if opening.name not in said and (not opening.patterns or patterns.first(analysis.stems)):
                return opening
        return None
