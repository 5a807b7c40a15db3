"""Looks for many patterns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.pattern import MARKS
from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.knowledge.pattern import Hit, Pattern, Slot


class PatternSet:
    """Patterns that are looked for together.

    A pattern is looked at only where a word of its rarest slot, its anchor, stands in the message, and tried only where
    every slot has a word there: most never are.
    """

    def __init__(self, patterns: Iterable[Pattern], stem_counts: Mapping[str, int]) -> None:
        """Hold some patterns; `stem_counts` says how often people use a stem, to find the rarest."""
        self._patterns = tuple({pattern.text: pattern for pattern in patterns}.values())
        self._by_anchor: dict[str, list[int]] = {}
        """The places of the patterns that are looked at, by the stem that has to be there."""

        def rarity(slot: Slot) -> tuple[int, int]:
            return sum(stem_counts.get(stem, 0) for stem in slot.alternatives), len(slot.alternatives)

        for place, pattern in enumerate(self._patterns):
            for stem in min(pattern.required, key=rarity).alternatives:
                self._by_anchor.setdefault(stem, []).append(place)
        self._anchors = frozenset(self._by_anchor)

    def find(self, stems: Sequence[str]) -> Iterator[Hit]:
        """Yield every place of every pattern that is found in `stems`; those of one pattern do not overlap."""
        anchors = self._anchors.intersection(stems)
        if not anchors:
            return
        for place in dict.fromkeys(place for stem in stems if stem in anchors for place in self._by_anchor[stem]):
            pattern = self._patterns[place]
            if pattern.may_be_in(stems):
                yield from pattern.find(stems)


def vocabulary(patterns: Iterable[Pattern]) -> Iterator[str]:
    """Yield the words that patterns are written with, so that typos in them can be corrected."""
    for pattern in patterns:
        for slot in pattern.text.split():
            if not slot.startswith(("{", "<")) and slot not in MARKS:
                yield from words(slot)
