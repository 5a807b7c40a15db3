"""Phrases with gaps and alternatives, written in a library and looked for in the stems of a message.

want|wish ... die        two words with at most four others between them, each with any ending
be_here|exist            words that stand together, among alternatives
{partner} hurt me        a word or phrase of the lexicon's concept "partner"
im a? <10-17>            a word that may be missing; a number in a range
<10-17>f                 a number in a range with letters behind it
^ <10-17> $              a message that is nothing else: "^" where it starts, "$" where it ends
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.cache import BoundedCache
from bot.matching.tokens import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

GAP: Final = "..."
START: Final = "^"
END: Final = "$"
_MARKS: Final = frozenset({GAP, START, END})
"""Slots that stand for no word of their own."""
WIDEST_GAP: Final = 4
"""Words that a gap may stand for."""

_REMEMBERED: Final = 65_536
"""Patterns, and their slots, that are kept read."""
_NO_USES: Final = MappingProxyType[str, int]({})

_RANGE = re.compile(r"<(\d+)-(\d+)>(\w*)")


class Hit(NamedTuple):
    """Where a pattern was found: a slice of the message's stems."""

    pattern: str
    start: int
    end: int


class PatternSet:
    """Patterns that are looked for together.

    A pattern is looked at only where a word of its rarest slot, its anchor, stands in the message, and tried only where
    every slot has a word there: most never are.
    """

    def __init__(
        self, patterns: Iterable[str], concepts: Mapping[str, Sequence[str]], uses: Mapping[str, int] = _NO_USES
    ) -> None:
        """Hold patterns written with these concepts; `uses` says how often people use a stem, to find the rarest."""
        self._concepts = concepts
        self._texts = tuple(dict.fromkeys(patterns))
        self._slots: BoundedCache[str, _Slot] = BoundedCache(_REMEMBERED)
        self._patterns: BoundedCache[str, _Pattern] = BoundedCache(_REMEMBERED)
        self._by_anchor: dict[str, list[str]] = {}

        def rarity(slot: _Slot) -> tuple[int, int]:
            return sum(uses.get(way, 0) for way in slot.ways), len(slot.ways)

        for text in self._texts:
            for start in min(self._pattern(text).required, key=rarity).ways:
                self._by_anchor.setdefault(start, []).append(text)
        self._anchors = frozenset(self._by_anchor)

    def find(self, stems: Sequence[str]) -> Iterator[Hit]:
        """Yield every place of every pattern that is found in `stems`; those of one pattern do not overlap."""
        anchors = self._anchors.intersection(stems)
        if not anchors:
            return
        for text in dict.fromkeys(text for word in stems if word in anchors for text in self._by_anchor[word]):
            pattern = self._patterns.get(text) or self._pattern(text)
            if pattern.may_be_in(stems):
                yield from pattern.find(stems)

    def _pattern(self, text: str) -> _Pattern:
        slots = tuple(self._slots.get(written) or self._slot(written) for written in text.split())
        required = tuple(slot for slot in slots if not slot.optional and not slot.mark)
        self._patterns[text] = _Pattern(text, slots, required)
        return self._patterns[text]

    def _slot(self, written: str) -> _Slot:
        ways: dict[str, tuple[tuple[str, ...], ...]] = {}
        for alternative in _alternatives(written, self._concepts) if written not in _MARKS else ():
            first, *tail = alternative.split()
            ways[first] = (*ways.get(first, ()), tuple(tail))
        mark = written if written in _MARKS else ""
        self._slots[written] = _Slot(mark, ways, optional=not mark and written.endswith("?"))
        return self._slots[written]


class _Slot(NamedTuple):
    """A place in a pattern."""

    mark: str
    """One of the marks, or empty."""
    ways: Mapping[str, tuple[tuple[str, ...], ...]]
    """The stems it can begin with, and for each what may follow it."""
    optional: bool

    def ends(self, stems: Sequence[str], at: int) -> Iterator[int]:
        """Yield where the slot ends that begins at `at`, the preferred end first."""
        for tail in self.ways.get(stems[at], ()) if at < len(stems) else ():
            end = at + 1 + len(tail)
            if tail == tuple(stems[at + 1 : end]):
                yield end
        if self.optional:
            yield at


class _Pattern(NamedTuple):
    """A pattern as it is looked for."""

    text: str
    slots: tuple[_Slot, ...]
    required: tuple[_Slot, ...]
    """The slots that a word must fill."""

    def may_be_in(self, stems: Sequence[str]) -> bool:
        """Return whether every slot has a word, wherever it stands."""
        return all(not slot.ways.keys().isdisjoint(stems) for slot in self.required)

    def find(self, stems: Sequence[str]) -> Iterator[Hit]:
        """Yield every place of the pattern; they do not overlap."""
        first = self.slots[0]
        is_sure = not first.optional and not first.mark
        least = 0
        for at in [at for at, word in enumerate(stems) if word in first.ways] if is_sure else range(len(stems)):
            end = _end(self.slots, stems, at) if at >= least else None
            if end is not None:
                yield Hit(self.text, at, end)
                least = end


def _end(slots: Sequence[_Slot], stems: Sequence[str], at: int) -> int | None:
    """Return where the slots end that are filled from `at` on, as early as they can; None if they are not."""
    if not slots:
        return at
    slot, rest = slots[0], slots[1:]
    if slot.mark == START or slot.mark == END:
        return _end(rest, stems, at) if at == (0 if slot.mark == START else len(stems)) else None
    ends = range(at, at + WIDEST_GAP + 1) if slot.mark == GAP else slot.ends(stems, at)
    for end in ends:
        found = _end(rest, stems, end)
        if found is not None:
            return found
    return None


def vocabulary(patterns: Iterable[str]) -> Iterator[str]:
    """Yield the words that patterns are written with, so that slips in them can be mended."""
    for pattern in patterns:
        for slot in pattern.split():
            if not slot.startswith(("{", "<")) and slot not in _MARKS:
                yield from words(slot)


def _alternatives(slot: str, concepts: Mapping[str, Sequence[str]]) -> list[str]:
    alternatives: list[str] = []
    for part in slot.rstrip("?").split("|"):
        if part.startswith("{"):
            alternatives += [_stems(phrase) for phrase in concepts.get(part.strip("{}"), ())]
        elif in_range := _RANGE.fullmatch(part):
            first, last, suffix = in_range.groups()
            alternatives += [f"{number}{suffix}" for number in range(int(first), int(last) + 1)]
        else:
            alternatives.append(_stems(part))
    return [alternative for alternative in alternatives if alternative]


@cache
def _stems(phrase: str) -> str:
    return " ".join(stem(word) for word in words(phrase))
