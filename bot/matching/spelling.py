"""Corrects typos: words that the library has never seen and that are a slip or a missing space away from known ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

from bot.matching.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_CORRECTED: Final = 4
"""Letters; a shorter word is as likely to be another word as a slip."""
LONG: Final = 10
"""Letters from which a word may hold two slips; shorter ones hold one."""
SHORTEST_HALF: Final = 2
"""Letters of each half of a word that lacks its space ("tobe")."""
COMMON: Final = 3
"""Uses of a word in the library from which it may be such a half; rarer ones cut words that nobody knows to pieces."""

MASK: Final = "*"
"""What stands for a letter that somebody would not write."""
LONGEST_CORRECTED: Final = 60
"""Letters of a word that is held against others, far more than a word has: the cost grows with their square."""
SHORTEST_SWAPPED: Final = 3
"""Letters; in a shorter word any two may change places."""
_DIGITS: Final = str.maketrans("013457", "oieast")
"""The letters that digits stand for where a word is masked."""
_MASKED_BY_DIGITS: Final = re.compile(r"[a-z]+(?:[013457][a-z]+)+")
"""A single digit between letters: no age ("f17", "15m")."""
_WORDS_OF_ONE_LETTER: Final = "ai"
_LONG_RUN = re.compile(r"(\w)\1{2,}")
_KEYS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS: Final = "aeiouy"


def _neighbours() -> frozenset[str]:
    """Return the pairs of letters that are typed for one another: neighbours on the keys, and two vowels."""
    place = {letter: (row, column) for row, keys in enumerate(_KEYS) for column, letter in enumerate(keys)}
    near = {
        a + b
        for a, (row_a, column_a) in place.items()
        for b, (row_b, column_b) in place.items()
        if abs(row_a - row_b) <= 1 and abs(column_a - column_b) <= 1
    }
    return frozenset(near | {a + b for a in _VOWELS for b in _VOWELS})


_EASILY_SWAPPED: Final = _neighbours()


class SpellingCorrector:
    """Knows the words of a library, and corrects others to them."""

    def __init__(self, known: Mapping[str, int]) -> None:
        """Know some words, and how often the library uses them."""
        self._count = Counter(known)
        self.stem_counts: Counter[str] = Counter()
        """How often the library uses each stem."""
        for word, count in self._count.items():
            self.stem_counts[stem(word)] += count
        self._by_initial: defaultdict[str, list[str]] = defaultdict(list)
        self._by_shape: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        """The words by what a mask leaves of them: the first letter, and the length."""
        for word in self._count:
            self._by_shape[word[:1], len(word)].append(word)
            if len(word) >= SHORTEST_CORRECTED:
                self._by_initial[word[0]].append(word)

    def correct(self, word: str) -> tuple[str, ...]:
        """Return the known word or two words that `word` was meant to be; itself when it is known or none is near."""
        if not word.isalpha():
            return self._unmask(word)
        if self._knows(word):
            return (word,)
        if len(word) < SHORTEST_CORRECTED:
            return self._swap_letters(word)
        if found := self._collapse_repeats(word):
            return found
        if len(word) > LONGEST_CORRECTED:
            return (word,)
        return self._nearest(word) or self._split_word(word) or (word,)

    def _collapse_repeats(self, word: str) -> tuple[str, ...]:
        """Return the known word that is left when a letter in a long row stands there twice, or once ("sooo")."""
        for keep in (r"\1\1", r"\1"):
            shorter = _LONG_RUN.sub(keep, word)
            if shorter != word and self._knows(shorter):
                return (shorter,)
        return ()

    def _unmask(self, word: str) -> tuple[str, ...]:
        """Return the known word in which letters were masked ("s*x", "s3x"); itself, or what is not masked, if none."""
        if MASK in word:
            fitting = [known for known in self._by_shape.get((word[:1], len(word)), ()) if _is_masked(known, word)]
            best = max(fitting, key=self._count.__getitem__, default="")
            return (best,) if best else tuple(filter(None, word.split(MASK)))
        letters = word.translate(_DIGITS) if _MASKED_BY_DIGITS.fullmatch(word) else word
        return (letters,) if self._knows(letters) else (word,)

    def _swap_letters(self, word: str) -> tuple[str, ...]:
        """Return the known word of three letters in which two neighbours changed places; itself if there is none."""
        if len(word) < SHORTEST_SWAPPED:
            return (word,)
        swapped = max((word[1] + word[0] + word[2], word[0] + word[2] + word[1]), key=self._count.__getitem__)
        return (swapped,) if self._count[swapped] >= COMMON else (word,)

    def _knows(self, word: str) -> bool:
        return word in self._count or (len(word) >= SHORTEST_CORRECTED and stem(word) in self.stem_counts)

    def _nearest(self, word: str) -> tuple[str, ...]:
        """Return the known word that fewest slips lead to, the first letter being right; the commonest of several."""
        # Imported where it is needed: most questions are spelled right, and answered before it would be read.
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        slips = 2 if len(word) >= LONG else 1
        close = extract(word, self._by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips, limit=None)
        near = [(known, distance) for known, distance, _ in close if _is_typo(word, known)]
        if not near:
            return ()
        fewest = min(distance for _, distance in near)
        return (max((known for known, distance in near if distance == fewest), key=self._count.__getitem__),)

    def _split_word(self, word: str) -> tuple[str, ...]:
        cuts = range(1, len(word) - SHORTEST_HALF + 1)
        halves = [(word[:cut], word[cut:]) for cut in cuts if cut >= SHORTEST_HALF or word[0] in _WORDS_OF_ONE_LETTER]
        best = max(halves, key=self._rarer_half, default=())
        return best if best and self._rarer_half(best) >= COMMON else ()

    def _rarer_half(self, halves: tuple[str, str]) -> int:
        return min(self._count[half] for half in halves)


def _is_masked(known: str, word: str) -> bool:
    """Return whether a known word is what a word of its length was, before letters of it were masked."""
    return all(a in ascii_lowercase if b == MASK else a == b for a, b in zip(known, word, strict=True))


def _is_typo(typed: str, meant: str) -> bool:
    """Return whether only letters that are easily swapped stand for one another: "suit" is no slip for "spit"."""
    if sorted(typed) == sorted(meant):
        return True
    from rapidfuzz.distance import Levenshtein

    return all(
        typed[edit.src_pos] + meant[edit.dest_pos] in _EASILY_SWAPPED
        for edit in Levenshtein.editops(typed, meant)
        if edit.tag == "replace"
    )
