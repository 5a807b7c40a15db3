"""Looks for many patterns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.pattern import MARKS, places_of
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
        """The numbers of the patterns that are looked at, by the stem that has to be there."""

        def rarity(slot: Slot) -> tuple[int, int]:
            return sum(stem_counts.get(stem, 0) for stem in slot.alternatives), len(slot.alternatives)

        for number, pattern in enumerate(self._patterns):
            for stem in min(pattern.required, key=rarity).alternatives:
                self._by_anchor.setdefault(stem, []).append(number)
        self._anchors = frozenset(self._by_anchor)

    def find(self, stems: Sequence[str]) -> Iterator[Hit]:
        """Yield every place of every pattern that is found in `stems`; those of one pattern do not overlap."""
        anchors = self._anchors.intersection(stems)
        if not anchors:
            return
        said = dict.fromkeys(stems)
        places: dict[str, list[int]] = {}
        for number in dict.fromkeys(number for stem in said if stem in anchors for number in self._by_anchor[stem]):
            pattern = self._patterns[number]
            if pattern.may_be_in(said.keys()):
                places = places or places_of(stems)
                yield from pattern.find(stems, places)

    def first(self, stems: Sequence[str]) -> Hit | None:
        """Return the first of what is found; None for nothing."""
        return next(self.find(stems), None)


def vocabulary(patterns: Iterable[Pattern]) -> Iterator[str]:
    """Yield the words that patterns are written with, so that typos in them can be corrected."""
    for pattern in patterns:
        for slot in pattern.text.split():
            if not slot.startswith(("{", "<")) and slot not in MARKS:
                yield from words(slot)
