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
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.matching.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

GAP: Final = "..."
START: Final = "^"
END: Final = "$"
_MARKS: Final = frozenset({GAP, START, END})
"""Slots that stand for no word of their own."""
WIDEST_GAP: Final = 4
"""Words that a gap may stand for."""

_RANGE = re.compile(r"<(\d+)-(\d+)>(\w*)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern was found: a slice of the message's stems."""

    pattern: str
    start: int
    end: int


class PatternSet:
    """Patterns that are looked for together.

    A pattern is tried only where a word of its rarest slot, its anchor, stands in the message, and compiled when it is
    first tried: most never are.
    """

    def __init__(self, patterns: Iterable[str], concepts: Mapping[str, Sequence[str]]) -> None:
        self._concepts = concepts
        self._slots: dict[str, tuple[str, ...]] = {}
        self._compiled: dict[str, re.Pattern[str]] = {}
        self._by_anchor: defaultdict[str, list[str]] = defaultdict(list)
        for pattern in patterns:
            required = [
                self._alternatives(slot) for slot in pattern.split() if not slot.endswith("?") and slot not in _MARKS
            ]
            anchor = min(required, key=lambda alternatives: (len(alternatives), -len(alternatives[0])))
            for first in {alternative.split()[0] for alternative in anchor}:
                self._by_anchor[first].append(pattern)

    def find(self, stems: Sequence[str]) -> Iterator[Hit]:
        """Yield every place of every pattern that is found in `stems`; those of one pattern do not overlap."""
        text = "".join(f" {stem}" for stem in stems)
        candidates = dict.fromkeys(
            pattern for stem in stems if stem in self._by_anchor for pattern in self._by_anchor[stem]
        )
        for pattern in candidates:
            if pattern not in self._compiled:
                self._compiled[pattern] = re.compile("".join(map(self._slot_regex, pattern.split())))
            for match in self._compiled[pattern].finditer(text):
                yield Hit(pattern, text.count(" ", 0, match.start()), text.count(" ", 0, match.end()))

    def _alternatives(self, slot: str) -> tuple[str, ...]:
        """Return what a slot may be, as stems joined by spaces."""
        if slot not in self._slots:
            self._slots[slot] = tuple(_alternatives(slot, self._concepts))
        return self._slots[slot]

    def _slot_regex(self, slot: str) -> str:
        if slot == GAP:
            return rf"(?: \S+){{0,{WIDEST_GAP}}}?"
        if slot in (START, END):
            return slot
        optional = "?" if slot.endswith("?") else ""
        return rf"(?: (?:{'|'.join(map(re.escape, self._alternatives(slot)))})(?!\S)){optional}"


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
