"""Phrases with gaps and alternatives, by which a library recognises messages; read once, and found in rows of stems.

want|wish ... die        two words with at most four others between them, each with any ending
be_here|exist            words that stand together, among alternatives
{partner} hurt me        a word or phrase of the lexicon's concept "partner"
im a? <10-17>            a word that may be missing; a number in a range
<10-17>f                 a number in a range with letters behind it; <10-17>_years with a word
^ <10-17> $              a message that is nothing else: "^" where it starts, "$" where it ends
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, KeysView, Mapping

GAP: Final = "..."
START: Final = "^"
END: Final = "$"
MARKS: Final = frozenset({GAP, START, END})
"""Slots that stand for no word of their own."""
WIDEST_GAP: Final = 4
"""Words that a gap may stand for."""
WIDEST_RANGE: Final = 200
"""Numbers that a range may stand for."""
LONGEST_PATTERN: Final = 400
"""Characters of a pattern: three times the longest of the shipped library."""
MOST_SLOTS: Final = 40
"""Words and gaps of a pattern, which is searched one within the other: four times the most of the shipped library."""
MOST_ALTERNATIVES: Final = 200_000
"""Words and phrases that all patterns of a library may stand for, 40 times as many as those of the shipped one do."""

Stems: TypeAlias = Callable[[str], Sequence[str]]
"""Cuts a text into stems, as messages are cut."""

_CONCEPT: Final = re.compile(r"\{(\w+)\}")
_RANGE: Final = re.compile(r"<(\d{1,6})-(\d{1,6})>(\w*)")


class PatternError(ValueError):
    """A pattern that can never be found; `problems` holds all that keeps it from that."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(self.problems)


class Hit(NamedTuple):
    """Where a pattern was found: a slice of a message's stems."""

    pattern: str
    start: int
    end: int


class Slot(NamedTuple):
    """A place in a pattern."""

    mark: str
    """One of the marks, or empty."""
    alternatives: Mapping[str, tuple[tuple[str, ...], ...]]
    """The stems it can begin with, and for each the stems that may follow it."""
    is_optional: bool
    width: int
    """Its alternatives."""

    def ends(self, stems: Sequence[str], at: int) -> Iterator[int]:
        """Yield where the slot ends that begins at `at`, the preferred end first."""
        for tail in self.alternatives.get(stems[at], ()) if at < len(stems) else ():
            end = at + 1 + len(tail)
            if tail == tuple(stems[at + 1 : end]):
                yield end
        if self.is_optional:
            yield at


class Pattern(NamedTuple):
    """A pattern that has been read."""

    text: str
    """As it is written."""
    slots: tuple[Slot, ...]
    required: tuple[Slot, ...]
    """The slots that a word must fill."""

    def may_be_in(self, stems: KeysView[str]) -> bool:
        """Return whether every required slot has a word among some stems, wherever it stands."""
        return all(not slot.alternatives.keys().isdisjoint(stems) for slot in self.required)

    def find(self, stems: Sequence[str], places: Mapping[str, Sequence[int]] | None = None) -> Iterator[Hit]:
        """Yield every place of the pattern in a row of stems, whose `places` may be known; they do not overlap."""
        first = self.slots[0]
        starts: Iterable[int] = range(len(stems))
        if first.mark == START:
            starts = (0,)
        elif not first.is_optional and not first.mark:
            places = places_of(stems) if places is None else places
            starts = sorted(at for stem in first.alternatives for at in places.get(stem, ()))
        least = 0
        for at in starts:
            end = _end(self.slots, stems, at) if at >= least else None
            if end is not None:
                yield Hit(self.text, at, end)
                least = end


def places_of(stems: Sequence[str]) -> dict[str, list[int]]:
    """Return where each stem stands in a row of them."""
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(stems):
        places.setdefault(stem, []).append(at)
    return places


