"""Looks at what people ask: too few ways of it, and the same, or nearly the same, in two intents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel

from bot.check.written import Text, excerpt
from bot.knowledge import folder as folders
from bot.knowledge.utterances import read_lines
from bot.matching.tokens import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.errors import Fault
    from bot.knowledge.model import Library
    from bot.matching.analysis import Analyzer

FEWEST: Final = 8
"""Ways of asking for an intent. With one for each, a library refuses nearly everything but the very words; eight is
what every intent has in `tests/libraries/`, which are asked in other people's words."""
MOST_FEW: Final = 5
"""Warnings of too few: an imported library has them for each of its intents, and nobody would see the others."""
NEAR: Final = 92
"""Percent of two texts that are the same where they are twins; from 90 down most pairs ask different things."""
LONGEST_COMPARED: Final = 1_000
"""Characters of a text that is compared with others: the cost grows with its square, and no twins are so long."""
NEIGHBOURS: Final = 2
"""Texts behind each, in the order of the alphabet, that it is compared with, read forwards and backwards: what differs
little stands close together in one of the two."""
FEWEST_COMMON: Final = 3
"""Intents that a word stands under which tells none of them apart, in however small a library."""
_LONGEST_OUT: Final = 6
"""Characters that one twin may be longer than the other."""
_SHORTEST_SLIP: Final = 5
"""Letters of a word that may be another one with a slip in it."""
_READ: Final = re.compile(r"\w+")
_APOSTROPHES: Final = str.maketrans("", "", "'’‘`")


class Asked(NamedTuple):
    """A way of asking."""

    text: Text
    owner: str
    """The intent, or the subject outside, that it stands under."""
    key: str
    """About as messages are read, at a tenth of the time."""
    is_example: bool
    """Whether it stands in YAML."""
    is_borrowed: bool
    """Whether it comes from the safety pack."""

    def __str__(self) -> str:
        place = "the safety pack" if self.is_borrowed else f"{self.text.file.name}:{self.text.line}"
        return f"'{excerpt(self.text.value)}' of '{self.owner}' ({place})"


def read_asked(library: Library, texts: Iterable[Text], pack: Iterable[Text]) -> list[Asked]:
    """Return the examples and utterances of a library, those that it borrows first; without everyday questions."""
    asked: list[Asked] = []
    for is_borrowed, many in ((True, pack), (False, texts)):
        for text in many:
            if text.keys[0] in ("intents", "outside") and text.keys[2:3] == ("examples",) and not text.is_key:
                intent = library.intents.get(text.keys[1])
                if not is_borrowed or (intent and text.value in intent.examples):
                    asked.append(_asked(text, text.keys[1], is_example=True, is_borrowed=is_borrowed))
    everyday = folders.everyday_file(library.folder)
    for path in folders.utterance_files(library.folder):
        for number, utterance in read_lines(path, []) if path != everyday else ():
            text = Text(path, number, 1, (), utterance.text)
            asked.append(_asked(text, path.stem, is_example=False, is_borrowed=False))
    return asked


def _asked(text: Text, owner: str, *, is_example: bool, is_borrowed: bool) -> Asked:
    key = " ".join(_READ.findall(text.value.translate(_APOSTROPHES).lower()))
    return Asked(text, owner, key, is_example, is_borrowed)


def find_same_examples(asked: Iterable[Asked]) -> Iterator[Fault]:
    """Yield a fault for each example that is read as one of another intent is: one of the two wins for good."""
    seen: dict[tuple[str, ...], Asked] = {}
    for each in asked:
        read = tuple(words(each.text.value)) if each.is_example else ()
        first = seen.setdefault(read, each) if read else each
        if first.owner != each.owner and not each.is_borrowed:
            problem = f"intent '{each.owner}': the example '{excerpt(each.text.value)}' is read as {first} is"
            yield each.text.fault(problem, "keep it where it fits better")


