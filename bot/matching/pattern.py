"""Phrases with gaps and alternatives, written in a library and looked for in the stems of a message.

want|wish ... die        two words with at most four others between them, each with any ending
be_here|exist            words that stand together, among alternatives
{partner} hurt me        a word or phrase of the lexicon's concept "partner"
im a? <10-17>            a word that may be missing; a number in a range
<10-17>f                 a number in a range with letters behind it
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.matching.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WIDEST_GAP: Final = 4
"""Words that `...` may stand for."""

_RANGE = re.compile(r"<(\d+)-(\d+)>(\w*)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a pattern was found: a slice of the message's stems."""

    pattern: str
    start: int
    end: int


class PatternSet:
    """Patterns that are looked for together."""

    def __init__(self, patterns: Iterable[str], concepts: Mapping[str, Sequence[str]]) -> None:
        self._by_anchor: defaultdict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for pattern in patterns:
            slots = [_alternatives(slot, concepts) for slot in pattern.split()]
            compiled = re.compile("".join(map(_slot_regex, pattern.split(), slots)))
            required = [
                slot for slot, written in zip(slots, pattern.split(), strict=True) if slot and not written.endswith("?")
            ]
            anchor = min(required, key=lambda alternatives: (len(alternatives), -len(alternatives[0])))
            for first in {alternative.split()[0] for alternative in anchor}:
                self._by_anchor[first].append((pattern, compiled))

    def find(self, stems: Sequence[str]) -> Iterator[Hit]:
        """Yield the first place of every pattern that is found in `stems`."""
        text = "".join(f" {stem}" for stem in stems)
        candidates = dict.fromkeys(
            candidate for stem in stems if stem in self._by_anchor for candidate in self._by_anchor[stem]
        )
        for pattern, compiled in candidates:
            if match := compiled.search(text):
                yield Hit(pattern, text.count(" ", 0, match.start()), text.count(" ", 0, match.end()))


def vocabulary(patterns: Iterable[str]) -> Iterator[str]:
    """Yield the words that patterns are written with, so that slips in them can be mended."""
    for pattern in patterns:
        for slot in pattern.split():
            if not slot.startswith(("{", "<", "...")):
                yield from words(slot)


def _alternatives(slot: str, concepts: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what a slot may be, as stems joined by spaces; nothing for a gap."""
    if slot == "...":
        return []
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


def _stems(phrase: str) -> str:
    return " ".join(stem(word) for word in words(phrase))


def _slot_regex(written: str, alternatives: Sequence[str]) -> str:
    if not alternatives:
        return rf"(?: \S+){{0,{WIDEST_GAP}}}?"
    optional = "?" if written.endswith("?") else ""
    return rf"(?: (?:{'|'.join(map(re.escape, alternatives))})(?!\S)){optional}"