class PatternReader:
    """Reads patterns that are written with the concepts of a lexicon."""

    def __init__(self, concepts: Mapping[str, Sequence[str]], stems: Stems) -> None:
        self._concepts = concepts
        self._stems = stems
        self._slots: dict[str, Slot] = {}
        """By what is written; patterns share most of theirs."""
        self._left = MOST_ALTERNATIVES
        """Alternatives that further patterns may have."""

    def read(self, text: str, example: str = "") -> Pattern:
        """Read a pattern.

        Args:
            text: As it is written.
            example: A message in which it has to be found; empty, if it has none.

        Raises:
            PatternError: it can never be found, or not in its example.
        """
        written = text.split()
        if len(text) > LONGEST_PATTERN or len(written) > MOST_SLOTS:
            raise PatternError([f"it has more than {LONGEST_PATTERN} characters or {MOST_SLOTS} words"])
        problems = list(_misplaced(written))
        slots: list[Slot] = []
        for each in written:
            if self._left <= 0:
                raise PatternError([f"the patterns together stand for more than {MOST_ALTERNATIVES:,} words"])
            try:
                slots.append(self._slots.get(each) or self._slot(each))
                self._left -= slots[-1].width
            except PatternError as error:
                problems += error.problems
        required = tuple(slot for slot in slots if not slot.is_optional and not slot.mark)
        if not problems and not required:
            problems.append("it needs no word at all")
        pattern = Pattern(text, tuple(slots), required)
        if not problems and example and not any(pattern.find(self._stems(example))):
            problems.append(f"it is not found in its example, '{example}'")
        if problems:
            raise PatternError(problems)
        return pattern

    def _slot(self, written: str) -> Slot:
        is_mark = written in MARKS
        alternatives: dict[str, list[tuple[str, ...]]] = {}
        width = 0
        problems: list[str] = []
        for part in () if is_mark else written.removesuffix("?").split("|"):
            try:
                for first, *tail in self._alternatives(part, written):
                    alternatives.setdefault(first, []).append(tuple(tail))
                    width += 1
            except PatternError as error:
                problems += error.problems
        if problems:
            raise PatternError(problems)
        tails = {first: tuple(each) for first, each in alternatives.items()}
        self._slots[written] = Slot(
            written if is_mark else "", tails, is_optional=not is_mark and written.endswith("?"), width=width
        )
        return self._slots[written]

    def _alternatives(self, part: str, written: str) -> Iterator[Sequence[str]]:
        """Yield the rows of stems that a part of a slot stands for."""
        if "{" in part or "}" in part:
            concept = _CONCEPT.fullmatch(part)
            phrases = self._concepts.get(concept[1], ()) if concept else ()
            if not phrases:
                raise PatternError([f"'{part}' is no concept of lexicon.yaml"])
            yield from filter(None, map(self._stems, phrases))
        elif "<" in part or ">" in part:
            yield from self._numbers(part)
        elif stems := self._stems(part):
            yield stems
        else:
            raise PatternError([f"'{written}' has an alternative without a word"])

    def _numbers(self, part: str) -> Iterator[Sequence[str]]:
        numbers = _RANGE.fullmatch(part)
        if not numbers or not 0 <= int(numbers[2]) - int(numbers[1]) < WIDEST_RANGE:
            raise PatternError([f"'{part}' is no range such as <10-17>"])
        for number in range(int(numbers[1]), int(numbers[2]) + 1):
            yield self._stems(f"{number}{numbers[3]}")


def _misplaced(written: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the order of the slots of a pattern."""
    if START in written[1:]:
        yield f"'{START}' stands where no message starts"
    if END in written[:-1]:
        yield f"'{END}' stands where no message ends"


def _end(slots: Sequence[Slot], stems: Sequence[str], at: int) -> int | None:
    """Return where the slots end that are filled from `at` on, as early as they can; None if they are not.

    What was in vain is remembered: gaps and words that may be missing, one behind the other, can be filled in more ways
    than could ever be tried.
    """
    in_vain: set[tuple[int, int]] = set()

    def end_of(place: int, at: int) -> int | None:
        if place == len(slots):
            return at
        if (place, at) in in_vain:
            return None
        slot = slots[place]
        if slot.mark == GAP:
            ends: Iterable[int] = range(at, min(at + WIDEST_GAP, len(stems)) + 1)
        elif slot.mark:
            ends = (at,) if at == (0 if slot.mark == START else len(stems)) else ()
        else:
            ends = slot.ends(stems, at)
        for end in ends:
            found = end_of(place + 1, end)
            if found is not None:
                return found
        in_vain.add((place, at))
        return None

    return end_of(0, at)