def find_too_few(library: Library, texts: Iterable[Text], asked: Iterable[Asked]) -> Iterator[Fault]:
    """Yield a warning for each intent with few examples and utterances, many of them together in the last one.

    Alarms are found by their patterns.
    """
    ways = Counter(owner for owner, _ in {(each.owner, each.key) for each in asked})
    few = [
        text
        for text in texts
        if text.is_key and len(text.keys) == 2 and text.keys[0] == "intents" and ways[text.value] < FEWEST
    ]
    few = [text for text in few if not library.intents[text.value].safety]
    told = few if len(few) <= MOST_FEW else few[: MOST_FEW - 1]
    for text in told:
        problem = f"intent '{text.value}' has fewer than {FEWEST} examples and utterances that differ"
        yield text.fault(problem, f"write {FEWEST - ways[text.value]} more, in other words")
    if rest := few[len(told) :]:
        problem = f"intent '{rest[0].value}' and {len(rest) - 1} more have fewer than {FEWEST} examples and utterances"
        yield rest[0].fault(problem, "write more, in other words, first for what is asked most")


class Twins(NamedTuple):
    """Two ways of asking for different intents that say the same, but for little."""

    one: Asked
    other: Asked

    def warning(self) -> Fault:
        """Return what to tell of them, at the place of the first."""
        verb = "says" if words(self.one.text.value) == words(self.other.text.value) else "says nearly"
        problem = f"'{excerpt(self.one.text.value)}' of '{self.one.owner}' {verb} the same as {self.other}"
        return self.one.text.fault(problem, "keep one, where it fits better, or tell them further apart")


def find_twins(asked: Sequence[Asked], analyzer: Analyzer) -> Iterator[Twins]:
    """Yield each example or utterance that says what another intent's does, but for little, with that one."""
    common: frozenset[str] | None = None
    for other, each in sorted(_neighbours(asked)):
        one, two = words(asked[each].text.value), words(asked[other].text.value)
        if one != two:
            common = common or _common(asked)
            if not (_is_little(one, two, common) and _means_the_same(asked[each], asked[other], analyzer)):
                continue
        yield Twins(asked[each], asked[other])


def _neighbours(asked: Sequence[Asked]) -> set[tuple[int, int]]:
    """Return the places of pairs of different intents that are spelled nearly the same."""
    found: set[tuple[int, int]] = set()
    keys = [each.key for each in asked]
    for written in (keys, [key[::-1] for key in keys]):
        order = sorted(range(len(asked)), key=written.__getitem__)
        for distance in range(1, NEIGHBOURS + 1):
            for one, other in zip(order, order[distance:], strict=False):
                if (
                    asked[one].owner != asked[other].owner
                    and len(keys[one]) <= LONGEST_COMPARED
                    and abs(len(keys[one]) - len(keys[other])) <= _LONGEST_OUT
                    and fuzz.ratio(keys[one], keys[other], score_cutoff=NEAR)
                ):
                    found.add((min(one, other), max(one, other)))
    return found


def _common(asked: Iterable[Asked]) -> frozenset[str]:
    """Return the words that most intents and subjects of a library are asked with: they tell none of them apart."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for each in asked:
        if not each.is_borrowed:
            used[each.owner].update(each.key.split())
    least = max(FEWEST_COMMON, len(used) / 2)
    counts = Counter(word for words in used.values() for word in words)
    return frozenset(word for word, owners in counts.items() if owners >= least)


def _is_little(one: Sequence[str], other: Sequence[str], common: frozenset[str]) -> bool:
    """Return whether two texts differ in common words, spaces, endings and slips only."""
    start = (0, 0)
    for edit in (*Indel.opcodes(one, other), None):
        if edit and edit.tag != "equal":
            continue
        end = (edit.src_start, edit.dest_start) if edit else (len(one), len(other))
        here, there = one[start[0] : end[0]], other[start[1] : end[1]]
        left, right = "".join(here), "".join(there)
        is_slip = (
            (left + right).isalpha() and min(len(left), len(right)) >= _SHORTEST_SLIP and OSA.distance(left, right) <= 1
        )
        if not (stem(left) == stem(right) or is_slip or common.issuperset((*here, *there))):
            return False
        start = (edit.src_end, edit.dest_end) if edit else end
    return True


def _means_the_same(one: Asked, other: Asked, analyzer: Analyzer) -> bool:
    """Return whether the words of the library say the same of both, who does it and the numbers among them."""
    first, second = analyzer.analyze(one.text.value), analyzer.analyze(other.text.value)
    numbers = [{word for word in each.words if word.isdigit()} for each in (first, second)]
    return first.meanings == second.meanings and first.relations == second.relations and numbers[0] == numbers[1]
